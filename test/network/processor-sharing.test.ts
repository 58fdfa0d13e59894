/** Stations whose workers share cores, against the closed forms of processor sharing (Kleinrock, Queueing Systems II, §4.4). */
import { expect, test } from "vitest";
import { mg1, mmc } from "../../src/analysis/closed-form/queueing.ts";
import { type Distribution, deterministic, exponential } from "../../src/distributions/description.ts";
import { samplerOf } from "../../src/distributions/simulated.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { KINDS, messageOf } from "../../src/network/message.ts";
import { SharedProcessor } from "../../src/network/shared-processor.ts";
import { Station } from "../../src/network/station.ts";
import { Sampler } from "../../src/random/sampler.ts";
import { Stream } from "../../src/random/stream.ts";
import type { Kind } from "../../src/sip/message.ts";
import { studentInterval } from "../../src/statistics/student-interval.ts";

const taking = (time: number) => ({ sampler: samplerOf(deterministic(time), new Stream("service", 1)), extra: 0 });

test("where there is a core for each worker, sharing changes nothing", () => {
  const rest = { limit: 2, speed: 0.5 };
  const served = (processor: boolean) => {
    const engine = new Kernel();
    const left: number[] = [];
    const random = new Stream("service", 1);
    const station = new Station({
      engine,
      name: "A",
      options: {
        ...{ workers: 3, ...rest },
        ...(processor && {
          processor: new SharedProcessor({
            engine,
            name: "H",
            cores: 3,
            wakeUp: 0,
          }),
        }),
      },
      service: new Array(KINDS).fill({
        sampler: samplerOf(exponential(0.3), random),
        extra: 0.01,
      }),
      served: () => left.push(engine.now) > 0,
      lost: () => left.push(-engine.now),
    });
    const gaps = samplerOf(exponential(0.2), new Stream("arrivals", 1));
    const arrive = engine.register("arrive", (i) => {
      station.accept(messageOf(0, i), i);
      engine.after(gaps.sample(), arrive, i + 1, 0);
    });
    engine.after(0, arrive, 0, 0);
    engine.run(500);
    return left;
  };
  const [shared, alone] = [served(true), served(false)];
  expect(shared.length).toBeGreaterThan(1500);
  expect(shared.some((time) => time < 0)).toBe(true);
  expect(shared).toHaveLength(alone.length);
  for (const [i, time] of shared.entries()) expect(time).toBeCloseTo(alone[i]!, 8);
});

/** Stations of one worker or more on one processor, each message of a second, told where served messages go. */
function small(
  cores: number,
  wakeUp: number,
  workers: readonly number[],
  next: (station: number, number: number) => "done" | "waits" | number,
) {
  const engine = new Kernel();
  const left: [number: number, at: number][] = [];
  const processor = new SharedProcessor({ engine, name: "H", cores, wakeUp });
  const stations: Station[] = workers.map(
    (count, i) =>
      new Station({
        engine,
        name: `S${i}`,
        options: { workers: count, limit: Infinity, speed: 1, processor },
        service: new Array(KINDS).fill(taking(1)),
        served: (_, number) => {
          left.push([number, engine.now]);
          const to = next(i, number);
          if (typeof to === "number") stations[to]!.accept(messageOf(0, number), number);
          return to !== "waits";
        },
        lost: () => expect.fail("nothing is lost"),
      }),
  );
  return { engine, processor, stations, left };
}

test("a core that falls idle is awake for one service that begins at that moment, not for two", () => {
  const { engine, stations, left } = small(2, 1, [1, 1], (i, number) => (i === 0 && number === 0 ? 1 : "done"));
  stations[0]!.accept(messageOf(0, 0), 0);
  stations[0]!.accept(messageOf(0, 1), 1);
  engine.run(10);
  // 0 wakes a core (1 s + 1 s) and goes on to the other station on it; 1 has to wake the other core.
  expect(left).toEqual([[0, 2], [0, 3], [1, 4]]); // biome-ignore format: reads as a table
});

test("a worker that waits for something outside uses no core", () => {
  const { engine, processor, stations, left } = small(1, 0, [2], (_, number) => (number === 0 ? "waits" : "done"));
  stations[0]!.accept(messageOf(0, 0), 0);
  engine.run(1.5);
  expect([stations[0]!.occupancy, processor.working]).toEqual([1, 0]);
  stations[0]!.accept(messageOf(0, 1), 1);
  stations[0]!.accept(messageOf(0, 2), 2);
  engine.run(2);
  stations[0]!.release(left.length - 1); // worker 0 goes on with message 2, at half a core each from here
  engine.run(10);
  expect(left).toEqual([[0, 1], [1, 3], [2, 3.5]]); // biome-ignore format: reads as a table
});

