/** Something wrong in a text that was read, and where. */
export interface LocatedProblem {
  /** Which of the texts, from 0, where several were read; absent: the first. */
  readonly file?: number;
  /** Line, from 1. */
  readonly line: number;
  /** Column, from 1. */
  readonly column: number;
  /** What was found, what was expected and how to mend it. */
  readonly message: string;
}

/** Thrown with all that is wrong in a text at once. */
export class UnreadableText extends Error {
  override readonly name = "UnreadableText";
  readonly problems: readonly LocatedProblem[];

  constructor(problems: readonly LocatedProblem[]) {
    super(problems.map(({ line, column, message }) => `${line}:${column}  ${message}`).join("\n"));
    this.problems = problems;
  }
}
