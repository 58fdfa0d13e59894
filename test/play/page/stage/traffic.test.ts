/** Messages as marks: where each is, when they become flows, and that no message is left out. */
import { expect, test } from "vitest";
import {
  APART,
  areShownSingly,
  PULSE,
  Pulses,
  placeOf,
  progressOf,
  ratesOf,
  sentBetween,
  together,
} from "../../../../src/play/page/stage/traffic.ts";
import { SORTS } from "../../../../src/play/watched/flights.ts";
import { runAt, textOf } from "./scenes.ts";

test("a message is so far on its way as the time since it was sent is of its delay", () => {
  const flight = { sentAt: 10, delay: 0.2 };
  expect([9, 10, 10.05, 10.25, 11].map((now) => progressOf(flight, now))).toEqual([
    0,
    0,
    expect.closeTo(0.25, 9),
    1,
    1,
  ]);
});

test("a message is under way until its delay is over, also over the way between sites", () => {
  const { run } = runAt(textOf("two-sites"), 1);
  const wrong: unknown[] = [];
  const ways = new Set<string>();
  for (let step = 0; step < 200; step++) {
    run.advance(Infinity, 1);
    const { time, flights } = run.view();
    for (const { sentAt, delay, from, towards } of flights) {
      // The phones are 10 ms away from the proxy; proxy and database are 0.2 ms from each other.
      const expected = from < 2 !== towards < 2 ? 10e-3 : 0.2e-3;
      ways.add(`${from} ${towards}`);
      if (delay !== expected || time - sentAt > delay + 1e-12) wrong.push({ time, sentAt, delay, from, towards });
    }
  }
  expect(wrong).toEqual([]);
  expect([...ways].sort()).toEqual(["0 2", "1 2", "2 0", "2 1", "2 4", "4 2"]);
});

test("single messages where a hop can be followed with the eye, else flows", () => {
  expect(areShownSingly(200e-6, 1e-4, 10)).toBe(true); // a hop takes 2 s
  expect(areShownSingly(200e-6, 1, 10)).toBe(false); // 0.2 ms
  expect(areShownSingly(10e-3, 0.05, 10)).toBe(true); // 0.2 s
  expect(areShownSingly(200e-6, 0, 10)).toBe(true); // time stands still
  expect(areShownSingly(200e-6, 0, 5000)).toBe(false);
});

test("rates are what was sent between two moments, by way and sort", () => {
  const { run } = runAt(textOf("failover-iprs"), 2);
  const before = run.view();
  run.advance(6);
  const after = run.view();
  const rates = ratesOf(sentBetween(before.flows, after.flows), after.time - before.time);
  const [requests, responses] = [SORTS.indexOf("request"), SORTS.indexOf("response")];
  const fromCallers = rates.filter(({ from }) => from === 0);
  // 100 calls a second are begun: INVITE and ACK, and a BYE where calls have ended; each INVITE and BYE is answered.
  const sum = (sort: number, list: typeof rates) => list.reduce((all, { counts }) => all + counts[sort]!, 0);
  expect(sum(requests, fromCallers)).toBeGreaterThanOrEqual(199);
  expect(sum(responses, fromCallers)).toBe(0);
  expect(
    sum(
      responses,
      rates.filter(({ from }) => from === 1),
    ),
  ).toBeGreaterThan(99);
  const all = together(rates, () => "all").get("all")!;
  expect(all.counts[requests]).toBeCloseTo(sum(requests, rates), 6);
});

test("after going back nothing is told as sent", () => {
  const { run } = runAt(textOf("failover-iprs"), 4);
  const later = run.view().flows;
  run.restart();
  run.advance(2);
  expect(sentBetween(later, run.view().flows)).toEqual([]);
});

test("marks go at one pace, and longer ways take no longer than they are kept", () => {
  expect(placeOf({ begunAt: 1000 }, 110, 1250)).toBeCloseTo(0.5, 9);
  expect(placeOf({ begunAt: 0 }, 1e4, PULSE)).toBe(1);
});

test("marks stand for every message that was sent, however many, and are so far apart", () => {
  const pulses = new Pulses();
  const begun = new Map<number, { messages: number; begunAt: number }>();
  let sent = 0;
  for (let clock = 0; clock <= 3000; clock += 16) {
    const count = clock < 2900 ? 7 : 0;
    sent += count;
    pulses.tell(count === 0 ? [] : [{ from: 0, towards: 2, counts: [count, 0, 0, 0, 0, 0] }], clock);
    for (const { begunAt, messages } of pulses.all) begun.set(begunAt, { begunAt, messages });
    for (const { begunAt } of pulses.all) expect(clock - begunAt).toBeLessThan(PULSE);
  }
  const marks = [...begun.values()];
  expect(marks.reduce((sum, { messages }) => sum + messages, 0)).toBe(sent);
  for (const [i, { begunAt }] of marks.entries())
    if (i > 0) expect(begunAt - marks[i - 1]!.begunAt).toBeGreaterThanOrEqual(APART);
});
