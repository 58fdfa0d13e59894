/** Small services to experiment with, and the scenarios that put them to the test. All times are seconds. */

import type { Witness } from "../../src/architecture/witness.ts";
import { World } from "../../src/architecture/world.ts";
import type { Bindings } from "../../src/bindings/description.ts";
import type { Checkpoint } from "../../src/bindings/memory/description.ts";
import type { Consequence } from "../../src/consequences/description.ts";
import type { Detector } from "../../src/detectors/description.ts";
import { looking, type Track } from "../../src/detectors/vrrp/description/track.ts";
import { deterministic } from "../../src/distributions/description.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { Engine } from "../../src/kernel/engine.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { type MetricName, metricIndex } from "../../src/metrics/catalogue.ts";
import type { Figures } from "../../src/metrics/collector.ts";
import type { NetworkOptions } from "../../src/network/network-options.ts";
import { Phases } from "../../src/random/phases.ts";
import { Streams } from "../../src/random/stream.ts";
import type { RunOptions, Scenario } from "../../src/scenario/scenario.ts";
import type { Architecture, Watch } from "../../src/service/description.ts";
import { RFC3261 } from "../../src/sip/timers.ts";
import type { Arrivals, Traffic } from "../../src/sip/traffic.ts";
import type { AddressDescription, Tier } from "../../src/tiers/description.ts";
import type { FaultKind } from "../../src/tiers/fault-kind.ts";

type CallTraffic = NonNullable<Traffic["calls"]>;

/** Servers of one role; a server counts as fast as the reference unless `speed` says otherwise. */
export function tier(
  name: string,
  role: Tier["role"],
  active: readonly string[],
  standby: readonly string[] = [],
  special: Partial<Omit<Tier, "name" | "role" | "nodes">> & { speed?: Readonly<Record<string, number>> } = {},
): Tier {
  const { speed = {}, ...rest } = special;
  return {
    name,
    role,
    nodes: [...active, ...standby].map((node) => ({ name: node, speed: speed[node] ?? 1 })),
    active: active.length,
    standby: standby.length,
    workers: 1,
    queue: Infinity,
    service: { each: deterministic(0.2e-3), byMethod: {}, lookup: 0 },
    ...rest,
  };
}

/** A virtual address for each active server of a tier: SAP-A of A, SAP-B of B, … with equal weights. */
export const addressesOf = ({ name, nodes, active }: Tier): AddressDescription[] =>
  nodes
    .slice(0, active)
    .map((node) => ({ name: `SAP-${node.name}`, tier: name, owner: node.name, priority: 0, weight: 1 }));

/** Heartbeats every 100 ms, dead after three, as the defaults of these tests have it. */
export const heartbeat = (differs: Partial<Extract<Detector, { kind: "heartbeat" }>> = {}): Detector => ({
  kind: "heartbeat",
  interval: 0.1,
  misses: 3,
  judged: "at timeout",
  stagger: null,
  ...differs,
});

/** Totem with the timers of OpenAIS of 2006–08. */
export const totem = (differs: Partial<Extract<Detector, { kind: "totem" }>> = {}): Detector => ({
  kind: "totem",
  token: 1,
  consensus: 0.2,
  reform: 0.05,
  hold: 5e-3,
  ...differs,
});

/** VRRP version 2 with the defaults of RFC 3768. */
export const vrrp = ({
  track,
  ...differs
}: Partial<Omit<Extract<Detector, { kind: "vrrp" }>, "track">> & {
  readonly track?: number | Track;
} = {}): Detector => ({
  kind: "vrrp",
  version: 2,
  advertisement: 1,
  priority: 100,
  ...differs,
  ...(track === undefined ? {} : { track: typeof track === "number" ? looking(track) : track }),
});

/** A check every 6 s, as in Keepalived's samples. */
export const poll = (differs: Partial<Extract<Detector, { kind: "poll" }>> = {}): Detector => ({
  kind: "poll",
  interval: 6,
  timeout: 0.7,
  retries: 0,
  retryDelay: 1,
  fall: 1,
  rise: 1,
  from: "start",
  ...differs,
});

