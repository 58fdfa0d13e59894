import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Distribution } from "../../src/distributions/description.ts";
import { formatDistribution, parseDistribution, rounded } from "../../src/distributions/description.ts";
import { balanced as balancedHyperexponential } from "../../src/distributions/hyperexponential/description.ts";
import { UnitError } from "../../src/units/unit-error.ts";

describe("a distribution is read as a scenario file says it", () => {
  test.each<[unknown, Distribution]>([
    ["0.3 ms", { kind: "deterministic", value: 0.0003 }],
    [0, { kind: "deterministic", value: 0 }],
    [{ exponential: "0.8 ms" }, { kind: "exponential", mean: 0.0008 }],
    [{ uniform: ["0 s", "6 s"] }, { kind: "uniform", low: 0, high: 6 }],
    [{ uniform: [0, "6 s"] }, { kind: "uniform", low: 0, high: 6 }],
    [{ erlang: { stages: 3, mean: "1 s" } }, { kind: "erlang", stages: 3, mean: 1 }],
    [{ gamma: { shape: 2.5, mean: "1 s" } }, { kind: "gamma", shape: 2.5, mean: 1 }],
    [{ lognormal: { mean: "4 h", cv: 1.5 } }, { kind: "lognormal", mean: 14_400, cv: 1.5 }],
    [{ weibull: { shape: 0.7, mean: "1500 h" } }, { kind: "weibull", shape: 0.7, mean: 5_400_000 }],
    [
      {
        hyperexponential: [
          { probability: "90 %", mean: "1 min" },
          { probability: 0.1, mean: "72 h" },
        ],
      },
      {
        kind: "hyperexponential",
        branches: [
          { probability: 0.9, mean: 60 },
          { probability: 0.1, mean: 259_200 },
        ],
      },
    ],
    [{ hyperexponential: { mean: "1 s", cv: 2 } }, balancedHyperexponential(1, 2)],
    [{ empirical: ["1 ms", "5 ms"] }, { kind: "empirical", values: [0.001, 0.005] }],
  ])("%j", (value, distribution) => expect(parseDistribution(value)).toEqual(distribution));
});