/** Mean time in each station of messages that visit all stations one after the other [s], by replication; the share of the cores' time. */
interface Line {
  readonly rate: number;
  readonly cores: number;
  readonly wakeUp?: number;
  readonly staysAwake?: number;
  readonly workers?: number;
  /** Service times, by station; several: each message is of one kind, all equally often. */
  readonly services: readonly (readonly Distribution[])[];
}

function inLine({ rate, cores, services, wakeUp = 0, staysAwake = 0, workers = 63 }: Line, replications: number) {
  const MESSAGES = 18_000;
  const WARM_UP = 1_000;
  return Array.from({ length: replications }, (_, replication) => {
    const engine = new Kernel();
    const sums = services.map((kinds) => kinds.map(() => 0));
    const counts = services.map((kinds) => kinds.map(() => 0));
    let drawn = 0;
    let busy = 0;
    let last = 0;
    const processor = new SharedProcessor({ engine, name: "H", cores, wakeUp, staysAwake });
    const stream = (name: string) => new Stream(name, 7, replication);
    const stations: Station[] = services.map((kinds, i) => {
      const samplers = kinds.map((distribution, kind) => samplerOf(distribution, stream(`service ${i} ${kind}`)));
      const counting = Array.from({ length: KINDS }, (_, kind) => ({
        sampler: new Sampler(
          {
            by: "function",
            draw: () => {
              const time = samplers[kind % samplers.length]!.sample();
              drawn += time;
              return time;
            },
          },
          stream("unused"),
        ),
        extra: 0,
      }));
      return new Station({
        engine,
        name: `S${i}`,
        options: { workers, limit: Infinity, speed: 1, processor },
        service: counting,
        served: (message, envelope, arrivedAt) => {
          const kind = message & 31;
          if (envelope >= WARM_UP) {
            sums[i]![kind]! += engine.now - arrivedAt;
            counts[i]![kind]!++;
          }
          stations[i + 1]?.accept(messageOf((kind % (services[i + 1]?.length ?? 1)) as Kind, 0), envelope);
          return true;
        },
        lost: () => expect.fail("nothing is lost"),
      });
    });
    const gaps = samplerOf(exponential(1 / rate), stream("arrivals"));
    const kinds = stream("kinds");
    const arrive = engine.register("arrive", (i) => {
      stations[0]!.accept(messageOf(Math.floor(kinds.uniform() * services[0]!.length) as Kind, 0), i);
      if (i + 1 < MESSAGES) engine.after(gaps.sample(), arrive, i + 1, 0);
    });
    engine.observe((time) => {
      busy += Math.min(cores, processor.working) * (time - last);
      last = time;
    });
    engine.after(0, arrive, 0, 0);
    engine.run(Infinity);
    return {
      drawn,
      busy,
      means: sums.map((of, i) => of.map((sum, kind) => sum / counts[i]![kind]!)),
    };
  });
}

/** The interval of a mean time covers theory, and is narrow. */
function expectMean(values: readonly number[], theory: number, within = 0.04): void {
  const { low, high, halfWidth } = studentInterval([...values], 0.999);
  expect(low).toBeLessThan(theory);
  expect(high).toBeGreaterThan(theory);
  expect(halfWidth! / theory).toBeLessThan(within);
}

const LAWS: [string, Distribution][] = [
  ["exponential", exponential(1e-3)],
  ["constant", deterministic(1e-3)],
  ["lognormal, cv 2", { kind: "lognormal", mean: 1e-3, cv: 2 }],
];
const rate = 500;

test.each(LAWS)("M/G/1-PS: the mean sojourn is E[S]/(1 − ρ), whatever the law: %s", (_, law) => {
  const runs = inLine({ rate, cores: 1, services: [[law]] }, 16);
  expectMean(runs.map(({ means }) => means[0]![0]!), 1e-3 / (1 - 0.5), 0.06); // biome-ignore format: one fact
});

test("M/G/1-PS: the mean sojourn of a size x is x/(1 − ρ)", () => {
  const sizes = [0.2e-3, 1.8e-3];
  const runs = inLine({ rate, cores: 1, services: [sizes.map(deterministic)] }, 16);
  for (const [kind, size] of sizes.entries()) expectMean(runs.map(({ means }) => means[0]![kind]!), size / (1 - 0.5)); // biome-ignore format: one fact
});

