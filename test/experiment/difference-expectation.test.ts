import { expect, test } from "vitest";
import { Design } from "../../src/experiment/design/design.ts";
import { judgedDifferences } from "../../src/experiment/difference-expectation.ts";
import type { DifferenceExpectation } from "../../src/scenario/expectation.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const design = new Design(
  { vary: ["rate=100,200", "architecture=iprs,ppdr"], zip: [], where: [], sampling: null, table: null },
  1,
  ["file.yaml"],
);
const expected = (more: Partial<DifferenceExpectation>): DifferenceExpectation => ({
  metric: "failedCalls",
  parameter: "architecture",
  first: "ppdr",
  second: "iprs",
  ...more,
});
// Common noise of ±5 that pairs remove: PPDR loses 10 more at rate 100 and 30 more at 200, each ± 0.1.
const noise = [-5, 5, 0, 3, -3];
const ripple = [0.1, -0.1, 0, 0.1, -0.1];
const samples = new Map([
  [
    "failedCalls",
    [
      noise.map((x) => 50 + x),
      noise.map((x, i) => 60 + x + ripple[i]!),
      noise.map((x) => 80 + x),
      noise.map((x, i) => 110 + x + ripple[i]!),
    ],
  ],
]);

test("a difference is judged by its pairs, at each value of what else is varied", () => {
  const judged = judgedDifferences([expected({ atLeast: 20 })], design, samples, 1);
  expect(judged.map(({ point, verdict }) => [point, verdict])).toEqual([
    ["rate=100 architecture=ppdr less iprs", "fails"],
    ["rate=200 architecture=ppdr less iprs", "holds"],
  ]);
  expect(judged[0]!.mean).toBeCloseTo(10, 12);
});

test("the other way round it has the other sign", () => {
  const judged = judgedDifferences([expected({ first: "iprs", second: "ppdr", atMost: -9 })], design, samples, 1);
  expect(judged.map(({ verdict, mean }) => [verdict, Math.round(mean!)])).toEqual([
    ["holds", -10],
    ["holds", -30],
  ]);
});

test("a bound within the interval is undecided, and a pair that was not run fails", () => {
  const [first] = judgedDifferences([expected({ atLeast: 10.05 })], design, samples, 1);
  expect(first!.verdict).toBe("undecided");
  expect(first!.more).toBeGreaterThan(0);
  const [missing, ...others] = judgedDifferences([expected({ second: "fff", atLeast: 0 })], design, samples, 1);
  expect([missing!.verdict, missing!.mean, others.length]).toEqual(["fails", null, 0]);
});

test("files say it with units, and are told what is wrong", () => {
  const file = (line: string) => `
architecture: { preset: iprs }
traffic: { calls: { rate: 10/s, count: 10 } }
sweep: { vary: { standby: [0, 1] }, expect: [${line}] }`;
  const read = (line: string) => parseScenario(file(line), "file.yaml");
  const good = read("{ metric: outageTime, parameter: standby, first: 0, second: 1, atLeast: -20 ms, atMost: 3 s }");
  expect(good.problems).toBeUndefined();
  expect(good.scenario!.sweep!.expect[0]).toMatchObject({ first: "0", atLeast: -0.02, atMost: 3 });
  const wrong = (line: string) => read(line).problems!.map(({ path, found }) => `${path}: ${found}`);
  expect(wrong("{ metric: failedCall, parameter: standby, first: 0, second: 1, atMost: 3 }")).toEqual([
    'sweep.expect.0.metric: the unknown metric "failedCall"',
  ]);
  expect(wrong("{ metric: outageTime, parameter: standby, first: 0, second: 1, atMost: 3 }")).toEqual([
    "sweep.expect.0.atMost: 3, a number without a unit",
  ]);
  expect(wrong("{ metric: outageTime, parameter: standby, first: 0, second: 1 }")).toEqual([
    "sweep.expect.0: no bound",
  ]);
});
