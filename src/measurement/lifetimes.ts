/** Mean times to failure and repair from a list of outages, and the availability that they imply. */
import { type ExponentialMean, exponentialMean } from "../statistics/exponential-mean.ts";
import { laplaceTrend, type Trend } from "../statistics/laplace-trend.ts";
import { areAlike, replicatedMean } from "../statistics/replicated-mean.ts";
import type { Outage } from "./outages.ts";

/** Failures, and repairs that have ended, of which a mean is told. */
export const EVENTS_MIN = 2;

/**
 * Repairs that need no law: with eight of a lognormal law with variation 1, intervals of the mean without a law cover in 88 %, by the
 * exponential one in 96 %, which is wide for what varies less.
 */
export const LAWLESS = 100;

/** When the components were watched [s since 1970]. */
export interface Window {
  readonly from: number;
  readonly until: number;
  /** Whether it ends with the last time of the list, for want of another. */
  readonly endsWithList: boolean;
}

/** What was seen of one component, or of several together. */
export interface Seen {
  readonly component: string;
  /** Time in service within the window [s]. */
  readonly up: number;
  /** Times of the failures that ended a life within the window; one at its very begin ends none. */
  readonly failures: readonly number[];
  /** Repairs that began within the window and have ended [s]. */
  readonly repairs: readonly number[];
  /** Time spent so far on repairs that have not ended [s], and how many there are. */
  readonly unfinished: number;
  readonly open: number;
}

/** Times in seconds; null where too few events were seen. */
export interface LifetimeEstimate {
  readonly component: string;
  readonly failures: number;
  readonly repairs: number;
  readonly up: number;
  readonly timeToFailure: ExponentialMean | null;
  /** With 97.5 % confidence the mean time to failure is longer [s]. */
  readonly atLeast: number | null;
  readonly timeToRepair: ExponentialMean | null;
  readonly repairsBy: "values" | "exponential";
  readonly unavailability: ExponentialMean | null;
}

/** What the window holds of the outages, by component in the order of their names. */
export function seenIn(outages: readonly Outage[], { from, until }: Window): Seen[] {
  const names = [...new Set(outages.map(({ component }) => component))].sort();
  return names.map((component) => {
    const own = outages.filter((outage) => outage.component === component);
    const down = own.reduce(
      (sum, { start, end }) => sum + Math.max(0, Math.min(end ?? until, until) - Math.max(start, from)),
      0,
    );
    const begun = own.filter(({ start }) => start >= from && start <= until);
    const open = begun.filter(({ end }) => end === null);
    return {
      component,
      up: until - from - down,
      failures: begun.filter(({ start }) => start > from).map(({ start }) => start),
      repairs: begun.flatMap(({ start, end }) => (end === null ? [] : [end - start])),
      unfinished: open.reduce((sum, { start }) => sum + (until - start), 0),
      open: open.length,
    };
  });
}

/**
 * What was seen of each class of failures, by name: they compete, so that what any of them takes from the time in service counts for
 * none of the others. Nothing where all outages are of one class or of none.
 */
export function seenByClass(outages: readonly Outage[], window: Window, all: Seen): Seen[] {
  const names = [...new Set(outages.map(({ class: name }) => name ?? OTHER_CLASS))].sort();
  if (names.length < 2) return [];
  return names.map((name) => ({
    ...pooled(
      seenIn(
        outages.filter(({ class: own }) => (own ?? OTHER_CLASS) === name),
        window,
      ),
      0,
      window,
    ),
    ...{ component: name, up: all.up },
  }));
}

/** The class of outages whose class nobody says. */
export const OTHER_CLASS = "other";

/** All as if they had one law. @param unseen components that never failed and are in no list */
export function pooled(seen: readonly Seen[], unseen: number, { from, until }: Window): Seen {
  const sum = (of: (one: Seen) => number) => seen.reduce((total, one) => total + of(one), 0);
  return {
    component: "pooled",
    up: sum(({ up }) => up) + unseen * (until - from),
    failures: seen.flatMap(({ failures }) => failures).sort((a, b) => a - b),
    repairs: seen.flatMap(({ repairs }) => repairs),
    unfinished: sum(({ unfinished }) => unfinished),
    open: sum(({ open }) => open),
  };
}

/** Means with 95 % intervals. */
export function lifetimesOf(seen: Seen): LifetimeEstimate {
  const { component, up, failures, repairs } = seen;
  const life = up > 0 ? exponentialMean(up, failures.length, true) : null;
  const timeToFailure = failures.length >= EVENTS_MIN ? life : null;
  const { mean: timeToRepair, by: repairsBy } = repairOf(seen);
  return {
    component,
    up,
    failures: failures.length,
    repairs: repairs.length,
    timeToFailure,
    atLeast: life?.low ?? null,
    timeToRepair,
    repairsBy,
    unavailability: timeToFailure && timeToRepair && unavailabilityOf(timeToFailure, timeToRepair),
  };
}

/** By the values themselves where there are enough and all have ended; as exponential times otherwise. */
function repairOf({ repairs, unfinished, open }: Seen): {
  mean: ExponentialMean | null;
  by: LifetimeEstimate["repairsBy"];
} {
  const total = repairs.reduce((sum, value) => sum + value, unfinished);
  const by = open === 0 && repairs.length >= LAWLESS ? "values" : "exponential";
  if (repairs.length < EVENTS_MIN || total === 0) return { mean: null, by };
  if (by === "exponential") return { mean: exponentialMean(total, repairs.length, open > 0), by };
  if (areAlike(repairs)) return { mean: { estimate: repairs[0]!, low: null, high: null }, by };
  const { mean, low, high } = replicatedMean(repairs, { least: 0 });
  return { mean: { estimate: mean, low, high }, by };
}

/**
 * MTTR/(MTTF + MTTR); the interval of the quotient of two independent means from those of their logarithms.
 * Source: G. Y. Zou, A. Donner, Statistics in Medicine 27 (2008) 1693–1702.
 */
export function unavailabilityOf(life: ExponentialMean, repair: ExponentialMean): ExponentialMean {
  const share = (quotient: number): number => quotient / (1 + quotient);
  const quotient = repair.estimate / life.estimate;
  const estimate = share(quotient);
  if (life.low === null || life.high === null || repair.low === null || repair.high === null)
    return { estimate, low: null, high: null };
  const far = (a: number, b: number): number => Math.exp(Math.hypot(Math.log(a), Math.log(b)));
  return {
    estimate,
    low: share(quotient / far(repair.estimate / repair.low, life.high / life.estimate)),
    high: share(quotient * far(repair.high / repair.estimate, life.estimate / life.low)),
  };
}

/**
 * Whether failures come ever faster or slower; where the window ends with the list, the last failure is what ends it.
 * @param variation coefficient of variation of the lives
 */
export function trendOf({ failures }: Seen, { from, until, endsWithList }: Window, variation = 1): Trend | null {
  return endsWithList && failures.length > 0
    ? laplaceTrend(failures.slice(0, -1), from, failures.at(-1)!, variation)
    : laplaceTrend(failures, from, until, variation);
}
