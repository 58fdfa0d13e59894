import { pause } from "../experiment/simulate.ts";
import { studentInterval } from "../statistics/student-interval.ts";
import type { Observation, SteadyService } from "./steady-service.ts";

/** What a service does at one rate. */
export interface KneePoint {
  readonly rate: number;
  readonly replications: number;
  /** Mean and 95 % interval of the share of calls or registrations lost; of set-ups or answers that took longer than the bound, undefined without one; utilisation of the busiest. */
  readonly loss: Estimate;
  readonly slow: Estimate | undefined;
  readonly utilisation: Estimate;
}
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Rates at which the knee is shown, as parts of the capacity; replications at each. */
const KNEE = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.2] as const;
const KNEE_REPLICATIONS = 6;

/** How losses, set-up times and utilisation grow with the rate around a capacity. Ends early when the signal says so. */
export async function knee(service: SteadyService, capacity: number, signal?: AbortSignal): Promise<KneePoint[]> {
  const points: KneePoint[] = [];
  for (const part of KNEE) {
    const rate = part * capacity;
    for (let i = 0; i < KNEE_REPLICATIONS; i++) {
      await pause();
      if (signal?.aborted) return points;
      service.observe(rate, i);
    }
    const seen = service.seen.get(rate)!;
    const estimate = (of: (one: Observation) => number): Estimate => {
      const { mean, low, high } = studentInterval(seen.map(of));
      return { mean, low: Math.max(0, low ?? 0), high: Math.min(1, high ?? 1) };
    };
    points.push({
      rate,
      replications: seen.length,
      loss: estimate(({ lost }) => lost),
      slow: (service.bounds.setup ?? service.bounds.response) && estimate(({ slow }) => slow),
      utilisation: estimate(({ busy }) => Math.max(0, ...busy)),
    });
  }
  return points;
}
