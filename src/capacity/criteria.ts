/** What a service is held to while it is asked how many calls it carries. */
export interface Bounds {
  /** Share of the calls that may fail, 0 < loss < 1. */
  readonly loss: number;
  /** The quantile of the set-up times of answered calls, 0 < quantile < 1, and what it may be at most [s]. */
  readonly setup?: { readonly quantile: number; readonly limit: number } | undefined;
  /** Share of the time for which the workers of the busiest node may be busy, 0 … 1. */
  readonly utilisation?: number | undefined;
}

export const CRITERIA = ["loss", "setup", "utilisation", "growing queue"] as const;
/** Which bound is reached first; the queue that grows is there always: who is further and further behind carries no more. */
export type Criterion = (typeof CRITERIA)[number];

/** Messages by which the queues may grow for each call that is made: in the long run those calls are lost. */
export const GROWTH = 0.02;
