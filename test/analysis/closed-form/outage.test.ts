import { expect, test } from "vitest";
import { birthDeathPassage, machineRepair } from "../../../src/analysis/closed-form/birth-death.ts";
import { kOfNOutage, outageMeasures } from "../../../src/analysis/closed-form/outage.ts";
import { birthDeathSteadyState } from "../birth-death-steady-state.ts";
import { relativeDifference } from "../relative.ts";

test("five nines are 5.256 minutes a year, 26.28 seconds a month, 6.05 seconds a week", () => {
  const { downtimePerYear, downtimePerMonth, downtimePerWeek } = outageMeasures(1e-5, 0);
  expect(downtimePerYear / 60).toBeCloseTo(5.256, 3);
  expect(downtimePerMonth).toBeCloseTo(26.28, 2);
  expect(downtimePerWeek).toBeCloseTo(6.05, 2);
});

test("one node: fails once per MTTF + MTTR, is up for MTTF and down for MTTR", () => {
  const outage = kOfNOutage(1, 1, 1500, 72);
  expect(relativeDifference(outage.upTimeMean, 1500)).toBeLessThan(1e-14);
  expect(relativeDifference(outage.downTimeMean, 72)).toBeLessThan(1e-14);
});

test("outages of k of n with a crew each: MTTR / (n − k + 1) long, and as frequent as the chain's crossings", () => {
  for (const [k, n] of [
    [1, 2],
    [2, 3],
    [2, 5],
    [4, 4],
  ] as const) {
    const outage = kOfNOutage(k, n, 1500, 72);
    const chain = machineRepair(n, 1500, 72);
    const steady = birthDeathSteadyState(chain);
    const frequency = steady[n - k]! * chain.births[n - k]!;
    const unavailability = steady.slice(n - k + 1).reduce((a, b) => a + b);
    expect(relativeDifference(outage.failureFrequency, frequency)).toBeLessThan(1e-13);
    expect(relativeDifference(outage.unavailability, unavailability)).toBeLessThan(1e-13);
    if (k === 1) expect(relativeDifference(outage.downTimeMean, 72 / n)).toBeLessThan(1e-12);
  }
});

test("mean time to first failure of 1+1 with one crew, (3λ + μ) / 2λ²", () => {
  const lambda = 1 / 1500;
  const mu = 1 / 72;
  const found = birthDeathPassage(machineRepair(2, 1500, 72, 1), 0, 2);
  expect(relativeDifference(found, (3 * lambda + mu) / (2 * lambda ** 2))).toBeLessThan(1e-13);
});

test("a service that never fails has no mean down time", () => {
  expect(outageMeasures(0, 0)).toMatchObject({
    nines: Infinity,
    upTimeMean: Infinity,
    downTimeMean: Number.NaN,
  });
});
