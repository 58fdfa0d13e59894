export const COUNTED = ["calls", "registrations"] as const;
/** What comes at the rate sought: calls, or REGISTERs without any call (RFC 7502 §6.7). */
export type Counted = (typeof COUNTED)[number];

/** A quantile of times, 0 < quantile < 1, and what it may be at most [s]. */
export interface QuantileBound {
  readonly quantile: number;
  readonly limit: number;
}

/** What a service is held to while it is asked how many calls it carries, or how many registrations. */
export interface Bounds {
  /** Share of the calls that may fail, or of the registrations: 0 < loss < 1. */
  readonly loss: number;
  /** Of the set-up times of answered calls. */
  readonly setup?: QuantileBound | undefined;
  /** Of the times from a REGISTER to its 200 (RFC 6076 §4.1: registration request delay). */
  readonly response?: QuantileBound | undefined;
  /** Share of the time for which the workers of the busiest node may be busy, 0 … 1. */
  readonly utilisation?: number | undefined;
}

export const CRITERIA = ["loss", "setup", "response", "utilisation", "growing queue"] as const;
/** Which bound is reached first; the queue that grows is there always: who is further and further behind carries no more. */
export type Criterion = (typeof CRITERIA)[number];

/** Messages by which the queues may grow for each call or registration that is made: in the long run those are lost. */
export const GROWTH = 0.02;
