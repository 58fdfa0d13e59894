import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Engine } from "../../src/kernel/engine.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { SimjsEngine } from "../../src/kernel/simjs-engine.ts";
import { Fingerprint, firstDifference, record } from "../../src/kernel/trace.ts";

const engines = { native: () => new Kernel(), simjs: () => new SimjsEngine() };

/** What a random model does: schedule, cancel, use lanes, over and over, at the handling of each event. */
type Act =
  | { kind: "after"; delay: number }
  | { kind: "at"; ahead: number }
  | { kind: "lane"; lane: number }
  | { kind: "cancel"; nth: number }
  | { kind: "cancelLane"; nth: number };

const delays = fc.oneof(
  fc.constantFrom(0, 0, 0.25, 1, 1, 2),
  fc.double({ min: 0, max: 10, noNaN: true }),
  fc.double({ min: 0, max: 1e-9, noNaN: true }),
  fc.double({ min: 1e3, max: 1e9, noNaN: true }),
);
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: delays.map((delay): Act => ({ kind: "after", delay })) },
  { weight: 1, arbitrary: delays.map((ahead): Act => ({ kind: "at", ahead })) },
  { weight: 4, arbitrary: fc.nat(3).map((lane): Act => ({ kind: "lane", lane })) },
  { weight: 2, arbitrary: fc.nat(50).map((nth): Act => ({ kind: "cancel", nth })) },
  { weight: 2, arbitrary: fc.nat(50).map((nth): Act => ({ kind: "cancelLane", nth })) },
);

/** Plays the acts, a few per event, in several runs with growing horizons; returns what can be seen from outside. */
function play(engine: Engine, program: Act[], horizons: number[]): string[] {
  const log: string[] = [];
  const lanes = [0, 0.25, 1, 32].map((delay) => engine.lane(delay));
  const ids: number[] = [];
  const tickets: [number, number][] = [];
  let next = 0;
  let serial = 0;
  const code = engine.register("event", (a) => {
    log.push(`${engine.now}:${a}`);
    act(2);
  });
  const act = (n: number) => {
    for (let i = 0; i < n && next < program.length; i++) {
      const step = program[next++]!;
      if (step.kind === "after") ids.push(engine.timer(step.delay, code, serial++, 0));
      else if (step.kind === "at") engine.at(engine.now + step.ahead, code, serial++, 0);
      else if (step.kind === "lane") tickets.push([step.lane, lanes[step.lane]!.timer(code, serial++, 0)]);
      else if (step.kind === "cancel" && ids.length > 0) log.push(`${engine.cancel(ids[step.nth % ids.length]!)}`);
      else if (step.kind === "cancelLane" && tickets.length > 0) {
        const [lane, ticket] = tickets[step.nth % tickets.length]!;
        log.push(`${lanes[lane]!.cancel(ticket)}`);
      }
    }
  };
  act(5);
  for (const horizon of horizons) {
    engine.run(horizon);
    log.push(`horizon ${engine.now}, ${engine.pending} pending, ${engine.handled} handled`);
    act(3);
  }
  engine.run(Infinity);
  log.push(`end, ${engine.pending} pending, ${engine.handled} handled`);
  return log;
}

test("both engines tell the same story for any program of schedules, lanes and cancellations", () => {
  fc.assert(
    fc.property(
      fc.array(acts, { maxLength: 400 }),
      fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { maxLength: 4 }).map((h) => h.sort((x, y) => x - y)),
      (program, horizons) => {
        expect(play(new Kernel(), program, horizons)).toEqual(play(new SimjsEngine(), program, horizons));
      },
    ),
    { numRuns: 400, seed: 1 },
  );
});

test("a kernel used again after reset behaves like a new one", () => {
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 200 }), (program) => {
      const used = new Kernel();
      const first = play(used, program, [3]);
      used.reset();
      expect(used.now).toBe(0);
      expect(play(used, program, [3])).toEqual(first);
    }),
    { numRuns: 100, seed: 2 },
  );
});

test("ten thousand events with skewed, equal and far times come in the order of a stable sort", () => {
  const kernel = new Kernel();
  const seen: number[] = [];
  const code = kernel.register("event", (a) => seen.push(a));
  const times = Array.from({ length: 10_000 }, (_, i) => {
    const shape = i % 5;
    if (shape === 0) return (i * 7919) % 1000;
    if (shape === 1) return 500;
    if (shape === 2) return ((i * 104729) % 9973) * 1e-9;
    if (shape === 3) return 1e9 + ((i * 31) % 17);
    return 10 ** ((i * 13) % 12);
  });
  times.forEach((time, i) => {
    kernel.at(time, code, i, 0);
  });
  kernel.run(Infinity);
  const expected = times.map((_, i) => i).sort((x, y) => times[x]! - times[y]! || x - y);
  expect(seen).toEqual(expected);
});

