/** Small scenarios of every kind the simulator knows, drawn at random: architectures, traffic, faults. */
import fc from "fast-check";
import type { Consequence } from "../../src/consequences/description.ts";
import type { Detector } from "../../src/detectors/description.ts";
import type { Distribution } from "../../src/distributions/description.ts";
import type { FailureCoverage, KindsByWeight, RepairCrew } from "../../src/faults/by-chance.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { NetworkOptions } from "../../src/network/network-options.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { Architecture } from "../../src/service/description.ts";
import type { Arrivals, Traffic } from "../../src/sip/traffic.ts";
import type { OverloadDefence, ServiceTimes } from "../../src/tiers/description.ts";
import type { FaultKind } from "../../src/tiers/fault-kind.ts";
import {
  behindDirectors,
  heartbeat,
  inMemory,
  optionsPing,
  poll,
  scenario,
  standbyGroup,
  tier,
  totem,
  vrrp,
  withDatabase,
} from "./fixture.ts";

/** Durations around a scale, with ties (constants) and without. */
const durations = (scale: number): fc.Arbitrary<Distribution> =>
  fc.constantFrom<Distribution>(
    { kind: "deterministic", value: 0 },
    { kind: "deterministic", value: scale },
    { kind: "exponential", mean: scale },
    { kind: "uniform", low: 0, high: 2 * scale },
    { kind: "lognormal", mean: scale, cv: 2 },
    { kind: "empirical", values: [scale / 2, scale, 3 * scale] },
  );

const services: fc.Arbitrary<ServiceTimes> = fc.record({
  each: durations(1e-3),
  byMethod: fc.record({ INVITE: durations(3e-3), "200 BYE": durations(0.5e-3) }, { requiredKeys: [] }),
  lookup: fc.constantFrom(0, 0.4e-3),
});

const servers = fc.record({
  workers: fc.integer({ min: 1, max: 3 }),
  queue: fc.constantFrom(0, 2, 8, Infinity),
  service: services,
  speed: fc.constantFrom({}, { S1: 2 / 3 }, { A: 0.5, P1: 0.5 }),
  overload: fc.constantFrom(
    ...[null, { algorithm: "loss", target: 0.5, interval: 0.1 }, { algorithm: "rate", target: 0.5, interval: 0.1 }].map(
      (control) =>
        ({ queue: 3, delay: 0.02, refusal: 0.1e-3, retryAfter: control ? null : 0.3, control }) as OverloadDefence,
    ),
    { queue: Infinity, delay: Infinity, refusal: 0, retryAfter: null, control: null },
  ),
});

const heartbeats = fc
  .record({
    interval: fc.constantFrom(0.1, 0.05),
    misses: fc.integer({ min: 1, max: 3 }),
    judged: fc.constantFrom<"at timeout" | "at own tick">("at timeout", "at own tick"),
    stagger: fc.constantFrom(null, 0.01),
  })
  .map(heartbeat);
const totems = fc
  .record({ token: fc.constantFrom(0.2, 0.5), consensus: fc.constantFrom(0.05, 0.2), reform: fc.constantFrom(0, 0.05) })
  .map(totem);
const polls = fc
  .record({
    interval: fc.constantFrom(0.3, 1),
    timeout: fc.constantFrom(0.1, 0.4),
    retries: fc.integer({ min: 0, max: 2 }),
    retryDelay: fc.constantFrom(0, 0.1),
  })
  .map(poll);
const vrrps = fc
  .record(
    {
      version: fc.constantFrom<2 | 3>(2, 3),
      advertisement: fc.constantFrom(0.1, 0.3),
      priority: fc.constantFrom(100, 254),
      ...{ track: fc.constantFrom(0.05, 0.2, Infinity) },
    },
    { requiredKeys: ["version", "advertisement", "priority"] },
  )
  .map(vrrp);
