/** A sweep that cannot be meant is refused where it stands, by whatever command reads the file. */
import { expect, test } from "vitest";
import { parseScenario } from "../../src/scenario/parse.ts";

const problemOf = (sweep: string) => {
  const text = `architecture: { preset: single }\nsweep: { ${sweep} }\nrun: { horizon: 60 s }\n`;
  const { problems = [] } = parseScenario(new TextEncoder().encode(text), "x.yaml", []);
  return problems.map(({ line, path, found }) => `${line} ${path}: ${found}`);
};

test.each([
  ["vary: { rate: 10:20:0 }", "vary.rate: a step of zero"],
  ["vary: { rate: 10:20:-1 }", "vary.rate: a step of -1 from 10 to 20"],
  ["vary: { rate: 10:900000000:1 }", "vary.rate: a range of 899999991 values"],
  ["vary: { users: 2:9:log1000001 }", "vary.users: 1000001 values"],
  ["vary: { users: [2, 3, 2] }", "vary.users: the value 2 a second time"],
  ["sample: sobol:1000000000", "sample: a design of 1000000000 points"],
  ["sample: halton:8", 'sample: "halton:8"'],
  ["precision: { failedCall: 5% }", 'precision.failedCall: the unknown metric "failedCall"'],
  ["precision: { outageTime: 0% }", 'precision.outageTime: "0%"'],
])("%s", (sweep, found) => expect(problemOf(sweep)).toEqual([`2 sweep.${found}`]));

test("a sound one is not complained about", () => {
  const vary = "vary: { rate: 10/s:100:log3, users: [2, 3] }, sample: sobol:1000000";
  expect(problemOf(`${vary}, precision: { outageTime: 10ms, failedCalls: 5% }`)).toEqual([]);
});
