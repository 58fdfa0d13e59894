/** Verdicts say no more than the data do; intervals come from the methods that the samples allow. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CompareOptions, type Comparison, outcomeOf, overlay } from "../../src/measurement/comparison.ts";
import { type Evidence, quantityOf, sameValue, summarised, titlesOf } from "../../src/measurement/evidence.ts";
import { studentInterval } from "../../src/statistics/student-interval.ts";

const options: CompareOptions = { confidence: 0.95, margin: () => ({ kind: "relative", share: 0.1 }), metrics: null };

const evidence = (samples: Readonly<Record<string, readonly number[]>>, chances: string | null = null): Evidence => ({
  name: "E",
  kind: "simulated",
  chances,
  warnings: [],
  conditions: [
    {
      at: new Map(),
      quantities: Object.entries(samples).map(([metric, values]) => quantityOf(metric, "calls", values)!),
    },
  ],
});

/** Student's sleep data, as in R's `sleep`. */
const DRUG_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
const DRUG_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

// R gives −2.4598858 … −0.7001142; the differences have skewness −1.7455497 (G₁), of which as much is believed as makes the lower arm 1.9945164 and the
// upper one 0.7873673 times as long: roots of Hall's cubic for ±t, by Brent's method.
test("on the same chances the sleep data are compared in pairs, as R's t.test(paired = TRUE) but for the longer tail", () => {
  const [found] = overlay(evidence({ a: DRUG_1 }, "seed 1"), evidence({ a: DRUG_2 }, "seed 1"), options).comparisons;
  expect(found).toMatchObject({ by: "paired", verdict: "differs" });
  expect(found!.low).toBeCloseTo(-1.58 - 0.8798858 * 1.9945164, 6);
  expect(found!.high).toBeCloseTo(-1.58 + 0.8798858 * 0.7873673, 6);
});

// R gives −3.3654832 … 0.2054832; the means have skewness 0.3862944 and 0.2565488 in units of t, which leaves 0.0448882 of the difference, to the first's
// side. Where two tails oppose each other no arm is shortened.
test("on other chances by Welch's method, which does not tell", () => {
  const [found] = overlay(evidence({ a: DRUG_1 }, "seed 1"), evidence({ a: DRUG_2 }, "seed 2"), options).comparisons;
  expect(found).toMatchObject({ by: "welch", verdict: "cannot tell" });
  expect(found!.high).toBeCloseTo(-1.58 + 1.7854832 * 1.0153474, 6);
  expect(found!.low).toBeCloseTo(-3.3654832, 6);
});

test("the degrees of freedom do not depend on the unit, however small or large the values are in it", () => {
  const inUnit = (factor: number) => {
    const [x, y] = [DRUG_1, DRUG_2].map((values) => values.map((value) => value * factor));
    return overlay(evidence({ a: x! }), evidence({ a: y! }), options).comparisons[0]!;
  };
  for (const factor of [1e-99, 1e-80, 1e80, 1e99]) {
    expect(inUnit(factor)).toMatchObject({ by: "welch", verdict: "cannot tell" });
    expect(inUnit(factor).low! / factor).toBeCloseTo(-3.3654832, 6);
  }
});

const verdict = (a: readonly number[], b: readonly number[], metric = "failedCalls"): Comparison =>
  overlay(evidence({ [metric]: a }), evidence({ [metric]: b }), options).comparisons[0]!;

/** Failed calls of eight runs. */
const EIGHT = [528, 560, 590, 610, 640, 680, 717, 696];
const times = (n: number, value: number): number[] => Array.from({ length: n }, () => value);

test("equal values are not certainty: 696 once, twice or eight times cannot be told from eight that vary", () => {
  for (const n of [1, 2, 3, 8]) {
    expect(verdict(EIGHT, times(n, 696)).verdict).toBe("cannot tell");
    expect(verdict(times(n, 696), EIGHT).verdict).toBe("cannot tell");
  }
});

test("two sides of equal values show no spread: no interval and no verdict, whatever their number", () => {
  for (const n of [2, 8, 50])
    expect(verdict(times(n, 696), times(n, 700))).toMatchObject({
      ...{ verdict: "cannot tell", by: "nothing", low: null, high: null },
      first: { n, low: null, high: null },
    });
});

test("ties: a spread that fewer than five values have shown is none yet", () => {
  expect(verdict([40, 40, 40, 40, 41], [42, 42])).toMatchObject({ by: "nothing", verdict: "cannot tell" });
  expect(verdict([...times(19, 0), 1], times(20, 1))).toMatchObject({ by: "nothing", verdict: "cannot tell" });
  expect(verdict([...times(12, 0), ...times(8, 1)], times(20, 2)).verdict).toBe("differs");
});

