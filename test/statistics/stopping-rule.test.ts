import { describe, expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { Moments } from "../../src/statistics/moments.ts";
import { areAlike, replicatedMean } from "../../src/statistics/replicated-mean.ts";
import { type Precision, type StoppingDecision, StoppingRule } from "../../src/statistics/stopping-rule.ts";
import { less } from "../long.ts";

const usual: Precision = { relative: 0.1, confidence: 0.95, minimum: 10, maximum: 20_000 };

const look = (rule: StoppingRule, values: readonly number[]): StoppingDecision =>
  rule.decision(replicatedMean(values, { least: Math.min(0, ...values) }), areAlike(values));

/** Draws replications until the rule is content. */
function follow(
  rule: StoppingRule,
  draw: () => number,
): { verdict: Extract<StoppingDecision, { stop: true }>; looks: number } {
  const results: number[] = [];
  for (let looks = 1; ; looks++) {
    const verdict = look(rule, results);
    if (verdict.stop) return { verdict, looks };
    expect(verdict.next).toBeGreaterThan(results.length);
    while (results.length < verdict.next) results.push(draw());
  }
}

describe("intervals obtained under the rule cover at least 92 % of the time, nominally 95 %", () => {
  const stream = new Stream("coverage", 51);
  const runs = less(120, 400);
  const least = less(0.89, 0.92); // three standard errors of so few below 95 %
  test.each<[string, number, Precision, () => number]>([
    ["normal, cv 0.3, to 10 %", 1, usual, () => 1 + 0.3 * stream.normal()],
    [
      "normal, cv 0.3, to 20 %: often content at the first look",
      1,
      { ...usual, relative: 0.2 },
      () => 1 + 0.3 * stream.normal(),
    ],
    ["normal, cv 1, to 10 %", 1, usual, () => 1 + stream.normal()],
    [
      "normal, to ± 0.25",
      1,
      { confidence: 0.95, minimum: 10, maximum: 20_000, absolute: 0.25 },
      () => 1 + stream.normal(),
    ],
    ["exponential, to 10 %", 1, usual, () => stream.exponential()],
    ["exponential, to 20 %", 1, { ...usual, relative: 0.2 }, () => stream.exponential()],
    [
      "exponential losses in one of ten, to 30 %",
      0.1,
      { ...usual, relative: 0.3 },
      () => (stream.bernoulli(0.1) ? stream.exponential() : 0),
    ],
    ["successes of one in five, to 15 %", 0.2, { ...usual, relative: 0.15 }, () => (stream.bernoulli(0.2) ? 1 : 0)],
  ])("%s", (_, truth, precision, draw) => {
    const rule = new StoppingRule(precision);
    let covered = 0;
    let close = 0;
    const looks = new Moments();
    for (let run = 0; run < runs; run++) {
      const outcome = follow(rule, draw);
      looks.add(outcome.looks);
      expect(outcome.verdict.reason).toBe("precise");
      const { low, high, halfWidth, mean } = outcome.verdict.interval;
      if (low! <= truth && truth <= high!) covered++;
      const allowed = precision.absolute ?? precision.relative! * truth;
      if (Math.abs(mean - truth) <= allowed) close++;
      expect(halfWidth!).toBeLessThanOrEqual(precision.absolute ?? precision.relative! * mean);
    }
    expect(covered / runs).toBeGreaterThanOrEqual(least);
    expect(close / runs, "the error is what was asked for").toBeGreaterThanOrEqual(least);
    expect(looks.max).toBeLessThan(20);
  });
});

test("no more replications than the precision needs: about (z·cv·(1 + γ)/γ)²", () => {
  const stream = new Stream("cost", 52);
  const used = new Moments();
  for (let run = 0; run < 200; run++) {
    used.add(
      follow(new StoppingRule({ ...usual, relative: 0.05 }), () => 1 + 0.5 * stream.normal()).verdict.interval.n,
    );
  }
  const needed = (1.96 * 0.5 * (1.05 / 0.05)) ** 2; // 424
  expect(used.mean / needed).toBeGreaterThan(1);
  expect(used.mean / needed).toBeLessThan(1.25);
});

describe("the rule", () => {
  test("stops at the maximum, and says that it was not enough", () => {
    const stream = new Stream("x", 53);
    const { verdict } = follow(new StoppingRule({ ...usual, relative: 0.001, maximum: 50 }), () =>
      stream.exponential(),
    );
    expect(verdict).toMatchObject({ reason: "exhausted", interval: { n: 50 } });
  });

  test("gives up after a hundred equal results, without an interval", () => {
    const { verdict } = follow(new StoppingRule(usual), () => 56);
    expect(verdict).toMatchObject({ reason: "unanimous", interval: { mean: 56, halfWidth: null, n: 100 } });
    const few = follow(new StoppingRule({ ...usual, maximum: 12 }), () => 56);
    expect(few.verdict).toMatchObject({ reason: "exhausted", interval: { n: 12 } });
  });

  test("is not taken in by a first look in which nothing failed", () => {
    expect(look(new StoppingRule(usual), new Array(10).fill(0))).toMatchObject({ stop: false, next: 20 });
  });

  test("never stops on a share of a mean of 0, but does on an absolute width beside it", () => {
    const zeroMean = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1e-6 : -1e-6));
    expect(look(new StoppingRule(usual), zeroMean).stop).toBe(false);
    expect(look(new StoppingRule({ ...usual, absolute: 0.01 }), zeroMean)).toMatchObject({
      stop: true,
      reason: "precise",
    });
  });

  test("asks for the minimum first, and grows by at most twice", () => {
    const rule = new StoppingRule({ ...usual, relative: 0.001 });
    expect(look(rule, [])).toMatchObject({ stop: false, next: 10 });
    expect(look(rule, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toMatchObject({ stop: false, next: 20 });
  });

  test.each<[Partial<Precision>, RegExp]>([
    [{ relative: 0 }, /a relative half-width of 0; expected one between 0 and 1/],
    [{ relative: 1 }, /relative/],
    [{ absolute: 0 }, /an absolute half-width of 0; expected one above 0/],
    [{ confidence: 1 }, /confidence/],
    [{ minimum: 4 }, /a minimum of 4; expected one of 5 or more/],
    [{ maximum: 9 }, /a maximum of 9; expected one of 10 or more/],
    [{ maximum: Number.NaN }, /maximum/],
  ])("refuses %j", (change, message) => {
    expect(() => new StoppingRule({ ...usual, ...change })).toThrow(message);
  });

  test("refuses to be asked for nothing", () => {
    expect(() => new StoppingRule({ confidence: 0.95, minimum: 10, maximum: 20 })).toThrow(/found no precision/);
  });
});