/** A SIP OPTIONS request every half second, dead after one without an answer. */
export const optionsPing = (differs: Partial<Extract<Detector, { kind: "options" }>> = {}): Detector => ({
  kind: "options",
  interval: 0.5,
  timeout: 0.2,
  misses: 1,
  answers: 1,
  source: "own address",
  replies: [],
  asks: "all",
  ...differs,
});

/** A takeover that needs 10 ms to choose and 40 ms to claim, and tells the neighbours. */
export const takeover: Consequence<"takeover"> = {
  kind: "takeover",
  select: 0.01,
  claim: 0.04,
  gratuitousArp: true,
  staleArp: deterministic(20),
};

/** Nodes of tier `by` watch those of a tier; what follows from a death is a takeover or a removal. */
export const watch = (
  by: string,
  tier: string,
  detector: Detector,
  follows: "takeover" | "removal",
  differs: { readonly takeover?: Partial<Consequence<"takeover">>; readonly removal?: number } = {},
): Watch => ({
  tier,
  by,
  detector,
  consequence:
    follows === "takeover" ? { ...takeover, ...differs.takeover } : { kind: "removal", delay: differs.removal ?? 0 },
});

/** Bindings in the memory of the proxies, copied to their standbys; nobody waits for a transfer. */
export const inMemory = (
  checkpoint: Checkpoint = { mode: "synchronous" },
  differs: Partial<Bindings<"memory">> = {},
): Bindings<"memory"> => ({ kind: "memory", checkpoint, copiedTo: "standbys", transfer: "at once", ...differs });

/** n + m proxy/registrars with bindings in their memory: A, B, … active, S1, S2, … standing by. */
export function standbyGroup(
  active: number,
  standby: number,
  differs: {
    readonly detector?: Detector;
    readonly takeover?: Partial<Consequence<"takeover">>;
    readonly checkpoint?: Checkpoint;
    readonly tier?: Parameters<typeof tier>[4];
  } = {},
): Architecture {
  const actives = Array.from({ length: active }, (_, i) => String.fromCharCode(65 + i));
  const standbys = Array.from({ length: standby }, (_, i) => `S${i + 1}`);
  const proxies = tier("proxies", "proxy", actives, standbys, differs.tier);
  const { detector = heartbeat(), takeover = {} } = differs;
  return {
    preset: "custom",
    title: `${active} + ${standby}`,
    tiers: [proxies],
    addresses: addressesOf(proxies),
    watches: active + standby > 1 ? [watch("proxies", "proxies", detector, "takeover", { takeover })] : [],
    directors: "call-id hash",
    bindings: inMemory(differs.checkpoint),
    needs: { anyOf: [...actives, ...standbys] },
  };
}

/** One proxy and nothing else: a queue. */
export const single = (differs: Parameters<typeof tier>[4] = {}): Architecture =>
  standbyGroup(1, 0, { tier: differs, checkpoint: { mode: "none" } });

/** Directors D1 + D2 by VRRP in front of n proxies P1, P2, … that share the database DB. */
export function behindDirectors(
  proxies: number,
  differs: {
    readonly health?: Detector;
    readonly removal?: number;
    readonly directors?: Architecture["directors"];
    readonly proxies?: Parameters<typeof tier>[4];
    readonly database?: Parameters<typeof tier>[4];
    readonly timeout?: number;
    readonly cache?: boolean;
  } = {},
): Architecture {
  const names = Array.from({ length: proxies }, (_, i) => `P${i + 1}`);
  const atOnce = { service: { each: deterministic(0), byMethod: {}, lookup: 0 } };
  const directors = tier("directors", "director", ["D1"], ["D2"], atOnce);
  const { timeout = 2, cache = false } = differs;
  return {
    preset: "custom",
    title: `${proxies} proxies behind directors`,
    tiers: [
      directors,
      tier("proxies", "proxy", names, [], differs.proxies),
      tier("database", "database", ["DB"], [], { workers: 10, ...differs.database }),
    ],
    addresses: [{ name: "VIP", tier: "directors", owner: "D1", priority: 0, weight: 1 }],
    watches: [
      watch("directors", "directors", vrrp(), "takeover"),
      watch("directors", "proxies", differs.health ?? poll(), "removal", { removal: differs.removal ?? 0 }),
    ],
    directors: differs.directors ?? "call-id hash",
    bindings: { kind: "database", tier: "database", timeout, cache },
    needs: { allOf: [{ anyOf: ["D1", "D2"] }, { anyOf: names }, "DB"] },
  };
}