test("differences of pairs that do not vary are no certainty: two runs that differ by 1 each time", () => {
  const [a, b] = [evidence({ a: [10, 14, 19] }, "s"), evidence({ a: [11, 15, 20] }, "s")];
  expect(overlay(a, b, options).comparisons[0]).toMatchObject({ by: "welch", verdict: "cannot tell" });
  expect(overlay(a, a, options)).toMatchObject({ comparisons: [], identical: ["a"] });
});

test("pairs that all differ by the same: six of them by chance once in 32 times, five of them once in 16", () => {
  const by1 = (n: number) => {
    const values = Array.from({ length: n }, (_, i) => i / 100);
    const [a, b] = [evidence({ a: values }, "s"), evidence({ a: values.map((x) => x + 1) }, "s")];
    return overlay(a, b, { ...options, margin: () => ({ kind: "absolute", amount: 0.5 }) }).comparisons[0];
  };
  expect(by1(6)).toMatchObject({ by: "sign test", verdict: "differs", low: null, high: null });
  expect(by1(5)!.by).toBe("welch");
});

test("a ratio near 1 is compared by what it lacks to 1: 0.986 does not agree with 0.967 within 10 %", () => {
  const around = (mean: number) => [-2, -1, 0, 1, 2, -2, -1, 0, 1, 2].map((x) => mean + x * 1e-4);
  expect(verdict(around(0.986), around(0.967), "ser")).toMatchObject({ verdict: "differs", base: "1 - second" });
  expect(verdict(around(0.986), around(0.967), "ser").margin).toBeCloseTo(0.0033, 6);
  expect(verdict(around(0.968), around(0.967), "ser").verdict).toBe("agrees");
  expect(verdict(around(0.031), around(0.03), "isa")).toMatchObject({ verdict: "agrees", base: "second" });
});

test("what differs comes first, then what cannot be told", () => {
  const [a, b] = [
    evidence({ x: DRUG_1.map((v) => 100 + v), y: DRUG_1, z: DRUG_1 }, "1"),
    evidence({ x: DRUG_2.map((v) => 100 + v), y: DRUG_2, z: DRUG_2.map((v) => v + 9) }, "2"),
  ];
  expect(overlay(a, b, options).comparisons.map((one) => [one.metric, one.verdict])).toEqual([
    ["z", "differs"],
    ["y", "cannot tell"],
    ["x", "agrees"],
  ]);
});

test("the model foretells a new run, and how many of those measured lie there", () => {
  const runs = Array.from({ length: 39 }, (_, i) => 40 + i);
  const model = evidence({ failedCalls: runs });
  const measured: Evidence = { ...evidence({ failedCalls: [39, 40, 60, 78, 79] }), kind: "measured" };
  expect(overlay(model, measured, options).comparisons[0]!.prediction).toEqual({
    ...{ low: 40, high: 78, by: "order statistics", side: "first", inside: 3, measured: 5 },
  });
  expect(overlay(measured, model, options).comparisons[0]!.prediction!.side).toBe("second");
  expect(verdict(runs, EIGHT).prediction).toBeNull(); // both are simulated
});

test("a new run is one run, not a block of stratified ones, and no metric falls below its range", () => {
  const runs = [0, 9, 1, 8, 0, 7, 2, 9, 1, 6]; // blocks of two: means 4.5, 4.5, 3.5, 5.5, 3.5
  const model: Evidence = {
    ...evidence({}),
    conditions: [{ at: new Map(), quantities: [quantityOf("failedCalls", "calls", [4.5, 4.5, 3.5, 5.5, 3.5], runs)!] }],
  };
  const measured: Evidence = { ...evidence({ failedCalls: [9, 9] }), kind: "measured" };
  const [found] = overlay(model, measured, options).comparisons;
  expect(found!.prediction).toMatchObject({ low: 0, by: "student", inside: 2 });
  // t(9) = 2.262157, s = 3.8311 of the ten runs, mean 4.3
  expect(found!.prediction!.high).toBeCloseTo(4.3 + 2.262157 * 3.8311 * Math.sqrt(1.1), 2);
});

test("results are called by their titles, and by their files where these are the same or missing", () => {
  expect(titlesOf({ name: "a/b.csv" }, { name: "x", title: "IPRS" })).toEqual(["b.csv", "IPRS"]);
  expect(titlesOf({ name: "r/near/", title: "IPRS" }, { name: "r/far", title: "IPRS" })).toEqual([
    "IPRS (near)",
    "IPRS (far)",
  ]);
});