test.each([2, 4])("M/M/c-PS: %i cores, and more workers than they need, are Erlang's queue", (cores) => {
  const runs = inLine({ rate: rate * cores, cores, services: [[exponential(1e-3)]] }, 16);
  expectMean(runs.map(({ means }) => means[0]![0]!), mmc(rate * cores, 1000, cores).sojournMean); // biome-ignore format: one fact
});

test("two stations on one core: each visit takes S/(1 − ρ₁ − ρ₂) (Baskett, Chandy, Muntz and Palacios, 1975)", () => {
  const [first, second] = [0.5e-3, 0.9e-3];
  const runs = inLine(
    {
      rate: 400,
      cores: 1,
      services: [[deterministic(first)], [exponential(second)]],
    },
    16,
  );
  const idle = 1 - 400 * (first + second);
  for (const [i, size] of [first, second].entries()) expectMean(runs.map(({ means }) => means[i]![0]!), size / idle); // biome-ignore format: one fact
});

test("work is conserved: cores are busy for as long as the services drawn", () => {
  for (const services of [[[exponential(1e-3)]], [[deterministic(0.5e-3)], [exponential(0.9e-3)]]]) {
    const { drawn, busy } = inLine({ rate: 500, cores: 2, services, workers: 3 }, 1)[0]!;
    expect(drawn).toBeGreaterThan(10);
    expect(busy / drawn).toBeCloseTo(1, 8);
  }
});

test("a core that wakes up: M/G/1 with a set-up time of the server (Welch, 1964)", () => {
  // W = λE[S²]/(2(1 − ρ)) + (2D + λD²)/(2(1 + λD)), with one worker in the order of arrival.
  const wakeUp = 3e-3;
  const sojourn = (arrivals: number) =>
    mg1(arrivals, 1e-3, 1e-6).sojournMean + (2 * wakeUp + arrivals * wakeUp ** 2) / (2 * (1 + arrivals * wakeUp));
  for (const arrivals of [50, 300, 600]) {
    const runs = inLine(
      {
        rate: arrivals,
        cores: 1,
        wakeUp,
        workers: 1,
        services: [[exponential(1e-3)]],
      },
      16,
    );
    expectMean(runs.map(({ means }) => means[0]![0]!), sojourn(arrivals)); // biome-ignore format: one fact
  }
  // Time in the server falls with load at first where waking up takes longer than the root mean square of a service.
  expect(sojourn(50)).toBeGreaterThan(1.03 * sojourn(300));
  expect(sojourn(300)).toBeLessThan(sojourn(600));
});

test("a core that stays awake for a while: waking up is a set-up time with the probability that nobody came meanwhile, e^(−λτ)", () => {
  const [wakeUp, staysAwake, arrivals] = [3e-3, 2e-3, 300];
  const asleep = Math.exp(-arrivals * staysAwake);
  const [mean, square] = [asleep * wakeUp, asleep * wakeUp ** 2];
  const sojourn = mg1(arrivals, 1e-3, 1e-6).sojournMean + (2 * mean + arrivals * square) / (2 * (1 + arrivals * mean));
  const runs = inLine(
    { rate: arrivals, cores: 1, wakeUp, staysAwake, workers: 1, services: [[exponential(1e-3)]] },
    16,
  );
  expectMean(runs.map(({ means }) => means[0]![0]!), sojourn); // biome-ignore format: one fact
  expect(sojourn).toBeGreaterThan(1.2 * mg1(arrivals, 1e-3, 1e-6).sojournMean);
});

test("a processor's speed is drawn once for each replication, and work is divided by it, a hang in the middle or not", () => {
  const speeds = [2, 0.5];
  const engine = new Kernel();
  const processor = new SharedProcessor({ engine, name: "H", cores: 1, wakeUp: 0, speed: () => speeds.shift()! });
  const left: number[] = [];
  const station = new Station({
    engine,
    name: "A",
    options: { workers: 2, limit: 2, speed: 1, processor },
    service: new Array(KINDS).fill(taking(1)),
    served: () => left.push(engine.now) > 0,
    lost: () => expect.fail("nothing is lost"),
  });
  const hang = engine.register("hang", (on) => (on === 1 ? station.suspend() : station.resume()));
  for (const expected of [
    [1.5, 1.5],
    [4.5, 4.5],
  ]) /* biome-ignore format: a table */ {
    engine.reset();
    station.reset();
    left.length = 0;
    station.accept(messageOf(0, 0), 0);
    station.accept(messageOf(0, 1), 1);
    engine.at(0.25, hang, 1, 0);
    engine.at(0.75, hang, 0, 0);
    engine.run(10);
    expect(left).toEqual(expected);
    expect(processor.busyTime).toBeCloseTo(expected[1]! - 0.5, 9);
  }
});
