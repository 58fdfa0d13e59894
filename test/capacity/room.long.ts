/** Capacity where there is room for few transactions. */
import { expect, test } from "vitest";
import { capacityOf, fewTransactions, solved, uniforms } from "./oracles.ts";

/** Share of calls refused at INVITE or BYE where so many transactions have room, by hand: 4 s of ringing on average, 10 s of talk, timers of 32 s. */
function refusedByHand(rate: number, room: number, calls = 100_000): number {
  const random = uniforms(7);
  const exponential = (mean: number) => -Math.log(random()) * mean;
  const due: { at: number; ring: number | null }[] = [];
  let now = 0;
  for (let i = 0; i < calls; i++) {
    now += exponential(1 / rate);
    due.push({ at: now, ring: exponential(4) });
  }
  const byes: { at: number; ring: null }[] = [];
  const ends: number[] = [];
  let refused = 0;
  for (let i = 0; i < due.length || byes.length > 0; ) {
    const next = byes.length > 0 && (i >= due.length || byes[0]!.at < due[i]!.at) ? byes.shift()! : due[i++]!;
    for (let k = ends.length - 1; k >= 0; k--) if (ends[k]! <= next.at) ends.splice(k, 1);
    if (ends.length >= room) refused++;
    else if (next.ring === null) ends.push(next.at + 32);
    else {
      ends.push(next.at + next.ring + 32);
      byes.push({ at: next.at + next.ring + 10, ring: null });
      byes.sort((one, other) => one.at - other.at);
    }
  }
  return refused / calls;
}

test("room for 60 transactions, far below what workers could do: INVITE and BYE keep one each", async () => {
  const found = await capacityOf(fewTransactions(60), { loss: 0.05 });
  const truth = solved((rate) => refusedByHand(rate, 60), 0.05, 0.6, 0.9, 7);
  expect(found.interval[0]).toBeLessThan(truth);
  expect(found.interval[1]).toBeGreaterThan(truth);
});
