import { accessSync, constants, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { readBounded, reasonOf, Unreadable } from "../experiment/store/bounded-file.ts";
import { WriteFailure, writeWhole } from "../experiment/store/durable-file.ts";
import { type Problem, problemOfFile } from "../notation/problem.ts";
import type { Setting } from "../notation/settings.ts";
import { type Companions, Source, type Span } from "../notation/source.ts";
import { BYTES_MAX } from "../notation/yaml-text.ts";
import { parseService } from "../scenario/parse.ts";
import { ScenarioText, type ServiceResult } from "../scenario/scenario-text.ts";
import { printable } from "../units/printable.ts";
import { Refusal } from "./refusal.ts";

/**
 * Reads a scenario file, or standard input for "-".
 * @throws Refusal with everything that is wrong with it
 */
export function readScenario(file: string, settings: readonly Setting[]) {
  const read = readScenarioText(file).with(settings);
  if (read.problems) throw new Refusal(read.problems);
  return read;
}

/**
 * The text of a scenario file, to be read as often as there are settings for it.
 * @throws Refusal if there is no such file
 */
export function readScenarioText(file: string): ScenarioText {
  const read = readParsed(file, (bytes, name) => new ScenarioText(bytes, name, companionsOf(file)));
  if ("problems" in read) throw new Refusal(read.problems);
  return read;
}

/** A file that may also be a service of components without SIP; whatever stands in the way is a problem. */
export const readService = (file: string, settings: readonly Setting[]): ServiceResult =>
  readParsed(file, (bytes, name) => parseService(bytes, name, settings, companionsOf(file)));

/** Reads the files that a scenario names: they are looked for beside it, or in the current directory for standard input. */
export function companionsOf(file: string): Companions {
  return (path) => {
    const beside = isAbsolute(path) || file === "-" ? path : join(dirname(file), path);
    const read = readParsed(
      beside,
      (bytes, name) => ({ source: new Source(name, new TextDecoder().decode(bytes)) }),
      "a file that can be read",
    );
    return "problems" in read ? { refused: `${JSON.stringify(path)}: ${read.problems[0]!.found}` } : read;
  };
}

function readParsed<T>(
  file: string,
  parse: (bytes: Uint8Array, name: string) => T,
  expected = "a scenario file that can be read",
): T | { problems: Problem[] } {
  const isInput = file === "-";
  let bytes: Uint8Array;
  try {
    bytes = readBounded(isInput ? 0 : file, BYTES_MAX);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const wanted = error.found.includes(" bytes") ? `a scenario of at most ${BYTES_MAX} bytes` : expected;
    return { problems: [problemOfFile(isInput ? "standard input" : file, error.found, wanted)] };
  }
  return parse(bytes, isInput ? "standard input" : file);
}

/**
 * Makes the directory for results, before anything is computed for it.
 * @throws Refusal if it cannot be written to
 */
export function prepareDirectory(directory: string, span: Span): void {
  try {
    makeDirectory(resolve(directory));
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw Refusal.at(
      span,
      "--out",
      reasonOf(error).replace("that may not be read", "that may not be written to"),
      "a directory that can be written to",
    );
  }
}

/** Like mkdir -p, step by step: Node's own recursive mkdir never returns for a directory below /proc. */
function makeDirectory(directory: string): void {
  const missing: string[] = [];
  for (let path = directory; !existsSync(path); path = dirname(path)) missing.push(path);
  for (const path of missing.reverse()) mkdirSync(path);
  if (!statSync(directory).isDirectory()) throw Object.assign(new Error("not a directory"), { code: "EEXIST" });
}

/**
 * Writes files into a directory, each whole or not at all, and never through a link that stands there.
 *
 * @param programs those that can be run
 * @throws WriteFailure
 */
export function writeFiles(
  directory: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  programs: readonly string[] = [],
): void {
  for (const [name, content] of Object.entries(files)) {
    const isJson = typeof content === "string" && name.endsWith(".json"); // escaped, it means the same
    writeWhole(
      join(directory, name),
      [isJson ? printable(content) : content],
      programs.includes(name) ? 0o755 : undefined,
    );
  }
}

/** Streams of the shell, devices and FIFOs are written into; anything else of that name is replaced. */
export const isWrittenInto = (path: string): boolean => {
  if (/^\/(?:dev|proc)\//.test(resolve(path))) return true;
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && (stat.isFIFO() || stat.isCharacterDevice());
};

/**
 * Writes a file that an option names, in the place of what may be there.
 * @throws Refusal if it cannot be written
 * @throws WriteFailure if the disk fails
 */
export function writeNamedFile(file: string, content: string | Uint8Array, span: Span): void {
  try {
    if (isWrittenInto(file)) writeFileSync(file, content);
    else writeWhole(file, [content]);
  } catch (error) {
    throw refusalOfWriting(error, span);
  }
}

/**
 * Writes a file that is not there yet.
 * @throws Refusal if it is, or if it cannot be written
 * @throws WriteFailure if the disk fails
 */
export function writeNewFile(file: string, text: string, span: Span): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      rmSync(file, { force: true }); // begun and not finished
      throw refusalOfWriting(error, span);
    }
    throw Refusal.at(
      span,
      "file",
      `${JSON.stringify(file)}, which exists already`,
      "the name of a new file: nothing is overwritten",
    );
  }
}

/** What the disk does is no mistake of the user's; what was named is. */
function refusalOfWriting(error: unknown, span: Span): Error {
  const failure = error instanceof WriteFailure ? error : WriteFailure.of(error);
  if (["ENOSPC", "EDQUOT", "EIO", "EMFILE", "ENFILE"].includes(failure.code)) return failure;
  return Refusal.at(
    span,
    "file",
    reasonOf(failure).replace("that may not be read", "that may not be written"),
    "a file that can be written",
  );
}
