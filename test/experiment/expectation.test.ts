import fc from "fast-check";
import { expect, test } from "vitest";
import { CommandLine } from "../../src/cli/command-line.ts";
import { type JudgedCase, junitXml } from "../../src/cli/junit.ts";
import { shardOf } from "../../src/cli/study/shard-option.ts";
import { judge } from "../../src/experiment/expectation.ts";
import { Stream } from "../../src/random/stream.ts";
import { areAlike, replicatedMean } from "../../src/statistics/replicated-mean.ts";

const interval = (...values: number[]) => ({
  interval: replicatedMean(values, { least: -Infinity }),
  unanimous: areAlike(values),
  replicationsPerValue: 1,
});

test("an expectation holds, fails or is undecided by the whole interval", () => {
  const near = interval(8.2, 9, 10, 11, 11.8); // 10 ± 1.81
  const verdict = (bounds: { atLeast?: number; atMost?: number }) => judge({ metric: "m", ...bounds }, near).verdict;
  expect(verdict({ atMost: 13 })).toBe("holds");
  expect(verdict({ atLeast: 7, atMost: 13 })).toBe("holds");
  expect(verdict({ atMost: 7 })).toBe("fails");
  expect(verdict({ atLeast: 13 })).toBe("fails");
  expect(verdict({ atMost: 11 })).toBe("undecided");
  expect(verdict({ atLeast: 11 })).toBe("undecided");
  expect(judge({ metric: "m", atMost: 1 }, undefined)).toEqual({ verdict: "fails", more: null, alike: 0 });
  expect(judge({ metric: "m", atLeast: 3, atMost: 3 }, near).verdict).toBe("fails");
  const exactly = judge({ metric: "m", atLeast: 10, atMost: 10 }, near);
  expect(exactly, "no number shrinks an interval to a point").toEqual({ verdict: "undecided", more: null, alike: 0 });
});

test("so many more replications as the arm towards the bound is too long", () => {
  const skewed = {
    ...interval(1, 2, 3),
    interval: { mean: 10, low: 4, high: 12, halfWidth: 6, n: 5, confidence: 0.95 },
  };
  expect(judge({ metric: "m", atMost: 11 }, skewed)).toEqual({ verdict: "undecided", more: 15, alike: 0 });
  expect(judge({ metric: "m", atLeast: 7 }, skewed)).toEqual({ verdict: "undecided", more: 15, alike: 0 });
});

test("equal values are not certainty", () => {
  const equal = (n: number) => interval(...new Array<number>(n).fill(3));
  const verdict = (bounds: { atLeast?: number; atMost?: number }, n: number, byChance = false) =>
    judge({ metric: "m", ...bounds }, equal(n), undefined, byChance).verdict;
  // 0.95^58 = 0.051, 0.95^59 = 0.048: fewer than one in twenty differs, with 95 % confidence.
  expect([1, 20, 58, 59].map((n) => verdict({ atMost: 4 }, n))).toEqual([
    "undecided",
    "undecided",
    "undecided",
    "holds",
  ]);
  expect([1, 4, 5].map((n) => verdict({ atMost: 2 }, n))).toEqual(["undecided", "undecided", "fails"]);
  expect(verdict({ atLeast: 2, atMost: 2 }, 1), "equal to is said of every replication").toBe("fails");
  expect(["atMost", "atLeast"].flatMap((bound) => [2, 4].map((at) => verdict({ [bound]: at }, 1000, true)))).toEqual(
    new Array(4).fill("undecided"),
  );
  expect(judge({ metric: "m", atMost: 4 }, equal(20))).toEqual({ verdict: "undecided", more: 39, alike: 20 });
});

test("a mean off the edge of its range is never at the edge", () => {
  const seen = interval(0, 0, 0, 0, 0, 0, 0, 0, 0, 7);
  expect(seen.interval.low).toBe(0);
  expect(judge({ metric: "m", atMost: 0 }, seen, { least: 0, most: Infinity }).verdict).toBe("fails");
  expect(judge({ metric: "m", atMost: 0.1 }, seen, { least: 0, most: Infinity }).verdict).toBe("undecided");
});

test("moving a bound away from the mean never turns holds into fails or open", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 20 }),
      fc.double({ min: -150, max: 150, noNaN: true }),
      fc.double({ min: 0, max: 50, noNaN: true }),
      (values, bound, slack) => {
        const before = judge({ metric: "m", atMost: bound }, interval(...values)).verdict;
        const after = judge({ metric: "m", atMost: bound + slack }, interval(...values)).verdict;
        const order = ["fails", "undecided", "holds"];
        return order.indexOf(after) >= order.indexOf(before);
      },
    ),
  );
});

