/**
 * A page of documentation as its tests read it.
 *
 * - A fence `sh` holds commands, which are run in order. A comment `# exit code 2` behind one says how it ends, if not with 0.
 * - A fence `sh` that begins with `# needs …; tried in test/…` cannot run everywhere: that test runs the like of it.
 * - A fence `text` right after it shows what its last command prints; a line `…` stands for any lines.
 * - A fence `yaml` holds part of a scenario; a word behind `yaml` says where in it (`yaml traffic`), or names a
 *   file that is written (`yaml own.yaml`). `ts` is a program that imports the library.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

export interface Fence {
  readonly language: string;
  /** What stands behind the language. */
  readonly where: string;
  readonly text: string;
  /** The fence `text` right behind this one. */
  readonly shown: string | undefined;
}

export interface Page {
  /** Path from the root. */
  readonly path: string;
  readonly text: string;
  readonly fences: readonly Fence[];
}

export interface Command {
  readonly text: string;
  readonly exitCode: number;
}

const FENCE = /^```(\w+)(?: ([\w.-]+))?\n([\s\S]*?)^```$(?:\n\n```text\n([\s\S]*?)^```$)?/gm;

export function readPage(path: string): Page {
  const text = readFileSync(join(root, path), "utf8");
  const fences = [...text.matchAll(FENCE)].map(([, language, where = "", inside, shown]) => ({
    language: language!,
    where,
    text: inside!,
    shown,
  }));
  return { path, text, fences };
}

/** All Markdown pages that are about the present; decisions tell how things were when they were taken. */
export function pages(): readonly Page[] {
  const docs = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  return ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ...docs.map((name) => `docs/${name}`)].map(readPage);
}

/** What has to be there for a fence's commands to run, and the test that runs the like of them; undefined if it is nothing. */
export function needsElsewhere({ text }: Fence): { readonly what: string; readonly triedIn: string } | undefined {
  const marked = /^# needs (.+); tried in (test\/\S+)$/m.exec(text.split("\n", 1)[0]!);
  return marked === null ? undefined : { what: marked[1]!, triedIn: marked[2]! };
}

/** The commands of a fence; one that ends in a backslash goes on in the next line. */
export const commandsOf = ({ text }: Fence): readonly Command[] =>
  text
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => ({ text: line, exitCode: Number(/#.*\bexit code (\d+)/.exec(line)?.[1] ?? 0) }));

/** Whether `shown` is what was printed, a line `…` standing for any lines, or none. */
export function isPrinted(shown: string, printed: string): boolean {
  const matches = (pattern: readonly string[], lines: readonly string[]): boolean => {
    if (pattern[0] === undefined) return lines.length === 0;
    if (pattern[0] === "…") return lines.some((_, from) => matches(pattern.slice(1), lines.slice(from)));
    return pattern[0] === lines[0] && matches(pattern.slice(1), lines.slice(1));
  };
  return matches(shown.split("\n"), printed.split("\n"));
}

/** `shown` as it should be: a line that is no longer printed gives way to the one that begins most like it. */
export function refreshed(shown: string, printed: string): string {
  if (!shown.split("\n").includes("…")) return printed;
  const actual = printed.split("\n");
  const likeness = (a: string, b: string) => {
    let length = 0;
    while (length < a.length && a[length] === b[length]) length++;
    return length;
  };
  const nearest = (line: string) => actual.reduce((a, b) => (likeness(line, b) > likeness(line, a) ? b : a));
  return shown
    .split("\n")
    .map((line) => (line === "…" || actual.includes(line) ? line : nearest(line)))
    .join("\n");
}
