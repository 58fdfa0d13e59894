import { judge } from "../experiment/expectation.ts";
import { type JudgedCase, moreInWords, wanted } from "./junit.ts";
import type { Outcome } from "./outcome.ts";

/** What the intervals say of the expectations of a run, beyond the means. */
export const judgedExpectations = ({ scenario, rows, verdicts }: Outcome): JudgedCase[] =>
  verdicts.map(({ expectation, mean }) => {
    const interval = rows.find(({ metric }) => metric.name === expectation.metric)?.interval;
    return { point: scenario.title, expectation, mean, ...judge(expectation, interval, scenario.run.stratify) };
  });

/** A line for each expectation that the replications so far do not decide. */
export const undecidedLines = (cases: readonly JudgedCase[]): string =>
  cases
    .filter(({ verdict }) => verdict === "undecided")
    .map(({ expectation, more }) => `Undecided: ${wanted(expectation)}; ${moreInWords(more)}.\n`)
    .join("");
