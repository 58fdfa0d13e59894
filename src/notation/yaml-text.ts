import { isAlias, isMap, isScalar, isSeq, type Node, type ParsedNode, parseDocument, type YAMLMap } from "yaml";
import { unprintableIn } from "../units/printable.ts";
import { type Problem, problemAt, problemOfFile, spot } from "./problem.ts";
import { Source, type Span } from "./source.ts";
import type { Entry, Located } from "./tree.ts";

/** A scenario is a page or two. Far longer texts are other files given by mistake. */
export const BYTES_MAX = 256 * 1024;
/** Levels of nesting; ours use eight. */
const DEPTH_MAX = 60;
/** Values after aliases have been followed: nine lists of nine aliases of each other make 387 million. */
const VALUES_MAX = 50_000;
/** Syntax errors shown: after the first few the rest are echoes. */
const SYNTAX_ERRORS_SHOWN = 5;

export interface Parsed {
  /** Null if the text is no YAML. */
  readonly root: Located | null;
  readonly problems: readonly Problem[];
}

/** Decodes UTF-8, or says where the bytes cease to be that. */
export function decodeText(bytes: Uint8Array, file: string): { text: string } | { problem: Problem } {
  if (bytes.length > BYTES_MAX)
    return {
      problem: problemOfFile(file, `a file of ${bytes.length} bytes`, `a scenario of at most ${BYTES_MAX} bytes`),
    };
  const valid = (length: number): boolean => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length), { stream: length < bytes.length });
      return true;
    } catch {
      return false;
    }
  };
  if (valid(bytes.length)) return { text: new TextDecoder().decode(bytes) };
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (valid(middle)) good = middle;
    else bad = middle;
  }
  const before = new TextDecoder().decode(bytes.subarray(0, good), { stream: true });
  const source = new Source(file, new TextDecoder().decode(bytes));
  const found = `the byte 0x${bytes[good]!.toString(16).padStart(2, "0")}, which is not UTF-8`;
  return { problem: problemAt(spot(source, before.length), [], found, "text in UTF-8") };
}

/** What the YAML library's complaints mean to somebody who writes a scenario, by its error codes. */
const EXPECTED: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indentation by spaces",
  BAD_INDENT: "lines that belong together to begin in the same column",
  MISSING_CHAR: "every quote and bracket to be closed, and a colon behind every key",
  BLOCK_AS_IMPLICIT_KEY: 'one key to a line; a text with a colon in it goes in quotes: "like: this"',
  MULTILINE_IMPLICIT_KEY: "a key on one line, with its colon",
  MULTIPLE_DOCS: 'one scenario in a file: put the next, behind the "---", into a file of its own',
  BAD_SCALAR_START: "a text that begins with this character to be in quotes",
  RESOURCE_EXHAUSTION: `at most ${DEPTH_MAX} levels of nesting`,
};

