import { basename } from "node:path";
import { captureTable } from "../../measurement/capture/capture-evidence.ts";
import { rowsWhere } from "../../measurement/column-values.ts";
import { parseTable } from "../../measurement/delimited-text.ts";
import { oneOf } from "../../notation/nearest.ts";
import { tableFiles } from "../../report/table/files.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import { styled } from "../../report/terminal.ts";
import { IDENTITY } from "../build-identity.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, writeFiles } from "../files.ts";
import { textOf } from "../option-values.ts";
import { documentText, print } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import { calibrateCalls } from "./calibrate-calls.ts";
import { calibrateCapacity } from "./calibrate-capacity.ts";
import { calibrateDetector } from "./calibrate-detector.ts";
import { calibrateLifetimes } from "./calibrate-lifetimes.ts";
import { calibrateService } from "./calibrate-service.ts";
import type { Calibration, CalibrationInput, CalibrationName, FilesInput } from "./calibration.ts";
import { locating, measured, ofCapture } from "./evidence-file.ts";

const SUBJECTS: Readonly<Record<string, (input: FilesInput) => Calibration>> = {
  service: ofTable(calibrateService),
  detector: ofTable(calibrateDetector),
  capacity: ofTable(calibrateCapacity),
  lifetimes: calibrateLifetimes,
  calls: calibrateCalls,
};

/** What reads one table. */
function ofTable(subject: (input: CalibrationInput) => Calibration): (input: FilesInput) => Calibration {
  return ({ files, only, options, line }) => {
    const [{ path: file, text, capture }, second] = files as readonly [FilesInput["files"][0], FilesInput["files"][0]?];
    if (second !== undefined)
      throw Refusal.at(
        line.word(second.path),
        "FILE",
        "a second file",
        "one; several are read for lifetimes and calls",
      );
    const table = () => (capture === null ? parseTable(text) : captureTable(capture, options));
    return ofCapture(file, () =>
      locating(file, text, () => subject({ table: rowsWhere(table(), only), file, options, line })),
    );
  };
}

/** `sipnines calibrate WHAT FILES…`: parameters of a scenario from measurements. Returns the exit code. */
export function calibrate(
  what: string,
  paths: readonly string[],
  options: CalibrationInput["options"],
  line: CommandLine,
): number {
  const subject = SUBJECTS[what];
  if (!subject) throw Refusal.at(line.word(what), "WHAT", JSON.stringify(what), oneOf(Object.keys(SUBJECTS)));
  for (const path of paths) textOf(path, "a table of measurements");
  const files = paths.map((path) => ({ path, ...measured(path) }));
  const only = new Map(options.only);
  if (options.out !== undefined) prepareDirectory(options.out, line.option("--out"));
  const found = subject({ files, only, options, line });
  const rows = [...only].map((pair) => pair.join(" = ")).join(", ");
  const yaml = `# Fitted by sipnines ${IDENTITY.version} calibrate ${what} to ${paths.map((path) => basename(path)).join(", ")}${rows === "" ? "" : ` (${rows})`}.\n${found.yaml}`;
  const json = {
    sipnines: IDENTITY,
    file: paths.join(", "),
    only: Object.fromEntries(only),
    ...found.json,
    yaml,
    warnings: found.warnings,
  };
  if (options.out !== undefined)
    writeFiles(options.out, {
      ...{ "calibration.json": documentText<CalibrationName>(json), "calibration.yaml": yaml },
      ...(found.table && tableFiles("calibration", found.table)),
    });
  print<CalibrationName>(options, json, (colour) => {
    const table = found.table ? `${onTerminal({ ...found.table, title: "" }, colour)}\n` : "";
    return `${styled(found.about, "bold", colour)}\n\n${table}${found.said.join("\n")}\n\n${yaml}`;
  });
  if (!options.quiet) for (const warning of found.warnings) process.stderr.write(`Before you trust this: ${warning}\n`);
  return EXIT.fine;
}
