import { expect, test } from "vitest";
import { serversNeeded, tolerableMttf, tolerableMttr } from "../../../src/analysis/closed-form/inverse.ts";
import { nodeAvailability, nodeUnavailability } from "../../../src/analysis/closed-form/node.ts";
import { kOfNUnavailability } from "../../../src/analysis/closed-form/redundancy.ts";
import { parseNines } from "../../../src/units/nines.ts";
import { relativeDifference } from "../relative.ts";

const HOUR = 3600;
const FIVE_NINES = parseNines("5 nines");

test("five nines with MTTR 72 h: four servers at MTTF 1500 h, and five exactly at the tie of 648 h", () => {
  expect(serversNeeded(FIVE_NINES, 1500 * HOUR, 72 * HOUR)).toBe(4);
  expect(serversNeeded(FIVE_NINES, 648 * HOUR, 72 * HOUR)).toBe(5);
  expect(serversNeeded(FIVE_NINES, 647.9999 * HOUR, 72 * HOUR)).toBe(6);
  expect(serversNeeded(FIVE_NINES, 648, 72)).toBe(5);
});

test("every tie (1/10)ᴺ = 10⁻ᴺ and (1/100)ᴺ = 10⁻²ᴺ is met, whatever the unit", () => {
  for (const unit of [1, 60, HOUR, 86_400, 0.1, 7]) {
    for (let n = 1; n <= 20; n++) {
      expect(serversNeeded(parseNines(`${n} nines`), 9 * unit, unit)).toBe(n);
      expect(serversNeeded(parseNines(`${2 * n} nines`), 99 * unit, unit)).toBe(n);
    }
  }
});

test("tolerable MTTF: 3270 h for three servers, not 6000; 648 h for five", () => {
  expect(tolerableMttf(FIVE_NINES, 5, 72 * HOUR) / HOUR).toBe(648);
  const three = tolerableMttf(FIVE_NINES, 3, 72 * HOUR) / HOUR;
  expect(relativeDifference(three, 72 * (10 ** (5 / 3) - 1))).toBeLessThan(1e-14);
  expect(three).toBeGreaterThan(3269);
  expect(three).toBeLessThan(3270);
});

test("tolerable MTTF and MTTR put k-of-n back on the target", () => {
  for (const [required, servers] of [
    [1, 2],
    [2, 3],
    [3, 3],
    [2, 6],
    [10, 13],
    [90, 100],
  ] as const) {
    for (const target of [0.3, 1e-3, 1e-5, 1e-9, 1e-12]) {
      const mttf = tolerableMttf(target, servers, 72, required);
      const mttr = tolerableMttr(target, servers, 1500, required);
      for (const [up, down] of [
        [mttf, 72],
        [1500, mttr],
      ] as const) {
        const found = kOfNUnavailability(required, servers, nodeUnavailability(up, down), nodeAvailability(up, down));
        expect(relativeDifference(found, target)).toBeLessThan(1e-12);
      }
    }
  }
});

test("the number of servers found is enough and one less is not, at any required capacity", () => {
  for (const required of [1, 2, 5, 20]) {
    for (const mttf of [50, 200, 1500, 6000]) {
      const u = nodeUnavailability(mttf, 72);
      const servers = serversNeeded(1e-6, mttf, 72, required);
      expect(kOfNUnavailability(required, servers, u)).toBeLessThanOrEqual(1e-6);
      if (servers > required) expect(kOfNUnavailability(required, servers - 1, u)).toBeGreaterThan(1e-6);
    }
  }
});

test("a perfect repair needs no spare; an impossible target is refused", () => {
  expect(serversNeeded(1e-12, 100, 0, 3)).toBe(3);
  expect(() => serversNeeded(0, 100, 1)).toThrow("target: found 0");
  expect(() => serversNeeded(1e-12, 1, 1e9)).toThrow("that 100000 such servers can reach");
});
