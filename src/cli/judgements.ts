import type { JudgedExpectation } from "../experiment/expectation.ts";
import { styled } from "../report/terminal.ts";
import type { Expectation } from "../scenario/expectation.ts";
import { formatDuration } from "../units/duration.ts";
import { openInWords } from "./junit.ts";

const amount = (value: number, unit: string): string =>
  unit === "s" && Number.isFinite(value)
    ? `${value < 0 ? "-" : ""}${formatDuration(Math.abs(value), 4)}`
    : String(Number(value.toPrecision(6)));

function wanted({ atLeast, atMost }: Expectation, unit: string): string {
  if (atLeast === undefined) return `at most ${amount(atMost!, unit)}`;
  if (atMost === undefined) return `at least ${amount(atLeast, unit)}`;
  return atLeast === atMost ? amount(atLeast, unit) : `${amount(atLeast, unit)} … ${amount(atMost, unit)}`;
}

const VERDICTS = {
  holds: ["✓", "green", "as expected"],
  fails: ["✗", "red", "expected"],
  undecided: ["?", "yellow", "undecided"],
} as const;

/**
 * Every expectation with its verdict, one a line.
 * @param unknown what is said of one whose value is not known
 */
export const judgementLines = (
  judgements: readonly JudgedExpectation[],
  colour: boolean,
  unknown = "was never measured",
): string =>
  judgements
    .map(({ expectation, mean, unit, verdict, ...open }) => {
      const { metric, because } = expectation;
      const [mark, style, connective] = VERDICTS[verdict];
      const found = mean === null ? unknown : `is ${amount(mean, unit)}`;
      const reason = because === undefined ? "" : ` (${because})`;
      const advice = verdict === "undecided" ? `; ${openInWords(open)}` : "";
      return `${styled(mark, style, colour)} ${metric} ${found}, ${connective}: ${wanted(expectation, unit)}${reason}${advice}\n`;
    })
    .join("");
