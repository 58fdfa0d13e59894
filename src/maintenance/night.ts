import { during, othersDuring } from "../capacity/steady-traffic.ts";
import { quantileOf } from "../distributions/law.ts";
import { pause } from "../experiment/simulate.ts";
import { WindowCounter, type WindowCounts, type Windows } from "../experiment/window-counts.ts";
import { WorkerPool } from "../experiment/worker-pool.ts";
import type { Fault } from "../faults/description.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { usualDrain } from "../scenario/usual-drain.ts";
import { areAlike, replicatedMean } from "../statistics/replicated-mean.ts";
import type { MeanInterval } from "../statistics/student-interval.ts";
import { Refused } from "../units/refused.ts";

/** Of a thousand callees one lets it ring for longer. */
const NEARLY_ALL = 0.999;
/** Replications that a thread takes at a time, at most. */
const BATCH = 4;

/** A number of calls: its mean over the replications, and what that rests on. */
export interface CallCount {
  readonly interval: MeanInterval;
  /** Independent values: of replications, or of blocks of them. */
  readonly values: readonly number[];
  readonly unanimous: boolean;
}

/** Calls between two bounds of time: lost, and answered late. */
export interface Window {
  readonly failed: CallCount;
  readonly delayed: CallCount;
}

/** A scenario with a plan, told what to do. */
export type PlannedScenario = Scenario & { readonly plan: Plan };

/** @throws Refused for a scenario without a plan, or whose calls do not last as long as one wants them to */
export function expectPlan(scenario: Scenario): asserts scenario is PlannedScenario {
  const { plan, traffic } = scenario;
  if (plan === undefined)
    throw new Refused(
      "no plan",
      "plan: its steps, or upgrade: a tier",
      ["plan"],
      "Say for instance: plan: { upgrade: proxies }.",
    );
  if (traffic.calls === null)
    throw new Refused(
      "no calls",
      "traffic.calls with a rate",
      ["traffic", "calls"],
      "Add --set traffic.calls.rate=10/s.",
    );
  if (traffic.calls.arrivals.kind === "rounds")
    throw new Refused(
      "calls in rounds",
      "calls at a rate",
      ["traffic", "calls"],
      "A night is judged by calls that come all along: say rate.",
    );
}

/** Set-up times above this are delays [s]: as the file says, or longer than the callee rings by half a second, T1, after which an INVITE is sent again. */
export const delayedAfter = ({ traffic: { calls, timers } }: Scenario): number =>
  calls!.delayedAfter ?? quantileOf(calls!.ring, NEARLY_ALL) + timers.t1;

/** Runs of one scenario with different scripts, all on the same chances; calls come for as long as a script lasts. */
export class Night {
  readonly #scenario: PlannedScenario;
  readonly #replications: number;
  readonly #told: (finished: number) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #workers: number;
  readonly #pool: WorkerPool | null;
  #finished = 0;

  /**
   * @param told how many runs have finished, after each
   * @param workers threads; 0 runs everything in this thread. The counts do not depend on it
   */
  constructor(
    scenario: PlannedScenario,
    told: (finished: number) => void = () => {},
    signal?: AbortSignal,
    workers = 0,
  ) {
    this.#scenario = scenario;
    this.#replications = scenario.run.replications;
    this.#told = told;
    this.#signal = signal;
    this.#workers = workers;
    this.#pool = workers > 0 ? new WorkerPool(workers) : null;
  }

  /** No more is asked; its threads end. */
  async close(): Promise<void> {
    await this.#pool?.close();
  }

  /**
   * Calls made between bounds of time, in ascending order: the first window is from the first bound to the second. A call that was
   * answered and then dropped counts when it was dropped. Calls come until the last bound.
   *
   * @throws Interrupted if somebody has ended the work
   */
  async windows(lines: readonly Fault[], bounds: readonly number[]): Promise<Window[]> {
    const scenario = this.#with(lines, bounds.at(-1)!);
    const counts = await this.#counted({ scenario, bounds, late: delayedAfter(scenario) });
    if (this.#signal?.aborted) throw new Interrupted();
    this.#told(++this.#finished);
    const { stratify } = this.#scenario.run;
    const of = (what: keyof WindowCounts, window: number): CallCount =>
      countOf(
        counts.map((one) => one[what][window]!),
        stratify,
      );
    return bounds.slice(1).map((_, i) => ({ failed: of("failed", i), delayed: of("delayed", i) }));
  }

  /** By replication; incomplete after an interruption. */
  async #counted(windows: Windows): Promise<WindowCounts[]> {
    const counts: WindowCounts[] = [];
    if (this.#pool === null) {
      const counter = new WindowCounter(windows);
      while (counts.length < this.#replications && !this.#signal?.aborted) {
        counts.push(counter.replication(counts.length));
        await pause();
      }
      return counts;
    }
    const size = Math.min(BATCH, Math.ceil(this.#replications / this.#workers));
    const tasks = Array.from({ length: Math.ceil(this.#replications / size) }, (_, i) => ({
      ...windows,
      key: this.#finished,
      first: i * size,
      count: Math.min(size, this.#replications - i * size),
    }));
    await this.#pool.countAll(
      tasks,
      ({ first }, found) => {
        for (const [i, one] of found.entries()) counts[first + i] = one;
      },
      this.#signal,
    );
    return counts;
  }

  #with(lines: readonly Fault[], until: number): Scenario {
    const { traffic, run, plan, ...rest } = this.#scenario;
    const calls = traffic.calls!;
    const { arrivals } = calls;
    const start = arrivals.kind === "rounds" ? 0 : arrivals.start;
    const lasting = {
      ...othersDuring(traffic, 0, until),
      calls: { ...calls, openLimit: Infinity, arrivals: during(arrivals, start, until - start) },
    };
    return {
      ...rest,
      faults: [...plan.faults, ...lines],
      traffic: lasting,
      run: { ...run, horizon: null, warmUp: 0, drain: Math.max(run.drain, usualDrain(lasting)) },
    };
  }
}

/** Somebody has ended the work before it was done. */
export class Interrupted extends Error {}

/** Means of blocks of replications that share their chances; an incomplete last block is left out unless it is the only one. */
function blockMeans(values: readonly number[], size: number): number[] {
  const means: number[] = [];
  for (let first = 0; first < values.length; first += size) {
    const block = values.slice(first, first + size);
    if (block.length === size || means.length === 0)
      means.push(block.reduce((sum, one) => sum + one, 0) / block.length);
  }
  return means;
}

function countOf(counts: readonly number[], stratify: number): CallCount {
  const values = blockMeans(counts, stratify);
  return { values, interval: replicatedMean(values, { least: 0 }), unanimous: areAlike(values) };
}

/** Sums of counts on the same chances. */
export function sumOf(counts: readonly CallCount[]): CallCount {
  const values = (counts[0]?.values ?? [0]).map((_, i) => counts.reduce((sum, one) => sum + one.values[i]!, 0));
  return { values, interval: replicatedMean(values, { least: 0 }), unanimous: areAlike(values) };
}