const pings = fc
  .record({
    interval: fc.constantFrom(0.2, 0.5),
    timeout: fc.constantFrom(0.1, 0.3),
    misses: fc.integer({ min: 1, max: 2 }),
    answers: fc.integer({ min: 1, max: 2 }),
  })
  .map(optionsPing);
const detectors: fc.Arbitrary<Detector> = fc.oneof(heartbeats, totems, polls, pings);

const takeovers = fc.record({
  select: fc.constantFrom(0, 0.01),
  claim: fc.constantFrom(0, 0.05),
  gratuitousArp: fc.boolean(),
  staleArp: durations(0.4),
  lowerPriorityArp: fc.boolean(),
  virtualMac: fc.boolean(),
});

const groups: fc.Arbitrary<Architecture> = fc
  .record({
    active: fc.integer({ min: 1, max: 3 }),
    standby: fc.integer({ min: 0, max: 2 }),
    detector: fc.oneof({ weight: 3, arbitrary: detectors }, { weight: 1, arbitrary: vrrps }),
    takeover: takeovers,
    checkpoint: fc.constantFrom(
      { mode: "synchronous" as const },
      { mode: "lagged" as const, lag: 0.1 },
      { mode: "none" as const },
    ),
    tier: servers,
    transfer: fc.constantFrom(undefined, { start: 0, each: 1e-3 }, { start: 0.1, each: 0.01 }),
  })
  .map(({ active, standby, transfer, ...differs }): Architecture => {
    const group = standbyGroup(active, standby, differs);
    if (transfer === undefined || group.bindings.kind !== "memory") return group;
    return { ...group, bindings: { ...group.bindings, transfer } };
  });

const database = fc.record({
  workers: fc.integer({ min: 1, max: 2 }),
  queue: fc.constantFrom(2, Infinity),
  service: services,
});
const stores = { timeout: fc.constantFrom(0.05, 2), cache: fc.boolean() };
const directed: fc.Arbitrary<Architecture> = fc
  .record({
    count: fc.integer({ min: 1, max: 3 }),
    health: detectors,
    removal: fc.constantFrom(0, 0.1),
    directors: fc.constantFrom<Architecture["directors"]>("call-id hash", "round robin", "consistent hash"),
    proxies: servers,
    database,
    ...stores,
  })
  .map(({ count, ...differs }) => behindDirectors(count, differs));
const shared: fc.Arbitrary<Architecture> = fc
  .record({ standby: fc.integer({ min: 0, max: 1 }), proxies: servers, database, ...stores })
  .map(({ standby, ...differs }) => withDatabase(standby, differs));

/** Names in DNS and anycast addresses, with bindings that all servers have, watched by peers or by a monitor. */
const steered: fc.Arbitrary<Architecture> = fc
  .record({
    active: fc.integer({ min: 1, max: 3 }),
    standby: fc.integer({ min: 0, max: 2 }),
    detector: detectors,
    by: fc.constantFrom("proxies", "monitors"),
    lag: fc.constantFrom(-1e-3, 0, 0.1),
    consequence: fc.oneof(
      fc.record({ update: fc.constantFrom(0, 0.1), ttl: fc.constantFrom(0, 0.5), caches: fc.constantFrom(1, 3) }),
      fc.record({ convergence: fc.constantFrom(0, 0.2) }),
    ),
    tier: servers,
  })
  .map(({ active, standby, detector, by, lag, consequence, tier: special }) => {
    const group = standbyGroup(active, standby, { tier: special });
    const watch = { ...standbyGroup(1, 1, { detector }).watches[0]!, by };
    const follows: Consequence =
      "ttl" in consequence ? { kind: "record", ...consequence } : { kind: "route", ...consequence };
    return {
      ...group,
      tiers: [...group.tiers, tier("monitors", "monitor", ["M"])],
      addresses: group.addresses.slice(0, 1),
      watches: [{ ...watch, consequence: follows }],
      bindings: inMemory({ mode: "lagged", lag }, { copiedTo: "all proxies" }),
    };
  });

