import { type Figures, independentValues, type Job, metricIndex } from "../library/simulation.ts";
import { PUBLISHED } from "./failed-calls.ts";
import { type Depth, job, mean, type Shelf } from "./part.ts";

/** Two times of the mechanism that the thesis does not state [s]; with them the outage of each architecture is free. */
export interface Times {
  /** IPRS: configuring the address on the standby, after Totem's documented timers. */
  readonly claim: number;
  /** PPDR: health check and removal, after the documented wait for the next check. */
  readonly check: number;
}

/** What a fit found. */
export interface CalibrationFit {
  /** Rates whose published percentages were fitted to [1/s]. */
  readonly on: readonly number[];
  readonly times: Times;
  /** Failed calls per unit of call rate at 100 calls/s: the share of calls hit times the outage, φ·D [s]. */
  readonly shareTimesOutage: { readonly iprs: number; readonly ppdr: number };
  readonly rows: readonly FitRow[];
  readonly evaluations: number;
}

export interface FitRow {
  readonly rate: number;
  readonly fitted: boolean;
  readonly percent: number;
  readonly publishedPercent: number;
}

type Simulate = (jobs: readonly Job[]) => Promise<Figures[][]>;

const FAILED = metricIndex("failedCalls");
/** Where the search begins: far from any answer, so that it has to find one. */
const START: Times = { claim: 0.4, check: 1.5 };
/** Steps of the finite differences: several paced calls long, for the model counts whole calls. */
const STEP: Times = { claim: 0.1, check: 0.25 };
const ROUNDS = 6;

/**
 * Fits the two times to the published reductions by least squares (Gauss and Newton, with simulated differences under common
 * random numbers). Two unknowns, and up to four numbers: at low rates the ratio of the two outages shows, at high rates SIPp's
 * open-call limit caps PPDR's losses and so IPRS's outage shows alone; hence both are identified.
 *
 * @param on rates to fit to; the percentages at the others are then predictions
 * @throws Error if the search does not settle, or if the percentages do not depend on the times
 */
export async function calibrate(
  shelf: Shelf,
  simulate: Simulate,
  on: readonly number[],
  depth: Depth,
): Promise<CalibrationFit> {
  let evaluations = 0;
  const evaluate = async (candidates: readonly Times[], rates: readonly number[]) => {
    evaluations += candidates.length;
    const jobs = candidates.flatMap((times) => rates.flatMap((rate) => jobsAt(shelf, rate, times, depth)));
    const figures = await simulate(jobs);
    const failed = figures.map((replications, i) =>
      mean(independentValues(replications, FAILED, jobs[i]!.scenario.run.stratify)),
    );
    return candidates.map((_, c) =>
      rates.map((_, r) => {
        const at = 2 * (c * rates.length + r);
        return { iprs: failed[at]!, ppdr: failed[at + 1]!, percent: 100 * (1 - failed[at]! / failed[at + 1]!) };
      }),
    );
  };

  let times = START;
  let move = Infinity;
  for (let round = 0; round < ROUNDS && move > 0.005; round++) {
    const beside = { ...times, claim: times.claim + STEP.claim };
    const above = { ...times, check: times.check + STEP.check };
    const [base, byClaim, byCheck] = await evaluate([times, beside, above], on);
    const residuals = on.map((rate, i) => PUBLISHED.get(rate)! - base![i]!.percent);
    const gradient = on.map((_, i) => [
      (byClaim![i]!.percent - base![i]!.percent) / STEP.claim,
      (byCheck![i]!.percent - base![i]!.percent) / STEP.check,
    ]);
    const [claim, check] = leastSquares(gradient as [number, number][], residuals);
    const next = { claim: Math.max(0, times.claim + claim), check: Math.max(0.05, times.check + check) };
    move = Math.max(Math.abs(next.claim - times.claim), Math.abs(next.check - times.check));
    times = next;
  }
  if (move > 0.1)
    throw new Error(`the calibration has not settled after ${ROUNDS} rounds: the last step was ${move.toFixed(3)} s`);
  const rates = [...PUBLISHED.keys()];
  const [found] = await evaluate([times], rates);
  const first = found![rates.indexOf(100)]!;
  return {
    on,
    times,
    shareTimesOutage: { iprs: first.iprs / 100, ppdr: first.ppdr / 100 },
    rows: rates.map((rate, i) => ({
      rate,
      fitted: on.includes(rate),
      percent: found![i]!.percent,
      publishedPercent: PUBLISHED.get(rate)!,
    })),
    evaluations,
  };
}

/** Both architectures at a rate, with the times in place. */
function jobsAt(shelf: Shelf, rate: number, { claim, check }: Times, depth: Depth): Job[] {
  const common = [`traffic.calls.rate=${rate}/s`, `run.replications=${depth === "full" ? 16 : 8}`];
  const settings = {
    iprs: `architecture.watches.membership.takeover.claim=${claim * 1000} ms`,
    ppdr: `architecture.watches.health.detector.poll.timeout=${check * 1000} ms`,
  };
  return (["iprs", "ppdr"] as const).map((name) => job(shelf(`thesis/fig9-${name}.yaml`, [...common, settings[name]])));
}

/** Solves J·x = r for two unknowns in the sense of least squares, by the normal equations. */
function leastSquares(rows: readonly (readonly [number, number])[], residuals: readonly number[]): [number, number] {
  let [aa, ab, bb, ar, br] = [0, 0, 0, 0, 0];
  for (const [i, [a, b]] of rows.entries()) {
    aa += a * a;
    ab += a * b;
    bb += b * b;
    ar += a * residuals[i]!;
    br += b * residuals[i]!;
  }
  const determinant = aa * bb - ab * ab;
  if (!(determinant > 1e-12 * (aa * bb + 1))) throw new Error("the percentages do not identify the two times");
  return [(bb * ar - ab * br) / determinant, (aa * br - ab * ar) / determinant];
}
