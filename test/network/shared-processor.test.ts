/** Stations whose workers share cores, against a fluid reckoned by hand. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { samplerOf } from "../../src/distributions/simulated.ts";
import type { Engine } from "../../src/kernel/engine.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { SimjsEngine } from "../../src/kernel/simjs-engine.ts";
import { KINDS, messageOf, subjectOf } from "../../src/network/message.ts";
import { SharedProcessor } from "../../src/network/shared-processor.ts";
import { Station } from "../../src/network/station.ts";
import { Stream } from "../../src/random/stream.ts";
import type { Kind } from "../../src/sip/message.ts";

interface Server {
  readonly workers: number;
  readonly limit: number;
  readonly speed: number;
}

interface Host {
  readonly cores: number;
  readonly wakeUp: number;
  readonly staysAwake: number;
  readonly servers: readonly Server[];
  /** Service time by kind of message [s]. */
  readonly times: readonly number[];
}

type Happening = { readonly at: number; readonly station: number } & (
  | { readonly does: "message"; readonly kind: number; readonly number: number }
  | { readonly does: "crash" | "hang" | "go on" }
);

/** When each message left, or how it was lost and when. */
type Fates = ReadonlyMap<number, { readonly left: number } | { readonly lost: string; readonly at: number }>;

const CRASH = "nodeCrash";
const OVERFLOW = "queueOverflow";

/**
 * The host by hand, a fluid: whatever is at work loses (time passed) × min(1, cores / how many are) of what is left of it, from one happening
 * to the next. Nothing is scheduled, and no service attained is kept.
 */
function byHand({ cores, wakeUp, staysAwake, servers, times }: Host, story: readonly Happening[]): Fates {
  const fates = new Map<number, { left: number } | { lost: string; at: number }>();
  const stations = servers.map((server) => ({
    ...server,
    hangs: false,
    inside: [] as { number: number; left: number }[],
    waiting: [] as { number: number; kind: number }[],
  }));
  let now = 0;
  /** When each idle core stopped work, the latest last. */
  const idle = new Array<number>(cores).fill(-Infinity);
  const atWork = () => stations.flatMap((station) => (station.hangs ? [] : station.inside));
  const awake = () => {
    if (atWork().length >= cores) return 0;
    return now - idle.pop()! <= staysAwake ? 0 : wakeUp;
  };
  const fill = (station: (typeof stations)[number]) => {
    while (!station.hangs && station.inside.length < station.workers && station.waiting.length > 0) {
      const { number, kind } = station.waiting.shift()!;
      const left = times[kind]! / station.speed + awake();
      station.inside.push({ number, left });
    }
  };
  const pass = (until: number) => {
    for (;;) {
      const busy = atWork();
      const rate = Math.min(1, cores / busy.length);
      const done = busy.reduce<(typeof busy)[number] | undefined>(
        (least, one) => (least === undefined || one.left < least.left ? one : least),
        undefined,
      );
      if (done === undefined || now + done.left / rate > until) {
        for (const one of busy) one.left -= (until - now) * rate;
        now = until;
        return;
      }
      const { left } = done;
      for (const one of busy) one.left -= left;
      now += left / rate;
      const station = stations.find(({ inside }) => inside.includes(done))!;
      station.inside.splice(station.inside.indexOf(done), 1);
      if (busy.length <= cores) idle.push(now);
      fates.set(done.number, { left: now });
      fill(station);
    }
  };
  for (const event of story) {
    pass(event.at);
    const station = stations[event.station]!;
    if (event.does === "message") {
      if (!station.hangs && station.inside.length < station.workers) {
        station.waiting.push(event);
        fill(station);
      } else if (station.waiting.length < station.limit) station.waiting.push(event);
      else fates.set(event.number, { lost: OVERFLOW, at: now });
    } else if (event.does === "crash") {
      const stopped = station.hangs ? 0 : station.inside.length;
      const before = atWork().length;
      for (const { number } of [...station.inside, ...station.waiting]) fates.set(number, { lost: CRASH, at: now });
      station.inside = [];
      station.waiting = [];
      station.hangs = false;
      for (let i = 1; i <= stopped; i++) if (before - i < cores) idle.push(now);
    } else if (event.does === "hang" && !station.hangs) {
      const before = atWork().length;
      station.hangs = true;
      for (let i = 1; i <= station.inside.length; i++) if (before - i < cores) idle.push(now);
    } else if (event.does === "go on" && station.hangs) {
      const back = station.inside;
      station.inside = [];
      station.hangs = false;
      for (const one of back) {
        one.left += awake();
        station.inside.push(one);
      }
      fill(station);
    }
  }
  pass(1e9);
  return fates;
}

