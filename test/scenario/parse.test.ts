import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { renderProblem } from "../../src/notation/problem.ts";
import { readSetting, type Setting } from "../../src/notation/settings.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { inMemory } from "../architecture/fixture.ts";
import { scenarioFiles } from "./mutations.ts";

const settings = (...texts: string[]): Setting[] =>
  texts.map((text) => {
    const read = readSetting(text);
    if ("problem" in read) throw new Error(renderProblem(read.problem));
    return read.setting;
  });

function read(text: string, ...set: string[]): Scenario {
  const { scenario, problems } = parseScenario(text, "file.yaml", settings(...set));
  if (problems) throw new Error(problems.map(renderProblem).join("\n"));
  return scenario;
}

const refused = (text: string, ...set: string[]): string =>
  (parseScenario(text, "file.yaml", settings(...set)).problems ?? []).map(renderProblem).join("\n");

const SMALL = "architecture: { preset: iprs }\ntraffic: { calls: { rate: 10/s, count: 5 } }";

test("everything that is left out has its default", () => {
  expect(read(SMALL)).toEqual({
    title: "file.yaml",
    about: "",
    architecture: {
      preset: "iprs",
      title: "IPRS 2+1",
      tiers: [
        {
          name: "proxies",
          role: "proxy",
          nodes: ["proxy-1", "proxy-2", "proxy-3"].map((name) => ({ name, speed: 1 })),
          active: 2,
          standby: 1,
          workers: 1,
          queue: 64,
          service: { each: deterministic(0.2e-3), byMethod: {}, lookup: 0.01e-3 },
        },
      ],
      addresses: [
        { name: "SAP1", tier: "proxies", owner: "proxy-1", priority: 0, weight: 100 },
        { name: "SAP2", tier: "proxies", owner: "proxy-2", priority: 0, weight: 100 },
      ],
      watches: [
        {
          tier: "proxies",
          by: "proxies",
          detector: { kind: "totem", token: 1, consensus: 0.2, reform: 0.05, hold: 0.005 },
          consequence: {
            kind: "takeover",
            ...{ select: 0, claim: 0.05, gratuitousArp: true, staleArp: { kind: "uniform", low: 23, high: 53 } },
          },
        },
      ],
      directors: "call-id hash",
      bindings: inMemory({ mode: "synchronous" }),
      needs: { anyOf: ["proxy-1", "proxy-2", "proxy-3"] },
    },
    network: { delay: 0.2e-3, loss: 0 },
    traffic: {
      users: 100,
      registration: {
        expires: 3600,
        refresh: Infinity,
        within: null,
        with: "every address",
        backOff: null,
        avalanche: null,
      },
      calls: {
        arrivals: { kind: "poisson", rate: 10, start: 0, count: 5, duration: Infinity },
        openLimit: Infinity,
        access: "weighted",
        ring: deterministic(0),
        hold: deterministic(0),
        busy: 0,
        callTimeout: Infinity,
        patience: null,
        redial: null,
      },
      options: null,
      subscribe: null,
      retransmission: true,
      timers: { t1: 0.5, t2: 4, t4: 5 },
      nextTarget: null,
      recordRoute: false,
    },
    faults: [],
    run: { seed: 1, replications: 10, horizon: null, drain: 32, stratify: 1, warmUp: 0 },
    expect: [],
  });
});

test("units become seconds, words become values", () => {
  const {
    network,
    traffic,
    run,
    expect: wanted,
    faults,
  } = read(`
architecture: { preset: ppdr }
network: { delay: 50 us, loss: 0.5 % }
traffic:
  users: 3
  registration: { expires: 1 h, refresh: 30 min, within: 5 s }
  calls: { rounds: [5 s, 1 min], spacing: 200 ms, access: { address: VIP }, ring: { exponential: 3 s }, busy: 10 %, timeout: 32 s }
  options: { rate: 6/min, arrivals: paced, start: 1 s, duration: 2 min, access: round robin }
  clients: { retransmission: false, t1: 250 ms, recordRoute: true }
faults: [{ at: 10 s, kill: database, kind: process }]
run: { seed: 7, horizon: 2 min, warmUp: 10 s }
expect: { ser: { atLeast: 99 % }, outageTime: { equals: 1.3 s, because: it is so }, failedCalls.nodeDown: { atLeast: 1, atMost: 2 } }
`);
  expect(network).toEqual({ delay: 50e-6, loss: 0.005 });
  expect(traffic.registration).toEqual({
    expires: 3600,
    refresh: 1800,
    within: 5,
    with: "every address",
    backOff: null,
    avalanche: null,
  });
  expect(traffic.calls).toMatchObject({
    arrivals: { kind: "rounds", at: [5, 60], spacing: 0.2 },
    access: { address: "VIP" },
    ring: { kind: "exponential", mean: 3 },
    busy: 0.1,
    callTimeout: 32,
  });
  expect(traffic.options).toEqual({
    arrivals: { kind: "paced", rate: 0.1, start: 1, count: Infinity, duration: 120 },
    access: "round robin",
  });
  expect(traffic).toMatchObject({ retransmission: false, timers: { t1: 0.25, t2: 4, t4: 5 }, recordRoute: true });
  expect(faults).toEqual([{ verb: "kill", at: 10, kill: "database", kind: "process" }]);
  expect(run).toMatchObject({ seed: 7, horizon: 120, warmUp: 10 });
  expect(wanted).toEqual([
    { metric: "ser", atLeast: 0.99 },
    { metric: "outageTime", atLeast: 1.3, atMost: 1.3, because: "it is so" },
    { metric: "failedCalls.nodeDown", atLeast: 1, atMost: 2 },
  ]);
});

