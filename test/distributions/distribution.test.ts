import { describe, expect, test } from "vitest";
import type { Distribution } from "../../src/distributions/description.ts";
import { balanced as balancedHyperexponential } from "../../src/distributions/hyperexponential/description.ts";
import { cdfOf, momentsOf, quantileOf } from "../../src/distributions/law.ts";
import { samplerOf } from "../../src/distributions/simulated.ts";
import { Stream } from "../../src/random/stream.ts";
import { continuousDistributionLaws } from "./distribution-laws.ts";

const continuous: readonly [string, Distribution][] = [
  ["exponential", { kind: "exponential", mean: 0.0008 }],
  ["uniform", { kind: "uniform", low: 0, high: 6 }],
  ["uniform away from 0", { kind: "uniform", low: 2.609, high: 3.609 }],
  ["Erlang of 1 stage", { kind: "erlang", stages: 1, mean: 2 }],
  ["Erlang of 3 stages", { kind: "erlang", stages: 3, mean: 1 }],
  ["gamma of shape 0.4", { kind: "gamma", shape: 0.4, mean: 1 }],
  ["gamma of shape 2.5", { kind: "gamma", shape: 2.5, mean: 10 }],
  ["gamma of shape 80", { kind: "gamma", shape: 80, mean: 1 }],
  ["lognormal of cv 0.3", { kind: "lognormal", mean: 14_400, cv: 0.3 }],
  ["lognormal of cv 1", { kind: "lognormal", mean: 1, cv: 1 }],
  ["Weibull of shape 0.7", { kind: "weibull", shape: 0.7, mean: 5_400_000 }],
  ["Weibull of shape 3", { kind: "weibull", shape: 3, mean: 1 }],
  ["hyperexponential of cv 2", balancedHyperexponential(1, 2)],
  [
    "hyperexponential of three branches",
    {
      kind: "hyperexponential",
      branches: [
        { probability: 0.5, mean: 1 },
        { probability: 0.3, mean: 5 },
        { probability: 0.2, mean: 9 },
      ],
    },
  ],
];

describe.each(continuous)("%s", (name, distribution) => continuousDistributionLaws(distribution, 1000 + name.length));

describe("moments known from textbooks", () => {
  test.each<[string, Distribution, number, number, number]>([
    ["exponential", { kind: "exponential", mean: 3 }, 3, 9, 2],
    ["uniform", { kind: "uniform", low: 1, high: 3 }, 2, 1 / 3, 0],
    ["Erlang", { kind: "erlang", stages: 4, mean: 2 }, 2, 1, 1],
    ["gamma", { kind: "gamma", shape: 0.25, mean: 1 }, 1, 4, 4],
    ["lognormal", { kind: "lognormal", mean: 2, cv: 0.5 }, 2, 1, 1.625],
    ["Weibull of shape 1 is exponential", { kind: "weibull", shape: 1, mean: 3 }, 3, 9, 2],
    ["Weibull of shape 2 is Rayleigh", { kind: "weibull", shape: 2, mean: 1 }, 1, 4 / Math.PI - 1, 0.6311106578189372],
    ["balanced hyperexponential", balancedHyperexponential(2, 3), 2, 36, Number.NaN],
    ["empirical", { kind: "empirical", values: [0, 0, 3] }, 1, 2, Math.SQRT1_2],
  ])("%s", (_, distribution, mean, variance, skewness) => {
    const moments = momentsOf(distribution);
    expect(moments.mean).toBeCloseTo(mean, 13);
    expect(moments.variance).toBeCloseTo(variance, 11);
    if (!Number.isNaN(skewness)) expect(moments.skewness).toBeCloseTo(skewness, 12);
  });

  test("a gamma distribution of shape 1, an Erlang of 1 stage and a Weibull of shape 1 are exponential", () => {
    const exponential: Distribution = { kind: "exponential", mean: 2 };
    for (const same of [
      { kind: "gamma", shape: 1, mean: 2 },
      { kind: "erlang", stages: 1, mean: 2 },
      { kind: "weibull", shape: 1, mean: 2 },
      { kind: "hyperexponential", branches: [{ probability: 1, mean: 2 }] },
    ] satisfies Distribution[]) {
      for (const x of [0.01, 1, 5, 20]) expect(cdfOf(same, x)).toBeCloseTo(cdfOf(exponential, x), 14);
      expect(quantileOf(same, 0.9)).toBeCloseTo(quantileOf(exponential, 0.9), 12);
    }
  });
});

describe("a constant", () => {
  const constant: Distribution = { kind: "deterministic", value: 0.3 };
  test("is drawn every time and takes nothing from the stream", () => {
    const stream = new Stream("x", 1);
    const sampler = samplerOf(constant, stream);
    for (let i = 0; i < 10; i++) expect(sampler.sample()).toBe(0.3);
    expect(stream.uniform()).toBe(new Stream("x", 1).uniform());
  });

  test("has no variance, no skewness, and one step in its distribution function", () => {
    expect(momentsOf(constant)).toEqual({ mean: 0.3, variance: 0, skewness: Number.NaN });
    expect([cdfOf(constant, 0.29999), cdfOf(constant, 0.3)]).toEqual([0, 1]);
    expect(quantileOf(constant, 0.5)).toBe(0.3);
  });
});

describe("measured values", () => {
  const measured: Distribution = { kind: "empirical", values: [5, 1, 1, 2] };
  test("are drawn as often as they were measured (χ²)", () => {
    const sampler = samplerOf(measured, new Stream("x", 3));
    const counts = new Map<number, number>();
    for (let i = 0; i < 40_000; i++) {
      const value = sampler.sample();
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 5]);
    const chi =
      ((counts.get(1) ?? 0) - 20_000) ** 2 / 20_000 +
      ((counts.get(2) ?? 0) - 10_000) ** 2 / 10_000 +
      ((counts.get(5) ?? 0) - 10_000) ** 2 / 10_000;
    expect(chi).toBeLessThan(13.8); // 99.9 % quantile for two degrees of freedom
  });

  test("have the distribution function of their ranks, and its smallest inverse as quantile", () => {
    expect([0.9, 1, 1.9, 2, 4.9, 5].map((x) => cdfOf(measured, x))).toEqual([0, 0.5, 0.5, 0.75, 0.75, 1]);
    expect([0, 0.5, 0.51, 0.75, 0.76, 1].map((p) => quantileOf(measured, p))).toEqual([1, 1, 2, 2, 5, 5]);
  });
});

test("branches of probability 0 are never taken and set no bounds", () => {
  const distribution: Distribution = {
    kind: "hyperexponential",
    branches: [
      { probability: 0, mean: 1e9 },
      { probability: 1, mean: 1 },
      { probability: 0, mean: 1e9 },
    ],
  };
  const sampler = samplerOf(distribution, new Stream("x", 1));
  for (let i = 0; i < 10_000; i++) expect(sampler.sample()).toBeLessThan(100);
  expect(quantileOf(distribution, 0.5)).toBeCloseTo(Math.LN2, 14);
});
