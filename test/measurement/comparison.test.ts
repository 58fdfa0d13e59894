/** Verdicts say no more than the data do; intervals come from the methods that the samples allow. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CompareOptions, overlay, verdictOf } from "../../src/measurement/comparison.ts";
import { type Evidence, quantityOf, sameValue, summarised } from "../../src/measurement/evidence.ts";
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

test("on the same chances the sleep data are compared in pairs, as R's t.test(paired = TRUE): −2.4598858 … −0.7001142", () => {
  const [found] = overlay(evidence({ a: DRUG_1 }, "seed 1"), evidence({ a: DRUG_2 }, "seed 1"), options).comparisons;
  expect(found).toMatchObject({ by: "paired", verdict: "differs" });
  expect(found!.low).toBeCloseTo(-2.4598858, 6);
  expect(found!.high).toBeCloseTo(-0.7001142, 6);
});

test("on other chances by Welch's method, which does not tell: −3.3654832 … 0.2054832", () => {
  const [found] = overlay(evidence({ a: DRUG_1 }, "seed 1"), evidence({ a: DRUG_2 }, "seed 2"), options).comparisons;
  expect(found).toMatchObject({ by: "welch", verdict: "cannot tell" });
  expect(found!.high).toBeCloseTo(0.2054832, 6);
});

test("two metrics share the 5 %: each interval has 97.5 %", () => {
  const [a, b] = [evidence({ x: DRUG_1, y: DRUG_2 }, "s"), evidence({ x: DRUG_2, y: DRUG_1 }, "s")];
  const found = overlay(a, b, options);
  expect(found.confidenceEach).toBeCloseTo(0.975, 12);
  const wide = studentInterval(
    DRUG_1.map((value, i) => value - DRUG_2[i]!),
    0.975,
  );
  expect(found.comparisons[0]!.low).toBeCloseTo(wide.low!, 12);
});

test("what does not vary and is equal counts as identical and costs no confidence", () => {
  const found = overlay(evidence({ a: [3, 3], b: DRUG_1 }), evidence({ a: [3, 3, 3], b: DRUG_2 }), options);
  expect(found.identical).toEqual(["a"]);
  expect(found.confidenceEach).toBe(0.95);
});

test("a tick of the clock is taken off: 1 ms apart with ticks of 4 ms cannot be told", () => {
  const measured = (mean: number, resolution: number): Evidence => ({
    ...evidence({}),
    conditions: [{ at: new Map(), quantities: [{ ...summarised("t", "s", mean, 1e-5, 100), resolution }] }],
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
        const verdict = verdictOf(middle - half, middle + half, 1);
        if (verdict === "agrees") expect(Math.abs(middle) + half).toBeLessThanOrEqual(1 + 1e-9);
        if (verdict === "differs") expect(Math.abs(middle)).toBeGreaterThan(half - 1e-9);
        if (verdict === "cannot tell") expect(Math.abs(middle) + half).toBeGreaterThan(1 - 1e-9);
      },
    ),
  );
  expect(verdictOf(null, null, 1)).toBe("cannot tell");
});

test("an interval of a summary is taken for what it was: variance from half-width and number", () => {
  const { estimate } = summarised("a", "", 0.75, (0.6 * 2.2621572) / Math.sqrt(10), 10);
  expect(Math.sqrt(estimate.variance)).toBeCloseTo(0.6, 6);
});
