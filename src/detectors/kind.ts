import type { Dice } from "../notation/dice.ts";
import type { Place } from "../notation/place.ts";
import type { Shape } from "../notation/shape.ts";
import type { Deployment, Tier } from "../tiers/description.ts";
import { formatDuration } from "../units/duration.ts";

/** What a watch says besides its detector, as far as one or another detector depends on it. */
export interface DetectorWatch extends Pick<Deployment, "addresses"> {
  readonly watched: Tier;
  /** The same tier for peers. */
  readonly watchers: Tier;
  /** Whether what follows is something that those who back up an address may elect. */
  readonly mayElect: boolean;
  /** Whether a node that comes back gets back the addresses it had at the start. */
  readonly goesBack: boolean;
}

/** One node that owns addresses, and those that back it up, each with its priority. */
export interface Election {
  readonly owner: string;
  /** Indices of its addresses among those of the architecture; they move together. */
  readonly addresses: readonly number[];
  /** The owner, then its backups in the order in which they take over. */
  readonly members: readonly { readonly name: string; readonly priority: number }[];
}

export interface Elections<D> {
  of(detector: D, service: Deployment, tier: string): readonly Election[];
  /** The detector as it meets the death of the owner. */
  inForce(detector: D, election: Election): D;
}

/** How much later than usual something may come without a false verdict [s], and how many hops it comes by. */
export interface Lateness {
  readonly most: number;
  readonly hops: 1 | 2;
}

/**
 * How a death is noticed, as it is described: D is the description with its times in seconds, N what a file says, such as
 * { heartbeat: { … } }. The mechanism, its law and what calibration may fit of it stand beside it in the same folder.
 */
export interface DetectorKind<D, N> {
  /** In one sentence, for lists, editors and the reference. */
  readonly meaning: string;
  readonly shape: Shape<D, N[keyof N]>;
  /** The same with timers that depend on how many nodes take part; left out: none does. */
  among?(detector: D, nodes: number): D;
  /** The elections of a tier, where each address has one of its own among those that back it up. */
  readonly elections: "none" | Elections<D>;
  /** What takes a channel of the network for itself: the watch as a whole, each watched node, or each address. */
  readonly channels: "watch" | "node" | "address";
  /** What of it is counted where channels run out, such as "polling". */
  readonly counted: string;
  /** Whether a program of it lives on when the server process dies. */
  outlivesProcess(detector: D): boolean;
  /** Whether it finds a process that hangs; otherwise such a node counts as alive. */
  hearsHang(detector: D): boolean;
  /** Whether it looks after processes for a cluster manager, which decides what follows; left out: no. */
  monitors?(detector: D): boolean;
  /** Reports what cannot be of a watch by this detector. */
  check(detector: D, watched: DetectorWatch, place: Place): void;
  /** Says which times are legal and almost surely not meant. */
  warn(detector: D, watched: DetectorWatch, place: Place): void;
  /** What may come late without a false verdict, where hops take random times. */
  bears(detector: D): Lateness;
  /** Kind and settings in as few words as tell it from its relatives, such as "VRRP v2 1 s". */
  name(detector: D): string;
  /** The same in a sentence: "VRRP version 2, advertisements every 1 s". */
  words(detector: D): string;
  /** The shortest time between two things that one pair of nodes does [s], and how many pairs do it. */
  work(
    detector: D,
    delay: number,
    watched: number,
    watchers: number,
  ): { readonly period: number; readonly pairs: number };
  /** The same with fewer events and the same verdicts, where many lifetimes are simulated; `members` nodes take part. */
  cheaper(detector: D, members: number): D;
  /** One of its kind by chance, its times tenths of a second. */
  drawn(dice: Dice): N;
}

/** All nodes that take part in a watch. */
export const membersOf = ({ watched, watchers }: DetectorWatch): number =>
  watched === watchers ? watched.nodes.length : watched.nodes.length + watchers.nodes.length;

/** A time in names of detectors: three digits of it. */
export const time = (seconds: number): string => formatDuration(Number(seconds.toPrecision(3)));

/** Nothing to report, nothing to warn of. */
export const nothing = (): void => {};