test("SIPp's default open-call limit is 3 · rate · max(1 s, 99th percentile of the hold), rounded up", () => {
  const limit = (calls: string) =>
    read(`architecture: { preset: single }\ntraffic: { calls: { count: 5, openLimit: 3 x rate, ${calls} } }`).traffic
      .calls!.openLimit;
  expect(limit("rate: 300/s")).toBe(900);
  expect(limit("rate: 10/min")).toBe(1);
  expect(limit("rate: 10/s, hold: 3 s")).toBe(90);
  expect(limit("rate: 10/s, hold: { uniform: [2 s, 4.5 s] }")).toBe(135); // 4.475 s: 134.25
});

test.each([
  ["takeover", { select: 0, claim: 0.05, gratuitousArp: true }],
  ["record", { update: 1, ttl: 60, caches: 1 }],
  ["route", { convergence: 1 }],
])("a watch with nothing behind %s: has all its defaults", (kind, defaults) => {
  const { architecture } = read(`
architecture:
  tiers: { proxies: { role: proxy, active: [p1], standby: [p2] } }
  addresses: { VIP: { tier: proxies, owner: p1 } }
  watches:
    health:
      tier: proxies
      by: proxies
      detector: { heartbeat: {} }
      ${kind}:
  bindings: { memory: {} }
  needs: { anyOf: [p1, p2] }
traffic: { calls: { rate: 10/s, count: 5 } }
`);
  expect(architecture.watches[0]!.consequence).toMatchObject({ kind, ...defaults });
});

test("what is written beside a preset merges with it; lists, values and alternatives replace", () => {
  const { architecture } = read(`
architecture:
  preset: iprs
  active: 1
  title: Mine
  tiers: { proxies: { queue: unlimited, speed: { proxy-2: 2/3 }, service: { INVITE: { exponential: 0.8 ms } } } }
  watches: { membership: { detector: { heartbeat: { interval: 50 ms } } } }
  bindings: { memory: { checkpoint: { lag: 1 s } } }
  needs: proxy-1
traffic: { calls: { rate: 10/s, count: 5 } }
`);
  const [tier] = architecture.tiers;
  expect(architecture).toMatchObject({ preset: "iprs", title: "Mine", needs: "proxy-1" });
  expect(tier).toMatchObject({ active: 1, standby: 1, queue: Infinity, nodes: [{ speed: 1 }, { speed: 2 / 3 }] });
  expect(tier!.service.byMethod).toEqual({ INVITE: { kind: "exponential", mean: 0.8e-3 } });
  expect(architecture.watches[0]).toMatchObject({
    detector: { kind: "heartbeat", interval: 0.05, misses: 3, judged: "at timeout", stagger: null },
    consequence: { kind: "takeover", claim: 0.05 },
  });
  expect(architecture.bindings).toEqual(inMemory({ mode: "lagged", lag: 1 }));
});

test("a key with nothing behind it takes the preset's away", () => {
  const { architecture } = read(
    "architecture: { preset: ppdr, watches: { health: } }\ntraffic: { calls: { rate: 1/s, count: 1 } }",
  );
  expect(architecture.watches.map(({ tier }) => tier)).toEqual(["directors"]);
  expect(
    read("architecture: { preset: iprs, addresses: { SAP2: } }\ntraffic: { calls: { rate: 1/s, count: 1 } }")
      .architecture.addresses,
  ).toHaveLength(1);
});

test("a kind of message may look like a number to YAML", () => {
  const { architecture } = read(
    "architecture: { preset: single, tiers: { proxies: { service: { 180: 1 ms, 200 BYE: 2 ms } } } }\ntraffic: { calls: { rate: 1/s, count: 1 } }",
  );
  expect(architecture.tiers[0]!.service.byMethod).toEqual({
    "180": deterministic(1e-3),
    "200 BYE": deterministic(2e-3),
  });
});

