import type { FileTree } from "../file-tree.ts";
import type { Place } from "../place.ts";
import { type Directives, directiveAt } from "./preprocessor.ts";

/** A word, a string without its quotation marks, or a single character. */
export interface SerToken {
  readonly kind: "word" | "string" | "mark";
  readonly text: string;
  readonly place: Place;
  /** White space stands before it. */
  readonly isSpaced: boolean;
}

/** Includes within includes; Kamailio allows 10. */
const DEPTH_MAX = 16;
const TOKENS_MAX = 500_000;
/** Definitions within definitions. */
const DEFINITIONS_MAX = 8;
const WORD = /[A-Za-z0-9_]+/y;
/** A macro with a quoted argument. */
const M4 = /^[ \t]*(define|ifelse|ifdef|ifndef|include|divert|changequote|changecom)\(`/m;

/**
 * Reads the files of a daemon that descends from SER (Kamailio, OpenSIPS) into words, strings and marks: `#`, `//` and between slashes and stars stand comments;
 * `include_file` and `import_file` take other files in; what begins with `#!` or `!!` is for the preprocessor.
 */
export class SerReader {
  readonly tokens: SerToken[] = [];
  readonly #tree: FileTree;
  readonly #directives: Directives;
  readonly #open: string[] = [];

  constructor(tree: FileTree, directives: Directives) {
    this.#tree = tree;
    this.#directives = directives;
  }

  take(file: { readonly path: string; readonly text: string }): void {
    if (this.#open.includes(file.path) || this.#open.length >= DEPTH_MAX) {
      this.#directives.problem({ file: file.path, line: 1 }, "is included by itself, or too deeply; left out there");
      return;
    }
    this.#open.push(file.path);
    this.#scan(file.text, { file: file.path, line: 1 }, 0);
    this.#open.pop();
  }

  /** @param depth of definitions that are being put in; 0: the text of a file */
  #scan(text: string, start: Place, depth: number): void {
    let line = start.line;
    let isSpaced = true;
    let at = 0;
    // A template for m4 is quoted by ` and ', which are no part of what m4 makes of it.
    const isTemplate = depth === 0 && M4.test(text);
    const place = (): Place => (depth > 0 ? start : { file: start.file, line });
    const lineEnd = (from: number): number => {
      const end = text.indexOf("\n", from);
      return end < 0 ? text.length : end;
    };
    while (at < text.length) {
      if (this.tokens.length >= TOKENS_MAX) {
        this.#directives.problem(place(), "the file is too long; the rest is not read");
        return;
      }
      const directive = depth === 0 ? directiveAt(text, at) : null;
      if (directive !== null) {
        this.#directives.take(directive, place());
        line += directive.lines;
        at = directive.end;
        continue;
      }
      if (depth === 0 && this.#directives.isSkipping) {
        at = nextDirective(text, at, () => line++);
        continue;
      }
      const char = text[at]!;
      if (char === "\n") {
        if (depth === 0) line++;
        isSpaced = true;
        at++;
      } else if (/\s/.test(char) || (isTemplate && (char === "`" || char === "'"))) {
        isSpaced = true;
        at++;
      } else if (char === "#" || (char === "/" && text[at + 1] === "/")) at = lineEnd(at);
      else if (char === "/" && text[at + 1] === "*") {
        const close = text.indexOf("*/", at + 2);
        const end = close < 0 ? text.length : close + 2;
        if (depth === 0) line += newlines(text, at, end);
        at = end;
      } else if (char === "$" && text[at + 1] === "(" && variableEnd(text, at) > 0) {
        const end = variableEnd(text, at);
        this.#emit({ kind: "mark", text: text.slice(at, end), place: place(), isSpaced });
        at = end;
        isSpaced = false;
      } else if (char === '"' || char === "'") {
        const { inner, end } = this.#quoted(text, at, place());
        this.#emit({ kind: "string", text: this.#directives.substituted(inner), place: place(), isSpaced });
        if (depth === 0) line += newlines(text, at, end);
        at = end;
        isSpaced = false;
      } else {
        WORD.lastIndex = at;
        const word = WORD.exec(text)?.[0];
        const taken = word ?? char;
        if (word === undefined) this.#emit({ kind: "mark", text: char, place: place(), isSpaced });
        else this.#word(word, { place: place(), isSpaced, depth });
        at += taken.length;
        isSpaced = false;
      }
    }
  }

  /** A string; one that goes on behind the line of a `loadmodule` was never closed: the daemon stops there, and it is closed at the end of the line. */
  #quoted(text: string, at: number, place: Place): { inner: string; end: number } {
    const whole = quoted(text, at);
    const line = text.indexOf("\n", at);
    if (line < 0 || line >= whole.end || !/^loadmodulex?$/.test(this.tokens.at(-1)?.text ?? "")) return whole;
    this.#directives.problem(place, "opens a quotation mark that is not closed in its line");
    return { inner: text.slice(at + 1, line).replace(/[\s#].*$/, ""), end: line };
  }

  #word(word: string, { place, isSpaced, depth }: { place: Place; isSpaced: boolean; depth: number }): void {
    const isVariable = this.tokens.at(-1)?.text === "$" && !isSpaced;
    const definition = isVariable ? undefined : this.#directives.definition(word);
    if (definition === undefined || depth >= DEFINITIONS_MAX) {
      this.#emit({ kind: "word", text: this.#directives.substituted(word), place, isSpaced });
      return;
    }
    const before = this.tokens.length;
    this.#scan(definition, place, depth + 1);
    const first = this.tokens[before];
    if (first !== undefined) this.tokens[before] = { ...first, isSpaced };
  }

  #emit(token: SerToken): void {
    const before = this.tokens.at(-1);
    const isInclude = token.kind === "string" && /^(include_file|import_file)$/.test(before?.text ?? "");
    if (!isInclude || before!.kind !== "word") {
      this.tokens.push(token);
      return;
    }
    this.tokens.pop();
    const found = this.#tree.included(token.place.file, token.text);
    if (found.length === 0 && before!.text === "include_file") this.#directives.missing(token.place, token.text);
    for (const file of found) this.take(file);
  }
}

/** Where a variable such as `$(hdr(X){re.subst,/"//})` ends, in which marks are no strings; 0: not in this line. */
function variableEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from + 1; at < text.length && text[at] !== "\n"; at++)
    if (text[at] === "(") depth++;
    else if (text[at] === ")" && --depth === 0) return at + 1;
  return 0;
}

const newlines = (text: string, from: number, to: number): number => {
  let sum = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) sum++;
  return sum;
};

/** Where the next line begins that is for the preprocessor; lines passed over are counted. */
function nextDirective(text: string, from: number, passed: () => void): number {
  let at = from;
  while (at < text.length) {
    const end = text.indexOf("\n", at);
    if (end < 0) return text.length;
    passed();
    at = end + 1;
    if (directiveAt(text, at) !== null) return at;
  }
  return at;
}

/** What stands between quotation marks, and where the text goes on; a string that is not closed ends with the text. */
function quoted(text: string, from: number): { inner: string; end: number } {
  const mark = text[from]!;
  let inner = "";
  let at = from + 1;
  while (at < text.length && text[at] !== mark) {
    if (text[at] === "\\" && mark === '"' && at + 1 < text.length) at++;
    inner += text[at++]!;
  }
  return { inner, end: Math.min(text.length, at + 1) };
}
