/** Processes that a monitor sees to, in the chain: by hand, by brute force over counts, and by the components one by one. */
import { describe, expect, test } from "vitest";
import { modelOfArchitecture } from "../../src/analysis/architecture-model.ts";
import { faultStructure } from "../../src/analysis/fault-structure.ts";
import { inPlaceOf } from "../../src/analysis/in-place.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { simulateAvailability } from "../../src/availability/simulated-availability.ts";
import { deterministic, exponential } from "../../src/distributions/description.ts";
import type { FailureClass } from "../../src/faults/classes.ts";
import { standbyGroup, totem } from "../architecture/fixture.ts";

const AVERAGE = {
  notice: 5,
  stop: 1,
  start: 2,
  starts: 1,
  threshold: Infinity,
  timeout: Infinity,
  isFatal: true,
  rate: 1,
};
const RESOURCE = {
  ...{ start: 2, stop: 1, stopTimeout: 20, stopSucceeds: 1, startSucceeds: 1, clone: false },
  ...{ migrationThreshold: Infinity, failureTimeout: Infinity, startFailureIsFatal: true, failback: undefined },
};

/** A service 1 + 1 of which processes crash, and hosts perhaps. */
function model(
  resource: Partial<typeof RESOURCE> | undefined,
  { life = 1000, restart = 50, standby = 0, host = Infinity, together = false } = {},
) {
  const architecture = standbyGroup(1, 1, {
    detector: totem({ monitor: { interval: 10, timeout: 20, asks: false } }),
    takeover: resource === undefined ? {} : { resource: { ...RESOURCE, ...resource } },
  });
  const crash: FailureClass = {
    ...{ name: "crash", strikes: together ? [] : ["A", "S1"], together: together ? [["all", ["A", "S1"]]] : [] },
    ...{ kind: "process", timeToFailure: exponential(life) },
    recovery: [{ does: "repair", takes: deterministic(restart), succeeds: 1 }],
  };
  const power: FailureClass = { ...crash, name: "power", kind: "host", timeToFailure: exponential(host) };
  const failures = { classes: host < Infinity ? [crash, power] : [crash], crews: [], standby, commonCause: 0 };
  return modelOfArchitecture(architecture, { failures, standbyFailureFactor: standby });
}
const down = (...given: Parameters<typeof model>): number => serviceAvailability(model(...given)).outage.unavailability;

describe("the mean over failures", () => {
  test("nothing is given up without a threshold", () => {
    expect(inPlaceOf(AVERAGE)).toMatchObject({ found: 6, moves: 0, start: 2, starts: 1 });
    // A start that fails is followed by a stop: once if it is fatal, else until one succeeds, 1/p tries.
    expect(inPlaceOf({ ...AVERAGE, starts: 0.8 })).toMatchObject({ start: 2 + 0.2 * 1, starts: 0.8 });
    const patient = inPlaceOf({ ...AVERAGE, starts: 0.8, isFatal: false });
    expect(patient.start).toBeCloseTo(2 / 0.8 + (1 / 0.8 - 1) * 1, 12);
    expect(patient.starts).toBe(1);
  });

  test("one in N moves where nothing is forgotten, q^(N-1)(1-q)/(1-q^N) where it is", () => {
    expect(inPlaceOf({ ...AVERAGE, threshold: 1 }).moves).toBe(1);
    expect(inPlaceOf({ ...AVERAGE, threshold: 5 }).moves).toBeCloseTo(1 / 5, 12);
    const q = 1 - Math.exp(-1.5);
    expect(inPlaceOf({ ...AVERAGE, threshold: 3, timeout: 1.5 }).moves).toBeCloseTo(
      (q * q * (1 - q)) / (1 - q ** 3),
      12,
    );
  });

  test.each([true, false])("starts that fail count as failures (fatal: %s), as counted one by one", (isFatal) => {
    const [threshold, starts, timeout] = [4, 0.7, 0.8];
    const law = inPlaceOf({ ...AVERAGE, threshold, starts, timeout, isFatal });
    // Numbers of a small generator, so that the test says the same each time.
    let seed = 1;
    const random = (): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const runs = 400_000;
    let [count, moved, tried, failed, time] = [0, 0, 0, 0, 0];
    for (let i = 0; i < runs; i++) {
      if (-Math.log(random()) >= timeout) count = 0;
      count++;
      if (count >= threshold) {
        moved++;
        count = 0;
        continue;
      }
      tried++;
      for (;;) {
        time += 2;
        if (random() < starts) break;
        time++;
        count = isFatal ? threshold : count + 1;
        if (count < threshold) continue;
        failed++;
        count = 0;
        break;
      }
    }
    expect(Math.abs(moved / runs - law.moves)).toBeLessThan(0.003);
    expect(Math.abs(failed / tried - (1 - law.starts))).toBeLessThan(0.003);
    expect(Math.abs(time / tried - law.start)).toBeLessThan(0.01);
  });
});