const arrivals: fc.Arbitrary<Arrivals> = fc.oneof(
  fc.record({
    kind: fc.constantFrom<"paced" | "poisson">("paced", "poisson"),
    rate: fc.constantFrom(20, 100, 400),
    start: fc.constantFrom(0, 0.3),
    count: fc.integer({ min: 0, max: 60 }),
    duration: fc.constantFrom(1.5, Infinity),
  }),
  fc.record({
    kind: fc.constant<"rounds">("rounds"),
    at: fc.constantFrom([0.1], [0.1, 1.2]),
    spacing: fc.constantFrom(0, 0.02),
  }),
);

const traffics: fc.Arbitrary<Traffic> = fc.record<Traffic>({
  users: fc.integer({ min: 2, max: 4 }),
  registration: fc.constantFrom(
    { expires: 3600, refresh: Infinity, within: null, with: "every address", backOff: null, avalanche: null },
    { expires: 1, refresh: Infinity, within: null, with: "every address", backOff: null, avalanche: null },
    { expires: 1, refresh: 0.4, within: 0.2, with: "every address", backOff: null, avalanche: null },
    { expires: 60, refresh: 0.7, within: null, with: "every address", backOff: null, avalanche: null },
    {
      expires: 1,
      refresh: 0.4,
      within: 0.2,
      with: "one address",
      backOff: { allFailed: 0.1, someFailed: 0.2, most: 1 },
      avalanche: { at: 0.5, within: 0.1 },
    },
  ),
  calls: fc.option(
    fc.record({
      arrivals,
      openLimit: fc.constantFrom(5, Infinity),
      access: fc.constantFrom<"weighted" | "round robin">("weighted", "round robin"),
      ring: durations(0.05),
      hold: durations(0.2),
      busy: fc.constantFrom(0, 0.3),
      callTimeout: fc.constantFrom(0.5, 32, Infinity),
      patience: fc.oneof(fc.constant(null), durations(0.06)),
      redial: fc.option(fc.record({ probability: fc.constantFrom(0.5, 1), delay: durations(0.1), tries: fc.nat(2) })),
    }),
    { freq: 8 },
  ),
  options: fc.option(
    fc.record({
      arrivals: fc.constant<Arrivals>({ kind: "poisson", rate: 100, start: 0, count: 50, duration: Infinity }),
      access: fc.constantFrom<"weighted" | "round robin">("weighted", "round robin"),
    }),
    { freq: 2 },
  ),
  subscribe: fc.option(
    fc.record({
      arrivals: fc.constant<Arrivals>({ kind: "paced", rate: 40, start: 0, count: 30, duration: Infinity }),
      access: fc.constantFrom<"weighted" | "round robin">("weighted", "round robin"),
    }),
    { freq: 2 },
  ),
  retransmission: fc.boolean(),
  timers: fc.constantFrom({ t1: 0.05, t2: 0.4, t4: 0.5 }, { t1: 0.01, t2: 0.08, t4: 0.1 }),
  nextTarget: fc.constantFrom(null, { timeout: 0.3, avoid: 0 }, { timeout: 0.64, avoid: 1 }),
  recordRoute: fc.boolean(),
});

/** Names of the nodes of a world, and of its tiers. */
interface Names {
  readonly nodes: readonly string[];
  readonly tiers: readonly string[];
}

const instant = fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 2, noNaN: true }));
const lasting = fc.constantFrom(undefined, 0.02, 0.3, 1);
const kinds = fc.constantFrom<FaultKind>("process", "host", "link");

const deathsAmong = ({ nodes }: Names): fc.Arbitrary<Fault[]> =>
  fc.array(
    fc.record({ verb: fc.constant("kill" as const), at: instant, kill: fc.constantFrom(...nodes), kind: kinds }),
    { maxLength: 3 },
  );

