/** The command line within this process: much quicker than a process for each command, and its memory can be looked at. */
import { sipnines } from "../../src/cli/program.ts";

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; one at a time. What it prints is kept from the terminal. */
export async function invoke(...words: readonly string[]): Promise<Answer> {
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
    process.stdout.write = originals.stdout;
    process.stderr.write = originals.stderr;
  }
}
