import type { ConfigurationFile } from "../file-tree.ts";
import type { Remark } from "../place.ts";
import { nested, type Statement, type Token } from "../statement.ts";

/** Lines that are read. */
const LINES_MAX = 50_000;

/**
 * Reads a corosync.conf as coroparse.c of 3.1.7 does: a line is a comment (`#` before anything else), opens a section (`name {`), closes one (`}`), or
 * says `key: value`, where the value goes to the end of the line. There are no includes.
 */
export function readCorosync({ path, text }: ConfigurationFile, problems: Remark[]): Statement[] {
  const tokens: Token[] = [];
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length > LINES_MAX)
    problems.push({ place: { file: path, line: LINES_MAX }, text: "the file is too long; the rest is not read" });
  for (const [index, line] of lines.slice(0, LINES_MAX).entries()) {
    const place = { file: path, line: index + 1 };
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const brace = trimmed.indexOf("{");
    const colon = trimmed.indexOf(":");
    if (brace >= 0 && (colon < 0 || brace < colon)) {
      tokens.push({ text: trimmed.slice(0, brace).trim(), place }, { brace: "{", place });
    } else if (colon > 0) {
      const value = trimmed.slice(colon + 1).trim();
      tokens.push({ text: trimmed.slice(0, colon).trim(), place }, { text: value, place }, { end: place });
    } else if (trimmed.startsWith("}")) tokens.push({ brace: "}", place });
    else problems.push({ place, text: "is neither a section nor key and value; corosync would not start" });
  }
  return nested(tokens, problems);
}
