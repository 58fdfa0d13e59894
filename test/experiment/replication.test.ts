import { expect, test } from "vitest";
import { deterministic, exponential } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { simulate } from "../../src/experiment/simulate.ts";
import { CATALOGUE, metricIndex, metricNamed } from "../../src/metrics/catalogue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { Moments } from "../../src/statistics/moments.ts";
import {
  behindDirectors,
  calls,
  figure,
  kill,
  paced,
  poisson,
  poll,
  scenario,
  standbyGroup,
} from "../architecture/fixture.ts";

const busy = { service: { each: exponential(0.5e-3), byMethod: {}, lookup: 0 }, queue: 20 };
const failover = scenario(standbyGroup(2, 1, { tier: busy }), {
  network: { loss: 0.001 },
  traffic: { calls: calls(poisson(100, { duration: 3 }), { callTimeout: 5 }) },
  faults: [kill("A", 1)],
  run: { seed: 4, stratify: 4, drain: 6 },
});

test("ten replications are the first ten of fifty, in whatever order they are run", () => {
  const replicator = () => new Replicator(failover, engineNamed("native"));
  const many = replicator();
  const fifty = Array.from({ length: 50 }, (_, r) => many.run(r));
  const few = replicator();
  expect(Array.from({ length: 10 }, (_, r) => few.run(r))).toEqual(fifty.slice(0, 10));
  const backwards = replicator();
  for (let r = 49; r >= 40; r--) expect(backwards.run(r)).toEqual(fifty[r]);
  expect(new Set(fifty.map((figures) => figure(figures, "detectionTime"))).size).toBe(50);
});

test("a job returns its replications by number, beside other jobs", async () => {
  const other = { ...failover, run: { ...failover.run, seed: 5 } };
  const jobs = [failover, other].map((described, i) => ({ scenario: described, replications: 5 + i }));
  const seen: number[] = [];
  const results = await simulate(jobs, { engine: "native", workers: 0, onProgress: (finished) => seen.push(finished) });
  expect(results.map((figures) => figures.length)).toEqual([5, 6]);
  const alone = new Replicator(other, engineNamed("native"));
  expect(results[1]![4]).toEqual(alone.run(4));
  expect(seen.at(-1)).toBe(11);
});

test("after an interruption what is finished stays, without a gap", async () => {
  const stop = new AbortController();
  const options = { engine: "native" as const, workers: 0, signal: stop.signal, onProgress: () => stop.abort() };
  const [figures] = await simulate([{ scenario: failover, replications: 50 }], options);
  expect(figures!.length).toBeGreaterThan(0);
  expect(figures!.length).toBeLessThan(50);
  expect(figures![0]).toEqual(new Replicator(failover, engineNamed("native")).run(0));
});

test("an interruption is heard after each replication that takes long, and loses none that was finished", async () => {
  const long = scenario(standbyGroup(1, 0), { traffic: { calls: calls(paced(1000, { count: 5000 })) } });
  const stop = new AbortController();
  const options = { engine: "native" as const, workers: 0, signal: stop.signal, onProgress: () => stop.abort() };
  const [figures] = await simulate([{ scenario: long, replications: 8 }], options);
  expect(figures!.length).toBe(1); // of short ones four are in work at once
});

test("a run ends with its last call, at the latest a drain after the last arrival, or at its horizon", () => {
  const ending = (story: Parameters<typeof scenario>[1]) => {
    const replicator = new Replicator(scenario(standbyGroup(1, 0), story), engineNamed("native"));
    const figures = replicator.run(0);
    return { end: replicator.engine.now, unfinished: figure(figures, "unfinishedCalls") };
  };
  const held = { calls: calls(paced(1, { count: 10 }), { hold: deterministic(5) }) }; // the last call begins at 9.5 s
  expect(ending({ traffic: held, run: { drain: 60 } }).end).toBeCloseTo(14.5, 1);
  expect(ending({ traffic: held, run: { drain: 2 } })).toEqual({ end: 12, unfinished: 3 });
  expect(ending({ traffic: held, run: { horizon: 8 } })).toEqual({ end: 8, unfinished: 5 });
  expect(ending({ traffic: held, faults: [kill("A", 30)], run: { drain: 2 } }).end).toBe(30);
});

