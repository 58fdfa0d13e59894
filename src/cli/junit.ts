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

/** What was wanted, such as "failedCalls at most 140". */
export function wanted({ metric, atLeast, atMost }: Expectation): string {
  if (atLeast === atMost) return `${metric} equal to ${atLeast}`;
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ];
  return `${metric} ${bounds.join(" and ")}`;
}

/** What would settle an open question, in words. */
export function openInWords({ more, alike }: Pick<Judgement, "more" | "alike">): string {
  const unseen = `all ${alike} replications agree, and one in ${Math.max(2, Math.floor(alike / 3))} may differ unseen`;
  const needed = more === null ? "more replications may not settle it" : `needs about ${more} more replications`;
  return alike === 0 ? needed : more === null ? unseen : `${unseen}; ${needed}`;
}

/**
 * Expectations as JUnit XML: a failure where one fails, skipped where the replications do not decide it. Nothing in it depends on the
 * time or place at which it is written.
 */
export function junitXml(suite: string, cases: readonly JudgedCase[]): string {
  const count = (verdict: Judgement["verdict"]) => cases.filter((one) => one.verdict === verdict).length;
  const lines = cases.map(({ point, expectation, mean, verdict, ...open }) => {
    const head = `    <testcase classname="${attribute(`${suite}.${point}`)}" name="${attribute(wanted(expectation))}"`;
    const found = mean === null ? "never measured" : `found ${Number(mean.toPrecision(6))}`;
    const because = expectation.because === undefined ? "" : `; expected because ${expectation.because}`;
    if (verdict === "holds") return `${head}/>`;
    if (verdict === "fails")
      return `${head}>\n      <failure message="${attribute(`${found}${because}`)}"/>\n    </testcase>`;
    return `${head}>\n      <skipped message="${attribute(`undecided: ${found}; ${openInWords(open)}`)}"/>\n    </testcase>`;
  });
  const counts = `tests="${cases.length}" failures="${count("fails")}" errors="0" skipped="${count("undecided")}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="${attribute(suite)}" ${counts}>
${lines.map((line) => `${line}\n`).join("")}  </testsuite>
</testsuites>
`;
}
