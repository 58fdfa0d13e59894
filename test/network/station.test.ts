import fc from "fast-check";
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { samplerOf } from "../../src/distributions/simulated.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { SimjsEngine } from "../../src/kernel/simjs-engine.ts";
import { KINDS, messageOf, subjectOf } from "../../src/network/message.ts";
import { Station } from "../../src/network/station.ts";
import { Stream } from "../../src/random/stream.ts";
import type { Kind } from "../../src/sip/message.ts";

interface Visit {
  readonly at: number;
  readonly kind: number;
}

interface Server {
  readonly workers: number;
  readonly limit: number;
  readonly speed: number;
  /** Service time by kind of message [s]. */
  readonly times: readonly number[];
}

const CRASH = "nodeCrash";

/** What becomes of each visit: when it leaves, or why it is lost and when. */
type Fate = { readonly left: number } | { readonly lost: string; readonly at: number };

/**
 * The same queue by arithmetic, without events (Kiefer and Wolfowitz): a message begins when it has arrived and the earliest
 * worker is free; as many wait at an arrival as have been accepted and begin later.
 */
function fatesByArithmetic(
  { workers, limit, speed, times }: Server,
  visits: readonly Visit[],
  crashes: readonly number[],
) {
  let free = new Array<number>(workers).fill(0);
  let begins: number[] = [];
  let crashed = 0;
  return visits.map(({ at, kind }): Fate => {
    while (crashed < crashes.length && crashes[crashed]! <= at) {
      free = free.fill(crashes[crashed]!);
      begins = [];
      crashed++;
    }
    const begin = Math.max(at, Math.min(...free));
    if (begin > at && begins.filter((other) => other > at).length >= limit) return { lost: "queueOverflow", at };
    const left = begin + times[kind]! / speed;
    free[free.indexOf(Math.min(...free))] = left;
    begins.push(begin);
    const crash = crashes.find((time) => time > at && time < left);
    return crash === undefined ? { left } : { lost: CRASH, at: crash };
  });
}

/** The queue of the simulator. Every fate that befalls a message is noted, so that two would be seen. */
function fatesByEvents(
  engine: Kernel | SimjsEngine,
  server: Server,
  visits: readonly Visit[],
  crashes: readonly number[],
) {
  const fates: Fate[][] = visits.map(() => []);
  const arrivals: number[] = [];
  const constant = (time: number) => ({
    sampler: samplerOf(deterministic(time), new Stream("service", 1)),
    extra: 0,
  });
  const service = Array.from({ length: KINDS }, (_, kind) => constant(server.times[kind] ?? 0));
  const station = new Station({
    engine,
    name: "A",
    options: server,
    service,
    served: (message, envelope, arrivedAt) => {
      expect(envelope).toBe(subjectOf(message));
      arrivals[subjectOf(message)] = arrivedAt;
      fates[subjectOf(message)]!.push({ left: engine.now });
      return true;
    },
    lost: (message, lost) => fates[subjectOf(message)]!.push({ lost, at: engine.now }),
  });
  const arrive = engine.register("arrive", (i) => station.accept(messageOf(visits[i]!.kind as Kind, i), i));
  const crash = engine.register("crash", () => station.crash());
  for (const at of crashes) engine.at(at, crash, 0, 0);
  for (const [i, { at }] of visits.entries()) engine.at(at, arrive, i, 0);
  engine.run(Infinity);
  expect(station.occupancy).toBe(0);
  for (const [i, fate] of fates.entries()) {
    expect(fate, `fates of message ${i}`).toHaveLength(1);
    if ("left" in fate[0]!) expect(arrivals[i]).toBe(visits[i]!.at);
  }
  return fates.flat();
}

const instants = fc.double({ min: 0, max: 30, noNaN: true });
const visits = fc
  .array(fc.record({ at: instants, kind: fc.nat(3) }), { maxLength: 120 })
  .map((list) => list.sort((x, y) => x.at - y.at));
