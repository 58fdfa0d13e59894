/** What a line of a fault script is told of the rest: the service, the script, and what is known by then. */
import type { Distribution } from "../distributions/description.ts";
import type { Duration } from "../distributions/duration.ts";
import type { Architecture } from "../service/description.ts";
import type { KnownNodeState } from "./node-state.ts";

/** A time that is drawn anew in each replication. */
export interface DrawnTime {
  readonly law: Distribution;
  /** Added to what is drawn [s]. */
  readonly plus: number;
  /** Counted from the moment at which that earlier line strikes; left out: from the start. */
  readonly after?: number | undefined;
}

/** A line whose time has been worked out: `at` is its mean where it is drawn, and the start of what happens by chance [s]. */
export type Timed<L> = Omit<L, "at" | "after"> & { readonly at: number; readonly drawn?: DrawnTime | undefined };

/** Names that a line gives to hosts: one by one, or all. */
export type Names = readonly string[] | "all";

/** The service on which a script is played. */
export interface Scene {
  readonly architecture: Architecture;
  /** The whole script: verb, and what it says. */
  readonly faults: readonly Readonly<Record<string, unknown>>[];
  /** Names by which hosts can be called. */
  readonly hosts: readonly string[];
  /** The hosts that a name stands for. */
  hostsNamed(name: string): readonly number[];
  /** Mean of a distribution [s]. */
  mean(law: Distribution): number;
}

/** What is known just before a line is played. */
export interface Moment extends Scene {
  /** Null where chance or planned work decides. */
  readonly nodes: ReadonlyMap<string, KnownNodeState | null>;
  /** Lines that impair links and have not ended: their numbers, and the names they give. */
  readonly impaired: ReadonlyMap<number, Names>;
  /** When a run ends [s], and how many there are. */
  readonly end: number;
  readonly replications: number;
}

/** A script played without a network, as far as the lines alone tell. */
export interface Rehearsal {
  state(node: string): KnownNodeState | null;
  change(node: string, by: (state: KnownNodeState) => KnownNodeState): void;
  /** From now on nobody can tell when these nodes are up. */
  lose(nodes: readonly string[]): void;
  /** Links are impaired by the line that is played, until it ends or is healed. */
  impair(): void;
  heal(names: Names): void;
  /** What comes so much later, on average if that is random; nothing if it is undefined. */
  after(delay: Duration | undefined, play: () => void): void;
  /** Ends what the line that is played does to links. */
  mend(): void;
  readonly architecture: Architecture;
}
