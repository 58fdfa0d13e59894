import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Job } from "../../src/experiment/simulate.ts";
import { simulate } from "../../src/experiment/simulate.ts";
import { shippedScenario } from "../../src/scenario/shipped.ts";
import type { Shelf } from "../../src/thesis/part.ts";

const root = resolve(import.meta.dirname, "../..");

/** The scenarios of the repository. */
export const shelf: Shelf = (file, settings = []) =>
  shippedScenario(readFileSync(resolve(root, "scenarios", file)), `scenarios/${file}`, settings);

/** Runs jobs in this thread. */
export const simulateHere = (jobs: readonly Job[]) => simulate(jobs, { engine: "native", workers: 0 });

/** A committed file of the reproduction, as lines. */
export const committed = (name: string): string[] =>
  readFileSync(resolve(root, "results/thesis", name), "utf8")
    .trimEnd()
    .split("\n");
