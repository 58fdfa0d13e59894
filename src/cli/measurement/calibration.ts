import type { TextTable } from "../../measurement/delimited-text.ts";
import { UnitError } from "../../units/unit-error.ts";
import type { CommandLine } from "../command-line.ts";
import { optionValue } from "../option-values.ts";

export interface CalibrateOptions {
  readonly column?: string;
  readonly arrivals?: string;
  readonly only?: readonly string[];
  readonly tier?: string;
  readonly message?: string;
  readonly law?: string;
  readonly watch?: string;
  readonly know?: readonly string[];
  readonly free?: readonly string[];
  readonly rate?: string;
  readonly busy?: string;
  readonly carried?: string;
  readonly servers?: string;
  readonly from?: string;
  readonly until?: string;
  readonly components?: string;
  readonly bootstrap?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What a calibration reads and how. */
export interface CalibrationInput {
  readonly table: TextTable;
  readonly file: string;
  readonly options: CalibrateOptions;
  readonly line: CommandLine;
  readonly bootstrap: number;
  readonly seed: number;
  readonly colour: boolean;
}

/** What a calibration has found. */
export interface Calibration {
  /** For people: tables and sentences. */
  readonly text: string;
  /** For programs. */
  readonly json: Record<string, unknown>;
  /** For a scenario: lines of YAML, with where they come from as comments. */
  readonly yaml: string;
  /** What should be known before it is trusted. */
  readonly warnings: readonly string[];
}

/** Values of a repeatable option `name=number`, times with their unit. */
export function knownNumbers(input: CalibrationInput, read: (text: string) => number): Record<string, number> {
  const { options, line } = input;
  return Object.fromEntries(
    (options.know ?? []).map((pair) => {
      const [name = "", value] = pair.split(/=(.*)/s);
      const number = optionValue(line, "--know", pair, () => {
        if (value === undefined) throw new UnitError(JSON.stringify(pair), "name=value, such as timeout=1s");
        return /^\d+(\.\d+)?$/.test(value) ? Number(value) : read(value);
      })!;
      return [name, number];
    }),
  );
}
