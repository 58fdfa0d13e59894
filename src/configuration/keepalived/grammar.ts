import type { FileTree } from "../file-tree.ts";
import type { Place, Remark } from "../place.ts";
import type { Statement, Word } from "../statement.ts";

/** Includes within includes; keepalived has no such limit, a circle of them has no end. */
const DEPTH_MAX = 16;
/** Statements of all files together. */
const STATEMENTS_MAX = 100_000;

/** What a file says once includes, definitions and conditions are resolved. */
export interface Lines {
  readonly statements: readonly Statement[];
  readonly problems: readonly Remark[];
}

/**
 * Reads a keepalived.conf (keepalived.conf(5) of 2.2.7): `!` and `#` begin a comment, quotation marks keep words together, `$NAME=value`
 * defines what `$NAME` and `${NAME}` stand for, a backslash at the end goes on in the next line, `include` takes other files in, and a line
 * that begins with `@id` (`@^id`) is one of the host whose configuration id that is (is not).
 *
 * @param host configuration id of the host; null: lines with a condition are taken as if it held, and said
 */
export function readKeepalived(tree: FileTree, path: string, host: string | null): Lines {
  const problems: Remark[] = [];
  const definitions = new Map<string, string>();
  const tokens: Token[] = [];
  const open: string[] = [];

  const take = (file: { path: string; text: string }): void => {
    if (open.includes(file.path) || open.length >= DEPTH_MAX) {
      problems.push({
        place: { file: file.path, line: 1 },
        text: "is included by itself, or too deeply; left out there",
      });
      return;
    }
    open.push(file.path);
    const lines = file.text.split(/\r\n|\n|\r/);
    for (let index = 0; index < lines.length; index++) {
      const place: Place = { file: file.path, line: index + 1 };
      let text = lines[index]!;
      while (text.endsWith("\\") && index + 1 < lines.length)
        text = `${text.slice(0, -1)} ${lines[++index]!.trimStart()}`;
      const line = conditioned(text, host, place, problems);
      if (line === null) continue;
      const defined = /^\s*\$(\w+)=(.*)$/.exec(line);
      if (defined !== null) {
        definitions.set(defined[1]!, defined[2]!.trim().replace(/^(["'])(.*)\1$/, "$2"));
        continue;
      }
      takeLine(line, place);
    }
    open.pop();
  };

  const takeLine = (line: string, place: Place): void => {
    const words = wordsOf(line, place, definitions);
    const included = words.findIndex((word) => "text" in word && /^include(_check|r|w|m|b|a)?$/.test(word.text));
    if (included === 0) {
      const pattern = words[1];
      if (pattern === undefined || !("text" in pattern)) return;
      const found = tree.included(place.file, pattern.text);
      if (found.length === 0)
        problems.push({ place, text: `includes ${pattern.text}, which is not among the files that were named` });
      for (const one of found) take(one);
      return;
    }
    if (tokens.length < STATEMENTS_MAX) {
      tokens.push(...words, { end: place });
      if (tokens.length >= STATEMENTS_MAX) problems.push({ place, text: "the file is too long; the rest is not read" });
    }
  };

  const file = tree.files.find((one) => one.path === path);
  if (file !== undefined) take(file);
  return { statements: nested(tokens, problems), problems };
}

type Token = Word | { readonly brace: "{" | "}"; readonly place: Place } | { readonly end: Place };

/** The line without its condition; null where the condition does not hold. */
function conditioned(line: string, host: string | null, place: Place, problems: Remark[]): string | null {
  const match = /^\s*@(\^?)([^\s=]+)\s+(.*)$/.exec(line);
  if (match === null) return line;
  const [, not, id, rest] = match;
  if (host === null) {
    problems.push({
      place,
      text: `holds ${not === "" ? "only on" : "everywhere but on"} ${id}; it is taken to hold here`,
    });
    return rest!;
  }
  return (id === host) === (not === "") ? rest! : null;
}

/** Splits a line into words and braces; definitions are put in, comments left out. */
function wordsOf(line: string, place: Place, definitions: ReadonlyMap<string, string>): Token[] {
  const tokens: Token[] = [];
  const text = line.replace(/\$(?:\{(\w+)\}|(\w+))/g, (all, braced?: string, bare?: string) => {
    const value = definitions.get((braced ?? bare)!);
    return value ?? all;
  });
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === " " || char === "\t") at++;
    else if (char === "#" || char === "!") break;
    else if (char === "{" || char === "}") {
      tokens.push({ brace: char, place });
      at++;
    } else if (char === '"' || char === "'") {
      const close = text.indexOf(char, at + 1);
      const end = close < 0 ? text.length : close;
      tokens.push({ text: text.slice(at + 1, end), place });
      at = end + 1;
    } else {
      const from = at;
      while (at < text.length && !/[\s{}]/.test(text[at]!)) at++;
      tokens.push({ text: text.slice(from, at), place });
    }
  }
  return tokens;
}

/** Puts what stands in braces behind the words before them, which may stand in the line above. */
function nested(tokens: readonly Token[], problems: Remark[]): Statement[] {
  const root: Statement[] = [];
  const blocks: { readonly into: Statement[]; words: Word[] }[] = [{ into: root, words: [] }];
  for (const token of tokens) {
    const inner = blocks.at(-1)!;
    const finish = () => {
      if (inner.words.length > 0) inner.into.push({ words: inner.words, block: null });
      inner.words = [];
    };
    if ("text" in token) inner.words.push(token);
    else if ("end" in token) finish();
    else if (token.brace === "{") {
      const block: Statement[] = [];
      // A brace in a line of its own belongs to the line above.
      const words =
        inner.words.length > 0 ? inner.words : inner.into.at(-1)?.block === null ? inner.into.pop()!.words : [];
      if (words.length === 0) problems.push({ place: token.place, text: "opens a brace that nothing stands before" });
      else inner.into.push({ words, block });
      inner.words = [];
      blocks.push({ into: block, words: [] });
    } else {
      finish();
      if (blocks.length > 1) blocks.pop();
      else problems.push({ place: token.place, text: "closes a brace that was not opened" });
    }
  }
  if (blocks.length > 1) problems.push({ place: placeOfLast(tokens), text: "ends with a brace still open" });
  return root;
}

const placeOfLast = (tokens: readonly Token[]): Place => {
  const last = tokens.at(-1)!;
  return "end" in last ? last.end : last.place;
};
