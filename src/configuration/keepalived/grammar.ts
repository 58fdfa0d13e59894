import type { FileTree } from "../file-tree.ts";
import type { Place, Remark } from "../place.ts";
import { nested, type Statement, type Token } from "../statement.ts";

/** Includes within includes, definitions within definitions; keepalived has no such limit, a circle of them has no end. */
const DEPTH_MAX = 16;
/** Words of all files together, and how long a line may become by what is put in. */
const WORDS_MAX = 100_000;
const LINE_MAX = 100_000;
/** Characters of all lines together, as they are once definitions are put in. */
const TEXT_MAX = 4_000_000;

/** What a file says once includes, definitions and conditions are resolved. */
export interface Lines {
  readonly statements: readonly Statement[];
  /** Configuration ids of hosts that lines of these files are for (`@id`). */
  readonly hosts: readonly string[];
}

/**
 * Reads a keepalived.conf (keepalived.conf(5) of 2.2.7): `!` and `#` begin a comment wherever they stand outside of quotation marks, which keep
 * words together; `$NAME=value` defines what `${NAME}`, and `$NAME` before a space, stand for from there on; a backslash at the end goes on in
 * the next line; `include` takes other files in; and a line that begins with `@id` (`@^id`) is one of the host whose configuration id that is (is not).
 *
 * @param host configuration id of the host; null: lines with a condition are taken as if it held, and told
 */
export function readKeepalived(tree: FileTree, path: string, host: string | null, problems: Remark[]): Lines {
  const reader = new KeepalivedReader(tree, host, problems);
  const file = tree.at(path);
  if (file !== undefined) reader.takeFile(file);
  return { statements: nested(reader.tokens, problems), hosts: [...reader.hosts] };
}

class KeepalivedReader {
  readonly tokens: Token[] = [];
  readonly hosts = new Set<string>();
  readonly #tree: FileTree;
  readonly #host: string | null;
  readonly #problems: Remark[];
  readonly #definitions = new Map<string, string>();
  readonly #open: string[] = [];
  #characters = 0;
  #words = 0;

  constructor(tree: FileTree, host: string | null, problems: Remark[]) {
    this.#tree = tree;
    this.#host = host;
    this.#problems = problems;
  }

  takeFile(file: { readonly path: string; readonly text: string }): void {
    if (this.#open.includes(file.path) || this.#open.length >= DEPTH_MAX) {
      this.#tell({ file: file.path, line: 1 }, "is included by itself, or too deeply; left out there");
      return;
    }
    this.#open.push(file.path);
    const lines = file.text.split(/\r\n|\n|\r/);
    for (let index = 0; index < lines.length; index++) {
      const place: Place = { file: file.path, line: index + 1 };
      const first = lines[index]!;
      // Of a definition each line stays a line of its own.
      const between = /^\s*(@\S+\s+)?\$\w+=/.test(first) ? "\n" : " ";
      const parts = [first];
      while (parts.at(-1)!.endsWith("\\") && index + 1 < lines.length) {
        parts.push(parts.pop()!.slice(0, -1));
        parts.push(lines[++index]!.trim());
      }
      this.#takeLine(parts.join(between), place, 0);
    }
    this.#open.pop();
  }

  #takeLine(text: string, place: Place, depth: number): void {
    this.#characters += text.length;
    if (this.#words >= WORDS_MAX || this.#characters > TEXT_MAX) return;
    const included = /^\s*include[rmwba]?\s+(\S.*)$/.exec(text);
    if (included !== null) {
      this.#include(included[1]!, place);
      return;
    }
    const line = this.#conditioned(text, place);
    if (line === null) return;
    const defined = /^\s*\$([A-Za-z_]\w*)=([\s\S]*)$/.exec(line);
    if (defined !== null) {
      this.#definitions.set(defined[1]!, defined[2]!.trim());
      return;
    }
    const replaced = this.#replaced(line, place);
    if (replaced === line) {
      this.#takeWords(line, place);
      return;
    }
    if (depth >= DEPTH_MAX || replaced.length > LINE_MAX) {
      this.#tell(place, "puts in definitions too deeply or at too great a length; the line is left out");
      return;
    }
    for (const part of replaced.split("\n")) this.#takeLine(part, place, depth + 1);
  }

  #takeWords(line: string, place: Place): void {
    const words = wordsOf(line, place);
    this.#words += words.length;
    if (this.#words >= WORDS_MAX) this.#tell(place, "the file is too long; the rest is not read");
    else this.tokens.push(...words, { end: place });
  }

  #include(said: string, place: Place): void {
    const pattern = said
      .replace(/\s*[#!].*$/, "")
      .replace(/^(["'])(.*)\1$/, "$2")
      .trim();
    const found = this.#tree.included(place.file, pattern);
    if (found.length === 0) this.#tell(place, `includes ${pattern}, which is not among the files that were named`);
    for (const one of found) this.takeFile(one);
  }

  /** The line without its condition; null where the condition does not hold. */
  #conditioned(line: string, place: Place): string | null {
    const match = /^\s*@(\^?)([^\s=]+)(\s[\s\S]*)?$/.exec(line);
    if (match === null) return line;
    const [, not, id, rest = ""] = match;
    this.hosts.add(id!);
    if (this.#host !== null) return (this.#host === id) === (not === "") ? rest : null;
    this.#tell(place, `holds ${not === "" ? "only on" : "everywhere but on"} ${id}; it is taken to hold here`);
    return rest;
  }

  /** Definitions are put in once; what they hold themselves is put in when the line is taken again. */
  #replaced(line: string, place: Place): string {
    if (!line.includes("$")) return line;
    return line.replace(/\$(?:\{(\w+)\}|(\w+)(?=\s|$))/g, (all, braced?: string, bare?: string) => {
      const name = (braced ?? bare)!;
      if (name === "_PWD") return place.file.replace(/\/?[^/]*$/, "") || ".";
      if (name === "_INSTANCE" && this.#host !== null) return this.#host;
      return this.#definitions.get(name) ?? all;
    });
  }

  #tell(place: Place, text: string): void {
    this.#problems.push({ place, text });
  }
}

/** Splits a line into words and braces; comments are left out. */
function wordsOf(text: string, place: Place): Token[] {
  const tokens: Token[] = [];
  let word: string | null = null;
  const finish = (): void => {
    if (word !== null) tokens.push({ text: word, place });
    word = null;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === " " || char === "\t") finish();
    else if (char === "#" || char === "!") break;
    else if (char === "$" && text[at + 1] === "{") {
      // A definition that is not there stays as it is.
      const close = text.indexOf("}", at);
      const end = close < 0 ? text.length : close + 1;
      word = (word ?? "") + text.slice(at, end);
      at = end - 1;
    } else if (char === "{" || char === "}") {
      finish();
      tokens.push({ brace: char, place });
    } else if (char === '"' || char === "'") {
      const { inner, end } = quoted(text, at);
      word = (word ?? "") + inner;
      at = end;
    } else if (char === "\\" && at + 1 < text.length) word = (word ?? "") + text[++at]!;
    else word = (word ?? "") + char;
  }
  finish();
  return tokens;
}

/** What stands between quotation marks, and where they close; a missing one closes at the end. */
function quoted(text: string, from: number): { inner: string; end: number } {
  const mark = text[from]!;
  let inner = "";
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === mark) return { inner, end: at };
    if (text[at] === "\\" && mark === '"' && at + 1 < text.length) at++;
    inner += text[at]!;
  }
  return { inner, end: text.length };
}
