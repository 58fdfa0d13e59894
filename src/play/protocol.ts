/** What the page and its workers say to each other. Each request has a number, and each answer that of its request. */
import type { Problem } from "../notation/problem.ts";
import type { JsonSchema } from "../notation/shape.ts";
import type { Warning } from "../notation/warning.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Participants } from "../trace/participants.ts";
import type { Appraisal } from "./office/appraisal.ts";
import type { DrawnLadder } from "./office/call-ladder.ts";
import type { FaultCost } from "./office/fault-cost.ts";
import type { WholeRun } from "./office/whole-run.ts";
import type { Adjustable } from "./text/adjustables.ts";
import type { Deed } from "./text/by-hand.ts";
import type { Copying } from "./text/copied.ts";
import type { FailedCall, Happening } from "./watched/happenings.ts";
import type { Bucket } from "./watched/series.ts";
import type { View } from "./watched/view.ts";

/** What is played: the text of a scenario, the files that it names, by the paths it uses, and which replication. */
export interface Piece {
  readonly file: string;
  readonly text: string;
  readonly companions: Readonly<Record<string, string>>;
  readonly replication: number;
}

/** How much of a run the page has been told already. */
export interface Known {
  readonly incidents: number;
  readonly failedCalls: number;
  readonly buckets: number;
}

/** How a text is changed: a line more in its fault script at a time [s], the last one fewer, other values at some paths, or all gone that the analyzer does not read. */
export type Edit =
  | { readonly kind: "fault"; readonly at: number; readonly deed: Deed }
  | { readonly kind: "take back" }
  | { readonly kind: "without script" }
  | { readonly kind: "values"; readonly values: readonly (readonly [path: string, value: string])[] };

export type Request =
  /** Read a piece, and stand at its beginning. */
  | { readonly kind: "load"; readonly piece: Piece }
  /** Play on to a time [s], for at most so many milliseconds; with the metrics as they stand then, which take a while, or without. */
  | {
      readonly kind: "play";
      readonly until: number;
      readonly budget: number;
      readonly counted: boolean;
      readonly known: Known;
    }
  /** Stand at a time [s], or after so many events, before or behind what has been reached. */
  | {
      readonly kind: "seek";
      readonly to: { readonly time: number } | { readonly events: number };
      readonly known: Known;
    }
  /** Change the text of a piece; nothing is played. */
  | { readonly kind: "edit"; readonly text: string; readonly edit: Edit }
  /** Write a piece as a file that makes the same run. */
  | { readonly kind: "copy"; readonly piece: Piece; readonly copying: Pick<Copying, "isChanged" | "fingerprint"> }
  /** The JSON Schema of scenarios. */
  | { readonly kind: "schema" }
  /** The same scenario with another architecture, as its section says it. */
  | { readonly kind: "other design"; readonly piece: Piece; readonly architecture: string }
  /** What of a piece a slider can change. */
  | { readonly kind: "adjustables"; readonly piece: Piece }
  /** What the analyzer says; with calls lost at failures measured message by message, or without. */
  | { readonly kind: "appraisal"; readonly piece: Piece; readonly simulates: boolean }
  /** Run a piece beside itself without its last fault, and what follows it. */
  | { readonly kind: "fault cost"; readonly piece: Piece }
  /** Say what is wrong with a piece; nothing is played. */
  | { readonly kind: "check"; readonly piece: Piece }
  /** Run the whole of a piece as the command line does. */
  | { readonly kind: "whole run"; readonly piece: Piece }
  /** Draw the ladder of a call that has ended at `until` [s]. */
  | { readonly kind: "ladder"; readonly piece: Piece; readonly call: number; readonly until: number };

/** What a scenario is about, once. */
export interface Scene {
  readonly title: string;
  readonly about: string;
  readonly architecture: Scenario["architecture"];
  readonly network: Scenario["network"];
  readonly traffic: Scenario["traffic"];
  readonly faults: Scenario["faults"];
  readonly participants: Participants;
  readonly seed: number;
  readonly replication: number;
  /** When the run ends if all goes as planned [s], and the length of an interval of its series [s]. */
  readonly nominalEnd: number;
  readonly interval: number;
  readonly warnings: readonly Warning[];
}

/** A moment of a run, and what has happened since what the page knows. */
export interface Frame {
  readonly view: View;
  /** Whether what was asked for is reached; and whether more frames follow until it is. */
  readonly reached: boolean;
  readonly isOnTheWay: boolean;
  readonly fingerprint: string;
  /** Whether the counters of the view are there. */
  readonly counted: boolean;
  /** How many came before those that are told here. */
  readonly known: Known;
  readonly incidents: readonly Happening[];
  readonly failedCalls: readonly FailedCall[];
  readonly buckets: readonly Bucket[];
  /** Incidents and failed calls so far that are told nowhere, because there are too many. */
  readonly leftOut: number;
}

export type Answer =
  | { readonly kind: "scene"; readonly scene: Scene }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] }
  | { readonly kind: "frame"; readonly frame: Frame }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "schema"; readonly schema: JsonSchema }
  /** The text, and the lines of the fault script that are not in it because they name what is not there. */
  | { readonly kind: "other design"; readonly text: string; readonly leftOut: readonly string[] }
  | { readonly kind: "adjustables"; readonly adjustables: readonly Adjustable[] }
  | { readonly kind: "appraisal"; readonly appraisal: Appraisal }
  /** What the last fault costs; as a line of the script, and the node that it kills. */
  | { readonly kind: "fault cost"; readonly cost: FaultCost; readonly line: string; readonly killed: string | null }
  /** There is no answer, and why, as a sentence. */
  | { readonly kind: "untold"; readonly because: string }
  /** How much of what takes long is done, from 0 to 1; more follows. */
  | { readonly kind: "progress"; readonly share: number }
  /** The piece can be played. */
  | { readonly kind: "sound"; readonly warnings: readonly Warning[] }
  | { readonly kind: "whole run"; readonly whole: WholeRun }
  | { readonly kind: "ladder"; readonly drawn: DrawnLadder | null }
  /** Another request has come in its place. */
  | { readonly kind: "overtaken" }
  /** A fault of the program, as a sentence. */
  | { readonly kind: "broken"; readonly what: string };
