import { during, othersDuring } from "../capacity/steady-traffic.ts";
import { quantileOf } from "../distributions/law.ts";
import { engineNamed, Replicator } from "../experiment/replication.ts";
import { pause } from "../experiment/simulate.ts";
import type { Fault } from "../faults/description.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { usualDrain } from "../scenario/usual-drain.ts";
import { CallState, type Calls, causeIndex, DROPS } from "../sip/calls.ts";
import { areAlike, replicatedMean } from "../statistics/replicated-mean.ts";
import type { MeanInterval } from "../statistics/student-interval.ts";
import { Refused } from "../units/refused.ts";

/** Of a thousand callees one lets it ring for longer. */
const NEARLY_ALL = 0.999;
const DROPPED: ReadonlySet<number> = new Set(DROPS.map(causeIndex));

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
  #finished = 0;

  /** @param told how many runs have finished, after each */
  constructor(scenario: PlannedScenario, told: (finished: number) => void = () => {}, signal?: AbortSignal) {
    this.#scenario = scenario;
    this.#replications = scenario.run.replications;
    this.#told = told;
    this.#signal = signal;
  }

  /**
   * Calls made between bounds of time, in ascending order: the first window is from the first bound to the second. A call that was
   * answered and then dropped counts when it was dropped. Calls come until the last bound.
   *
   * @throws Interrupted if somebody has ended the work
   */
  async windows(lines: readonly Fault[], bounds: readonly number[]): Promise<Window[]> {
    const scenario = this.#with(lines, bounds.at(-1)!);
    const replicator = new Replicator(scenario, engineNamed("native"), true);
    const late = delayedAfter(scenario);
    const failed = bounds.slice(1).map((): number[] => []);
    const delayed = failed.map((): number[] => []);
    for (let replication = 0; replication < this.#replications; replication++) {
      if (this.#signal?.aborted) throw new Interrupted();
      replicator.run(replication);
      for (const sums of [failed, delayed]) for (const values of sums) values.push(0);
      count(replicator.world.calls, bounds, (window, isLost, delay) => {
        if (isLost) failed[window]![replication]!++;
        else if (delay > late) delayed[window]![replication]!++;
      });
      await pause();
    }
    this.#told(++this.#finished);
    const { stratify } = this.#scenario.run;
    return failed.map((values, i) => ({ failed: countOf(values, stratify), delayed: countOf(delayed[i]!, stratify) }));
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

/** Each call that was lost or answered, with the window it counts in and how long its answer took [s]. */
function count(
  { created, state, blame, startedAt, times }: Calls,
  bounds: readonly number[],
  hears: (window: number, isLost: boolean, delay: number) => void,
): void {
  for (let call = 0; call < created; call++) {
    const isLost = state[call] === CallState.FAILED;
    const began = startedAt[call]!;
    const at = isLost && DROPPED.has(blame[call]!) && times!.answeredAt[call]! >= began ? times!.endedAt[call]! : began;
    const window = bounds.findLastIndex((bound) => bound <= at);
    if (window >= 0 && window < bounds.length - 1) hears(window, isLost, times!.answeredAt[call]! - began);
  }
}

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
