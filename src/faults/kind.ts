import type { Duration } from "../distributions/duration.ts";
import type { Dice } from "../notation/dice.ts";
import type { Place } from "../notation/place.ts";
import type { Read, Shape, Written } from "../notation/shape.ts";
import type { Architecture } from "../service/description.ts";
import type { Defaults, KindsWritten } from "./by-chance.ts";
import type { Moment, Names, Rehearsal, Scene, Timed } from "./scene.ts";

/** What a line is drawn from. Times are as a file says them. */
export interface FaultDrawing {
  readonly dice: Dice;
  readonly at: string;
  readonly nodes: readonly string[];
  readonly tiers: readonly string[];
}
/** A line that ends by itself. */
export interface Passing extends FaultDrawing {
  readonly node: string;
  readonly lasting: string;
  /** Shorter. */
  readonly soon: string;
}
/** One that may leave things broken, or break them again and again. */
export interface Unending extends FaultDrawing {
  readonly kind: KindsWritten;
  readonly lasting: string;
}
/** One that is tried alone on a node or tier. */
export interface Alone {
  readonly at: string;
  readonly name: string;
  readonly short: string;
  readonly long: string;
}

/**
 * A line of a fault script: F with its time worked out, N as a file says it, L as it is read. How it is played on the engine stands
 * beside it in the same folder.
 */
export interface FaultVerb<F, N, L> {
  readonly shape: Shape<L, N>;
  /** Keys that it may have. */
  readonly keys: readonly string[];
  /** What it changes: the state of one node, its speed, its announcements of addresses; nodes of a tier in turn; links; nodes by chance. */
  readonly of: "node" | "speed" | "announcements" | "tier" | "links" | "chance";
  /** Whether it ends what others began. */
  readonly mends: boolean;
  /** Names of what it strikes. */
  names(fault: F): Names;
  /** How long it lasts, as far as the line says, one after the other; of an upgrade, which takes as long as it takes, 0. */
  lasts(fault: F): Duration | readonly Duration[];
  /** Whether it says no more than that something dies for good. */
  isForGood(fault: F): boolean;
  /** Whether by it things happen that a few replications may never see. */
  isRare(fault: F): boolean;
  /** What of it depends on the rest of the file; `line` is its number. */
  completed(fault: F, line: number, architecture: Architecture, defaults: Defaults | undefined): F;
  /** Reports names that do not exist, and what does not fit together. */
  check(fault: F, scene: Scene, line: number, place: Place): void;
  /** Says what is legal and almost surely not meant. */
  warn(fault: F, moment: Moment, place: Place): void;
  /** What is so afterwards, as far as lines alone tell. */
  rehearse(fault: F, on: Rehearsal): void;
  /** Events that it costs a run of so many seconds, roughly, beside those of its line. */
  events(fault: F, scene: Scene, end: number): number;
  /** What has happened, and the same as it happens: "proxy-1 hung", "proxy-1 hangs". */
  words(fault: F): { readonly past: string; readonly present: string };
  /** How it is done on real machines, as the end of a sentence that begins with what has happened. */
  byHand(fault: F): string;
  /** Ways to draw a line that ends by itself, one that does not, and those that are worth trying alone on a node or tier. */
  readonly passing: readonly ((drawing: Passing) => N)[];
  readonly unending: readonly ((drawing: Unending) => N)[];
  alone(target: Alone): readonly N[];
}

/** The contract of a line with this shape. */
export type VerbOf<S> = FaultVerb<Timed<Read<S>>, Written<S>, Read<S>>;

/** Nothing to warn of. */
export const nothing = (): void => {};

/** What most lines are: nothing of it depends on the rest of the file, and it takes no events to speak of. */
const PLAIN = {
  mends: false,
  isForGood: () => false,
  isRare: () => false,
  completed: <F>(fault: F): F => fault,
  events: () => 0,
  alone: () => [],
};

/** What a line has in common with most others; each says which, so that none is left out unnoticed. */
export const plain = <K extends keyof typeof PLAIN>(...keys: readonly K[]): Pick<typeof PLAIN, K> =>
  Object.fromEntries(keys.map((key) => [key, PLAIN[key]])) as Pick<typeof PLAIN, K>;