/** Two names without hosts in common, or one. */
const endsAmong = ({ nodes }: Names): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...nodes, "callers", "callees"), { minLength: 1, maxLength: 2 });

const coverages = fc.record<FailureCoverage>({
  probability: fc.constant(0.5),
  uncovered: fc.constantFrom("blocks place", "blocks group", "fails group"),
  manualRecovery: fc.constantFrom(undefined, 0.2),
});
const crews = fc.record<RepairCrew>({
  name: fc.constantFrom("one", "other"),
  size: fc.constantFrom(1, 2),
  priorities: fc.constant([]),
  preemptive: fc.boolean(),
  pick: fc.constant(undefined),
});

const faultsAmong = (names: Names): fc.Arbitrary<Fault[]> => {
  const node = fc.constantFrom(...names.nodes);
  const ends = endsAmong(names);
  const groups = fc
    .uniqueArray(fc.constantFrom(...names.nodes, "users"), { minLength: 1, maxLength: 4 })
    .map((members) => [members.filter((_, i) => i % 2 === 0), members.filter((_, i) => i % 2 === 1)]);
  return fc.array(
    fc.oneof<fc.Arbitrary<Fault>[]>(
      fc.record({
        verb: fc.constant("kill" as const),
        at: instant,
        kill: node,
        kind: kinds,
        for: lasting,
        covered: fc.constantFrom(undefined, false),
      }),
      fc.record({
        verb: fc.constant("restart" as const),
        at: instant,
        restart: node,
        kind: fc.option(kinds, { nil: undefined }),
        takes: fc.constantFrom(0, 0.3),
      }),
      fc.record({ verb: fc.constant("hang" as const), at: instant, hang: node, for: lasting }),
      fc.record({ verb: fc.constant("resume" as const), at: instant, resume: node }),
      fc.record({
        verb: fc.constant("slow" as const),
        at: instant,
        slow: node,
        factor: fc.constantFrom(0.5, 1, 20),
        for: lasting,
      }),
      fc.record({ verb: fc.constant("cut" as const), at: instant, cut: ends, for: lasting }),
      fc.record({
        verb: fc.constant("degrade" as const),
        at: instant,
        degrade: ends,
        delay: fc.constantFrom(0, 0.02),
        loss: fc.constantFrom(0, 0.3),
        for: lasting,
      }),
      fc.record({ verb: fc.constant("partition" as const), at: instant, partition: groups, for: lasting }),
      fc.record({ verb: fc.constant("heal" as const), at: instant, heal: fc.constant<"all">("all") }),
      fc.record({
        verb: fc.constant("loseArp" as const),
        at: instant,
        loseArp: node,
        next: fc.constantFrom(1, 2),
        for: lasting,
      }),
      fc.record({
        verb: fc.constant("drain" as const),
        at: instant,
        drain: node,
        within: fc.constantFrom(0, 0.2),
        takes: fc.constantFrom(undefined, 0.3),
      }),
      fc.record({
        verb: fc.constant("upgrade" as const),
        at: instant,
        upgrade: fc.constantFrom(...names.tiers),
        within: fc.constantFrom(0.01, 0.2),
        takes: fc.constantFrom(0.1, 0.3),
        pause: fc.constantFrom(0, 0.1),
      }),
      fc.record({
        verb: fc.constant("chance" as const),
        at: instant,
        chance: fc.constantFrom(names.tiers, [names.nodes[0]!]),
        timeToFailure: fc.constantFrom<Distribution>(
          { kind: "exponential", mean: 0.5 },
          { kind: "deterministic", value: 0.3 },
        ),
        timeToRepair: fc.constantFrom<Distribution>(
          { kind: "exponential", mean: 0.3 },
          { kind: "deterministic", value: 0.1 },
        ),
        kind: fc.constantFrom<KindsByWeight>("process", { process: 1, host: 1, link: 1 }),
        coverage: fc.option(coverages, { nil: undefined }),
        crew: fc.option(crews, { nil: undefined }),
        standby: fc.constantFrom(undefined, 0.5),
        commonCause: fc.constantFrom(undefined, 0.2),
      }),
      fc.record({
        verb: fc.constant("shock" as const),
        at: instant,
        shock: fc.constant(names.tiers),
        every: fc.constant<Distribution>({ kind: "exponential", mean: 0.7 }),
        probability: fc.constantFrom(0.5, 1),
        timeToRepair: fc.constant<Distribution>({ kind: "exponential", mean: 0.2 }),
        kind: kinds,
        crew: fc.option(crews, { nil: undefined }),
      }),
    ),
    { maxLength: 6 },
  );
};

