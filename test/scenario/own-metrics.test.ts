/** Formulas in scenario files: where they may not fit, and what they do to expectations, precision and sweeps. */
import { expect, test } from "vitest";
import { evaluate } from "../../src/formula/expression.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const BASE = `architecture: { preset: iprs, active: 4, standby: 2 }
traffic: { users: 20, calls: { rate: 50/s, duration: 6 s } }
parameters: { mttf: 2000 h, mttr: 4 h, n: 2, part: 25 % }
`;
const withMetrics = (metrics: string, more = "") => `${BASE}metrics:\n${metrics}\n${more}`;
const read = (text: string) => {
  const { scenario, problems } = parseScenario(text, "own.yaml");
  expect(problems).toBeUndefined();
  return scenario!;
};
const own = (formula: string) => read(withMetrics(`  x: ${formula}`)).metrics![0]!;
const amountOf = (formula: string): number => evaluate(own(formula).expression, () => Number.NaN);

test.each([
  ["mttf / mttr", 500, "1"],
  ["traffic.calls.rate * 6 s", 300, "1"],
  ["1 / traffic.calls.rate", 0.02, "s"],
  ["architecture.active + architecture.standby", 6, "1"],
  ["traffic.users * part", 5, "1"],
  ["parameters.mttr - 30 min", 12_600, "s"],
  ["2 d + 1 h + 1 min + 1 ms", 176_460.001, "s"],
  ["1 year / 1 day", 365, "1"],
])("%s is %d %s", (formula, value, unit) => {
  expect(amountOf(formula)).toBeCloseTo(value, 6);
  expect(own(formula).unit).toBe(unit);
});

test("thesis eq. (1) to (3), with the values of two servers of 2000 h and 4 h", () => {
  const { metrics = [] } = read(
    withMetrics(`  node: mttf / (mttf + mttr)
  service: 1 - (1 - node) ^ n
  downtime: (1 - service) * 1 year`),
  );
  const [node, service, downtime] = metrics.map(({ expression }) => evaluate(expression, () => Number.NaN));
  expect(node).toBeCloseTo(0.998_003_992, 9); // 2000 / 2004
  expect(service).toBeCloseTo(1 - (4 / 2004) ** 2, 12);
  expect(downtime).toBeCloseTo(125.6414, 3); // (4 / 2004)² of 31 536 000 s
});

test("units and ranges of what is measured", () => {
  const { unit, least } = own("1 - ser");
  expect({ unit, least }).toEqual({ unit: "ratio", least: undefined });
  expect(own("failedCalls / createdCalls").unit).toBe("1");
  expect(own("failedCalls / outageTime").unit).toBe("calls/s");
  expect(own("callSetupTime.p95 + 3 ms")).toMatchObject({ unit: "s", formula: "callSetupTime.p95 + 3 ms" });
  expect(own("outageTime - detectionTime").least).toBe(-Infinity);
  expect(own("min(ser, part)").unit).toBe("ratio");
  expect(own("min(part, 1)").unit, "no chance is in it").toBe("1");
});

test.each([
  ["plain", "  x: 3 + failedCals", 5, 10, 10, "failedCals"],
  ["in double quotes", '  x: "3 + failedCals"', 5, 11, 10, "failedCals"],
  ["in single quotes", "  x: '3 + failedCals'", 5, 11, 10, "failedCals"],
  ["units that do not fit", "  x: 2 * (failedCalls + outageTime)", 5, 11, 24, "calls beside s"],
  ["a path that the file does not state", "  x: traffic.calls.hold + 1 s", 5, 6, 18, "traffic.calls.hold"],
  ["a list", "  x: [1, 2]", 5, 6, 6, "a list of 2"],
  ["the name of a metric", "  ser: 3", 5, 3, 3, "a metric of the catalogue"],
  ["the name of a unit", "  min: 3", 5, 3, 3, "a unit"],
  ["the name of a function", "  sqrt: 3", 5, 3, 4, "a function"],
  ["the name of a parameter", "  mttf: 3", 5, 3, 4, "a parameter"],
  ["the short name of a path", "  rate: 3", 5, 3, 4, "often varied"],
  ["a name with a dot", '  "a.b": 3', 5, 3, 5, '"a.b"'],
  ["a formula that comes later", "  x: z + 1\n  z: 3", 5, 6, 1, '"z"'],
  ["itself", "  x: x + 1", 5, 6, 1, '"x"'],
])("%s is refused at its place", (_, metrics, line, column, width, found) => {
  const { problems = [] } = parseScenario(withMetrics(metrics), "own.yaml");
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ line, column });
  expect(problems[0]!.excerpt!.width).toBe(width);
  expect(problems[0]!.found).toContain(found);
});

test("a mistake over several lines is pointed at as a whole, and what rests on it is not told again", () => {
  const { problems = [] } = parseScenario(
    withMetrics("  x: |\n    failedCals\n    / 3\n  v: x + 1\n  w: v * 2"),
    "own.yaml",
  );
  expect(problems.map(({ path, line }) => [path, line])).toEqual([["metrics.x", 5]]);
  expect(problems[0]!.hint).toBe("Did you mean failedCalls?");
});

test("expectations, precisions and differences name formulas, in their units", () => {
  const { expect: expected, sweep } = read(
    withMetrics(
      "  perNode: failedCalls / 4\n  lost: 1 - ser\n  slack: outageTime - detectionTime",
      `expect: { perNode: { atMost: 3 }, lost: { atMost: 5 % }, slack: { atLeast: -20 ms } }
sweep: { vary: { rate: [1/s, 2/s] }, precision: { perNode: 5 %, slack: 10ms }, expect: [{ metric: slack, parameter: rate, first: 1/s, second: 2/s, atMost: -1 ms }] }`,
    ),
  );
  expect(expected).toEqual([
    { metric: "perNode", atMost: 3 },
    { metric: "lost", atMost: 0.05 },
    { metric: "slack", atLeast: -0.02 },
  ]);
  expect(sweep?.precision).toEqual(["perNode=5 %", "slack=10ms"]);
  expect(sweep?.expect[0]).toMatchObject({ metric: "slack", atMost: -0.001 });
});

test.each([
  ["expect: { perNod: { atMost: 3 } }", "expect.perNod"],
  ["sweep: { precision: { perNod: 5 % } }", "sweep.precision.perNod"],
  [
    "sweep: { expect: [{ metric: perNod, parameter: rate, first: 1/s, second: 2/s, atMost: 1 }] }",
    "sweep.expect.0.metric",
  ],
])("%s: no such formula", (more, path) => {
  const { problems = [] } = parseScenario(withMetrics("  perNode: failedCalls / 4", more), "own.yaml");
  expect(problems.map((problem) => problem.path)).toEqual([path]);
  expect(problems[0]!.found).toContain("perNod");
});

test("a scenario without formulas has none", () => {
  expect(read(BASE)).not.toHaveProperty("metrics");
});
