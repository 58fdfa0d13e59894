import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { type ParseResult, parseScenarioBytes } from "../scenario/parse.ts";
import { parseServiceBytes, type ServiceResult } from "../scenario/parse-service.ts";
import { type Problem, problemOfFile } from "../scenario/problem.ts";
import { ScenarioText } from "../scenario/scenario-text.ts";
import type { Setting } from "../scenario/settings.ts";
import { type Companions, Source, type Span } from "../scenario/source.ts";
import { BYTES_MAX, decodeText } from "../scenario/yaml-text.ts";
import { Refusal } from "./refusal.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EACCES: "a file that may not be read",
  EPERM: "a file that may not be read",
  EISDIR: "a directory",
  ENOTDIR: "a path through something that is no directory",
  ELOOP: "a circle of links",
  ENAMETOOLONG: "a name that is too long",
  EROFS: "a read-only file system",
  ENOSPC: "a full disk",
  EEXIST: "a file",
  ENXIO: "a device or socket",
  EAGAIN: "nothing to read yet",
};

const reasonOf = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return REASONS[code] ?? `a file that cannot be read (${code})`;
};

/** Reads a scenario file, or standard input for "-"; whatever stands in the way is a problem. */
export const readScenario = (file: string, settings: readonly Setting[]): ParseResult =>
  readParsed(file, (bytes, name) => parseScenarioBytes(bytes, name, settings, companionsOf(file)));

/** The text of a scenario file, to be read as often as there are settings for it. */
export const readScenarioText = (
  file: string,
): { text: ScenarioText; problems?: never } | { text?: never; problems: readonly Problem[] } =>
  readParsed(file, (bytes, name) => {
    const decoded = decodeText(bytes, name);
    return "problem" in decoded
      ? { problems: [decoded.problem] }
      : { text: new ScenarioText(decoded.text, name, companionsOf(file)) };
  });

/** The same of a file that may also be a service of components without SIP. */
export const readService = (file: string, settings: readonly Setting[]): ServiceResult =>
  readParsed(file, (bytes, name) => parseServiceBytes(bytes, name, settings, companionsOf(file)));

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
  const refuse = (found: string): { problems: Problem[] } => ({ problems: [problemOfFile(file, found, expected)] });
  try {
    if (file === "-") return parse(readFileSync(0), "standard input");
    const stat = statSync(file);
    if (stat.isDirectory()) return refuse("a directory");
    // Devices such as /dev/stdin have no size and are read to their end; endless ones are left alone.
    if (stat.isCharacterDevice() && !/std(?:in|err|out)$|\/fd\//.test(file)) return refuse("a device");
    if (stat.isFile() && stat.size > BYTES_MAX)
      return {
        problems: [problemOfFile(file, `a file of ${stat.size} bytes`, `a scenario of at most ${BYTES_MAX} bytes`)],
      };
    return parse(readFileSync(file), file);
  } catch (error) {
    return refuse(reasonOf(error));
  }
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
 * Writes files into a directory.
 *
 * @param programs those that can be run
 */
export function writeFiles(
  directory: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  programs: readonly string[] = [],
): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  for (const name of programs) chmodSync(join(directory, name), 0o755);
}

/**
 * Writes a file that an option names, over what may be there.
 * @throws Refusal if it cannot be written
 */
export function writeNamedFile(file: string, text: string, span: Span): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw Refusal.at(
      span,
      "file",
      reasonOf(error).replace("that may not be read", "that may not be written"),
      "a file that can be written",
    );
  }
}

/**
 * Writes a file that is not there yet.
 * @throws Refusal if it is, or if it cannot be written
 */
export function writeNewFile(file: string, text: string, span: Span): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw Refusal.at(
      span,
      "file",
      exists
        ? `${JSON.stringify(file)}, which exists already`
        : reasonOf(error).replace("that may not be read", "that may not be written"),
      exists ? "the name of a new file: nothing is overwritten" : "a file that can be written",
    );
  }
}
