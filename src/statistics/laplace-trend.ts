import { normalCdf } from "../special/normal-law.ts";

/** Fewer events are not nearly normal in their mean. */
const EVENTS_MIN = 4;

/**
 * Laplace's test of events at a constant rate against a rate that rises or falls: the mean of their times is compared with the
 * middle of the time observed.
 *
 * @param times of the events, within (from, until]
 * @returns score above 0 where events come ever faster, and its two-sided p; null for fewer than four events
 * Source: D. R. Cox, P. A. W. Lewis, The Statistical Analysis of Series of Events, 1966, section 3.3.
 */
export function laplaceTrend(
  times: readonly number[],
  from: number,
  until: number,
): { readonly score: number; readonly p: number } | null {
  const n = times.length;
  if (n < EVENTS_MIN) return null;
  const length = until - from;
  const mean = times.reduce((sum, time) => sum + (time - from), 0) / n;
  const score = (mean - length / 2) / (length * Math.sqrt(1 / (12 * n)));
  return { score, p: 2 * normalCdf(-Math.abs(score)) };
}
