/** New values fall where they were foretold, whatever their law, however few were seen; and the intervals are no wider than that takes. */
import { expect, test } from "vitest";
import { samplerOf } from "../../src/distributions/simulated.ts";
import { Stream } from "../../src/random/stream.ts";
import { normalCdf } from "../../src/special/normal-law.ts";
import { predictionInterval } from "../../src/statistics/prediction-interval.ts";
import { studentQuantile } from "../../src/statistics/student.ts";

const TRIALS = 2000;

interface Law {
  readonly draw: (stream: Stream) => () => number;
  /** P(X ≤ x). */
  readonly cdf: (x: number) => number;
  /** Between the 2.5th and the 97.5th percentile. */
  readonly width: number;
}

const poisson = (mean: number): Law => {
  const cdf = (x: number): number => {
    let [term, sum] = [Math.exp(-mean), 0];
    for (let k = 0; k <= x; k++) {
      sum += term;
      term *= mean / (k + 1);
    }
    return sum;
  };
  const quantile = (p: number): number => {
    let k = 0;
    while (cdf(k) < p) k++;
    return k;
  };
  return {
    draw: (stream) => () => quantile(stream.uniform()),
    cdf,
    width: quantile(0.975) - quantile(0.025),
  };
};

const exponential: Law = {
  draw: (stream) => () => stream.exponential(),
  cdf: (x) => (x < 0 ? 0 : -Math.expm1(-x)),
  width: Math.log(0.975 / 0.025),
};
const sigma = Math.sqrt(Math.log(2)); // coefficient of variation 1
const lognormal: Law = {
  draw: (stream) => {
    const sampler = samplerOf({ kind: "lognormal", mean: Math.exp(sigma ** 2 / 2), cv: 1 }, stream);
    return () => sampler.sample();
  },
  cdf: (x) => (x <= 0 ? 0 : normalCdf(Math.log(x) / sigma)),
  width: Math.exp(1.96 * sigma) - Math.exp(-1.96 * sigma),
};
const normal: Law = {
  draw: (stream) => () => 10 + stream.normal(),
  cdf: (x) => normalCdf(x - 10),
  width: 2 * 1.96,
};

test.each([
  ["normal", 3, normal, 3.3],
  ["normal", 20, normal, 1.12],
  ["normal", 100, normal, 1.12],
  ["exponential", 3, exponential, 1.6],
  ["exponential", 8, exponential, 1.0],
  ["exponential", 20, exponential, 0.95],
  ["exponential", 100, exponential, 1.12],
  ["lognormal", 5, lognormal, 1.3],
  ["lognormal", 100, lognormal, 1.25],
  ["Poisson(0.5)", 20, poisson(0.5), 1.05],
  ["Poisson(3)", 5, poisson(3), 1.5],
  ["Poisson(3)", 50, poisson(3), 1.2],
] as const)("of %s values, of which %i were seen, 92 %% of the new ones lie within", (_, n, law, widest) => {
  let covered = 0;
  const widths: number[] = [];
  const value = law.draw(new Stream("prediction", 7, n));
  let told = 0;
  for (let i = 0; i < TRIALS; i++) {
    const interval = predictionInterval(Array.from({ length: n }, value), [0, Infinity]);
    if (interval === null) continue;
    told++;
    const { low, high } = interval;
    // P(low ≤ X ≤ high); a count may be the lower end itself.
    covered += law.cdf(high) - law.cdf(low - 1e-9 * Math.max(1, low) - (Number.isInteger(low) ? 1e-6 : 0));
    widths.push(high - low);
  }
  expect(covered / told).toBeGreaterThan(0.92);
  expect(widths.sort((a, b) => a - b)[Math.floor(told / 2)]! / law.width).toBeLessThan(widest);
});

test("of ten values 1 … 10: 5.5 ± t(9)·√(9.1667·1.1), by hand", () => {
  const values = Array.from({ length: 10 }, (_, i) => i + 1);
  const { low, high, by } = predictionInterval(values)!;
  const halfWidth = 2.262157 * Math.sqrt(9.1666667 * 1.1);
  expect(studentQuantile(0.975, 9)).toBeCloseTo(2.262157, 6);
  expect([low, high, by]).toEqual([expect.closeTo(5.5 - halfWidth, 4), expect.closeTo(5.5 + halfWidth, 4), "student"]);
  expect(predictionInterval(values, [0, 10])).toMatchObject({ low: 0, high: 10 });
});

test("39 values are the first of which the outermost hold 95 %: 1 − 2/40", () => {
  const values = Array.from({ length: 39 }, (_, i) => i);
  expect(predictionInterval(values)).toEqual({ low: 0, high: 38, by: "order statistics" });
  expect(predictionInterval(values.slice(1))!.by).toBe("student");
});

test("equal values, and two, foretell nothing", () => {
  for (const n of [8, 100]) expect(predictionInterval(Array.from({ length: n }, () => 2))).toBeNull();
  expect(predictionInterval([1, 2])).toBeNull();
});
