import { describe, expect, test } from "vitest";
import { erlangB, erlangC, mg1, mm1, mm1k, mmc, mmck } from "../../../src/analysis/closed-form/queueing.ts";
import { birthDeathSteadyState } from "../birth-death-steady-state.ts";
import { relativeDifference } from "../relative.ts";

describe("Erlang", () => {
  test("B against its definition (aᶜ/c!) / Σ aⁱ/i!", () => {
    for (const [c, a] of [
      [1, 0.5],
      [4, 3.2],
      [10, 12],
      [20, 5],
    ] as const) {
      let term = 1;
      let sum = 1;
      for (let i = 1; i <= c; i++) {
        term *= a / i;
        sum += term;
      }
      expect(relativeDifference(erlangB(c, a), term / sum)).toBeLessThan(1e-13);
    }
  });

  test("published values: B(10 servers, 4.461 erlang) = 1 % (ITU tables); C(4 servers, 3.2 erlang) = 0.5964", () => {
    expect(erlangB(10, 4.461)).toBeCloseTo(0.01, 5);
    expect(erlangC(4, 3.2)).toBeCloseTo(0.596432, 6);
  });

  test("a saturated queue is refused", () => {
    expect(() => erlangC(4, 4)).toThrow("less than 1");
    expect(() => mm1(1, 1)).toThrow("no steady state");
    expect(() => mg1(2, 0.6, 0)).toThrow("saturated");
  });
});

describe("queues", () => {
  test("M/M/1 at 80 %: sojourn 1/(μ − λ), number ρ/(1 − ρ)", () => {
    const queue = mm1(0.8, 1);
    expect(queue.sojournMean).toBeCloseTo(5, 12);
    expect(queue.numberMean).toBeCloseTo(4, 12);
    expect(queue.waitMean).toBeCloseTo(4, 12);
  });

  test("M/M/4 at 80 %: sojourn 1.745541", () => {
    expect(mmc(3.2, 1, 4).sojournMean).toBeCloseTo(1.745541, 5);
  });

  test("M/G/1: exponential service is M/M/1, constant service waits half as long", () => {
    expect(mg1(0.8, 1, 1).waitMean).toBeCloseTo(mm1(0.8, 1).waitMean, 12);
    expect(mg1(0.8, 1, 0).waitMean).toBeCloseTo(mm1(0.8, 1).waitMean / 2, 12);
  });

  test("M/M/1/K against its geometric form, overload included", () => {
    for (const rho of [0.5, 0.9, 2, 30]) {
      const loss = ((1 - rho) * rho ** 10) / (1 - rho ** 11);
      expect(relativeDifference(mm1k(rho, 1, 10).lossProbability, loss)).toBeLessThan(1e-12);
    }
  });

  test("M/M/c/K against its chain, M/M/c/c against Erlang B, large K against M/M/c", () => {
    const births = Array.from({ length: 12 }, () => 3.5);
    const deaths = births.map((_, n) => Math.min(n + 1, 4));
    const steady = birthDeathSteadyState({ births, deaths });
    const queue = mmck(3.5, 1, 4, 12);
    expect(relativeDifference(queue.lossProbability, steady[12]!)).toBeLessThan(1e-12);
    expect(queue.numberMean).toBeCloseTo(
      steady.reduce((sum, p, n) => sum + n * p, 0),
      12,
    );
    expect(relativeDifference(mmck(3.5, 1, 4, 4).lossProbability, erlangB(4, 3.5))).toBeLessThan(1e-13);
    expect(relativeDifference(mmck(3.2, 1, 4, 5000).waitMean, mmc(3.2, 1, 4).waitMean)).toBeLessThan(1e-9);
  });
});
