import type { Replicator } from "../experiment/replication.ts";
import { pause } from "../experiment/simulate.ts";
import { type Trial, trialOf, type Violation } from "./invariants.ts";
import { shrunk } from "./shrink.ts";
import { drawWorld, type RandomWorld, readWorld, worldText } from "./world.ts";

/** A world in which laws were broken. */
export interface BrokenWorld {
  readonly number: number;
  readonly violations: readonly Violation[];
  /** Its file with no more faults than it takes to break the first of them. */
  readonly text: string;
}

/** What all worlds went through together. */
export interface WorldSurvey {
  readonly worlds: number;
  readonly events: number;
  readonly calls: number;
  readonly failovers: number;
  /** Worlds in which everything was mended, and those left broken that had lost service at the end, as they may. */
  readonly mended: number;
  readonly unserved: number;
  readonly broken: readonly BrokenWorld[];
}

export interface SurveyOptions {
  readonly seed: number;
  /** Number of the first world, and how many. */
  readonly first: number;
  readonly worlds: number;
  readonly onProgress?: (finished: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Called with each replicator before it runs; tests plant bugs by it. */
  readonly prepare?: (replicator: Replicator) => void;
}

/** Puts random worlds to the test, one after the other; broken ones are reduced to what it takes. */
export async function surveyWorlds(options: SurveyOptions): Promise<WorldSurvey> {
  const { seed, first, worlds, onProgress, signal } = options;
  const total = { worlds: 0, events: 0, calls: 0, failovers: 0, mended: 0, unserved: 0 };
  const broken: BrokenWorld[] = [];
  for (let number = first; number < first + worlds && !signal?.aborted; number++) {
    const world = drawWorld(seed, number);
    const went = trial(world, options);
    total.worlds++;
    total.events += went.events;
    total.calls += went.calls;
    total.failovers += went.failovers;
    if (world.isMended) total.mended++;
    else if (went.anomalies.length > 0) total.unserved++;
    if (went.violations.length > 0)
      broken.push({
        number,
        violations: went.violations,
        text: worldText(reduced(world, went.violations[0]!, options)),
      });
    onProgress?.(total.worlds, worlds);
    await pause(); // lets an interruption be heard
  }
  return { ...total, broken };
}

const trial = (world: RandomWorld, { prepare }: Pick<SurveyOptions, "prepare">): Trial =>
  trialOf(readWorld(world), { bothEngines: true, isMended: world.isMended, ...(prepare && { prepare }) });

/** The same world with no more faults than it takes to break the law. */
function reduced(world: RandomWorld, { law }: Violation, options: SurveyOptions): RandomWorld {
  const faults = shrunk(world.faults, (part) =>
    trial({ ...world, faults: part }, options).violations.some((violation) => violation.law === law),
  );
  return { ...world, faults };
}
