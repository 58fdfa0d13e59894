import type { Distribution } from "../distributions/description.ts";
import { momentsOf, quantileOf } from "../distributions/law.ts";
import type { FaultKind } from "./node.ts";

/** How long a fault lasts [s]; left out: until another line ends it. */
interface Lasting {
  readonly for?: number | undefined;
}

/** Something dies. With `for`, it is back after that time. */
export interface Kill extends Lasting {
  readonly at: number;
  readonly kill: string;
  readonly kind: FaultKind;
  /** Whether the failover that follows works; false: nobody steps in until the node is back. */
  readonly covered?: boolean | undefined;
}

/** What is dead comes back `takes` seconds later; what is alive is stopped first. */
export interface Restart {
  readonly at: number;
  readonly restart: string;
  /** Left out: everything that is dead, or if nothing is, the process. */
  readonly kind?: FaultKind | undefined;
  readonly takes: number;
}

/** The server process stops working and does not die. */
export interface Hang extends Lasting {
  readonly at: number;
  readonly hang: string;
}

/** A process that hangs goes on. */
export interface Resume {
  readonly at: number;
  readonly resume: string;
}

/** Every message takes `factor` times as long as usual. */
export interface Slow extends Lasting {
  readonly at: number;
  readonly slow: string;
  readonly factor: number;
}

/** Nothing passes any more between two hosts or groups of hosts; one alone is cut off from all others. */
export interface Cut extends Lasting {
  readonly at: number;
  readonly cut: readonly string[];
}

/** What passes between them takes longer and gets lost more often. */
export interface Degrade extends Lasting {
  readonly at: number;
  readonly degrade: readonly string[];
  readonly delay: number;
  readonly loss: number;
}

/** Hosts reach those of their own group only; all that are not named are one more group. */
export interface Partition extends Lasting {
  readonly at: number;
  readonly partition: readonly (readonly string[])[];
}

/** What was cut, degraded or divided is whole again: everything, or what was said of these names. */
export interface Heal {
  readonly at: number;
  readonly heal: "all" | readonly string[];
}

/** Gratuitous ARPs of a node are lost: the next `next` of them, or all for a time. */
export interface LoseArp extends Lasting {
  readonly at: number;
  readonly loseArp: string;
  readonly next: number;
}

/** Planned maintenance: a node gives its work away, finishes what it has, stops, and comes back. */
export interface Drain {
  readonly at: number;
  readonly drain: string;
  /** Longest wait for work to finish [s]. */
  readonly within: number;
  /** From its stop until it is back [s]; left out: it stays down. */
  readonly takes?: number | undefined;
}

/** All nodes of a tier in turn, each drained, stopped and back before the next. */
export interface Upgrade {
  readonly at: number;
  readonly upgrade: string;
  readonly within: number;
  readonly takes: number;
  /** Between the return of a node and the drain of the next [s]. */
  readonly pause: number;
}

/** Whether the failure of a node that serves is handled as designed, and what happens when it is not. */
export interface FailureCoverage {
  readonly probability: number;
  /** What an uncovered failure takes away: the failed node's place, the whole tier, or all nodes of the tier with it. */
  readonly uncovered: "blocks place" | "blocks group" | "fails group";
  /**
   * Mean of the exponential time until people have recovered what is blocked [s]; left out: a place is blocked until its node is
   * repaired. Unused where the group fails.
   */
  readonly manualRecovery?: number | undefined;
}

/** Repairmen who work on one node each. Lines of the same name share them. */
export interface RepairCrew {
  readonly name: string;
  readonly size: number;
  /** Tiers in order of priority; those not named come last. */
  readonly priorities: readonly string[];
  /** Whether work on a node is laid aside, at no loss, when one of higher priority fails. */
  readonly preemptive: boolean;
  /** Mean time for a free repairman to pick a given waiting tier [s]; undefined: no time. */
  readonly pick?: number | undefined;
}

