import { expect, test } from "vitest";
import { rareDeviations } from "../../src/statistics/rare-deviations.ts";

/** `seen` deviations of 1 among `n` replications. */
const equal = (seen: number, n: number) => Array.from({ length: n }, (_, i) => (i < seen ? 1 : 0));

test("three equal deviations: the Poisson mean that seldom gives three, and the binomial share that seldom gives so few", () => {
  const n = 50;
  const { low, high } = rareDeviations(equal(3, n), 0.95);
  const mean = low * n;
  const none = Math.exp(-mean);
  expect((1 - none * (1 + mean + mean ** 2 / 2)) / (1 - none)).toBeCloseTo(0.025, 9); // P(N ≥ 3 | N ≥ 1)
  // The largest of three exponential values is below 1 as seldom as that if their mean is `size`.
  const size = -1 / Math.log(1 - Math.cbrt(0.025));
  const p = high / size;
  let [sum, term] = [0, (1 - p) ** n];
  for (let k = 0; k <= 3; k++) {
    sum += term;
    term *= ((n - k) / (k + 1)) * (p / (1 - p));
  }
  expect(sum).toBeCloseTo(0.025, 9);
});

test("six of ten: exact for (n − 1)·(z/t)² trials, by integrating the beta densities", () => {
  const { low, high } = rareDeviations(equal(6, 10), 0.95);
  const worth = 9 * (1.959964 / 2.262157) ** 2; // z and t(0.975; 9) from the tables
  const [hits, misses] = [0.6 * worth, 0.4 * worth];
  /** ∫ x^a·(1 − x)^b from 0 to an end, by the midpoints. */
  const integral = (a: number, b: number, end: number) => {
    let sum = 0;
    const steps = 20_000;
    for (let i = 0; i < steps; i++) {
      const x = (end * (i + 0.5)) / steps;
      sum += Math.exp(a * Math.log(x) + b * Math.log1p(-x));
    }
    return (sum * end) / steps;
  };
  const below = (a: number, b: number, end: number) => integral(a, b, end) / integral(a, b, 1);
  expect(below(hits - 1, misses, low)).toBeCloseTo(0.025, 5);
  expect(below(hits, misses - 1, high)).toBeCloseTo(0.975, 5);
});

test("none seen: nothing to tell; one seen: from 0 on", () => {
  expect(rareDeviations(equal(0, 10), 0.95)).toEqual({ low: 0, high: 0 });
  expect(rareDeviations(equal(1, 10), 0.95).low).toBe(0);
});