const servers = fc.record({
  workers: fc.integer({ min: 1, max: 4 }),
  limit: fc.constantFrom(0, 1, 3, 10, Infinity),
  speed: fc.constantFrom(0.5, 2 / 3, 1, 3),
  times: fc.array(fc.double({ min: 1e-3, max: 2, noNaN: true }), { minLength: 4, maxLength: 4 }),
});
const crashes = fc.array(instants, { maxLength: 3 }).map((times) => times.sort((x, y) => x - y));

test.each([
  ["native", () => new Kernel()],
  ["simjs", () => new SimjsEngine()],
])(
  "c workers, drop-tail, speed and crashes give each message the fate that arithmetic gives it, on %s",
  (_, engine) => {
    const seen = { left: 0, queueOverflow: 0, nodeCrash: 0 };
    fc.assert(
      fc.property(servers, visits, crashes, (server, list, times) => {
        const expected = fatesByArithmetic(server, list, times);
        const observed = fatesByEvents(engine(), server, list, times);
        for (const [i, fate] of expected.entries()) {
          const other = observed[i]!;
          if ("left" in fate) {
            expect("left" in other ? other.left : other).toBeCloseTo(fate.left, 9);
            seen.left++;
          } else {
            expect(other).toEqual(fate);
            seen[fate.lost as typeof CRASH]++;
          }
        }
      }),
      { numRuns: 300, seed: 11 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(200);
  },
);

test("a worker that waits for something outside keeps its place until it is released", () => {
  const engine = new Kernel();
  const left: [number, number][] = [];
  const service = { sampler: samplerOf(deterministic(1), new Stream("service", 1)), extra: 0 };
  const station = new Station({
    engine,
    name: "A",
    options: { workers: 2, limit: 1, speed: 1 },
    service: new Array(KINDS).fill(service),
    served: (message, _, __, worker) => {
      left.push([subjectOf(message), worker]);
      return subjectOf(message) !== 0; // message 0 asks a database
    },
    lost: (message, reason) => left.push([subjectOf(message), reason === "queueOverflow" ? -1 : -2]),
  });
  const arrive = (i: number) => station.accept(messageOf(0, i), i);
  for (const i of [0, 1, 2, 3]) arrive(i); // 0 and 1 in service, 2 waits, 3 is dropped
  expect(station.occupancy).toBe(3);
  engine.run(2.5);
  expect(left).toEqual([[3, -1], [0, 0], [1, 1], [2, 1]]); // biome-ignore format: reads as a table
  expect(station.inService(0)).toEqual({ message: messageOf(0, 0), envelope: 0, arrivedAt: 0 });
  expect(station.occupancy).toBe(1);
  station.release(0);
  expect(station.occupancy).toBe(0);
  arrive(0);
  engine.run(4);
  station.crash(); // the message whose worker waits is lost like the others
  expect(left.at(-1)).toEqual([0, -2]);
  expect(station.occupancy).toBe(0);
});

test("a hundred thousand messages that cost nothing leave a queue at once, without exhausting the stack", () => {
  const engine = new Kernel();
  let served = 0;
  const taking = (time: number) => ({ sampler: samplerOf(deterministic(time), new Stream("service", 1)), extra: 0 });
  const service = Array.from({ length: KINDS }, (_, kind) => taking(kind === 0 ? 1 : 0));
  const station = new Station({
    engine,
    name: "A",
    options: { workers: 1, limit: Infinity, speed: 1 },
    service,
    served: () => {
      served++;
      return true;
    },
    lost: () => expect.fail("nothing is lost"),
  });
  station.accept(messageOf(0, 0), 0);
  for (let i = 1; i <= 100_000; i++) station.accept(messageOf(1, i), 0);
  expect(station.occupancy).toBe(100_001);
  engine.run(1);
  expect([served, station.occupancy, engine.handled]).toEqual([100_001, 0, 1]);
});