describe("the chain", () => {
  test("in place: interval/2 + stop + start of every life, whatever the recovery takes", () => {
    for (const restart of [1, 1e6]) expect(down({}, { restart })).toBeCloseTo(8 / (1000 + 8), 12);
    expect(down({ startSucceeds: 1, stop: 0, start: 0 })).toBeCloseTo(5 / (1000 + 5), 12);
  });

  test("at the first failure, or with no resource: interval/2 + stop, then choosing, claiming and starting elsewhere", () => {
    const restart = 1e-3; // the other is there in time
    expect(down({ migrationThreshold: 1 }, { restart })).toBeCloseTo(8.05 / (1000 + 8.05), 9);
    expect(down(undefined, { restart })).toBeCloseTo(5.05 / (1000 + 5.05), 9);
    expect(down({ migrationThreshold: 1, clone: true }, { restart })).toBeCloseTo(6.05 / (1000 + 6.05), 9);
    // One in four moves; another that fails to start moves as well.
    const moves = 0.25 + 0.75 * 0;
    const mean = 6 + (1 - moves) * 2 + moves * 2.05;
    expect(down({ migrationThreshold: 4 }, { restart })).toBeCloseTo(mean / (1000 + mean), 9);
    const fails = 6 + 2 + 0.1 * (1 + 2.05);
    expect(down({ startSucceeds: 0.9 }, { restart })).toBeCloseTo(fails / (1000 + fails), 9);
  });

  test("hosts are detected by the ring as before, and fail beside", () => {
    // Totem: 1 + 0.2 + 0.05 s, less the token's mean age of nothing for two; 0.05 s and a start of 2 s follow.
    const [perProcess, perHost] = [8, 1.25 + 0.05 + 2];
    const rate = 1 / 1000 + 1 / 4000;
    const mean = (perProcess / 1000 + perHost / 4000) / rate;
    expect(down({}, { host: 4000, restart: 1e-3 })).toBeCloseTo(mean / (1 / rate + mean), 4);
  });

  test("who is given up is back when his failures are forgotten, else when he is repaired", () => {
    // Alone for 600 s after each move, and in vain if the other is given up as well meanwhile.
    const forgotten = down({ migrationThreshold: 1, failureTimeout: 600 });
    const repaired = down({ migrationThreshold: 1 }, { restart: 600 });
    expect(forgotten).toBeGreaterThan(0.05);
    expect(Math.abs(forgotten / repaired - 1)).toBeLessThan(0.02); // a repair has more stages
  });

  test("components one by one say the same", () => {
    for (const [resource, how] of [
      [
        { migrationThreshold: 3, failureTimeout: 300, startSucceeds: 0.9 },
        { host: 3000, standby: 1 },
      ],
      [{ migrationThreshold: 2, startSucceeds: 0.8, startFailureIsFatal: false }, { host: 5000 }],
    ] as const) {
      const given = model(resource, { life: 300, ...how });
      const components = Object.fromEntries(given.groups[0]!.nodes.map((name) => [name, { mttf: 300, mttr: 50 }]));
      const structure = faultStructure(given.needs, components);
      const found = simulateAvailability(given, structure, { seed: 3, relativeErrorMax: 0.03 });
      const chain = serviceAvailability(given).outage.unavailability;
      expect(found.unavailability!.low).toBeLessThan(chain);
      expect(found.unavailability!.high).toBeGreaterThan(chain);
    }
  });

  test("does not tell what nobody monitors, what fails together, or a coverage beside it", () => {
    expect(() => model({}, { together: true })).toThrow(/fail together/);
    const unwatched = standbyGroup(1, 1, {
      detector: totem({ monitor: { interval: Infinity, timeout: 20, asks: false } }),
    });
    const failures = {
      classes: [
        {
          ...{ name: "crash", strikes: ["A", "S1"], together: [], kind: "process" as const },
          timeToFailure: exponential(1000),
          recovery: [{ does: "repair" as const, takes: deterministic(5), succeeds: 1 }],
        },
      ],
      ...{ crews: [], standby: 1, commonCause: 0 },
    };
    expect(() => modelOfArchitecture(unwatched, { failures })).toThrow(/nobody notices/);
  });
});
