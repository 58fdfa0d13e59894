import { lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ConfigurationFile } from "../configuration/file-tree.ts";
import { readBounded, Unreadable } from "../experiment/store/bounded-file.ts";
import type { CommandLine } from "./command-line.ts";
import { Refusal } from "./refusal.ts";

/** A configuration that is longer is left out. */
const BYTES_MAX = 4 * 1024 * 1024;
/** Files and folders below one that is named. */
const FILES_MAX = 5000;
const DEPTH_MAX = 16;

/**
 * The files that are named, and those below folders that are named; links within folders are not followed, so that nothing is read from elsewhere.
 *
 * @param unread is told of each that is not read, and why
 * @throws Refusal when a name leads to nothing that can be read
 */
export function configurationFiles(
  paths: readonly string[],
  line: CommandLine,
  unread: (text: string) => void = () => {},
): ConfigurationFile[] {
  const files = new Map<string, ConfigurationFile>();
  for (const path of paths) {
    const found = isFolder(path) ? below(path, 0, { left: FILES_MAX, unread }) : [path];
    for (const one of found) {
      const text = textOf(one, one === path ? line : null);
      if (text === null) unread(`${one} is not read: it is no text, or longer than ${BYTES_MAX} bytes`);
      else files.set(one, { path: one, text });
    }
  }
  return [...files.values()];
}

/** Says on stderr what is not read, unless that is quiet. */
export const unreadBy =
  (quiet: boolean) =>
  (text: string): void => {
    if (!quiet) process.stderr.write(`${text}.\n`);
  };

/** The text of a file; null where there is none. */
export function textOfFile(path: string): string | null {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? null : textOf(path, null);
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function below(folder: string, depth: number, budget: { left: number; unread: (text: string) => void }): string[] {
  if (depth > DEPTH_MAX) return [];
  const found: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (budget.left-- === 0)
      budget.unread(`${folder}: of more than ${FILES_MAX} files and folders the rest is not read`);
    if (budget.left < 0) break;
    const path = join(folder, name);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory() === true) found.push(...below(path, depth + 1, budget));
    else if (stat?.isFile() === true) found.push(path);
    else if (stat?.isSymbolicLink() === true)
      budget.unread(`${path} is not read: links within folders are not followed`);
  }
  return found;
}

/** What is no text is left out; what was named and cannot be read is refused. */
function textOf(path: string, named: CommandLine | null): string | null {
  try {
    const bytes = readBounded(path, BYTES_MAX);
    return bytes.includes(0) ? null : new TextDecoder().decode(bytes);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    if (named !== null)
      throw Refusal.at(named.word(path), "FILES", `${JSON.stringify(path)}: ${error.found}`, "files that can be read");
    return null;
  }
}