/** A proxy A (and standbys S1, … by VRRP) with its bindings in the database DB. */
export function withDatabase(
  standby: number,
  differs: {
    readonly proxies?: Parameters<typeof tier>[4];
    readonly database?: Parameters<typeof tier>[4];
    readonly timeout?: number;
    readonly cache?: boolean;
  } = {},
): Architecture {
  const group = standbyGroup(1, standby, { detector: vrrp(), ...(differs.proxies && { tier: differs.proxies }) });
  const { timeout = 2, cache = false } = differs;
  return {
    ...group,
    tiers: [...group.tiers, tier("database", "database", ["DB"], [], differs.database)],
    bindings: { kind: "database", tier: "database", timeout, cache },
    needs: { allOf: [group.needs, "DB"] },
  };
}

/** Arrivals at equal distances. */
export const paced = (rate: number, limits: { count?: number; duration?: number; start?: number }): Arrivals => ({
  kind: "paced",
  rate,
  start: 0,
  count: Infinity,
  duration: Infinity,
  ...limits,
});

/** Arrivals at random. */
export const poisson = (rate: number, limits: { count?: number; duration?: number; start?: number }): Arrivals =>
  ({
    ...paced(rate, limits),
    kind: "poisson",
  }) as Arrivals;

/** SIPp's default calls: answered at once, hung up at once. */
export const calls = (arrivals: Arrivals, differs: Partial<CallTraffic> = {}): CallTraffic => ({
  arrivals,
  openLimit: Infinity,
  access: "round robin",
  ring: deterministic(0),
  hold: deterministic(0),
  busy: 0,
  callTimeout: Infinity,
  patience: null,
  redial: null,
  ...differs,
});

/** What a scenario does with an architecture; what is left out is quiet, lossless and registered since ever. */
export interface Story {
  readonly network?: Partial<NetworkOptions>;
  readonly traffic?: Partial<Omit<Traffic, "registration">> & {
    readonly registration?: Partial<Traffic["registration"]>;
  };
  readonly faults?: readonly Fault[];
  readonly run?: Partial<RunOptions>;
}

export function scenario(architecture: Architecture, { network, traffic, faults, run }: Story = {}): Scenario {
  return {
    title: "",
    about: "",
    architecture,
    network: { delay: 0.2e-3, loss: 0, ...network },
    traffic: {
      users: 10,
      calls: null,
      options: null,
      subscribe: null,
      retransmission: false,
      timers: RFC3261,
      nextTarget: null,
      recordRoute: false,
      ...traffic,
      registration: {
        expires: 3600,
        refresh: Infinity,
        within: null,
        with: "every address",
        backOff: null,
        avalanche: null,
        ...traffic?.registration,
      },
    },
    faults: faults ?? [],
    run: { seed: 1, replications: 1, horizon: null, drain: 40, stratify: 1, warmUp: 0, ...run },
    expect: [],
  };
}

/** A node dies. */
export const kill = (name: string, at: number, kind: FaultKind = "host"): Fault<"kill"> => ({
  ...{ verb: "kill", at, kill: name, kind },
});

/** A scenario's world without anybody measuring, but for those who want to hear something. */
export function worldOf(scenario: Scenario, engine: Engine = new Kernel(), hears: Partial<Witness> = {}): World {
  const { seed, stratify } = scenario.run;
  return new World({ engine, streams: new Streams(seed), phases: new Phases(seed, stratify) }, scenario, {
    inviteProcessed: () => {},
    otherProcessed: () => {},
    setUp: () => {},
    ringing: () => {},
    answered: () => {},
    lost: () => {},
    ...hears,
  });
}

/** One figure of a replication by name. */
export const figure = (figures: Figures, name: MetricName): number => figures[metricIndex(name)]!;

/** Whether VRRP daemons of a scenario outlive the server process. */
export const hasDaemons = ({ architecture }: Scenario): boolean =>
  architecture.watches.some(({ detector }) => detector.kind === "vrrp" && detector.track !== undefined);
