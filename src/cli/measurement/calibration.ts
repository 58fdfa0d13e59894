import type { TextTable } from "../../measurement/delimited-text.ts";
import { oneOf } from "../../notation/nearest.ts";
import type { DocumentName, Said } from "../../report/json/documents.ts";
import type { Table } from "../../report/table/table.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import type { Measured } from "./evidence-file.ts";
import type { CALIBRATE } from "./measurement-commands.ts";

/** What a calibration reads and how. */
export interface CalibrationInput {
  readonly table: TextTable;
  readonly file: string;
  readonly options: OptionsOf<typeof CALIBRATE>;
  readonly line: CommandLine;
}

/** Files that a calibration reads as a whole, plain or compressed. */
export interface FilesInput extends Omit<CalibrationInput, "table" | "file"> {
  readonly files: readonly ({ readonly path: string } & Measured)[];
  readonly only: ReadonlyMap<string, string>;
}

/** Columns by what they are (`--named`). @throws Refusal for what none of them is */
export function namedColumns({ options, line }: FilesInput, parts: readonly string[]): ReadonlyMap<string, string> {
  const named = new Map(options.named);
  for (const part of named.keys())
    if (!parts.includes(part)) throw line.refusal("--named", JSON.stringify(part), oneOf(parts));
  return named;
}

/** The documents of calibrations. */
export type CalibrationName = Extract<DocumentName, `calibrate-${string}`>;
type Own<N extends CalibrationName> = N extends CalibrationName
  ? Omit<Said<N>, "sipnines" | "file" | "only" | "yaml" | "warnings">
  : never;

/** What a calibration has found. */
export interface Calibration {
  /** For people: what was looked at in one line, a table, and sentences. */
  readonly about: string;
  readonly table?: Table;
  readonly said: readonly string[];
  /** For programs: what is said of no other subject. */
  readonly json: Own<CalibrationName>;
  /** For a scenario: lines of YAML, with where they come from as comments. */
  readonly yaml: string;
  /** What should be known before it is trusted. */
  readonly warnings: readonly string[];
}
