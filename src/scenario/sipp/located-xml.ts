import { SaxesParser } from "saxes";
import { spot } from "../problem.ts";
import type { Source, Span } from "../source.ts";

/** An element of an XML file that knows where it stands. */
export interface Element {
  readonly name: string;
  /** Its start tag. */
  readonly span: Span;
  readonly attributes: ReadonlyMap<string, { readonly value: string; readonly span: Span }>;
  readonly children: readonly Element[];
  /** What stands in its CDATA sections, and where the first of them begins. */
  readonly text: string;
  readonly textSpan: Span;
}

/** What is wrong with an XML file, and where. */
export interface Complaint {
  readonly span: Span;
  readonly found: string;
  readonly expected: string;
  readonly hint: string;
}

export type Complain = (complaint: Complaint) => void;

interface Open {
  readonly name: string;
  readonly start: number;
  readonly children: Element[];
  text: string;
  textStart: number;
}

const CDATA = "<![CDATA[";

/**
 * Reads an XML file as a tree of elements; comments and text between elements are passed over. External entities are not
 * fetched, and entities of the file's own are unknown.
 */
export function readXml(source: Source): { readonly root: Element | null; readonly complaints: readonly Complaint[] } {
  const { text } = source;
  const complaints: Complaint[] = [];
  const parser = new SaxesParser({ position: true });
  const stack: Open[] = [];
  let root: Element | null = null;
  parser.on("error", ({ message }) => {
    const found = `XML that is not well-formed: ${message.replace(/^[\d:]+ /, "").replace(/\.$/, "")}`;
    if (complaints.length === 0)
      complaints.push({
        span: spot(source, Math.min(parser.position, text.length) - 1),
        found,
        expected: "well-formed XML, as SIPp reads it",
        hint: "",
      });
  });
  parser.on("opentagstart", ({ name }) => {
    const start = text.lastIndexOf(`<${name}`, parser.position);
    stack.push({ name, start, children: [], text: "", textStart: -1 });
  });
  const spanOf = ({ start }: Open, end: number): Span => ({ source, start, end });
  const tags = new Map<Open, { span: Span; attributes: Element["attributes"] }>();
  parser.on("opentag", ({ attributes }) => {
    const open = stack.at(-1)!;
    const span = spanOf(open, parser.position);
    tags.set(open, {
      span,
      attributes: new Map(
        Object.entries(attributes as Record<string, string>).map(([key, value]) => [
          key,
          { value, span: attributeSpan(span, key) },
        ]),
      ),
    });
  });
  parser.on("cdata", (data) => {
    const open = stack.at(-1);
    if (open === undefined) return;
    if (open.textStart < 0) open.textStart = text.lastIndexOf(CDATA, parser.position) + CDATA.length;
    open.text += data;
  });
  parser.on("closetag", () => {
    const open = stack.pop()!;
    const { span, attributes } = tags.get(open)!;
    const textSpan = open.textStart < 0 ? span : { source, start: open.textStart, end: open.textStart + 1 };
    const element = { name: open.name, span, attributes, children: open.children, text: open.text, textSpan };
    const parent = stack.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  });
  parser.write(text).close();
  return { root: complaints.length > 0 ? null : root, complaints };
}

/** Where an attribute stands in its start tag, from its name to the end of its value. */
function attributeSpan({ source, start, end }: Span, name: string): Span {
  const tag = source.text.slice(start, end);
  const found = new RegExp(`\\s${name.replace(/[^\w]/g, "\\$&")}\\s*=\\s*("[^"]*"|'[^']*')`).exec(tag);
  if (found === null) return { source, start, end };
  return { source, start: start + found.index + 1, end: start + found.index + found[0].length };
}
