import type { Distribution } from "../distributions/description.ts";
import { type Duration, distributionOf } from "../distributions/duration.ts";
import { samplerOf } from "../distributions/simulated.ts";
import type { Machine } from "../ha/machine.ts";
import type { Node } from "../ha/node.ts";
import type { Takeover } from "../ha/takeover.ts";
import type { Engine } from "../kernel/engine.ts";
import type { Processes } from "../kernel/process.ts";
import type { Impairment } from "../network/links.ts";
import type { Network } from "../network/network.ts";
import type { Sampler } from "../random/sampler.ts";
import type { Streams } from "../random/stream.ts";
import type { Director } from "../sip/director.ts";
import type { FaultKind } from "../tiers/fault-kind.ts";
import type { FailureCoverage, KindsByWeight, RecoveryAttempt, RepairCrew, Repaired } from "./by-chance.ts";
import type { Fault } from "./description.ts";
import type { Names } from "./scene.ts";

/** What faults act on. */
export interface FaultSurroundings {
  readonly engine: Engine;
  readonly processes: Processes;
  readonly network: Network;
  readonly streams: Streams;
  readonly nodes: readonly Node[];
  readonly director: Director;
  readonly takeovers: readonly Takeover[];
  node(name: string): Node;
  /** The servers on a host; the node that is called so. */
  nodesOn(name: string): readonly Node[];
  /** The machine of a host, or of a node that shares none. */
  machine(name: string): Machine;
  /** The hosts that a name stands for. */
  hostsNamed(name: string): readonly number[];
  /** What parts of a node come back so much later [s]. */
  bringBack(node: Node, kinds: readonly FaultKind[], later: number): void;
  /** What lines of the script do to links, with the names they give; each line adds its own. */
  readonly impairments: { readonly names: Names; readonly impairment: Impairment }[];
}

/** What a line does. */
export interface FaultEffect {
  strike(): void;
  /** How it ends by itself: when, counted from its strike [s]; undefined if it does not. */
  readonly lasts: number | undefined;
  end(): void;
}

/** How often nodes break, and what becomes of them. What a law leaves out is as the lifetimes of the node's tier have it. */
export interface Risk {
  /** Names of nodes or tiers. */
  readonly names: readonly string[];
  readonly from: number;
  readonly kind: KindsByWeight;
  readonly coverage: FailureCoverage | undefined;
  readonly crew: RepairCrew | undefined;
  /** What is tried first. */
  readonly attempts: readonly RecoveryAttempt[];
  /** Whether a life begins anew whenever the process starts, for whatever reason. */
  readonly isOfProcess: boolean;
  readonly travel: Distribution | undefined;
  readonly timeToRepair: Distribution | undefined;
  /** What ends the life of each: its own time to failure, or shocks that strike all together. */
  readonly by:
    | {
        readonly own: Distribution | undefined;
        /** Failure rate of a standby relative to a node that serves; share of failures that are common to a tier. */
        readonly standby: number;
        readonly commonCause: number;
      }
    | { readonly shocks: Distribution; readonly probability: number; readonly tries: number };
}

/** What lines of chance say in common of failures and repairs. */
export const repairsOf = ({
  at,
  kind,
  coverage,
  crew,
  attempts = [],
  isOfProcess = false,
  travel,
  timeToRepair,
}: Pick<Fault<"chance">, "at" | "kind" | Exclude<keyof Repaired, "after" | "crews" | "failure" | "tries">>): Omit<
  Risk,
  "names" | "by"
> => ({
  ...{ from: at, kind, coverage, crew, attempts, isOfProcess, travel, timeToRepair },
});

/** How a line is played: it strikes at its time, or again and again by chance. */
export type FaultMechanism<F> =
  | { readonly strikes: "once"; effect(fault: F, surroundings: FaultSurroundings): FaultEffect }
  | { readonly strikes: "by chance"; risk(fault: F): Risk };

/** Done at once, and not undone by itself. */
export const forGood = (strike: () => void): FaultEffect => ({ strike, lasts: undefined, end: () => {} });

/** Links are impaired until it ends by itself, or is healed by these names. */
export function impairing(
  names: Names,
  impairment: Impairment,
  lasts: number | undefined,
  surroundings: FaultSurroundings,
): FaultEffect {
  const { network, impairments } = surroundings;
  impairments.push({ names, impairment });
  return { strike: () => network.impair(impairment), lasts, end: () => network.mend(impairment) };
}

/** Hosts on both sides of what is cut or degraded; one name is parted from all others. */
export function sidesOf([one, other]: readonly string[], { network, hostsNamed }: FaultSurroundings) {
  const from = hostsNamed(one!);
  const all = Array.from({ length: network.hosts }, (_, host) => host);
  return { from, to: other === undefined ? all.filter((host) => !from.includes(host)) : hostsNamed(other) };
}

/** How long what a line does to a node or tier takes; each of them has a stream of its own. */
export const timesOf = (duration: Duration, verb: string, name: string, { streams }: FaultSurroundings): Sampler =>
  samplerOf(distributionOf(duration), streams.stream(`${verb}/${name}`));
