/** How it is told that two folders are an old and a new state of one service, and not the folders of two hosts. */
import { statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { isScenario } from "../../checks/scenario.ts";
import type { ConfigurationFile } from "../../configuration/file-tree.ts";
import { hostByPath } from "../../configuration/host.ts";
import { recognise } from "../../configuration/kinds.ts";
import type { CommandLine } from "../command-line.ts";
import { configurationFiles } from "../configuration-files.ts";

/** A state of a service: the files of a folder, or one file. */
export interface State {
  /** As it was named. */
  readonly name: string;
  /** What the paths of its files are relative to. */
  readonly root: string;
  readonly isFile: boolean;
  readonly files: readonly ConfigurationFile[];
}

/** @throws Refusal when nothing of this name can be read */
export function stateAt(path: string, line: CommandLine, unread?: (text: string) => void): State {
  const isFile = !isFolder(path);
  const root = isFile ? dirname(path) : path;
  const files = configurationFiles([path], line, unread).map((one) => ({
    path: relative(root, one.path),
    text: one.text,
  }));
  return { name: path, root, isFile, files };
}

/** Where a file of a state is, as it was named. */
export const pathIn = ({ root }: Pick<State, "root">, file: string): string => join(root, file);

/** Names of folders that say it. */
const NAMES = ["old new", "before after"];

/** Why two folders are taken as an old and a new state, as a sentence; null: they are not. */
export function whyStates(paths: readonly string[], line: CommandLine): string | null {
  const [old, now] = paths;
  if (paths.length !== 2 || !paths.every(isFolder)) return null;
  const names = `${basename(old!)} ${basename(now!)}`;
  if (NAMES.includes(names)) return "since they are called so";
  const [one, other] = paths.map((path) => stateAt(path, line));
  const hosts = hostsIn(one!);
  const shared = [...hostsIn(other!)].filter((host) => hosts.has(host));
  if (shared.length > 0) return `since both have files of ${shared.slice(0, 3).join(", ")}`;
  const scenarios = new Set(one!.files.filter(isScenario).map(({ path }) => path));
  const same = other!.files.find((file) => isScenario(file) && scenarios.has(file.path));
  return same === undefined ? null : `since both have ${same.path}`;
}

/** Hosts that folders below this one are called after. */
const hostsIn = ({ files }: State): Set<string> =>
  new Set(files.flatMap(({ path, text }) => (recognise(path, text) === null ? [] : (hostByPath(path)?.value ?? []))));

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
