import type { ConfigurationFile } from "../file-tree.ts";
import type { Place, Remark } from "../place.ts";
import type { Statement, Word } from "../statement.ts";

const LINES_MAX = 100_000;

/** A section: its first line, and the lines up to the next one. */
export interface Section {
  readonly head: Statement;
  readonly lines: readonly Statement[];
}

/** Words that begin a section (configuration.txt 2.6). */
const SECTIONS = new Set([
  ...["global", "defaults", "frontend", "backend", "listen", "resolvers", "peers", "mailers", "userlist", "cache"],
  ...["ring", "program", "http-errors", "fcgi-app", "log-forward", "acme", "traces", "crt-store"],
]);

/**
 * Reads a haproxy.cfg into its sections: words between spaces, quotation marks of two kinds, a backslash that takes the next character as it is,
 * `#` for comments. Variables of the environment stay as they stand.
 */
export function readHaproxy({ path, text }: ConfigurationFile, problems: Remark[]): Section[] {
  const sections: { head: Statement; lines: Statement[] }[] = [];
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length > LINES_MAX)
    problems.push({ place: { file: path, line: LINES_MAX }, text: "the file is too long; the rest is not read" });
  for (const [index, line] of lines.slice(0, LINES_MAX).entries()) {
    const place = { file: path, line: index + 1 };
    const words = wordsOf(line, place);
    const key = words[0]?.text;
    if (key === undefined || key.startsWith(".")) continue;
    const statement = { words, block: null };
    if (SECTIONS.has(key)) sections.push({ head: statement, lines: [] });
    else if (sections.length > 0) sections.at(-1)!.lines.push(statement);
    else problems.push({ place, text: `${key} stands before every section; HAProxy would not start` });
  }
  return sections;
}

function wordsOf(line: string, place: Place): Word[] {
  const words: Word[] = [];
  let word: string | null = null;
  let mark = "";
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === "\\" && mark !== "'" && at + 1 < line.length) word = (word ?? "") + line[++at]!;
    else if (mark !== "") {
      if (char === mark) mark = "";
      else word = (word ?? "") + char;
    } else if (char === '"' || char === "'") {
      mark = char;
      word ??= "";
    } else if (char === "#") break;
    else if (char === " " || char === "\t") {
      if (word !== null) words.push({ text: word, place });
      word = null;
    } else word = (word ?? "") + char;
  }
  if (word !== null) words.push({ text: word, place });
  return words;
}
