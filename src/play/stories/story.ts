import type { Fault } from "../../faults/description.ts";
import type { Scene } from "../protocol.ts";
import type { Deed } from "../text/by-hand.ts";
import type { FailedCall, Happening } from "../watched/happenings.ts";
import type { View } from "../watched/view.ts";

/** What a guide knows of the run that is shown, and of what the viewer has done to it. Nothing in it is later than the time that is shown. */
export interface Seen {
  readonly view: View;
  readonly scene: Scene;
  readonly incidents: readonly Happening[];
  readonly failedCalls: readonly FailedCall[];
  /** Lines of the fault script that were made by hand, in their order. */
  readonly deeds: readonly Fault[];
  /** The text of the scenario. */
  readonly text: string;
}

/** What a viewer does on the page; a step that is not understood can be done by the page itself. */
export type Move =
  /** Play on, or go back, to a time [s]; Infinity: to the end of the run. */
  | { readonly goTo: number }
  | { readonly act: Deed }
  /** Other values at some paths of the scenario. */
  | { readonly change: readonly (readonly [path: string, value: string])[] };

/** Something else that a viewer may try at a step, and what is said to it. */
export interface Aside {
  readonly when: (seen: Seen) => boolean;
  readonly says: string;
}

/** How the page is set when a step begins; what is left out stays as it is. */
export interface Setting {
  /** Whether all that was done and changed is undone first. */
  readonly afresh?: true;
  /** Time of the run [s]. */
  readonly time?: number;
  /** Simulated seconds per second. */
  readonly speed?: number;
}

/** One step of a guide: it tells what to look at and why, asks for something, and waits until that is so. */
export interface Step {
  readonly title: string;
  readonly text: string;
  /** What the viewer is to do. */
  readonly task: string;
  readonly hint: string;
  readonly begins?: Setting;
  readonly isDone: (seen: Seen) => boolean;
  /** What is told once it is done, with the figures of the run that is shown. */
  readonly outcome: (seen: Seen) => string;
  readonly asides?: readonly Aside[];
  /** What would do it. */
  readonly moves: readonly Move[];
}

/** A guide through one scenario of the package. */
export interface Story {
  readonly name: string;
  readonly title: string;
  /** What it is about, in one line. */
  readonly line: string;
  /** Its scenario, below `scenarios/`. */
  readonly scenario: string;
  readonly steps: readonly Step[];
}
