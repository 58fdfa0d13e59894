import { spot } from "../../notation/problem.ts";
import type { Source, Span } from "../../notation/source.ts";

/** An element of an XML file that knows where it stands. */
export interface Element {
  readonly name: string;
  /** Its start tag. */
  readonly span: Span;
  readonly attributes: ReadonlyMap<string, { readonly value: string; readonly span: Span }>;
  /** What stands in its start tag and SIPp does not see: which, and why. */
  readonly unseen: readonly { readonly text: string; readonly span: Span }[];
  readonly children: readonly Element[];
  /** What stands in its first CDATA section, and where that begins. */
  readonly text: string;
  readonly textSpan: Span;
}

/** What is wrong with an XML file, and where. */
export interface XmlProblem {
  readonly span: Span;
  readonly found: string;
  readonly expected: string;
  readonly hint: string;
}

export type Complain = (complaint: XmlProblem) => void;

interface Open extends Element {
  readonly children: Open[];
  text: string;
  textSpan: Span;
}

/** Where the reader cannot go on. */
class Broken extends Error {
  readonly at: number;

  constructor(at: number, found: string) {
    super(found);
    this.at = at;
  }
}

/** What is passed over: how it begins and how it ends. The order counts. */
const PASSED_OVER: readonly (readonly [begin: string, end: string, name: string])[] = [
  ["<!--", "-->", "a comment"],
  ["<?", "?>", "a declaration"],
  ["<!", ">", "a declaration"],
];
const CDATA = "<![CDATA[";
const ATTRIBUTES_MAX = 50;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a name is printed
const NAME = /[^\s=/<>"'\u0000-\u001f\u007f-\u009f]+/y;
const SPACE = /\s*/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", '"': '"', "\\": "\\" };

/**
 * Reads an XML file as SIPp 3.6.1 reads it (`xp_parser.c`), which is more than XML allows: a comment may hold `--`, text may stand
 * around the root, which need not be closed, the declaration may say anything, and of a start tag what SIPp does not see is kept apart. A backslash escapes
 * in a value. Nothing is fetched, and entities but the five of XML are text.
 */
export function readXml(source: Source): { readonly root: Element | null; readonly complaints: readonly XmlProblem[] } {
  try {
    return { root: elementsOf(source), complaints: [] };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    const span = spot(source, Math.max(0, Math.min(error.at, source.text.length - 1)));
    return { root: null, complaints: [{ span, found: error.message, expected: "XML as SIPp reads it", hint: "" }] };
  }
}

function elementsOf(source: Source): Element {
  const { text } = source;
  const open: Open[] = [];
  let root: Element | null = null;
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at)) {
    if (text.startsWith(CDATA, at)) {
      const end = endOf(text, at, "]]>", "a CDATA section");
      const element = open.at(-1);
      if (element !== undefined && element.textSpan === element.span) {
        const start = at + CDATA.length;
        element.text = text.slice(start, end - 3);
        element.textSpan = { source, start, end: start + 1 };
      }
      at = end;
      continue;
    }
    const passed = PASSED_OVER.find(([begin]) => text.startsWith(begin, at));
    if (passed !== undefined) {
      at = endOf(text, at, passed[1], passed[2]);
      continue;
    }
    if (text[at + 1] === "/") {
      const name = matched(NAME, text, at + 2);
      const element = open.pop();
      if (element === undefined) throw new Broken(at, `</${name}>, which closes nothing`);
      if (element.name !== name) throw new Broken(at, `</${name}> where </${element.name}> should stand`);
      at = endOf(text, at, ">", `</${name}>`);
      continue;
    }
    const { element, isClosed, end } = startTag(source, at);
    const parent = open.at(-1);
    if (parent !== undefined) parent.children.push(element);
    else if (root === null) root = element;
    else throw new Broken(at, `the element <${element.name}> behind </${root.name}>`);
    if (!isClosed) open.push(element);
    at = end;
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined && unclosed !== root)
    throw new Broken(unclosed.span.start, `<${unclosed.name}> without </${unclosed.name}>`);
  if (root === null) throw new Broken(0, "no element");
  return root;
}

/** A start tag and where the text goes on behind it. */
function startTag(source: Source, start: number): { element: Open; isClosed: boolean; end: number } {
  const { text } = source;
  const name = matched(NAME, text, start + 1);
  if (name === "") throw new Broken(start, 'a "<" that begins no element');
  const attributes = new Map<string, { value: string; span: Span }>();
  const unseen: { text: string; span: Span }[] = [];
  let at = start + 1 + name.length;
  for (;;) {
    const spaceless = at;
    at += matched(SPACE, text, at).length;
    if (text.startsWith("<!--", at)) {
      at = endOf(text, at, "-->", "a comment");
      continue;
    }
    const isClosed = text.startsWith("/>", at);
    if (isClosed || text[at] === ">") {
      const end = at + (isClosed ? 2 : 1);
      const span = { source, start, end };
      return { element: { name, span, attributes, unseen, children: [], text: "", textSpan: span }, isClosed, end };
    }
    const attribute = matched(NAME, text, at);
    const first = at;
    if (attributes.size + unseen.length >= ATTRIBUTES_MAX)
      throw new Broken(at, `more than ${ATTRIBUTES_MAX} attributes`);
    if (attribute === "") {
      const sign = text[at];
      if (sign === undefined || sign === "<") throw new Broken(start, `<${name} without its end`);
      if (sign !== "/" && sign !== '"') throw new Broken(at, `${JSON.stringify(sign)} where an attribute should begin`);
      at = sign === "/" ? at + 1 : valueAt(text, at).end;
      unseen.push({ text: sign === "/" ? "a slash" : "a text in quotes", span: { source, start: first, end: at } });
      continue;
    }
    at += attribute.length;
    const equals = at + matched(SPACE, text, at).length;
    if (text[equals] !== "=") {
      unseen.push({ text: `${attribute} without a value`, span: { source, start: first, end: at } });
      continue;
    }
    const quote = equals + 1 + matched(SPACE, text, equals + 1).length;
    const read = valueAt(text, quote);
    at = read.end;
    const span = { source, start: first, end: at };
    if (first === spaceless) unseen.push({ text: `${attribute} without white space before it`, span });
    else if (attributes.has(attribute)) unseen.push({ text: `a second ${attribute}`, span });
    else attributes.set(attribute, { value: read.value, span });
  }
}

/** The value that begins with this quote, and where it ends. */
function valueAt(text: string, start: number): { value: string; end: number } {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") throw new Broken(start, "a value without quotes");
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === quote) return { value: value.replace(/&(\w{2,4});/g, entity), end: at + 1 };
    if (sign !== "\\" || quote === "'") value += sign;
    else {
      at++;
      const escaped = text[at] ?? "";
      value += Object.hasOwn(ESCAPES, escaped) ? ESCAPES[escaped] : `\\${escaped}`;
    }
  }
  throw new Broken(start, "a value without its closing quote");
}

const entity = (whole: string, name: string): string => (Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : whole);

function matched(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

/** The offset behind the next `end`. */
function endOf(text: string, start: number, end: string, name: string): number {
  const found = text.indexOf(end, start + 2);
  if (found < 0) throw new Broken(start, `${name} without its end, ${end}`);
  return found + end.length;
}
