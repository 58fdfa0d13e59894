import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Job, simulate } from "../experiment/simulate.ts";
import type { Figures } from "../metrics/collector.ts";
import { shippedScenario } from "../scenario/shipped.ts";
import { interruptible } from "./interruption.ts";
import { Progress } from "./progress.ts";

/** Where the scenarios are that ship with the program: beside its own package.json, whether built or from source. */
function shippedScenarios(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return join(folder, "scenarios");
}

/** Path of a scenario that ships with the program. */
export const shippedFile = (file: string): string => join(shippedScenarios(), file);

/** A scenario that ships with the program, with settings of the form path=value. */
export const shelf = (file: string, settings: readonly string[] = []) =>
  shippedScenario(readFileSync(shippedFile(file)), `scenarios/${file}`, settings);

/** Runs jobs on all processors. */
export type SimulateAll = (jobs: readonly Job[]) => Promise<Figures[][]>;

/** Ctrl-C has ended the runs before all were done. */
class Interrupted extends Error {}

/**
 * Does work that simulates; Ctrl-C lets the runs in work finish, a second one stops at once.
 * @returns undefined after Ctrl-C, which is said
 */
export async function simulating<Result>(
  isQuiet: boolean,
  work: (simulateAll: SimulateAll) => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await interruptible("the runs", (signal) =>
      work(async (jobs) => {
        const progress = new Progress("runs", isQuiet);
        const workers = availableParallelism();
        const figures = await simulate(jobs, { engine: "native", workers, signal, onProgress: progress.at });
        progress.done();
        if (signal.aborted) throw new Interrupted();
        return figures;
      }),
    );
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write("Interrupted: nothing was written.\n");
    return undefined;
  }
}
