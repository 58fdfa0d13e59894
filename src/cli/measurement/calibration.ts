import type { TextTable } from "../../measurement/delimited-text.ts";
import type { TerminalTable } from "../../report/terminal.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import type { CALIBRATE } from "./measurement-commands.ts";

/** What a calibration reads and how. */
export interface CalibrationInput {
  readonly table: TextTable;
  readonly file: string;
  readonly options: OptionsOf<typeof CALIBRATE>;
  readonly line: CommandLine;
}

/** What a calibration has found. */
export interface Calibration {
  /** For people: what was looked at in one line, a table, and sentences. */
  readonly about: string;
  readonly table?: TerminalTable;
  readonly said: readonly string[];
  /** For programs. */
  readonly json: Record<string, unknown>;
  /** For a scenario: lines of YAML, with where they come from as comments. */
  readonly yaml: string;
  /** What should be known before it is trusted. */
  readonly warnings: readonly string[];
}
