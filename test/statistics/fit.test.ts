/** Fits are held against published values, closed forms and samples of known laws. */
import { expect, test } from "vitest";
import type { Distribution } from "../../src/distributions/description.ts";
import { familiesFor } from "../../src/distributions/estimated.ts";
import { momentsOf } from "../../src/distributions/law.ts";
import { samplerOf } from "../../src/distributions/simulated.ts";
import { type FittedDistribution, fitDistributions } from "../../src/measurement/fitted-distribution.ts";
import { Stream } from "../../src/random/stream.ts";
import { gamma } from "../../src/special/gamma-function.ts";
import { andersonDarling } from "../../src/statistics/fit/anderson-darling.ts";
import { minimise } from "../../src/statistics/fit/minimum.ts";
import { fitByLikelihood } from "../../src/statistics/fit/profile-likelihood.ts";
import { positiveSample } from "../../src/statistics/fit/sample.ts";
import { Moments } from "../../src/statistics/moments.ts";
import { welchDifference } from "../../src/statistics/welch-difference.ts";

/** Hours between failures of an aircraft's air conditioning: F. Proschan, Technometrics 5 (1963) 375–383, plane 3. */
const AIR_CONDITIONING = [3, 5, 7, 18, 43, 85, 91, 98, 100, 130, 230, 487];

const sampleOf = (distribution: Distribution, n: number, replication = 0): number[] => {
  const sampler = samplerOf(distribution, new Stream("test", 7, replication));
  return Array.from({ length: n }, () => sampler.sample());
};
const family = (fits: readonly FittedDistribution[], name: string): FittedDistribution =>
  fits.find((fit) => fit.family === name)!;

test("the minimum of Rosenbrock's valley lies at (1, 1), and that of nothing where it began", () => {
  const { at, value } = minimise(([x, y]) => 100 * (y! - x! ** 2) ** 2 + (1 - x!) ** 2, [-1.2, 1]);
  expect(at[0]).toBeCloseTo(1, 3);
  expect(at[1]).toBeCloseTo(1, 3);
  expect(value).toBeLessThan(1e-8);
  expect(minimise(() => 3, []).value).toBe(3);
});

test("the air conditioning: A. C. Davison, D. V. Hinkley (1997), examples 2.1 and 2.9: mean 108.083, gamma shape 0.707", () => {
  const fits = fitDistributions(AIR_CONDITIONING, { bootstrap: 0, seed: 1 });
  const gamma = family(fits, "gamma").distribution;
  expect(gamma).toMatchObject({ kind: "gamma", mean: expect.closeTo(108.083, 3), shape: expect.closeTo(0.7065, 4) });
  // scipy 1.17: weibull_min.fit and lognorm.fit with floc=0, mean and cv of the result
  expect(family(fits, "weibull").distribution).toMatchObject({
    shape: expect.closeTo(0.7939, 3),
    mean: expect.closeTo(108.19, 1),
  });
  expect(family(fits, "lognormal").distribution).toMatchObject({
    mean: expect.closeTo(148.095, 3),
    cv: expect.closeTo(3.0604, 4),
  });
  expect(family(fits, "lognormal").logLikelihood).toBeCloseTo(-68.067457, 5);
  // Exponential: ℓ(m) = −n(ln m + x̄/m); the interval is where 2(ℓ̂ − ℓ) = 3.841, solved here by scanning.
  const [{ low, high } = { low: null, high: null }] = family(fits, "exponential").intervals;
  const loss = (m: number) => 24 * (Math.log(m / 108.08333) + 108.08333 / m - 1);
  for (const bound of [low!, high!]) expect(loss(bound)).toBeCloseTo(3.8414588, 4);
  expect(low!).toBeLessThan(108);
  expect(high!).toBeGreaterThan(109);
});

test("values that no clock measures, and equal ones, are refused instead of fitted", () => {
  const fit = (values: readonly number[]) => fitDistributions(values, { bootstrap: 0, seed: 1 });
  expect(() => fit([1, 2, 0])).toThrow("found 1 of 3 durations outside of 1 ns … 1e9 s, such as 0 s");
  expect(() => fit([1e-303, 1, 2])).toThrow("such as 1e-303 s");
  expect(() => fit([1, 2, 1e300])).toThrow("such as 1e+300 s");
  expect(() => fit([3, 3, 3, 3])).toThrow("4 values that are all equal");
});

test("of very many values the fits are those of all, and progress is told", () => {
  const law: Distribution = { kind: "weibull", shape: 1.4, mean: 2e-3 };
  const many = sampleOf(law, 50_000);
  const told: number[] = [];
  const fits = fitDistributions(many, { bootstrap: 1, seed: 1, onProgress: (finished) => told.push(finished) });
  const weibull = family(fits, "weibull");
  expect(fits[0]).toBe(weibull);
  const [shape] = weibull.intervals;
  expect(Math.abs(shape!.estimate - 1.4)).toBeLessThan(0.0049 * 4); // 0.78·1.4/√n = 0.0049, Cohen (1965)
  expect(shape!.high! - shape!.low!).toBeCloseTo(2 * 1.96 * 0.0049, 3);
  // The likelihood is that of all values, summed once more by hand.
  const { shape: k, mean } = weibull.distribution as { shape: number; mean: number };
  const scale = mean / gamma(1 + 1 / k);
  const own = many.reduce((sum, x) => sum + Math.log(k / scale) + (k - 1) * Math.log(x / scale) - (x / scale) ** k, 0);
  expect(weibull.logLikelihood).toBeCloseTo(own, 3);
  expect(told).toEqual(Array.from({ length: 2 * fits.length }, (_, i) => i + 1));
});