describe.each(Object.entries(engines))("%s", (_, engine) => {
  test("a lane keeps order and delay while it grows, wherever its head stands, and while most of it is cancelled", () => {
    const sim = engine();
    const seen: [number, number][] = [];
    const expected: [number, number][] = [];
    const event = sim.register("event", (a) => seen.push([a, sim.now]));
    const lane = sim.lane(2);
    expect(sim.lane(2)).toBe(lane);
    let serial = 0;
    const beat = sim.register("beat", (i) => {
      const tickets = Array.from({ length: 10 * i }, () => lane.timer(event, serial++, 0));
      const isCancelled = (nth: number) => i > 12 && nth % 8 > 0;
      for (const [nth, ticket] of tickets.entries())
        if (isCancelled(nth)) expect([lane.cancel(ticket), lane.cancel(ticket)]).toEqual([true, false]);
        else expected.push([serial - tickets.length + nth, i / 4 + 2]);
      expect(sim.pending - (24 - i) + seen.length).toBe(expected.length);
    });
    for (let i = 1; i <= 24; i++) sim.at(i / 4, beat, i, 0);
    sim.run(Infinity);
    expect(seen).toEqual(expected);
  });

  test("refuses delays and times that cannot be, naming the event", () => {
    const sim = engine();
    const code = sim.register("kill node", () => {});
    for (const delay of [-1, Number.NaN, Infinity]) {
      expect(() => sim.after(delay, code, 0, 0)).toThrow(/"kill node" after/);
      expect(() => sim.lane(delay)).toThrow(RangeError);
    }
    sim.run(10);
    expect(() => sim.at(9, code, 0, 0)).toThrow(/"kill node" at 9 s.*not before now, 10 s/);
    expect(() => sim.at(Number.NaN, code, 0, 0)).toThrow(RangeError);
  });

  test("loses no event at a horizon and none at the next", () => {
    const sim = engine();
    const seen: number[] = [];
    const code = sim.register("event", (a) => seen.push(a));
    for (const time of [1, 2, 3, 4]) sim.at(time, code, time, 0);
    for (const horizon of [2, 2.5, 4]) sim.run(horizon);
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(sim.now).toBe(4);
  });

  test("stops where it is told and goes on from there", () => {
    const sim = engine();
    const seen: number[] = [];
    const code = sim.register("event", (a) => {
      seen.push(a);
      if (a === 2) sim.stop();
    });
    for (const time of [1, 2, 3]) sim.at(time, code, time, 0);
    sim.run(10);
    expect([...seen, sim.now]).toEqual([1, 2, 2]);
    sim.run(10);
    expect([...seen, sim.now]).toEqual([1, 2, 3, 10]);
  });

  test("ties between calendar and lanes go by the order of scheduling", () => {
    const sim = engine();
    const seen: number[] = [];
    const code = sim.register("event", (a) => seen.push(a));
    const lane = sim.lane(1);
    lane.send(code, 1, 0);
    sim.after(1, code, 2, 0);
    lane.send(code, 3, 0);
    sim.at(1, code, 4, 0);
    sim.run(1);
    expect(seen).toEqual([1, 2, 3, 4]);
  });
});

test("memory is bounded by what is pending: cancelled timers are reclaimed", () => {
  const kernel = new Kernel();
  const code = kernel.register("timer", () => {});
  const lane = kernel.lane(32);
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 1_000_000; i++) {
    kernel.cancel(kernel.timer(1e6 + i, code, 0, 0));
    lane.cancel(lane.timer(code, 0, 0));
  }
  expect(kernel.pending).toBe(0);
  // Two million timers would be 60 MB; what the lists have outgrown waits for the garbage collector.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10e6);
});

test("a million pending events need less than 100 MB", () => {
  const before = process.memoryUsage();
  const kernel = new Kernel();
  const code = kernel.register("timer", () => {});
  for (let i = 0; i < 1_000_000; i++) kernel.after(((i * 7919) % 1_000_003) / 1e6, code, i, 0);
  expect(kernel.pending).toBe(1_000_000);
  const after = process.memoryUsage();
  expect(after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(100e6);
  kernel.run(Infinity);
  expect(kernel.handled).toBe(1_000_000);
});

test("the fingerprint changes with one microsecond, one swap, one argument", () => {
  const of = (events: [number, number][]) => {
    const kernel = new Kernel();
    const print = new Fingerprint();
    kernel.observe(print.observe);
    const code = kernel.register("event", () => {});
    for (const [time, a] of events) kernel.at(time, code, a, 0);
    kernel.run(Infinity);
    return print.toString();
  };
  const base = of([[1, 1], [2, 2]]); // biome-ignore format: reads as a table
  expect(of([[1, 1], [2, 2]])).toBe(base); // biome-ignore format: reads as a table
  const others = [[[1, 1], [2.000001, 2]], [[2, 1], [1, 2]], [[1, 1], [2, 3]], [[1, 1]]] as [number, number][][]; // biome-ignore format: reads as a table
  expect(new Set([base, ...others.map(of)]).size).toBe(5);
});

test("the first difference between two traces is found and shown", () => {
  const traces = [1, 1.5].map((time) => {
    const kernel = new Kernel();
    const events = record(kernel);
    const code = kernel.register("beat", () => {});
    kernel.at(0.5, code, 7, 0);
    kernel.at(time, code, 8, 0);
    kernel.run(2);
    return events;
  });
  expect(firstDifference(traces[0]!, traces[0]!)).toBeUndefined();
  expect(firstDifference(traces[0]!, traces[1]!)).toMatchObject({ index: 1, left: { time: 1 }, right: { time: 1.5 } });
});