test("two metrics share the 5 %: each interval has 97.5 %", () => {
  const [a, b] = [evidence({ x: DRUG_1, y: DRUG_2 }, "s"), evidence({ x: DRUG_2, y: DRUG_1 }, "s")];
  const found = overlay(a, b, options);
  expect(found.confidenceEach).toBeCloseTo(0.975, 12);
  const wide = studentInterval(
    DRUG_1.map((value, i) => value - DRUG_2[i]!),
    0.975,
  );
  expect(found.comparisons[0]!.high).toBeCloseTo(-1.58 + 0.7873673 * wide.halfWidth!, 6); // the shorter arm
});

test("what does not vary and is equal counts as identical and costs no confidence", () => {
  const found = overlay(evidence({ a: [3, 3], b: DRUG_1 }), evidence({ a: [3, 3, 3], b: DRUG_2 }), options);
  expect(found.identical).toEqual(["a"]);
  expect(found.confidenceEach).toBe(0.95);
});

test("a tick of the clock is taken off: 1 ms apart with ticks of 4 ms cannot be told", () => {
  const measured = (mean: number, resolution: number): Evidence => ({
    ...evidence({}),
    conditions: [
      {
        at: new Map(),
        quantities: [{ ...summarised({ metric: "t", unit: "s", mean, halfWidth: 1e-5, n: 100 }), resolution }],
      },
    ],
  });
  expect(overlay(measured(0.003, 0), measured(0.002, 0), options).comparisons[0]!.verdict).toBe("differs");
  expect(overlay(measured(0.003, 0.004), measured(0.002, 0), options).comparisons[0]!.verdict).toBe("cannot tell");
});

test("conditions meet by what both name, whatever the unit", () => {
  const at = (name: string, value: string, values: readonly number[]): Evidence => ({
    ...evidence({}),
    conditions: [{ at: new Map([[name, value]]), quantities: [quantityOf("a", "", values)!] }],
  });
  expect(overlay(at("rate", "100/s", DRUG_1), at("rate", "100", DRUG_2), options).comparisons).toHaveLength(1);
  expect(overlay(at("rate", "100/s", DRUG_1), at("rate", "200", DRUG_2), options)).toMatchObject({
    comparisons: [],
    unmatched: 2,
  });
  expect([sameValue("1 s", "1 min"), sameValue("host", "host"), sameValue("host", "process")]).toEqual([
    false,
    true,
    false,
  ]);
});

test("a verdict is never both: agreement lies within the margin, difference leaves out 0", () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, min: -10, max: 10 }),
      fc.double({ noNaN: true, min: 0, max: 5 }),
      (middle, half) => {
        const verdict = outcomeOf(middle - half, middle + half, 1);
        if (verdict === "agrees") expect(Math.abs(middle) + half).toBeLessThanOrEqual(1 + 1e-9);
        if (verdict === "differs") expect(Math.abs(middle)).toBeGreaterThan(half - 1e-9);
        if (verdict === "cannot tell") expect(Math.abs(middle) + half).toBeGreaterThan(1 - 1e-9);
      },
    ),
  );
  expect(outcomeOf(null, null, 1)).toBe("cannot tell");
});

test("an interval of a summary is taken for what it was: variance from half-width and number", () => {
  const { estimate } = summarised({
    metric: "a",
    unit: "",
    mean: 0.75,
    halfWidth: (0.6 * 2.2621572) / Math.sqrt(10),
    n: 10,
  });
  expect(Math.sqrt(estimate.variance)).toBeCloseTo(0.6, 6);
});

test("two results of one scenario are called by what is known to differ, and by files only where nothing is", () => {
  const of = (name: string, about?: readonly (readonly [string, string])[]) => ({
    ...{ name, title: "A pair" },
    ...(about && { about: new Map(about) }),
  });
  expect(
    titlesOf(
      of("results/a", [["seed", "1"]]),
      of("results/b", [
        ["architecture.standby", "0"],
        ["seed", "1"],
      ]),
    ),
  ).toEqual(["A pair, standby as in the file", "A pair, standby 0"]);
  expect(titlesOf(of("results/a"), of("results/b"))).toEqual(["A pair (a)", "A pair (b)"]);
  expect(titlesOf(of("x/a"), of("y/a"))).toEqual(["A pair (x/a)", "A pair (y/a)"]);
  expect(titlesOf(of("a"), { name: "b", title: "Three" })).toEqual(["A pair", "Three"]);
});