test("about as many more replications as it says do decide", () => {
  const random = new Stream("verdicts", 1);
  let decided = 0;
  const trials = 200;
  for (let trial = 0; trial < trials; trial++) {
    const values = Array.from({ length: 20 }, () => random.normal());
    const expectation = { metric: "m", atMost: 0.3 };
    const first = judge(expectation, interval(...values));
    if (first.verdict !== "undecided" || first.more === null || first.more > 5000) {
      decided++;
      continue;
    }
    // The advice assumes that the mean stays; twice as many allow for its moving.
    for (let i = 0; i < 2 * first.more + 40; i++) values.push(random.normal());
    if (judge(expectation, interval(...values)).verdict !== "undecided") decided++;
  }
  expect(decided / trials).toBeGreaterThan(0.75);
});

test("JUnit XML counts, escapes, and says units, intervals and times", () => {
  const expectation = { metric: "failedCalls", atMost: 3, because: 'a < b & "c"\u0007' };
  const rest = { expectation, unit: "calls", more: null, alike: 0 };
  const cases = [
    { point: "rate=1", ...rest, mean: 2, low: 1.75, high: 2.25, verdict: "holds" },
    { point: "rate=2", ...rest, mean: 9, low: null, high: null, verdict: "fails" },
    { point: "rate=3", ...rest, mean: 3, low: 2.5, high: 3.123456789, verdict: "undecided", more: 40 },
    {
      ...{ point: "rate=4", mean: 0.99, low: null, high: null, unit: "ratio", verdict: "holds", more: null, alike: 0 },
      expectation: { metric: "ser", atLeast: 0.9, atMost: 1 },
    },
  ] satisfies JudgedCase[];
  const xml = junitXml("a<b>.yaml", cases, 2.5);
  expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" errors="0" skipped="1" time="2.500">
  <testsuite name="a&lt;b&gt;.yaml" tests="4" failures="1" errors="0" skipped="1" time="2.500">
    <testcase classname="a&lt;b&gt;.yaml.rate=1" name="failedCalls at most 3 calls" time="0.625">
      <system-out>found 2 calls, 95 % interval 1.75 calls … 2.25 calls</system-out>
    </testcase>
    <testcase classname="a&lt;b&gt;.yaml.rate=2" name="failedCalls at most 3 calls" time="0.625">
      <failure message="found 9 calls; expected because a &lt; b &amp; &quot;c&quot;\\u0007"/>
    </testcase>
    <testcase classname="a&lt;b&gt;.yaml.rate=3" name="failedCalls at most 3 calls" time="0.625">
      <skipped message="undecided: found 3 calls, 95 % interval 2.5 calls … 3.12346 calls; needs about 40 more replications"/>
    </testcase>
    <testcase classname="a&lt;b&gt;.yaml.rate=4" name="ser at least 0.9 and at most 1" time="0.625">
      <system-out>found 0.99</system-out>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test("a shard is told, or read from the job array of Slurm or Kubernetes", () => {
  const read = (text: string, environment: Record<string, string> = {}) =>
    shardOf(text, new CommandLine(["sweep", "--shard", text]), environment);
  expect(read("2/8")).toEqual({ index: 1, count: 8 });
  const slurm = { SLURM_ARRAY_TASK_ID: "12", SLURM_ARRAY_TASK_MIN: "10", SLURM_ARRAY_TASK_COUNT: "5" };
  expect(read("auto", slurm)).toEqual({ index: 2, count: 5 });
  expect(read("auto", { ...slurm, SLURM_ARRAY_TASK_STEP: "2" })).toEqual({ index: 1, count: 5 });
  expect(read("auto/16", slurm), "a single task submitted again keeps its number").toEqual({ index: 12, count: 16 });
  expect(read("auto/4", { JOB_COMPLETION_INDEX: "3" })).toEqual({ index: 3, count: 4 });
  for (const [text, environment] of [
    ["0/4", {}],
    ["5/4", {}],
    ["3", {}],
    ["auto", {}],
    ["auto", { JOB_COMPLETION_INDEX: "3" }],
    ["auto/3", { JOB_COMPLETION_INDEX: "3" }],
  ] as const)
    expect(() => read(text, environment), text).toThrow();
});
