/** What must hold of any continuous distribution, whatever its name: moments, distribution function, quantiles and draws agree. */
import { expect, test } from "vitest";
import type { Distribution } from "../../src/distributions/description.ts";
import { cdfOf, momentsOf, quantileOf } from "../../src/distributions/law.ts";
import { samplerOf } from "../../src/distributions/simulated.ts";
import { Stream } from "../../src/random/stream.ts";

/** A standard normal variable stays within ± this with probability 99.98 %. */
const bound = 3.7;

/** √n times the largest difference between the observed and the true distribution function exceeds this with probability 0.001. */
const kolmogorov = 1.95;

const draws = 200_000;

/** The k-th raw moment from mean, variance and skewness. */
function rawMoments({ mean, variance, skewness }: ReturnType<typeof momentsOf>): [number, number, number] {
  return [mean, variance + mean ** 2, skewness * variance ** 1.5 + 3 * mean * variance + mean ** 3];
}

/** ∫₀^∞ f(x) dx by the double exponential rule (Takahasi and Mori 1974), with x = scale·exp(π/2·sinh t). */
function integral(f: (x: number) => number, scale: number): number {
  const h = 1 / 512;
  let sum = 0;
  for (let t = -4; t <= 4; t += h) {
    const x = scale * Math.exp((Math.PI / 2) * Math.sinh(t));
    const value = f(x);
    if (value > 0) sum += value * x * Math.cosh(t);
  }
  return (sum * h * Math.PI) / 2;
}

export function continuousDistributionLaws(distribution: Distribution, seed: number): void {
  const moments = momentsOf(distribution);
  const raw = rawMoments(moments);
  const stream = new Stream("laws", seed);
  const sampler = samplerOf(distribution, stream);
  const sample = Float64Array.from({ length: draws }, () => sampler.sample());

  test.each([1, 2, 3])("the mean of the draws to the power %d is the theoretical one", (k) => {
    const powers = sample.map((x) => (x / moments.mean) ** k);
    const mean = powers.reduce((sum, y) => sum + y, 0) / draws;
    const variance = powers.reduce((sum, y) => sum + (y - mean) ** 2, 0) / (draws - 1);
    const error = Math.sqrt(variance / draws);
    const truth = raw[k - 1]! / moments.mean ** k;
    expect(Math.abs(mean - truth) / error).toBeLessThan(bound);
    expect(error / truth, "an interval so wide would cover anything").toBeLessThan([0.005, 0.03, 0.15][k - 1]!);
  });

  test("the draws follow the distribution function (Kolmogorov–Smirnov)", () => {
    const sorted = sample.slice(0, 20_000).sort();
    let distance = 0;
    sorted.forEach((x, i) => {
      const f = cdfOf(distribution, x);
      distance = Math.max(distance, f - i / sorted.length, (i + 1) / sorted.length - f);
    });
    expect(distance * Math.sqrt(sorted.length)).toBeLessThan(kolmogorov);
  });

  test("successive draws are uncorrelated", () => {
    const ranks = sample.map((x) => cdfOf(distribution, x) - 0.5).slice(0, 50_000);
    let products = 0;
    for (let i = 1; i < ranks.length; i++) products += ranks[i]! * ranks[i - 1]!;
    expect(Math.abs((12 * products) / Math.sqrt(ranks.length))).toBeLessThan(bound);
  });

  test("the moments are the integrals of the tail 1 − F(x)", () => {
    const tail = (x: number) => 1 - cdfOf(distribution, x);
    for (const [i, truth] of raw.entries()) {
      const k = i + 1;
      // a tail below 1e-16 cannot be seen in 1 − F, hence not more digits
      expect(integral((x) => k * x ** i * tail(x), moments.mean) / truth).toBeCloseTo(1, [5, 4, 3][i]!);
    }
  });

  test("quantile and distribution function are inverse to each other", () => {
    for (const p of [1e-9, 1e-4, 0.025, 0.3, 0.5, 0.75, 0.975, 0.9999]) {
      const x = quantileOf(distribution, p);
      expect(Math.abs(cdfOf(distribution, x) - p)).toBeLessThan(1e-9 * p + 1e-15);
    }
    expect(() => quantileOf(distribution, 1.1)).toThrow(/found p = 1.1/);
    expect(quantileOf(distribution, 0)).toBeLessThanOrEqual(quantileOf(distribution, 1e-12));
    expect(quantileOf(distribution, 1)).toBeGreaterThan(quantileOf(distribution, 0.99999));
  });

  test("nothing lies below 0, everything below ∞, and more the further one goes", () => {
    expect(cdfOf(distribution, -1)).toBe(0);
    expect(cdfOf(distribution, 0)).toBe(0);
    expect(cdfOf(distribution, Infinity)).toBe(1);
    let last = 0;
    for (let i = 0; i <= 400; i++) {
      const f = cdfOf(distribution, moments.mean * 10 ** ((i - 200) / 50));
      expect(f).toBeGreaterThanOrEqual(last);
      last = f;
    }
  });

  test("another unit of time changes nothing but the unit", () => {
    const later = scaled(distribution, 3600);
    for (const p of [0.1, 0.5, 0.99]) {
      expect(quantileOf(later, p) / quantileOf(distribution, p) / 3600).toBeCloseTo(1, 10);
    }
    expect(momentsOf(later).variance / moments.variance / 3600 ** 2).toBeCloseTo(1, 10);
    expect(momentsOf(later).skewness).toBeCloseTo(moments.skewness, 9);
  });
}

function scaled(distribution: Distribution, factor: number): Distribution {
  switch (distribution.kind) {
    case "deterministic":
      return { ...distribution, value: distribution.value * factor };
    case "uniform":
      return { ...distribution, low: distribution.low * factor, high: distribution.high * factor };
    case "hyperexponential":
      return { ...distribution, branches: distribution.branches.map((b) => ({ ...b, mean: b.mean * factor })) };
    case "empirical":
      return { ...distribution, values: distribution.values.map((value) => value * factor) };
    default:
      return { ...distribution, mean: distribution.mean * factor };
  }
}
