import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalQuantile } from "../../src/special/normal-law.ts";
import { wilson } from "../../src/statistics/proportion-interval.ts";
import { clopperPearson } from "./clopper-pearson.ts";

describe("published intervals at 95 %", () => {
  // R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I: methods 3 (score) and 5 (Clopper–Pearson)
  test.each([
    [81, 263, [0.2553, 0.3662], [0.2527, 0.3676]],
    [15, 148, [0.0624, 0.1605], [0.0578, 0.1617]],
    [0, 20, [0, 0.1611], [0, 0.1684]],
    [1, 29, [0.0061, 0.1718], [0.0009, 0.1776]],
  ] as const)("%d of %d", (successes, trials, score, exact) => {
    const [w, c] = [wilson(successes, trials), clopperPearson(successes, trials)];
    expect([w.low, w.high].map((end) => Number(end?.toFixed(4)))).toEqual(score);
    expect([c.low, c.high].map((end) => Number(end?.toFixed(4)))).toEqual(exact);
  });
});

describe("at the ends", () => {
  test("Clopper and Pearson have closed forms for none and for all", () => {
    for (const n of [1, 10, 1e4, 1e9]) {
      const none = clopperPearson(0, n);
      expect(none.low).toBe(0);
      expect(none.high! / -Math.expm1(Math.log(0.025) / n)).toBeCloseTo(1, 11); // 1 − (α/2)^(1/n)
      const all = clopperPearson(n, n);
      expect(all.high).toBe(1);
      expect(all.low).toBeCloseTo(0.025 ** (1 / n), 12);
    }
  });

  test("Wilson has too: z²/(n + z²)", () => {
    const z = normalQuantile(0.975);
    for (const n of [1, 10, 1e9]) {
      const none = wilson(0, n);
      expect(none.low).toBe(0);
      expect(none.high).toBeCloseTo((z * z) / (n + z * z), 15);
      expect(wilson(n, n).high).toBe(1);
    }
  });

  test("one failure in a billion calls keeps its digits: the Poisson interval 0.0253 … 5.572", () => {
    // exact limits of a Poisson mean for a count of 1 (e.g. Johnson, Kotz and Kemp, Univariate Discrete Distributions)
    const { low, high } = clopperPearson(1, 1e9);
    expect(low! * 1e9).toBeCloseTo(0.025318, 6);
    expect(high! * 1e9).toBeCloseTo(5.571643, 5);
    const score = wilson(1, 1e9);
    expect(score.low! * 1e9).toBeCloseTo(0.176524554956963, 13); // both by mpmath with 30 digits
    expect(score.high! * 1e9).toBeCloseTo(5.66493424329744, 12);
  });
});

const trial = fc.integer({ min: 1, max: 3000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe.each([
  ["Wilson", wilson],
  ["Clopper–Pearson", clopperPearson],
])("%s's interval", (_, interval) => {
  test("holds the proportion, lies within 0 and 1, and mirrors when failures are counted instead", () => {
    fc.assert(
      fc.property(trial, ([k, n]) => {
        const { low, high, proportion } = interval(k, n);
        expect(low).toBeLessThanOrEqual(proportion + 1e-15);
        expect(high).toBeGreaterThanOrEqual(proportion - 1e-15);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(high! - low!).toBeGreaterThan(0);
        const mirrored = interval(n - k, n);
        expect(mirrored.low).toBeCloseTo(1 - high!, 11);
        expect(mirrored.high).toBeCloseTo(1 - low!, 11);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe("Wilson's interval", () => {
  test("of no trial is none", () => {
    expect(wilson(0, 0)).toMatchObject({ proportion: Number.NaN, low: null, high: null });
  });

  test.each([
    [-1, 5],
    [6, 5],
    [0.5, 5],
    [1, Number.NaN],
  ])("%d of %d is refused", (k, n) => expect(() => wilson(k, n)).toThrow(RangeError));

  test.each([0, 1, 95])("a confidence of %d is refused", (confidence) => {
    expect(() => wilson(1, 5, confidence)).toThrow(/confidence/);
  });
});

/** The exact probability that the interval covers p: the sum of the binomial probabilities of the counts whose interval does. */
function coverage(interval: typeof wilson | typeof clopperPearson, n: number, p: number): number {
  let sum = 0;
  let probability = (1 - p) ** n;
  for (let k = 0; k <= n; k++) {
    const { low, high } = interval(k, n);
    if (low! <= p && p <= high!) sum += probability;
    probability *= ((n - k) / (k + 1)) * (p / (1 - p));
  }
  return sum;
}

describe("coverage, computed exactly", () => {
  const proportions = Array.from({ length: 60 }, (_, i) => (i + 0.5) / 120);

  test("of Clopper and Pearson is never below 95 %", () => {
    for (const p of proportions) expect(coverage(clopperPearson, 40, p)).toBeGreaterThanOrEqual(0.95);
  });

  test("of Wilson is 95 % on average, and shorter than Clopper and Pearson's", () => {
    const mean = proportions.reduce((sum, p) => sum + coverage(wilson, 40, p), 0) / proportions.length;
    expect(mean).toBeGreaterThan(0.945);
    expect(mean).toBeLessThan(0.965);
    for (let k = 0; k <= 40; k++) {
      const [w, c] = [wilson(k, 40), clopperPearson(k, 40)];
      expect(w.high! - w.low!).toBeLessThan(c.high! - c.low!);
    }
  });
});