/** What failures by chance have in common. What is left out is as the file's `availability` has it, or a tier's lifetimes. */
interface ByChance {
  /** From when on [s]. */
  readonly at: number;
  /** Left out: as the tier's lifetimes have it. */
  readonly timeToRepair?: Distribution | undefined;
  /** What dies; or several kinds by their weights. */
  readonly kind: FaultKind | Readonly<Partial<Record<FaultKind, number>>>;
  /** Left out: every failure is covered. */
  readonly coverage?: FailureCoverage | undefined;
  /** Left out: each broken node is repaired at once. */
  readonly crew?: RepairCrew | undefined;
}

/** Nodes break by chance, each for itself, and are repaired. */
export interface Chance extends ByChance {
  /** Names of nodes or tiers. */
  readonly chance: readonly string[];
  readonly timeToFailure?: Distribution | undefined;
  /** Failure rate of a node that stands by relative to one that serves, 0 … 1; left out: 1. */
  readonly standby?: number | undefined;
  /** Share of the failures of a node that take down all nodes of its tier at once, 0 … 1; left out: 0. */
  readonly commonCause?: number | undefined;
}

/** Common cause: at times drawn by chance each of these nodes breaks with some probability. */
export interface Shock extends ByChance {
  /** Names of nodes or tiers. */
  readonly shock: readonly string[];
  readonly every: Distribution;
  readonly probability: number;
}

/** A time that is drawn anew in each replication. */
export interface DrawnTime {
  readonly law: Distribution;
  /** Added to what is drawn [s]. */
  readonly plus: number;
  /** Counted from the moment at which that earlier line strikes; left out: from the start. */
  readonly after?: number | undefined;
}

/**
 * One line of a fault script: at a time [s], something goes wrong, is done on purpose, or ends. Where the time is drawn, `at` is its
 * mean.
 */
export type Fault = FaultLine & { readonly drawn?: DrawnTime | undefined };

type FaultLine =
  | Kill
  | Restart
  | Hang
  | Resume
  | Slow
  | Cut
  | Degrade
  | Partition
  | Heal
  | LoseArp
  | Drain
  | Upgrade
  | Chance
  | Shock;

/** Whether a line breaks or mends links between hosts. */
export const isOfLinks = (fault: Fault): boolean =>
  "cut" in fault || "degrade" in fault || "partition" in fault || "heal" in fault;

/**
 * When it is over, as far as the line says [s]; for an upgrade, when it begins.
 *
 * @param at when it strikes
 */
export function lastsUntil(fault: Fault, at = fault.at): number {
  if ("for" in fault && fault.for !== undefined) return at + fault.for;
  if ("restart" in fault) return at + fault.takes;
  if ("drain" in fault) return at + fault.within + (fault.takes ?? 0);
  return at;
}

/**
 * When each line strikes in one replication [s].
 *
 * @param chance uniform on (0, 1), for each line that is drawn
 */
export function strikesAt(faults: readonly Fault[], chance: (line: number) => number): Float64Array {
  const times = new Float64Array(faults.length);
  for (const [line, { at, drawn }] of faults.entries())
    times[line] = drawn ? (earlier(drawn, times) ?? 0) + drawn.plus + quantileOf(drawn.law, chance(line)) : at;
  return times;
}

/** The latest moment at which each line can strike [s]; the mean of what has no latest. */
export function strikesAtLatest(faults: readonly Fault[]): Float64Array {
  const times = new Float64Array(faults.length);
  for (const [line, { at, drawn }] of faults.entries()) {
    const end = drawn ? quantileOf(drawn.law, 1) : 0;
    const last = drawn && (Number.isFinite(end) ? end : momentsOf(drawn.law).mean);
    times[line] = drawn ? (earlier(drawn, times) ?? 0) + drawn.plus + last! : at;
  }
  return times;
}

const earlier = ({ after }: DrawnTime, times: Float64Array): number | undefined =>
  after === undefined ? undefined : times[after];

/** The same line so much later [s]. */
export const postponed = (fault: Fault, later: number): Fault => ({
  ...fault,
  at: fault.at + later,
  ...(fault.drawn && fault.drawn.after === undefined
    ? { drawn: { ...fault.drawn, plus: fault.drawn.plus + later } }
    : {}),
});

/** Whether what it says is more than that something dies for good. */
export const canEnd = (fault: Fault): boolean => !("kill" in fault) || fault.for !== undefined;
