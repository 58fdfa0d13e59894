import type { Duration } from "../distributions/duration.ts";
import type { Dice } from "../notation/dice.ts";
import type { Place } from "../notation/place.ts";
import type { Shape } from "../notation/shape.ts";
import type { Deployment, Tier } from "../tiers/description.ts";
import { formatDuration } from "../units/duration.ts";

/** The watch that a consequence belongs to. */
export interface ConsequenceWatch extends Pick<Deployment, "addresses" | "tiers"> {
  readonly watched: Tier;
  /** The same tier for peers. */
  readonly watchers: Tier;
  /** Name of the detector's kind, and whether it elects who steps in. */
  readonly detector: string;
  readonly isByElection: boolean;
}

/**
 * What follows from a verdict, as it is described: C is the description with its times in seconds, N what a file says, such as
 * { removal: "0 s" }. How long it takes and how it works stand beside it in the same folder.
 */
export interface ConsequenceKind<C, N> {
  /** In one sentence, for editors and the reference. */
  readonly meaning: string;
  readonly shape: Shape<C, N[keyof N]>;
  /** The shortest that a file can say, as in "expected …". */
  readonly example: string;
  /**
   * What spares callers the dead node: another node gets its addresses, routers lead to another that has the same address, directors
   * dispatch to others while addresses stay where they are, or proxies ask another server of the database.
   */
  readonly effect: "addresses move" | "routes change" | "dispatch stops" | "primary changes";
  /** Whether those that back up an address may elect who takes it. */
  readonly mayElect: boolean;
  /** Whether a node that comes back gets back the addresses it had at the start. */
  goesBack(consequence: C, isByElection: boolean): boolean;
  /** Whether neighbours have to learn by ARP where an address is now, and whether they are told. */
  arp(consequence: C): "told" | "untold" | "none";
  /** Reports what cannot be of a watch with this consequence; the place is that of the watch. */
  check(consequence: C, watched: ConsequenceWatch, place: Place): void;
  /** Says which values are legal and almost surely not meant; the place is that of the consequence. */
  warn(consequence: C, place: Place, watched: Tier): void;
  /** The same in a run that ends so long after its first fault [s]; the place is that of the run. */
  warnOfEnd(consequence: C, left: number, place: Place): void;
  /** As in "The proxies watch each other by …; then …". */
  words(consequence: C): string;
  /** One of its kind by chance, its times tenths of a second. */
  drawn(dice: Dice): N;
}

/** A time in a sentence. */
export function time(duration: Duration): string {
  if (typeof duration !== "number") return `a random time (${duration.kind})`;
  return Number.isFinite(duration) ? formatDuration(duration, 3) : "never";
}

/** Nothing to warn of. */
export const nothing = (): void => {};

/** Where addresses are served elsewhere, there must be some. */
export function checkOwned({ watched, addresses }: ConsequenceWatch, found: string, place: Place): void {
  if (!addresses.some(({ tier }) => tier === watched.name))
    place.at("tier").report(`${watched.name}, ${found}`, "a tier that owns an address");
}
