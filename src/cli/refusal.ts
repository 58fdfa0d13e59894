import { inReadingOrder, type Problem, problemAt, renderProblem } from "../notation/problem.ts";
import type { Span } from "../notation/source.ts";
import { Refused } from "../units/refused.ts";
import { documentText } from "./printing.ts";

/** The request cannot be carried out as it stands; says everything that is wrong with it. */
export class Refusal extends Refused {
  override readonly name = "Refusal";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const { found, expected, path, hint } = problems[0]!;
    super(found, expected, path, hint);
    this.message = problems.map((one) => one.found).join("; ");
    this.problems = problems;
  }

  /** One mistake on the command line. */
  static at(span: Span, what: string, found: string, expected: string, hint = ""): Refusal {
    return new Refusal([problemAt(span, [what], found, expected, hint)]);
  }
}

/** All problems as text for the terminal. */
export function renderProblems(problems: readonly Problem[]): string {
  const files = new Set(problems.map(({ file }) => file));
  const [first = ""] = files;
  const places = files.size === 1 ? first.replace(/\p{Cc}/gu, "\ufffd") : `${files.size} files`;
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return `${inReadingOrder(problems).map(renderProblem).join("\n")}\n${count} in ${places}.\n`;
}

/** A problem as JSON documents have it: without the text around it. */
export const problemJson = ({ excerpt: _, ...problem }: Problem) => problem;

/** All problems as the one JSON document of a refused request. */
export const problemsJson = (problems: readonly Problem[]): string =>
  documentText<"refused">({ problems: inReadingOrder(problems).map(problemJson) });
