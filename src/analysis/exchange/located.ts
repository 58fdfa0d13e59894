import { sentence } from "../../units/refused.ts";

/** Something wrong in a text that was read, and where. */
export interface LocatedProblem {
  /** Which of the texts, from 0, where several were read; absent: the first. */
  readonly file?: number;
  /** Line, from 1. */
  readonly line: number;
  /** Column, from 1. */
  readonly column: number;
  readonly found: string;
  readonly expected: string;
  /** How to mend it, as a sentence; "" if there is nothing to add. */
  readonly hint: string;
}

/** What is wrong, in its parts. */
export const said = (
  found: string,
  expected: string,
  hint = "",
): Pick<LocatedProblem, "found" | "expected" | "hint"> => ({
  found,
  expected,
  hint,
});

/** Thrown with all that is wrong in a text at once. */
export class UnreadableText extends Error {
  override readonly name = "UnreadableText";
  readonly problems: readonly LocatedProblem[];

  constructor(problems: readonly LocatedProblem[]) {
    super(problems.map((one) => `${one.line}:${one.column}  ${sentence({ ...one, path: [] })}`).join("\n"));
    this.problems = problems;
  }
}