test("YAML 1.2, not 1.1: words that look like booleans and clocks are words", () => {
  const { title, about } = read(`${SMALL}\ntitle: yes\nabout: 12:30:45`);
  expect([title, about]).toEqual(["yes", "12:30:45"]);
});

test("anchors may be used, and byte-order marks and line ends of Windows do no harm", () => {
  const text =
    "architecture: { preset: iprs }\r\ntraffic: { calls: { rate: 10/s, count: 5, ring: &a 3 s, hold: *a } }\r\n";
  expect(read(`\ufeff${text}`).traffic.calls).toMatchObject({ ring: deterministic(3), hold: deterministic(3) });
});

test("settings replace, make and extend, before anything is read", () => {
  const set = read(
    SMALL,
    "traffic.calls.rate=20/s",
    "architecture.active=3",
    "architecture.tiers.proxies.service.each={ exponential: 1 ms }",
    "faults=[{ at: 1 s, kill: proxy-1 }]",
    "faults.1={ at: 2 s, kill: proxy-2 }",
    "faults.0.at=500 ms",
    "title=Mine",
  );
  expect(set.title).toBe("Mine");
  expect(set.traffic.calls!.arrivals).toMatchObject({ rate: 20, count: 5 });
  expect(set.architecture.tiers[0]!.active).toBe(3);
  expect(set.architecture.tiers[0]!.service.each).toEqual({ kind: "exponential", mean: 1e-3 });
  expect(set.faults.map((fault) => [fault.at, "kill" in fault && fault.kill])).toEqual([
    [0.5, "proxy-1"],
    [2, "proxy-2"],
  ]);
  const expected = read(
    `${SMALL}\nexpect: { failedCalls.nodeDown: { atMost: 3 } }`,
    "expect.failedCalls.nodeDown.atMost=4",
  );
  expect(expected.expect).toEqual([{ metric: "failedCalls.nodeDown", atMost: 4 }]);
});

test("a setting that cannot be carried out points at itself", () => {
  expect(refused(SMALL, "traffic.calls.rate=5")).toBe(
    `setting:1:20  traffic.calls.rate
  1 | traffic.calls.rate=5
    |                    ^ found 5, a number without a unit; expected a rate per s, min, h or d, such as "400/s".`,
  );
  expect(refused(SMALL, "traffic.callz.rate=5/s")).toContain("setting:1:1  traffic.callz\n");
  expect(refused(SMALL, "traffic.calls.rate.x=5/s")).toContain(
    "found a step into traffic.calls.rate, which is a single value",
  );
  expect(refused(SMALL, "traffic..rate=5/s")).toContain("found an empty step in the path");
  expect(refused(SMALL, "title=")).toContain("found nothing behind the =");
  expect(refused(SMALL, "faults=null")).toContain("found null, which is no value; expected a value");
  expect(refused(SMALL, "title=[")).toContain("found broken YAML");
  expect(refused(`${SMALL}\nfaults: []`, "faults.1={}")).toContain(
    'found "1" as a position in faults; expected a number from 0 to 0',
  );
  const noPath = readSetting("rate");
  expect("problem" in noPath && noPath.problem.expected).toContain("path=value");
});

test("the benchmark's failover scenario is the workload as it is specified", () => {
  const w3 = read(scenarioFiles.get("scenarios/heartbeat-w3.yaml")!);
  const [tier] = w3.architecture.tiers;
  expect(tier).toMatchObject({
    nodes: [
      { name: "A", speed: 1 },
      { name: "B", speed: 1 },
      { name: "S", speed: 1 },
    ],
    active: 2,
    workers: 1,
    queue: Infinity,
    service: { each: deterministic(0.3e-3), byMethod: { INVITE: { kind: "exponential", mean: 0.8e-3 } }, lookup: 0 },
  });
  expect(w3.architecture.addresses.map(({ owner }) => owner)).toEqual(["A", "B"]);
  expect(w3.architecture.watches[0]).toMatchObject({
    detector: { kind: "heartbeat", interval: 0.1, misses: 3, judged: "at own tick", stagger: 0.01 },
    consequence: { kind: "takeover", select: 0, claim: 0.0498, gratuitousArp: true },
  });
  expect(w3.traffic).toMatchObject({
    registration: { within: null },
    calls: {
      arrivals: { kind: "paced", rate: 400, start: 0, count: Infinity, duration: 25 },
      openLimit: Infinity,
      access: "round robin",
      callTimeout: 32,
    },
    retransmission: false,
  });
  expect(w3).toMatchObject({
    network: { delay: 0.2e-3, loss: 0 },
    faults: [{ verb: "kill", at: 12.5, kill: "A", kind: "host" }],
    run: { horizon: 58, warmUp: 0 },
  });
});