const taking = (time: number) => ({ sampler: samplerOf(deterministic(time), new Stream("service", 1)), extra: 0 });

/** The same by stations on an engine; a second fate of a message would be seen. */
function byEvents(
  engine: Engine,
  { cores, wakeUp, staysAwake, servers, times }: Host,
  story: readonly Happening[],
): Fates {
  const fates = new Map<number, { left: number } | { lost: string; at: number }>();
  const note = (number: number, fate: { left: number } | { lost: string; at: number }) => {
    expect(fates.has(number)).toBe(false);
    fates.set(number, fate);
  };
  const processor = new SharedProcessor({ engine, name: "H", cores, wakeUp, staysAwake });
  const stations = servers.map(
    (server, i) =>
      new Station({
        engine,
        name: `S${i}`,
        options: { ...server, processor },
        service: Array.from({ length: KINDS }, (_, kind) => taking(times[kind] ?? 0)),
        served: (_, envelope) => {
          note(envelope, { left: engine.now });
          return true;
        },
        lost: (message, lost) => note(subjectOf(message), { lost, at: engine.now }),
      }),
  );
  const hangs = servers.map(() => false);
  const happen = engine.register("happens", (i) => {
    const event = story[i]!;
    const station = stations[event.station]!;
    if (event.does === "message") station.accept(messageOf(event.kind as Kind, event.number), event.number);
    else if (event.does === "crash") {
      hangs[event.station] = false;
      station.crash();
    } else if (event.does === "hang" && !hangs[event.station]) {
      hangs[event.station] = true;
      station.suspend();
    } else if (event.does === "go on" && hangs[event.station]) {
      hangs[event.station] = false;
      station.resume();
    }
  });
  for (const [i, { at }] of story.entries()) engine.at(at, happen, i, 0);
  engine.run(Infinity);
  expect(processor.working).toBe(0);
  return fates;
}

const hosts = fc.record({
  cores: fc.integer({ min: 1, max: 3 }),
  wakeUp: fc.constantFrom(0, 0.3),
  staysAwake: fc.constantFrom(0, 0.4, 2),
  servers: fc.array(
    fc.record({
      workers: fc.integer({ min: 1, max: 4 }),
      limit: fc.constantFrom(0, 2, Infinity),
      speed: fc.constantFrom(0.5, 2 / 3, 1, 3),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  times: fc.array(fc.double({ min: 1e-2, max: 2, noNaN: true }), {
    minLength: 4,
    maxLength: 4,
  }),
});
const happenings = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 20, noNaN: true }),
    station: fc.nat(2),
    kind: fc.nat(3),
    does: fc.oneof(
      { weight: 12, arbitrary: fc.constant("message" as const) },
      {
        weight: 2,
        arbitrary: fc.constantFrom("crash" as const, "hang" as const),
      },
      { weight: 2, arbitrary: fc.constant("go on" as const) },
    ),
  }),
  { maxLength: 80 },
);

const storyOf = (list: readonly { at: number; station: number; kind: number; does: string }[], stations: number) => {
  const story = list.map((one, number) => ({ ...one, number, station: one.station % stations }) as Happening);
  // Whatever hangs goes on in the end.
  for (let station = 0; station < stations; station++) story.push({ at: 30 + station, station, does: "go on" });
  return story.sort((x, y) => x.at - y.at);
};

describe.each([
  ["native", () => new Kernel()],
  ["simjs", () => new SimjsEngine()],
] as const)("on %s", (_, engine) => {
  test("stations that share cores do what a fluid reckoned by hand does, through hangs and crashes", () => {
    const seen = { left: 0, [OVERFLOW]: 0, [CRASH]: 0 };
    fc.assert(
      fc.property(hosts, happenings, (host, list) => {
        const story = storyOf(list, host.servers.length);
        const expected = byHand(host, story);
        const observed = byEvents(engine(), host, story);
        expect([...observed.keys()].sort()).toEqual([...expected.keys()].sort());
        for (const [number, fate] of expected) {
          const other = observed.get(number)!;
          if ("left" in fate) {
            expect("left" in other ? other.left : other).toBeCloseTo(fate.left, 8);
            seen.left++;
          } else {
            expect("lost" in other ? other.lost : other).toBe(fate.lost);
            seen[fate.lost as typeof CRASH]++;
          }
        }
      }),
      { numRuns: 400, seed: 5 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
  });
});