describe("what is no distribution is refused where it stands", () => {
  test.each<[unknown, (string | number)[], RegExp]>([
    ["72", [], /a number without a unit/],
    [null, [], /found nothing; expected a duration or a distribution/],
    [true, [], /found true/],
    [["1 s"], [], /found a list of 1/],
    [{}, [], /found an empty object/],
    [{ exponential: "1 s", uniform: ["0 s", "1 s"] }, [], /one distribution/],
    [{ exponental: "1 s" }, [], /unknown distribution, "exponental"; expected one of exponential, uniform/],
    [{ exponential: "0 s" }, ["exponential"], /a mean above 0/],
    [{ exponential: 5 }, ["exponential"], /a number without a unit/],
    [{ exponential: null }, ["exponential"], /found nothing; expected a duration/],
    [{ uniform: ["0 s"] }, ["uniform"], /two durations/],
    [{ uniform: "0 s" }, ["uniform"], /two durations/],
    [{ uniform: ["0 s", "6"] }, ["uniform", 1], /a number without a unit/],
    [{ uniform: ["6 s", "0 s"] }, ["uniform"], /the lower bound first/],
    [{ uniform: ["6 s", "6 s"] }, ["uniform"], /the lower bound first/],
    [{ erlang: { stages: 2.5, mean: "1 s" } }, ["erlang", "stages"], /a whole number from 1 to 1000/],
    [{ erlang: { stages: 3 } }, ["erlang"], /found no mean/],
    [{ erlang: { stages: 3, mean: "1 s", cv: 2 } }, ["erlang"], /unknown key "cv"/],
    [{ erlang: 3 }, ["erlang"], /an object with stages and mean/],
    [{ gamma: { shape: 0, mean: "1 s" } }, ["gamma", "shape"], /a number above 0.05/],
    [{ gamma: { shape: 2, mean: "-1 s" } }, ["gamma", "mean"], /negative duration/],
    [{ weibull: { shape: Infinity, mean: "1 s" } }, ["weibull", "shape"], /found Infinity/],
    [{ lognormal: { mean: "1 s", cv: -1 } }, ["lognormal", "cv"], /a number above 0 and up to 100/],
    [{ lognormal: { mean: "1 s", cv: "1" } }, ["lognormal", "cv"], /found "1"/],
    [{ hyperexponential: { mean: "1 s", cv: 1 } }, ["hyperexponential", "cv"], /a number above 1/],
    [{ hyperexponential: [{ probability: 0.5, mean: "1 s" }] }, ["hyperexponential"], /add up to 0.5/],
    [
      { hyperexponential: [{ probability: 2, mean: "1 s" }] },
      ["hyperexponential", 0, "probability"],
      /between 0 and 1/,
    ],
    [
      { hyperexponential: [{ probability: null, mean: "1 s" }] },
      ["hyperexponential", 0, "probability"],
      /found nothing/,
    ],
    [{ empirical: [] }, ["empirical"], /an empty list/],
    [{ empirical: ["1 s", "x"] }, ["empirical", 1], /found "x"/],
  ])("%j", (value, path, message) => {
    let refused: unknown;
    try {
      parseDistribution(value);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(UnitError);
    expect((refused as UnitError).message).toMatch(message);
    expect((refused as UnitError).message).toMatch(/^found .*; expected /);
    expect((refused as UnitError).path).toEqual(path);
  });
});

test("balanced means: both branches carry half of the mean, and the variance is what was asked for", () => {
  fc.assert(
    fc.property(fc.double({ min: 1.001, max: 100, noNaN: true }), (cv) => {
      const distribution = balancedHyperexponential(3, cv);
      if (distribution.kind !== "hyperexponential") throw new Error("not hyperexponential");
      const [a, b] = distribution.branches as [
        { probability: number; mean: number },
        { probability: number; mean: number },
      ];
      const second = 2 * (a.probability * a.mean ** 2 + b.probability * b.mean ** 2);
      expect(a.probability + b.probability).toBeCloseTo(1, 14);
      expect(a.probability * a.mean).toBeCloseTo(1.5, 12);
      expect(b.probability * b.mean).toBeCloseTo(1.5, 12);
      expect((second - 9) / 9 / cv ** 2).toBeCloseTo(1, 10);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("what is written reads back number for number", () => {
  const seconds = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
  const shape = fc.double({ min: 0.06, max: 10_000, noNaN: true });
  const distributions: fc.Arbitrary<Distribution> = fc.oneof(
    fc.record({ kind: fc.constant("deterministic" as const), value: seconds }),
    fc.record({ kind: fc.constant("exponential" as const), mean: seconds }),
    fc
      .record({
        kind: fc.constant("uniform" as const),
        low: seconds,
        width: fc.double({ min: 1, max: 9, noNaN: true }),
      })
      .map(({ kind, low, width }) => ({ kind, low, high: low * (1 + width) })),
    fc.record({ kind: fc.constant("erlang" as const), stages: fc.integer({ min: 1, max: 1000 }), mean: seconds }),
    fc.record({ kind: fc.constantFrom("gamma" as const, "weibull" as const), shape, mean: seconds }),
    fc.record({
      kind: fc.constant("lognormal" as const),
      mean: seconds,
      cv: fc.double({ min: 0.001, max: 100, noNaN: true }),
    }),
    fc
      .tuple(seconds, fc.double({ min: 1.001, max: 100, noNaN: true }))
      .map(([mean, cv]) => balancedHyperexponential(mean, cv)),
    fc.record({ kind: fc.constant("empirical" as const), values: fc.array(seconds, { minLength: 1, maxLength: 5 }) }),
  );
  fc.assert(
    fc.property(distributions, (distribution) => {
      expect(parseDistribution(formatDistribution(distribution))).toEqual(distribution);
    }),
    { numRuns: 1000, seed: 1 },
  );
});

test("four digits of every number are left, and probabilities still add up to 1", () => {
  expect(rounded({ kind: "gamma", shape: 1.23456, mean: 0.0123456 })).toEqual({
    kind: "gamma",
    shape: 1.235,
    mean: 0.01235,
  });
  const branches = [
    { probability: 0.123456, mean: 1.23456 },
    { probability: 0.876544, mean: 12.3456 },
  ];
  expect(rounded({ kind: "hyperexponential", branches }).branches).toEqual([
    { probability: 0.1235, mean: 1.235 },
    { probability: 0.8765, mean: 12.35 },
  ]);
});