/** Reads a text as one YAML 1.2 document of maps, lists and plain values. */
export function parseYaml(source: Source): Parsed {
  const document = parseDocument(source.text, {
    version: "1.2",
    schema: "core",
    uniqueKeys: false,
    prettyErrors: false,
  });
  if (document.errors.length > 0 || document.warnings.length > 0) {
    const problems = [...document.errors, ...document.warnings]
      .slice(0, SYNTAX_ERRORS_SHOWN)
      .map(({ code, message, pos }) => {
        const what = code === "RESOURCE_EXHAUSTION" ? "a value nested far too deep" : phrase(message);
        const span = { source, start: Math.min(pos[0], source.text.length), end: pos[1] };
        return problemAt(span, [], what, EXPECTED[code] ?? "YAML 1.2 that can be read");
      });
    return { root: null, problems };
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
    return {
      root: null,
      problems: [
        problemAt(spot(source, 0), [], "an empty file", 'a scenario; "sipnines init" writes one to start from'),
      ],
    };
  const reading = new TreeReading(source, (alias) => document.contents && alias.resolve(document));
  const root = reading.read(document.contents as ParsedNode, 0);
  return { root: reading.problems.length === 0 || root.kind === "map" ? root : null, problems: reading.problems };
}

/** The library's message as the object of "found …". */
function phrase(message: string): string {
  const short = message.length > 90 ? `${message.slice(0, 87)}…` : message;
  return `broken YAML (${short.replace(/[.:\s]+$/, "").replaceAll("\n", " ")})`;
}

type Resolve = (alias: Extract<ParsedNode, { resolve: unknown }>) => Node | null | undefined;

/** Turns the library's nodes into located values. */
class TreeReading {
  readonly problems: Problem[] = [];
  readonly #source: Source;
  readonly #resolve: Resolve;
  readonly #known = new Map<Node, { tree: Located; values: number }>();
  readonly #inProgress = new Set<Node>();

  constructor(source: Source, resolve: Resolve) {
    this.#source = source;
    this.#resolve = resolve;
  }

  read(node: Node | null, depth: number): Located {
    return this.#read(node, depth).tree;
  }

  #read(node: Node | null, depth: number): { tree: Located; values: number } {
    if (node === null) return { tree: this.#nothing({ source: this.#source, start: 0, end: 0 }), values: 1 };
    const known = this.#known.get(node);
    if (known) return known;
    const span = this.#span(node);
    if (depth > DEPTH_MAX) return this.#refuse(span, "a value nested far too deep", `at most ${DEPTH_MAX} levels`);
    if (this.#inProgress.has(node)) return this.#refuse(span, "an alias of what contains it", "no circles");
    this.#inProgress.add(node);
    const read = this.#readNew(node, span, depth);
    this.#inProgress.delete(node);
    this.#known.set(node, read);
    if (read.values <= VALUES_MAX) return read;
    const many = read.values > 1e15 ? "far too many" : String(read.values);
    const refused = this.#refuse(span, `${many} values, once all aliases are followed`, `at most ${VALUES_MAX}`);
    this.#known.set(node, refused);
    return refused;
  }

  #readNew(node: Node, span: Span, depth: number): { tree: Located; values: number } {
    if (isAlias(node)) {
      const target = this.#resolve(node as never);
      if (target) return this.#read(target, depth + 1);
      return this.#refuse(
        span,
        `the alias *${node.source} without its anchor`,
        `&${node.source} before it, or no alias`,
      );
    }
    if (isMap(node)) return this.#map(node, span, depth);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#read(item as Node, depth + 1));
      const values = items.reduce((sum, item) => sum + item.values, 1);
      return { tree: { kind: "list", span, items: items.map(({ tree }) => tree) }, values };
    }
    const value = isScalar(node) ? node.value : undefined;
    const odd = typeof value === "string" ? unprintableIn(value) : null;
    if (odd !== null) return this.#refuse(span, `the control character ${odd}`, "a text that can be shown");
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      return { tree: { kind: "scalar", span, value }, values: 1 };
    return this.#refuse(span, "a value of an unusual type", "texts, numbers, lists and maps");
  }

  #map(node: YAMLMap, span: Span, depth: number): { tree: Located; values: number } {
    const entries = new Map<string, Entry>();
    let values = 1;
    for (const { key, value } of node.items) {
      const keySpan = this.#span(key as Node);
      const name = isScalar(key) ? this.#keyName(key.value, keySpan) : undefined;
      if (name === undefined) {
        this.#refuse(keySpan, "a key that is no plain text", "a word, such as title");
        continue;
      }
      const before = entries.get(name);
      if (before) {
        const { line } = this.#source.position(before.key.start);
        this.#refuse(keySpan, `the key ${JSON.stringify(name)} a second time (first on line ${line})`, "each key once");
        continue;
      }
      const read = value === null ? { tree: this.#nothing(keySpan), values: 1 } : this.#read(value as Node, depth + 1);
      values += read.values + 1;
      entries.set(name, { key: keySpan, value: read.tree });
    }
    return { tree: { kind: "map", span, entries }, values };
  }

  /** 180 is a number to YAML and a response to us: keys are what is written. */
  #keyName(value: unknown, span: Span): string | undefined {
    if (typeof value === "string") {
      const odd = unprintableIn(value, true);
      if (odd !== null) this.#refuse(span, `the control character ${odd} in a name`, "a name that can be shown");
      return value;
    }
    const written = this.#source.text.slice(span.start, span.end);
    return typeof value === "number" || typeof value === "boolean" ? written : undefined;
  }

  #nothing(span: Span): Located {
    return { kind: "scalar", span, value: null };
  }

  #refuse(span: Span, found: string, expected: string): { tree: Located; values: number } {
    this.problems.push(problemAt(span, [], found, expected));
    return { tree: this.#nothing(span), values: 1 };
  }

  /** The library counts line ends and comments behind a block to it; we do not. */
  #span(node: Node | null | undefined): Span {
    const source = this.#source;
    const [start, end] = node?.range ?? [0, 0];
    const text = source.text.slice(start, end).trimEnd();
    return { source, start, end: start + Math.max(1, text.length) };
  }
}
