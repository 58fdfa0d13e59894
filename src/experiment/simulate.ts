import type { EngineName } from "../kernel/engine.ts";
import type { Figures } from "../metrics/collector.ts";
import { eventsOf } from "../scenario/amount-of-work.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { engineNamed, Replicator } from "./replication.ts";
import { WorkerPool } from "./worker-pool.ts";

/** A scenario and how often to run it. */
export interface Job {
  readonly scenario: Scenario;
  readonly replications: number;
  /** Number of the first of them; 0 if left out. */
  readonly first?: number;
}

/** Who computes, and who hears of it. */
export interface SimulateOptions {
  readonly engine: EngineName;
  /** Worker threads; 0 runs everything in this thread. The figures do not depend on it. */
  readonly workers: number;
  /** Called with the number of finished replications. */
  readonly onProgress?: (finished: number, total: number) => void;
  /** Called with the figures of replications as they end, in whatever order, and with the number of the first of them. */
  readonly onFigures?: (first: number, figures: readonly Figures[]) => void;
  /** Ends the work early: what is in work is finished if half a second is enough, all else is left out. */
  readonly signal?: AbortSignal;
}

/** Lets other events of this thread have their turn; browsers have no `setImmediate`. */
export const pause = (): Promise<unknown> =>
  new Promise(typeof setImmediate === "function" ? setImmediate : (resolve) => setTimeout(resolve, 0));

/** Replications handed to a worker at once: enough to hide the message, few enough to keep all workers busy to the end. */
const BATCH = 4;

/** Events of a batch at most, some hundredths of a second: what is in work when an interruption comes is then finished soon, and nothing is lost. */
const BATCH_EVENTS = 50_000;

/**
 * Runs the jobs, all replications of each. Results come by job and replication number, whoever computed them.
 *
 * @returns figures[job][replication]; after an interruption each job has the replications that were finished without a gap: what a run of so
 *   many gives. To count later ones too would leave out only such as take long, and favour what takes little
 */
export async function simulate(jobs: readonly Job[], options: SimulateOptions): Promise<Figures[][]> {
  const batches = jobs.flatMap(({ scenario, replications }, job) => {
    const size = Math.max(1, Math.min(BATCH, Math.floor(BATCH_EVENTS / eventsOf(scenario))));
    return Array.from({ length: Math.ceil(replications / size) }, (_, i) => ({
      job,
      first: i * size,
      count: Math.min(size, replications - i * size),
    }));
  });
  const total = jobs.reduce((sum, { replications }) => sum + replications, 0);
  const results: (Figures | undefined)[][] = jobs.map(({ replications }) =>
    new Array<undefined>(replications).fill(undefined),
  );
  const startOf = ({ job, first }: (typeof batches)[number]) => (jobs[job]!.first ?? 0) + first;
  let finished = 0;
  const collect = (batch: (typeof batches)[number], figures: readonly Figures[]) => {
    for (const [i, one] of figures.entries()) results[batch.job]![batch.first + i] = one;
    finished += batch.count;
    options.onFigures?.(startOf(batch), figures);
    options.onProgress?.(finished, total);
  };

  if (options.workers === 0) {
    let current = null as { job: number; replicator: Replicator } | null;
    for (const batch of batches) {
      if (options.signal?.aborted) break;
      if (current?.job !== batch.job)
        current = {
          job: batch.job,
          replicator: new Replicator(jobs[batch.job]!.scenario, engineNamed(options.engine)),
        };
      const { replicator } = current;
      const begin = startOf(batch);
      collect(
        batch,
        Array.from({ length: batch.count }, (_, i) => replicator.run(begin + i)),
      );
      await pause(); // lets an interruption be heard
    }
  } else {
    const pool = new WorkerPool(options.workers);
    try {
      await pool.runAll(
        batches,
        (batch) => ({
          key: batch.job,
          scenario: jobs[batch.job]!.scenario,
          engine: options.engine,
          first: startOf(batch),
          count: batch.count,
        }),
        collect,
        options.signal,
      );
    } finally {
      await pool.close();
    }
  }
  return results.map((figures) => {
    const gap = figures.indexOf(undefined);
    return (gap < 0 ? figures : figures.slice(0, gap)) as Figures[];
  });
}
