/** Databases of several servers in the chain, and played component by component. */
import { expect, test } from "vitest";
import { modelOfArchitecture } from "../../src/analysis/architecture-model.ts";
import { faultStructure } from "../../src/analysis/fault-structure.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { simulateAvailability } from "../../src/availability/simulated-availability.ts";
import { exponential } from "../../src/distributions/description.ts";
import type { Architecture } from "../../src/service/description.ts";
import { atLeast } from "../../src/structure/expression.ts";
import type { Tier } from "../../src/tiers/description.ts";
import { tier } from "../architecture/fixture.ts";

const HOUR = 3600;
const YEAR = 365.25 * 24 * HOUR;
const nines = (unavailability: number) => -Math.log10(unavailability);

function service(database: Tier, needed: number, watches: Architecture["watches"] = []): Architecture {
  const names = database.nodes.map(({ name }) => name);
  return {
    ...{ preset: "custom", title: "a database", tiers: [database], addresses: [], watches },
    ...{ directors: "call-id hash", bindings: { kind: "database", tier: database.name, timeout: 2, cache: false } },
    needs: atLeast(needed, ...names),
  };
}

/** By the chain, and within the 99.9 % interval of a simulation of its components. */
function bothEngines(architecture: Architecture): number {
  const model = modelOfArchitecture(architecture);
  const { unavailability } = serviceAvailability(model).outage;
  const components = Object.fromEntries(
    model.groups.flatMap(({ nodes, mttf, repair }) => nodes.map((name) => [name, { mttf, mttr: repair.mean }])),
  );
  const structure = faultStructure(model.needs, components);
  const { mean, high } = simulateAvailability(model, structure, { seed: 13, stepsMax: 3e5 }).unavailability!;
  expect(Math.abs(mean - unavailability)).toBeLessThanOrEqual(((high - mean) * 3.291) / 1.96);
  expect((high - mean) / mean).toBeLessThan(0.2);
  return unavailability;
}

/** A server that fails 5.84 times a year, and is down so that two of them are for 6.04 nines. */
const MTTF = YEAR / 5.84;
const DOWN = 10 ** (-6.04 / 2);
const lifetimes = {
  timeToFailure: exponential(MTTF),
  timeToRepair: exponential((MTTF * DOWN) / (1 - DOWN)),
};

test("60 s until a replica is promoted, 5.84 failures a year: 4.92 nines, and not the 6.04 of a pair that fails over at once", () => {
  const promotion = { time: 60, probability: 1, manualRecovery: 1800 };
  const pair = tier("database", "database", ["db-1"], ["db-2"], { promotion, lifetimes });
  const unavailability = bothEngines(service(pair, 1));
  expect(nines(DOWN ** 2)).toBeCloseTo(6.04, 9);
  expect(nines(unavailability)).toBeCloseTo(4.92, 2);
  expect(unavailability / (DOWN ** 2 + (60 * 5.84) / YEAR)).toBeCloseTo(1, 2);
});

test("the same by watchers: their time to notice counts as well, and people where it fails", () => {
  const promotion = { kind: "promotion" as const, time: 1, probability: 0.9, manualRecovery: 600 };
  const detector = {
    kind: "heartbeat" as const,
    interval: 1,
    misses: 30,
    judged: "at timeout" as const,
    stagger: null,
  };
  const pair = tier("database", "database", ["db-1"], ["db-2"], { lifetimes });
  const unavailability = bothEngines(
    service(pair, 1, [{ tier: "database", by: "s", detector, consequence: promotion }]),
  );
  const each = 0.9 * (29.5 + 1) + 0.1 * 600;
  expect(unavailability / (DOWN ** 2 + (each * 5.84) / YEAR)).toBeCloseTo(1, 2);
});

test.each([2, 3, 5])(
  "certification of %d: a majority is needed, and each death stops writes until it is excluded",
  (n) => {
    const replication = { kind: "certification" as const, suspect: 5, check: 0.5 };
    const names = Array.from({ length: n }, (_, i) => `db-${i + 1}`);
    const cluster = tier("database", "database", names, [], { replication, lifetimes });
    const quorum = Math.floor(n / 2) + 1;
    const unavailability = bothEngines(service(cluster, quorum));
    // More than n − quorum are down, or one of those that live has just died.
    let minority = 0;
    for (let down = n - quorum + 1; down <= n; down++)
      minority += binomial(n, down) * DOWN ** down * (1 - DOWN) ** (n - down);
    // A death that leaves a minority is down anyway.
    const stalled = n === quorum ? 0 : (n * 5.84 * 5.25) / YEAR;
    expect(unavailability / (minority + stalled)).toBeCloseTo(1, 2);
  },
);

const binomial = (n: number, k: number): number => (k === 0 ? 1 : (n / k) * binomial(n - 1, k - 1));