test("stratified phases leave the mean outage where it is and make it far less variable", () => {
  const outages = (stratify: number) => {
    const described = scenario(behindDirectors(2, { health: poll({ interval: 6 }) }), {
      faults: [kill("P1", 18)], // a multiple of the interval, so that the outage grows linearly with the phase
      run: { horizon: 30, stratify },
    });
    const replicator = new Replicator(described, engineNamed("native"));
    const values = Array.from({ length: 1000 }, (_, r) => figure(replicator.run(r), "outageTime"));
    return Moments.of(Array.from({ length: 100 }, (_, i) => Moments.of(values.slice(10 * i, 10 * i + 10)).mean));
  };
  const [free, strata] = [outages(1), outages(10)];
  for (const { mean, standardError } of [free, strata]) expect(Math.abs(mean - 3.7) / standardError).toBeLessThan(3.5);
  // Independent phases: 36/12/10; one in each tenth of the interval: a hundredth of that.
  expect(free.variance / 0.3).toBeGreaterThan(0.6);
  expect(free.variance / 0.3).toBeLessThan(1.5);
  expect(strata.variance / 0.003).toBeGreaterThan(0.6);
  expect(strata.variance / 0.003).toBeLessThan(1.5);
});

/** Everything that users do and that can happen to servers. */
const EVERYTHING = `
architecture: { preset: iprs, tiers: { proxies: { authentication: {} } } }
traffic:
  users: 20
  registration: { within: 2 s, refresh: 5 s, expires: 10 s }
  calls: { rate: 20/s, count: 200, redial: { probability: 50 %, delay: 1 s, tries: 2 } }
  options: { rate: 5/s, duration: 10 s }
  subscribe: { rate: 5/s, duration: 10 s }
  clients: { nextTarget: { timeout: 1 s } }
faults:
  - { at: 3 s, kill: proxy-1 }
  - { at: 6 s, restart: proxy-1, takes: 1 s }
  - { chance: proxy-2, timeToFailure: { exponential: 5 s }, timeToRepair: { exponential: 2 s } }
run: { horizon: 20 s }`;

/** Users with connections, who cannot go on to a next target. */
const CONNECTED = `
architecture: { preset: opensips-clusterer }
traffic:
  users: 20
  calls: { rate: 5/s, duration: 10 s }
  clients: { transport: tls, connection: { keepAlive: { interval: 1 s, timeout: 1 s } } }
faults: [{ at: 3 s, kill: proxy-1, for: 1 s }]
run: { horizon: 60 s }`;

/** Dialogs that a server keeps, with media and sessions. */
const IN_DIALOGS = `
architecture: { preset: single, tiers: { proxies: { dialogs: { media: anchored } } } }
traffic:
  users: 20
  calls: { rate: 5/s, duration: 40 s, hold: 100 s, delayedAfter: 1 ms, sessionTimer: 90 s }
  clients: { retransmission: false }
faults:
  - { at: 5 s, kill: proxy-1, for: 1 s }
  - { at: 25 s, kill: proxy-1, kind: link, for: 10 s }
run: { horizon: 200 s }`;

/** A database whose replica lacks what was written last, behind directors that keep flows. */
const REPLICATED = `
architecture:
  preset: ppdr
  directors: { flows: { idle: 120 s } }
  tiers: { database: { standby: [replica], replication: { asynchronous: { lag: 1 s } }, promotion: { time: 1 s } } }
traffic:
  users: 20
  registration: { within: 2 s, refresh: 5 s, expires: 10 s }
  calls: { rate: 5/s, duration: 10 s }
faults: [{ at: 3 s, kill: database }]
run: { horizon: 30 s }`;

test("every metric of the catalogue is written, and only by its own name", () => {
  const written = [EVERYTHING, CONNECTED, IN_DIALOGS, REPLICATED].map((text) => {
    const { scenario: described, problems } = parseScenario(text, "everything.yaml");
    expect(problems).toBeUndefined();
    return new Replicator(described!, engineNamed("native")).run(0);
  });
  const missing = CATALOGUE.filter((_, i) => written.every((figures) => Number.isNaN(figures[i])));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test("a misspelt metric does not compile; a name that somebody writes is looked up", () => {
  // @ts-expect-error
  expect(metricIndex("failedCals")).toBe(-1);
  // @ts-expect-error A cause that no call fails by.
  expect(metricIndex("failedCalls.none")).toBe(-1);
  expect(metricNamed("failedCals")).toBeUndefined();
  expect(metricNamed("callSetupTime.p95")).toBe(CATALOGUE[metricIndex("callSetupTime.p95")]);
});
