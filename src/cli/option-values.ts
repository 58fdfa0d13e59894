import { readBounded, Unreadable } from "../experiment/store/bounded-file.ts";
import { type Problem, problemAt, problemOfFile } from "../notation/problem.ts";
import { Source, type Span } from "../notation/source.ts";
import { Refused } from "../units/refused.ts";
import { Refusal } from "./refusal.ts";

/**
 * Runs the analyzer; what it refuses becomes a problem that points at what was asked.
 * @throws Refusal
 */
export function refusing<T>(span: Span, what: string, solve: () => T): T {
  try {
    return solve();
  } catch (error) {
    throw error instanceof Refused ? refusalOf(error, span, what) : error;
  }
}

/** What was refused, with the place of what was asked. */
export const refusalOf = (error: Refused, span: Span, what: string): Refusal =>
  error instanceof Refusal
    ? error
    : new Refusal(
        error.complaints.map(({ path, found, expected, hint }) =>
          problemAt(span, path.length === 0 ? [what] : path, found, expected, hint),
        ),
      );

/** Bytes of a chain or a fault tree at most. */
const MODEL_MAX = 2 ** 27;

/**
 * The text of a file that is no scenario: a fault tree, a chain.
 * @throws Refusal if it cannot be read
 */
export function textOf(file: string, what: string): string {
  try {
    return readBounded(file, MODEL_MAX).toString("utf8");
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new Refusal([problemOfFile(file, error.found, what)]);
  }
}

/** Problems located by line and column, as our readers of foreign formats give them. */
export function refusalOfText(
  file: string,
  text: string,
  problems: readonly Pick<Problem, "line" | "column" | "found" | "expected" | "hint">[],
): Refusal {
  const source = new Source(file, text);
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return new Refusal(
    problems.map(({ line, column, found, expected, hint }) => {
      const start = (starts[line - 1] ?? 0) + column - 1;
      return problemAt({ source, start, end: start + 1 }, ["line"], found, expected, hint);
    }),
  );
}
