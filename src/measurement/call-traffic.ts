/** What call detail records say of traffic: rates by hour of the day, whether calls come as Poisson arrivals, who dials again. */
import { poissonInterval } from "../statistics/poisson-interval.ts";
import { type ProportionInterval, wilson } from "../statistics/proportion-interval.ts";
import { HOUR } from "../units/duration.ts";
import type { CallRecord } from "./call-records/call-record.ts";

/** What was observed [s since 1970]. */
export interface Observed {
  readonly from: number;
  readonly until: number;
}

/** Calls in one hour of the day, over all days. */
export interface HourOfDay {
  /** 0 … 23. */
  readonly hour: number;
  readonly calls: number;
  /** How long this hour was observed, over all days [s]. */
  readonly time: number;
  /** Calls per second with a 95 % interval; null where the hour was not observed. */
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Rates by hour of the day. */
export interface HoursOfDay {
  readonly hours: readonly HourOfDay[];
  /** How many times as much the counts of one hour vary from day to day as Poisson counts would; 1 where that cannot be told. Intervals are wider by its root. */
  readonly spread: number;
  /** The clock hour with the most calls [s since 1970]; null if none was observed as a whole. */
  readonly busiest: { readonly start: number; readonly calls: number } | null;
}

/** A list of this many whole days tells how much days differ. */
const DAYS_MIN = 3;

export function hoursOfDay(calls: readonly CallRecord[], { from, until }: Observed): HoursOfDay {
  const begin = Math.floor(from / HOUR);
  const counts = new Float64Array(Math.floor(until / HOUR) - begin + 1);
  for (const { start } of calls) {
    const at = Math.floor(start / HOUR) - begin;
    if (start >= from && start <= until && at < counts.length) counts[at]!++;
  }
  const sums = Array.from({ length: 24 }, () => ({ calls: 0, time: 0, whole: [] as number[] }));
  let busiest: HoursOfDay["busiest"] = null;
  for (const [i, count] of counts.entries()) {
    const start = (begin + i) * HOUR;
    const time = Math.min(start + HOUR, until) - Math.max(start, from);
    if (time <= 0) continue;
    const sum = sums[(begin + i) % 24]!;
    sum.calls += count;
    sum.time += time;
    if (time < HOUR) continue;
    sum.whole.push(count);
    if (busiest === null || count > busiest.calls) busiest = { start, calls: count };
  }
  const spread = spreadOf(sums.map(({ whole }) => whole));
  const widened = Math.sqrt(spread);
  const hours = sums.map(({ calls: n, time }, hour): HourOfDay => {
    if (time === 0) return { hour, calls: 0, time: 0, rate: null, low: null, high: null };
    const { rate, low, high } = poissonInterval(n, time);
    return {
      ...{ hour, calls: n, time, rate },
      ...{ low: Math.max(0, rate - widened * (rate - low)), high: rate + widened * (high - rate) },
    };
  });
  return { hours, spread, busiest };
}

/** Pearson's χ² over its degrees of freedom, of hours that were seen on enough days; at least 1. */
function spreadOf(hours: readonly (readonly number[])[]): number {
  let [squares, freedom] = [0, 0];
  for (const days of hours) {
    const sum = days.reduce((all, n) => all + n, 0);
    if (days.length < DAYS_MIN || sum === 0) continue;
    const mean = sum / days.length;
    for (const n of days) squares += (n - mean) ** 2 / mean;
    freedom += days.length - 1;
  }
  return freedom === 0 ? 1 : Math.max(1, squares / freedom);
}

/**
 * Hours that were seen for half an hour or longer, if there are any: the file ends with a call, which in the seconds of an hour that it has
 * just begun makes any rate.
 */
export function seenHours(hours: readonly HourOfDay[]): readonly HourOfDay[] {
  const long = hours.filter(({ time }) => time >= HOUR / 2);
  return long.length > 0 ? long : hours.filter(({ time }) => time > 0);
}

/** The hour of the day with the highest rate. */
export const peakHour = (hours: readonly HourOfDay[]): HourOfDay =>
  seenHours(hours).reduce((best, one) => (one.rate! > best.rate! ? one : best));

/** Calls that follow an unanswered one of the same caller to the same callee. */
export interface Redials {
  /** Which calls are redials, by their place in the list. */
  readonly isRedial: readonly boolean[];
  /** Unanswered calls that could have been followed within the file, and the share that was. */
  readonly unanswered: number;
  readonly share: ProportionInterval;
  /** The same of answered calls: what is no redial, but another call. */
  readonly afterAnswered: ProportionInterval;
  /** From the end of a call to its redial [s]. */
  readonly delays: readonly number[];
  /** Redials in a row at most. */
  readonly most: number;
}

/** What follows later than this is another call [s]. */
export const REDIAL_WITHIN = 600;

/** @returns null if the file says of too few calls who called whom */
export function redialsOf(calls: readonly CallRecord[], { until }: Observed): Redials | null {
  const known = calls.filter(({ caller, callee }) => caller !== "" && callee !== "");
  if (known.length < calls.length / 2) return null;
  const last = new Map<string, { readonly at: number; readonly inRow: number }>();
  const isRedial = calls.map(() => false);
  const delays: number[] = [];
  const followed = { answered: 0, unanswered: 0 };
  const all = { answered: 0, unanswered: 0 };
  /** Whether all of the time in which it may be followed was observed. */
  const isInside = ({ end }: Pick<CallRecord, "end">): boolean => end !== null && end + REDIAL_WITHIN <= until;
  let most = 0;
  for (const [i, { caller, callee, start, end, outcome }] of calls.entries()) {
    if (caller === "" || callee === "") continue;
    const key = JSON.stringify([caller, callee]);
    const before = last.get(key);
    const previous = before === undefined ? undefined : calls[before.at]!;
    const delay = previous === undefined || previous.end === null ? Infinity : start - previous.end;
    let inRow = 0;
    if (previous !== undefined && delay >= 0 && delay <= REDIAL_WITHIN) {
      if (isInside(previous)) followed[previous.outcome === "answered" ? "answered" : "unanswered"]++;
      if (previous.outcome !== "answered") {
        isRedial[i] = true;
        inRow = before!.inRow + 1;
        most = Math.max(most, inRow);
        delays.push(delay);
      }
    }
    if (isInside({ end })) all[outcome === "answered" ? "answered" : "unanswered"]++;
    last.set(key, { at: i, inRow });
  }
  const share = (n: number, of: number) => wilson(Math.min(n, of), of);
  return {
    ...{ isRedial, unanswered: all.unanswered, delays, most },
    share: share(followed.unanswered, all.unanswered),
    afterAnswered: share(followed.answered, all.answered),
  };
}
