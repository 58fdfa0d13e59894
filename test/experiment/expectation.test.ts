import fc from "fast-check";
import { expect, test } from "vitest";
import { CommandLine } from "../../src/cli/command-line.ts";
import { junitXml } from "../../src/cli/junit.ts";
import { shardOf } from "../../src/cli/study/shard-option.ts";
import { judge } from "../../src/experiment/expectation.ts";
import { Stream } from "../../src/random/stream.ts";
import { studentInterval } from "../../src/statistics/student-interval.ts";

const interval = (...values: number[]) => ({
  interval: studentInterval(values),
  unanimous: values.every((value) => value === values[0]),
  replicationsPerValue: 1,
});

test("an expectation holds, fails or is undecided by the whole interval", () => {
  const near = interval(9, 10, 11); // 10 ± 2.48
  const verdict = (bounds: { atLeast?: number; atMost?: number }) => judge({ metric: "m", ...bounds }, near).verdict;
  expect(verdict({ atMost: 13 })).toBe("holds");
  expect(verdict({ atLeast: 7, atMost: 13 })).toBe("holds");
  expect(verdict({ atMost: 7 })).toBe("fails");
  expect(verdict({ atLeast: 13 })).toBe("fails");
  expect(verdict({ atMost: 11 })).toBe("undecided");
  expect(verdict({ atLeast: 11 })).toBe("undecided");
  expect(judge({ metric: "m", atMost: 1 }, undefined)).toEqual({ verdict: "fails", more: null });
  expect(judge({ metric: "m", atMost: 1 }, interval(1)).verdict, "one replication decides by itself").toBe("holds");
  expect(judge({ metric: "m", atLeast: 3, atMost: 3 }, interval(3, 3, 3)).verdict).toBe("holds");
  expect(judge({ metric: "m", atLeast: 3, atMost: 3 }, interval(2, 4)).more, "no number shrinks it to a point").toBe(
    null,
  );
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

test("JUnit XML counts, escapes and does not depend on the hour", () => {
  const expectation = { metric: "failedCalls", atMost: 3, because: 'a < b & "c"\u0007' };
  const cases = [
    { point: "rate=1", expectation, mean: 2, verdict: "holds", more: null },
    { point: "rate=2", expectation, mean: 9, verdict: "fails", more: null },
    { point: "rate=3", expectation, mean: 3, verdict: "undecided", more: 40 },
  ] as const;
  const xml = junitXml("a<b>.yaml", cases);
  expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" errors="0" skipped="1">
  <testsuite name="a&lt;b&gt;.yaml" tests="3" failures="1" errors="0" skipped="1">
    <testcase classname="a&lt;b&gt;.yaml.rate=1" name="failedCalls at most 3"/>
    <testcase classname="a&lt;b&gt;.yaml.rate=2" name="failedCalls at most 3">
      <failure message="found 9; expected because a &lt; b &amp; &quot;c&quot;"/>
    </testcase>
    <testcase classname="a&lt;b&gt;.yaml.rate=3" name="failedCalls at most 3">
      <skipped message="undecided: found 3; needs about 40 more replications"/>
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
