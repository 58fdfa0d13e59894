import type { ConfigurationFile } from "../file-tree.ts";
import type { Place, Remark } from "../place.ts";
import type { Word } from "../statement.ts";

const ENTRIES_MAX = 100_000;

/** Words of one entry, which parentheses may spread over lines. */
export interface Entry {
  readonly words: readonly Word[];
  readonly place: Place;
  /** The line begins with a space: the name is that of the entry before. */
  readonly isIndented: boolean;
}

/** Reads a zone file into its entries (RFC 1035, 5.1): `;` begins a comment, parentheses go on over the end of a line, quotation marks keep words together. */
export function readZone({ path, text }: ConfigurationFile, problems: Remark[]): Entry[] {
  const entries: Entry[] = [];
  let words: Word[] = [];
  let start: { readonly place: Place; readonly isIndented: boolean } | null = null;
  let depth = 0;
  const finish = (): void => {
    if (start !== null && words.length > 0) entries.push({ words, ...start });
    words = [];
    start = null;
  };
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (entries.length >= ENTRIES_MAX) {
      problems.push({ place: { file: path, line: index + 1 }, text: "the zone is too long; the rest is not read" });
      return entries;
    }
    const place = { file: path, line: index + 1 };
    start ??= { place, isIndented: /^[ \t]/.test(line) };
    for (let at = 0; at < line.length; at++) {
      const char = line[at]!;
      if (char === ";") break;
      if (char === "(") depth++;
      else if (char === ")") depth = Math.max(0, depth - 1);
      else if (char === '"') {
        const close = closing(line, at);
        words.push({ text: line.slice(at + 1, close), place });
        at = close;
      } else if (char !== " " && char !== "\t") {
        const from = at;
        while (at + 1 < line.length && !/[\s;()"]/.test(line[at + 1]!)) at += line[at + 1] === "\\" ? 2 : 1;
        words.push({ text: line.slice(from, at + 1), place });
      }
    }
    if (depth === 0) finish();
  }
  if (depth > 0)
    problems.push({ place: start?.place ?? { file: path, line: 1 }, text: "opens a parenthesis that is never closed" });
  finish();
  return entries;
}

function closing(line: string, open: number): number {
  for (let at = open + 1; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === '"') return at;
  }
  return line.length;
}