test("the top of each likelihood is where its slope is 0", () => {
  const sample = positiveSample(sampleOf({ kind: "weibull", shape: 1.4, mean: 2 }, 200));
  for (const one of familiesFor(sample)) {
    const at = one.estimate(sample);
    const top = one.logLikelihood(at, sample);
    for (const i of at.keys())
      for (const step of [-1e-3, 1e-3])
        expect(
          one.logLikelihood(
            at.map((x, j) => (i === j ? x + step : x)),
            sample,
          ),
          one.name,
        ).toBeLessThan(top + 1e-9);
  }
});

const KNOWN: readonly Distribution[] = [
  { kind: "exponential", mean: 0.8e-3 },
  { kind: "gamma", shape: 4.5, mean: 0.6e-3 },
  { kind: "erlang", stages: 3, mean: 2 },
  { kind: "lognormal", mean: 0.5e-3, cv: 0.4 },
  { kind: "weibull", shape: 2.2, mean: 1 },
  {
    kind: "hyperexponential",
    branches: [
      { probability: 0.9, mean: 0.2 },
      { probability: 0.1, mean: 5 },
    ],
  },
];

test.each(KNOWN.map((distribution) => [distribution.kind, distribution] as const))(
  "%s is found again among the families, with its mean",
  (kind, distribution) => {
    const values = sampleOf(distribution, 500);
    const fits = fitDistributions(values, { bootstrap: 0, seed: 1 });
    const own = family(fits, kind);
    expect(own.aic - fits[0]!.aic).toBeLessThan(10); // 99.9 % point of χ² for two parameters too many
    const { mean, variance } = momentsOf(distribution);
    expect(Math.abs(momentsOf(own.distribution).mean - mean)).toBeLessThan(4 * Math.sqrt(variance / 500));
    expect(own.distance).toBeLessThan(1.63 / Math.sqrt(500)); // 99 % point of √n·D
  },
);

test("95 % profile intervals cover: shape and mean of 100 gamma samples of 30", () => {
  const covered = [0, 0];
  for (let i = 0; i < 100; i++) {
    const values = sampleOf({ kind: "gamma", shape: 2, mean: 1 }, 30, i);
    const sample = positiveSample(values);
    const gamma = familiesFor(sample).find(({ name }) => name === "gamma")!;
    const model = {
      parameters: gamma.parameters,
      logLikelihood: (at: readonly number[]) => gamma.logLikelihood(at, sample),
    };
    const { intervals } = fitByLikelihood(model, gamma.estimate(sample));
    for (const [k, truth] of [2, 1].entries())
      if (intervals[k]!.low! <= truth && truth <= intervals[k]!.high!) covered[k]!++;
  }
  // binomial with p = 0.95: standard deviation 2.2; the asymptotic interval is a little short for 30 values
  for (const count of covered) expect(count).toBeGreaterThan(95 - 4 * 2.2);
  for (const count of covered) expect(count).toBeLessThan(100);
});

test("a parameter that the data do not bound has no interval on that side", () => {
  // Only the sum of two means enters the likelihood: neither can be told.
  const values = sampleOf({ kind: "exponential", mean: 3 }, 100);
  const sum = values.reduce((a, b) => a + b, 0);
  const model = {
    parameters: ["a", "b"],
    logLikelihood: ([a, b]: readonly number[]) => {
      const mean = Math.exp(a!) + Math.exp(b!);
      return -100 * Math.log(mean) - sum / mean;
    },
  };
  const { intervals } = fitByLikelihood(model, [0, 0]);
  expect(intervals.map(({ low }) => low)).toEqual([null, null]);
  expect(intervals.every(({ high }) => high! > sum / 100)).toBe(true);
});

test("A² of one value at the median is 2 ln 2 − 1, and of two at the quartiles as the definition says", () => {
  expect(andersonDarling([0.5], (x) => x)).toBeCloseTo(2 * Math.log(2) - 1, 12);
  const byHand = -2 - (2 * Math.log(0.25) + 6 * Math.log(0.75)) / 2;
  expect(andersonDarling([0.25, 0.75], (x) => x)).toBeCloseTo(byHand, 12);
});

test("the bootstrap's p is about uniform for the right family and small for a wrong one", () => {
  const p = Array.from({ length: 16 }, (_, i) => {
    const fits = fitDistributions(sampleOf({ kind: "weibull", shape: 1.5, mean: 1 }, 60, i), {
      bootstrap: 39,
      seed: i,
    });
    return family(fits, "weibull").p!.andersonDarling;
  });
  const { mean, min } = Moments.of(p);
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 16));
  expect(min).toBeGreaterThan(0);
  const wrong = fitDistributions(sampleOf({ kind: "lognormal", mean: 1, cv: 0.3 }, 200), { bootstrap: 39, seed: 1 });
  expect(family(wrong, "exponential").p!.andersonDarling).toBe(1 / 40);
});

test("what is no sample of durations is refused", () => {
  expect(() => fitDistributions([1, 2], { bootstrap: 0, seed: 1 })).toThrow("found 2 values");
  expect(() => fitDistributions([0, 2, 3], { bootstrap: 0, seed: 1 })).toThrow("found 1 of 3 durations outside");
});

/** Extra hours of sleep under two drugs: Student, Biometrika 6 (1908) 1–25, as in R's `sleep`. */
const DRUG_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
const DRUG_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

test("Welch's interval of Student's sleep data is R's", () => {
  const { difference, low, high, degrees } = welchDifference(Moments.of(DRUG_1), Moments.of(DRUG_2));
  expect(difference).toBeCloseTo(-1.58, 10);
  expect(degrees).toBeCloseTo(17.776, 3);
  expect(low).toBeCloseTo(-3.3654832, 6);
  expect(high).toBeCloseTo(0.2054832, 6);
});
