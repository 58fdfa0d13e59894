/**
 * The command line as it is shipped, within this process: much quicker than a process for each command, and its memory can be
 * looked at. What only a process has is not there: signals, stdin, a working directory of its own, what its end does.
 */
import { readFileSync } from "node:fs";
import { root, stamp } from "./built.ts";

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Program = (words: readonly string[]) => Promise<number>;

/** The program of the last build (`ensureBuilt`); a later build is another module. */
async function program(): Promise<Program> {
  const url = `${root}dist/cli/program.js?${readFileSync(stamp, "utf8").trim()}`;
  return ((await import(url)) as { sipnines: Program }).sipnines;
}

let isBusy = false;

/** Runs a command to its end; one at a time. What it prints is kept from the terminal. */
export async function invoke(...words: readonly string[]): Promise<Answer> {
  const sipnines = await program();
  if (isBusy) throw new Error(`${words.join(" ")}: another command has not ended`);
  isBusy = true;
  const said = { stdout: "", stderr: "" };
  const originals = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const name of ["stdout", "stderr"] as const)
    process[name].write = ((chunk: string | Uint8Array) => {
      said[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("latin1");
      return true;
    }) as typeof process.stdout.write;
  try {
    const code = await sipnines(words);
    return { code, ...said };
  } finally {
    isBusy = false;
    process.stdout.write = originals.stdout;
    process.stderr.write = originals.stderr;
  }
}
