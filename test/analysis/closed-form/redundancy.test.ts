import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeAvailability, nodeUnavailability } from "../../../src/analysis/closed-form/node.ts";
import {
  binomialTerm,
  kOfNUnavailability,
  kOfUnequalUnavailability,
  parallelUnavailability,
  redundantUnavailability,
  seriesUnavailability,
} from "../../../src/analysis/closed-form/redundancy.ts";
import { relativeDifference } from "../relative.ts";

fc.configureGlobal({ seed: 2008 });

const HOUR = 3600;
const seconds = fc.double({ min: 1, max: 1e9, noNaN: true });
const probability = fc.double({ min: 1e-9, max: 1, noNaN: true });

describe("thesis eq. (1)–(3)", () => {
  test("the grid of Fig. 12, MTTR 72 h: against powers computed in integers", () => {
    for (const mttf of [500, 1000, 1500, 3000, 6000, 10_000, 100_000]) {
      for (let servers = 1; servers <= 5; servers++) {
        const found = redundantUnavailability(servers, nodeUnavailability(mttf * HOUR, 72 * HOUR));
        const scale = 10n ** 40n;
        const exact = (72n ** BigInt(servers) * scale) / BigInt(mttf + 72) ** BigInt(servers);
        expect(relativeDifference(found, Number(exact) / 1e40)).toBeLessThan(1e-12);
      }
    }
  });

  test("five nines at MTTF 1500 h takes four servers", () => {
    const u = nodeUnavailability(1500 * HOUR, 72 * HOUR);
    expect(redundantUnavailability(3, u)).toBeGreaterThan(1e-5);
    expect(redundantUnavailability(4, u)).toBeLessThan(1e-5);
  });

  test("availability and unavailability of a node are complements", () => {
    fc.assert(
      fc.property(seconds, fc.oneof(fc.constant(0), seconds), (mttf, mttr) => {
        expect(nodeAvailability(mttf, mttr) + nodeUnavailability(mttf, mttr)).toBeCloseTo(1, 14);
      }),
    );
    expect(nodeUnavailability(1e12, 1e-3)).toBe(1e-3 / (1e12 + 1e-3));
  });

  test("bad times are refused by name", () => {
    expect(() => nodeAvailability(0, 1)).toThrow("mttf: found 0; expected a finite number > 0.");
    expect(() => nodeAvailability(1, -1)).toThrow("mttr: found -1; expected a finite number ≥ 0.");
  });
});

describe("k of n", () => {
  test("against the enumeration of all states, equal and unequal servers", () => {
    fc.assert(
      fc.property(fc.array(probability, { minLength: 1, maxLength: 8 }), fc.nat(), (unavailabilities, pick) => {
        const n = unavailabilities.length;
        const required = 1 + (pick % n);
        const expected = enumerate(unavailabilities, required);
        expect(relativeDifference(kOfUnequalUnavailability(required, unavailabilities), expected)).toBeLessThan(1e-12);
        const equal = unavailabilities.map(() => unavailabilities[0]!);
        const found = kOfNUnavailability(required, n, unavailabilities[0]!);
        expect(relativeDifference(found, enumerate(equal, required))).toBeLessThan(1e-12);
      }),
    );
  });

  test("1 of n is parallel, n of n is series", () => {
    const u = 3e-7;
    expect(relativeDifference(kOfNUnavailability(1, 4, u), parallelUnavailability([u, u, u, u]))).toBeLessThan(1e-14);
    expect(relativeDifference(kOfNUnavailability(4, 4, u), seriesUnavailability([u, u, u, u]))).toBeLessThan(1e-14);
  });

  test("2 of 3 at ten nines each keeps its digits: 3u² − 2u³", () => {
    expect(relativeDifference(kOfNUnavailability(2, 3, 1e-10), 3e-20 - 2e-30)).toBeLessThan(1e-15);
  });

  test("a thousand servers: neither overflow nor underflow", () => {
    let total = 0;
    for (let up = 0; up <= 1000; up++) total += binomialTerm(1000, up, 0.9, 0.1);
    expect(total).toBeCloseTo(1, 12);
  });

  test("more required than there are is refused", () => {
    expect(() => kOfNUnavailability(4, 3, 0.1)).toThrow("required: found 4; expected a whole number from 1 to 3.");
    expect(() => kOfNUnavailability(1, 3, 1.1)).toThrow("unavailability: found 1.1");
  });
});

function enumerate(unavailabilities: readonly number[], required: number): number {
  const n = unavailabilities.length;
  let total = 0;
  for (let mask = 0; mask < 2 ** n; mask++) {
    let probability = 1;
    let up = 0;
    unavailabilities.forEach((u, bit) => {
      if (mask & (1 << bit)) up++;
      probability *= mask & (1 << bit) ? 1 - u : u;
    });
    if (up < required) total += probability;
  }
  return total;
}
