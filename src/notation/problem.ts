import { type Path, pathText, type Source, type Span } from "./source.ts";

/** One mistake in a scenario or a request: where it is, what was found there and what was expected. */
export interface Problem {
  readonly file: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  /** How to mend it, as a sentence; "" if there is nothing to add. */
  readonly hint: string;
  /** The line itself and how many of its characters are meant; null where there is no text to show. */
  readonly excerpt: { readonly text: string; readonly width: number } | null;
}

/** Where something stands, as problems and warnings show it. */
export type Spot = Pick<Problem, "file" | "line" | "column" | "path" | "excerpt">;

export function spotOf({ source, start, end }: Span, path: Path): Spot {
  const { line, column } = source.position(start);
  const text = source.line(line);
  const width = Math.max(1, Math.min(end - start, text.length - column + 1));
  return { file: source.name, line, column, path: pathText(path), excerpt: { text, width } };
}

/** A problem at a stretch of a text. */
export const problemAt = (span: Span, path: Path, found: string, expected: string, hint = ""): Problem => ({
  ...spotOf(span, path),
  found,
  expected,
  hint,
});

/** A problem with a file as a whole, such as one that is not there. */
export const problemOfFile = (file: string, found: string, expected: string, hint = ""): Problem => ({
  file,
  line: 1,
  column: 1,
  path: "file",
  found,
  expected,
  hint,
  excerpt: null,
});

/** Longest stretch of a line that is shown, and how much of it stands before the mistake. */
const WINDOW = 100;
const LEAD = 60;

/** Control characters would move the cursor or colour the terminal; tabs would shift the caret. */
const printable = (text: string): string =>
  text.replaceAll("\t", " ").replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\ufffd");

/**
 * Writes a problem for people:
 *
 *     scenarios/pair.yaml:12:11  traffic.calls.hold
 *       12 |     hold: -4 s
 *          |           ^^^^ found a negative duration, "-4 s"; expected a duration ≥ 0, such as "4 h".
 *       Did you mean … ?
 */
export const renderProblem = (problem: Problem): string =>
  renderAt(problem, `found ${problem.found}; expected ${problem.expected}.`, problem.hint);

/** The same of anything that is to be said of a place. */
export function renderAt({ file, line, column, path, excerpt }: Spot, text: string, hint: string): string {
  const says = printable(text);
  const head = `${printable(file)}:${line}:${column}  ${printable(path)}`;
  const advice = hint === "" ? "" : `\n  ${printable(hint)}`;
  if (excerpt === null) return `${head}\n  ${says}${advice}`;
  const from = excerpt.text.length > WINDOW ? Math.max(0, column - 1 - LEAD) : 0;
  const shown = excerpt.text.slice(from, from + WINDOW);
  const number = String(line);
  const caret = " ".repeat(column - 1 - from) + "^".repeat(Math.min(excerpt.width, WINDOW - (column - 1 - from)));
  return `${head}\n  ${number} | ${printable(shown)}\n  ${" ".repeat(number.length)} | ${caret} ${says}${advice}`;
}

/** In the order of the text: by file as first met, then by line and column. */
export function inReadingOrder<T extends Spot>(problems: readonly T[]): T[] {
  const files = [...new Set(problems.map(({ file }) => file))];
  return [...problems].sort(
    (x, y) => files.indexOf(x.file) - files.indexOf(y.file) || x.line - y.line || x.column - y.column,
  );
}

/** A place in a text that has no extent, such as its end. */
export const spot = (source: Source, offset: number): Span => ({ source, start: offset, end: offset + 1 });