/** All in one LAN, or the first tier and the callers here and the rest 5 ms away. */
const sitesOf = (names: Names): fc.Arbitrary<NetworkOptions["sites"]> =>
  fc.constantFrom(undefined, undefined, [
    { name: "near", members: [names.tiers[0]!, "callers"] },
    { name: "far", members: ["callees", ...names.tiers.slice(1)] },
  ]);

const runs = fc.record({
  seed: fc.nat(1_000_000),
  horizon: fc.constantFrom(null, 2),
  drain: fc.constantFrom(1, 3),
  warmUp: fc.constantFrom(0, 0.2),
  stratify: fc.constantFrom(1, 4),
});

const storiesOf = (architecture: fc.Arbitrary<Architecture>) =>
  fc.record({
    architecture,
    network: fc.record({ delay: fc.constantFrom(0, 0.2e-3, 2e-3), loss: fc.constantFrom(0, 0, 0.02, 0.3) }),
    traffic: traffics,
    run: runs,
  });
/** Designs in which an address has one owner at a time. */
const owned = fc.oneof(
  { weight: 3, arbitrary: groups },
  { weight: 2, arbitrary: directed },
  { weight: 1, arbitrary: shared },
);
const any = fc.oneof({ weight: 6, arbitrary: owned }, { weight: 1, arbitrary: steered });

const namesIn = ({ tiers }: Architecture): Names => ({
  nodes: tiers.flatMap(({ nodes }) => nodes.map(({ name }) => name)),
  tiers: tiers.map(({ name }) => name),
});

/** Any small scenario in which things die. */
export const randomWorlds: fc.Arbitrary<Scenario> = storiesOf(any).chain(({ architecture, ...story }) =>
  deathsAmong(namesIn(architecture)).map((faults) => scenario(architecture, { ...story, faults })),
);

/** Any small scenario in which anything goes wrong that a fault script can say. */
export const troubledWorlds: fc.Arbitrary<Scenario> = storiesOf(owned).chain(({ architecture, network, ...story }) => {
  const names = namesIn(architecture);
  return fc.record({ faults: faultsAmong(names), sites: sitesOf(names) }).map(({ faults, sites }) =>
    scenario(architecture, {
      ...story,
      network: sites ? { ...network, sites, between: { delay: 5e-3, loss: 0 } } : network,
      faults,
    }),
  );
});

/**
 * Worlds in which things go wrong for two seconds, each for at most a second; then all is whole and alive again, and the last minute
 * is quiet. The network itself loses nothing.
 */
export const calmWorlds: fc.Arbitrary<Scenario> = troubledWorlds.map((world) => ({
  ...world,
  network: { ...world.network, loss: 0 },
  faults: [...world.faults.flatMap(passing), { verb: "heal", at: 10, heal: "all" }],
  run: { ...world.run, horizon: 70 },
}));

/** The same fault, which ends by itself. */
function passing(fault: Fault): Fault[] {
  if ("chance" in fault || "shock" in fault) return [];
  if ("kill" in fault || "hang" in fault) return [{ ...fault, for: fault.for ?? 1 }];
  return "drain" in fault ? [{ ...fault, takes: fault.takes ?? 0.3 }] : [fault];
}
