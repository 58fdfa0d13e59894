import fc from "fast-check";
import { expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { type SrvRecord, srvFirst, srvShares } from "../../src/sip/srv.ts";
import { misfitOfCounts } from "../experiment/goodness-of-fit.ts";
import { srvOrder } from "./srv-order.ts";

const record = (weight: number, priority = 0): SrvRecord => ({ priority, weight });

/**
 * RFC 2782 by enumeration: every integer from 0 to the sum of weights is drawn once, again for each choice that follows.
 * Returns the probability of every order, by its indexes joined with a comma.
 */
function ordersByEnumeration(records: readonly SrvRecord[]): Map<string, number> {
  const orders = new Map<string, number>();
  const continued = (order: number[], probability: number): void => {
    const left = records.flatMap((_, i) => (order.includes(i) ? [] : [i]));
    if (left.length === 0) {
      const key = order.join();
      orders.set(key, (orders.get(key) ?? 0) + probability);
      return;
    }
    const lowest = Math.min(...left.map((i) => records[i]!.priority));
    const group = left.filter((i) => records[i]!.priority === lowest);
    // "all those with weight 0 are placed at the beginning of the list"
    group.sort((i, j) => Number(records[i]!.weight > 0) - Number(records[j]!.weight > 0) || i - j);
    const sum = group.reduce((total, i) => total + records[i]!.weight, 0);
    for (let drawn = 0; drawn <= sum; drawn++) {
      // "select the RR whose running sum value is the first in the selected order which is greater than or equal to the number"
      const runningSum = (last: number) => group.slice(0, last + 1).reduce((total, i) => total + records[i]!.weight, 0);
      const chosen = group.find((_, position) => runningSum(position) >= drawn)!;
      continued([...order, chosen], probability / (sum + 1));
    }
  };
  continued([], 1);
  return orders;
}

const zones = fc.array(fc.record({ priority: fc.nat(1), weight: fc.constantFrom(0, 0, 1, 2, 3, 7) }), {
  minLength: 1,
  maxLength: 4,
});

test("weights 30, 40, 30 share 31 : 40 : 30, because the RFC draws from 101 integers", () => {
  expect(srvShares([record(30), record(40), record(30)])).toEqual([31 / 101, 40 / 101, 30 / 101]);
});

test("a weight of 0 beside others is chosen once in a while, among equals the first always", () => {
  expect(srvShares([record(9), record(0)])).toEqual([9 / 10, 1 / 10]);
  expect(srvShares([record(0), record(0)])).toEqual([1, 0]);
});

test("a higher priority number waits until all lower ones are used up", () => {
  const order = srvOrder([record(5, 20), record(1, 10), record(0, 10), record(9, 30)], new Stream("srv", 1));
  expect(order.slice(0, 2).sort()).toEqual([1, 2]);
  expect(order.slice(2)).toEqual([0, 3]);
});

test("shares are those of the first record in the enumerated orders", () => {
  fc.assert(
    fc.property(zones, (records) => {
      const shares = records.map(() => 0);
      for (const [order, probability] of ordersByEnumeration(records))
        shares[Number.parseInt(order, 10)]! += probability;
      for (const [i, share] of srvShares(records).entries()) expect(share).toBeCloseTo(shares[i]!, 12);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("drawn orders and drawn first records follow the enumeration (χ²)", () => {
  const zone = [record(1), record(0), record(3), record(2, 7), record(0, 7)];
  const random = new Stream("srv", 2);
  const expected = ordersByEnumeration(zone);
  const counts = new Map([...expected.keys()].map((order) => [order, 0]));
  for (let i = 0; i < 50_000; i++) {
    const order = srvOrder(zone, random).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size, "an order that the enumeration does not know").toBe(expected.size);
  expect(misfitOfCounts([...counts.values()], [...expected.values()])).toBeLessThan(1);

  const first = srvFirst(zone, random);
  const firsts = zone.map(() => 0);
  for (let i = 0; i < 50_000; i++) firsts[first()]!++;
  expect(misfitOfCounts(firsts, srvShares(zone))).toBeLessThan(1);
  // The check can fail: the shares of weights without the RFC's inclusive 0 are refuted.
  expect(misfitOfCounts(firsts, [1 / 4, 0, 3 / 4, 0, 0])).toBeGreaterThan(1);
});
