import type { JudgedExpectation, Judgement } from "../experiment/expectation.ts";
import type { Expectation } from "../scenario/expectation.ts";
import { printable } from "../units/printable.ts";

/** An expectation as a test case of a pipeline. */
export interface JudgedCase extends JudgedExpectation {
  /** What was run: the point of a sweep. */
  readonly point: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};

/** Text for an attribute. */
const attribute = (text: string): string => printable(text).replace(/[&<>"\n]/g, (sign) => ESCAPES[sign]!);

/** A value with its unit; ratios have none. */
const amount = (value: number, unit: string): string =>
  `${Number(value.toPrecision(6))}${unit === "" || unit === "ratio" ? "" : ` ${unit}`}`;

/** What was wanted, such as "failedCalls at most 140 calls". */
function wanted({ metric, atLeast, atMost }: Expectation, unit: string): string {
  if (atLeast !== undefined && atLeast === atMost) return `${metric} equal to ${amount(atLeast, unit)}`;
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${amount(atLeast, unit)}`]),
    ...(atMost === undefined ? [] : [`at most ${amount(atMost, unit)}`]),
  ];
  return `${metric} ${bounds.join(" and ")}`;
}

/** What was found, such as "found 66.3 calls, 95 % interval 64 calls … 68 calls". */
function foundInWords({ mean, low, high, unit }: JudgedCase): string {
  if (mean === null) return "never measured";
  const interval = low === null || high === null ? "" : `, 95 % interval ${amount(low, unit)} … ${amount(high, unit)}`;
  return `found ${amount(mean, unit)}${interval}`;
}

/** What would settle an open question, in words. */
export function openInWords({ more, alike }: Pick<Judgement, "more" | "alike">): string {
  const unseen = `all ${alike} replications agree, and one in ${Math.max(2, Math.floor(alike / 3))} may differ unseen`;
  const needed = more === null ? "more replications may not settle it" : `needs about ${more} more replications`;
  return alike === 0 ? needed : more === null ? unseen : `${unseen}; ${needed}`;
}

/** Digits of a second that are worth a line of a pipeline. */
const MILLISECONDS = 3;

/**
 * Expectations as JUnit XML: a failure where one fails, skipped where the replications do not decide it; what was found stands with each.
 *
 * @param seconds that the command has taken; its expectations were computed together, so that each has the same share of it
 */
export function junitXml(suite: string, cases: readonly JudgedCase[], seconds: number): string {
  const count = (verdict: Judgement["verdict"]) => cases.filter((one) => one.verdict === verdict).length;
  const share = (seconds / Math.max(1, cases.length)).toFixed(MILLISECONDS);
  const lines = cases.map((one) => {
    const { point, expectation, unit, verdict } = one;
    const name = attribute(wanted(expectation, unit));
    const found = foundInWords(one);
    const because = expectation.because === undefined ? "" : `; expected because ${expectation.because}`;
    const said =
      verdict === "holds"
        ? `<system-out>${attribute(found)}</system-out>`
        : verdict === "fails"
          ? `<failure message="${attribute(`${found}${because}`)}"/>`
          : `<skipped message="${attribute(`undecided: ${found}; ${openInWords(one)}`)}"/>`;
    return `    <testcase classname="${attribute(`${suite}.${point}`)}" name="${name}" time="${share}">
      ${said}
    </testcase>
`;
  });
  const counts = `tests="${cases.length}" failures="${count("fails")}" errors="0" skipped="${count("undecided")}" time="${seconds.toFixed(MILLISECONDS)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="${attribute(suite)}" ${counts}>
${lines.join("")}  </testsuite>
</testsuites>
`;
}
