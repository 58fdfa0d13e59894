/** The built program as a process of its own: threads run the built worker. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../cli/built.ts";

/** What is started, once it has been built (`ensureBuilt`). */
export const program = join(root, "dist", "cli", "main.js");

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the program to its end. */
export function call(program: string, cwd: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

/** A program that may still run. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has said on stderr so far. */
  readonly said: () => string;
}

/** Starts the program; the promise is kept when it has ended. */
export function start(program: string, cwd: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [program, ...words], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  let out = "";
  let err = "";
  child.stdout!.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr!.on("data", (chunk) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, out, err })));
  return { child, ended, said: () => err };
}

/** Waits until a program has said something. */
export async function told({ said, child }: Started, what: RegExp): Promise<void> {
  while (!what.test(said())) {
    if (child.exitCode !== null) throw new Error(`it ended without saying ${what}:\n${said()}`);
    await pause(10);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The files of results that must not depend on how they were computed, by name. */
export const resultsIn = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory)
      .filter((name) => /\.(?:csv|json)$/.test(name))
      .sort()
      .map((name) => [name, readFileSync(join(directory, name), "utf8")]),
  );

/** Waits until a directory holds finished units. */
export async function unitsIn(directory: string, atLeast: number): Promise<void> {
  for (;;) {
    let units = 0;
    try {
      units = readdirSync(join(directory, "units")).filter((name) => name.endsWith(".units")).length;
    } catch {
      units = 0; // not there yet
    }
    if (units >= atLeast) return;
    await pause(10);
  }
}
