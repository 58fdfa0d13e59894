import { readBounded, Unreadable } from "../experiment/store/bounded-file.ts";
import { problemAt, problemOfFile } from "../notation/problem.ts";
import { Source, type Span } from "../notation/source.ts";
import { isRefusedArgument } from "../units/refused-argument.ts";
import { Refusal } from "./refusal.ts";

/** What a sentence of the analyzer says, in the parts that a problem has. */
interface Taught {
  /** What it is about, where the sentence names it. */
  readonly name: string | undefined;
  readonly found: string;
  readonly expected: string;
  readonly hint: string;
}

/** "name: found …; expected …", or "<gate> found …; expected …". */
const TEACHING = /^(?:([^:]*): |(\S[^:;]*?) )?found ([\s\S]*?); expected ([\s\S]*?)\.?$/;

/** @param otherwise what was expected, where the sentence says what to do instead */
export function taught(message: string, otherwise: string): Taught {
  const [, name, where, found, expected] = TEACHING.exec(message) ?? [];
  if (found !== undefined && expected !== undefined)
    return { name, found: where === undefined ? found : `${found} in ${where}`, expected, hint: "" };
  const [fault = message, ...remedy] = message
    .replace(/^found /, "")
    .replace(/\.$/, "")
    .split(/; |\. /);
  const hint = remedy.join("; ");
  return {
    name: undefined,
    found: fault,
    expected: otherwise,
    hint: hint === "" ? "" : `${hint[0]!.toUpperCase()}${hint.slice(1)}.`,
  };
}

/**
 * Runs the analyzer; what it refuses becomes a problem that points at what was asked.
 * @throws Refusal for a RangeError or an error by one of the given names
 */
export function refusing<T>(span: Span, what: string, solve: () => T): T {
  try {
    return solve();
  } catch (error) {
    if (isRefusedArgument(error) || isUnanswered(error)) throw refusalOf(error, span, what);
    throw error;
  }
}

/** Errors by which the analyzer says that a question has no answer, rather than that it is broken. */
const REFUSED = ["StructureTooLarge", "ModelTooLarge", "NotConverged", "ChainProblem", "TransientTooLong"];

/** Whether the analyzer has said that there is no answer. */
export const isUnanswered = (error: unknown): error is Error => error instanceof Error && REFUSED.includes(error.name);

export function refusalOf(error: Error, span: Span, what: string): Refusal {
  const problems = error.message.split("\n").map((message) => {
    const { name = what, found, expected, hint } = taught(message, "a service that can be solved");
    return problemAt(span, [name], found, expected, hint);
  });
  return new Refusal(problems);
}

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
  problems: readonly { readonly line: number; readonly column: number; readonly message: string }[],
): Refusal {
  const source = new Source(file, text);
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return new Refusal(
    problems.map(({ line, column, message }) => {
      const start = (starts[line - 1] ?? 0) + column - 1;
      const { found, expected, hint } = taught(message, "a file that can be read");
      return problemAt({ source, start, end: start + 1 }, ["line"], found, expected, hint);
    }),
  );
}

/** Numbers that JSON cannot hold are null. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
