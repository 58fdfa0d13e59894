import { normalCdf } from "../special/normal-law.ts";

/** Fewer events are not nearly normal in their mean. */
const EVENTS_MIN = 4;

/** Whether events come ever faster (above 0) or more slowly, in standard deviations. */
export interface Trend {
  readonly score: number;
  /** Probability of being so far from 0, to either side, at a constant rate. */
  readonly p: number;
  /** Coefficient of variation that the times between events were taken to have. */
  readonly variation: number;
}

/**
 * Laplace's test of events at a constant rate against a rate that rises or falls: the mean of their times is compared with the
 * middle of the time observed.
 *
 * @param times of the events, within (from, until]
 * @param variation coefficient of variation of the times between events: by it the mean of the times varies more than that of Poisson events. At 1
 * this is Laplace's test, else Lewis and Robinson's
 * @returns score above 0 where events come ever faster, and its two-sided p; null for fewer than four events
 * Source: D. R. Cox, P. A. W. Lewis, The Statistical Analysis of Series of Events, 1966, section 3.3; P. A. W. Lewis, D. W. Robinson, Testing for
 * a monotone trend in a modulated renewal process, in: Reliability and Biometry, 1974, pp. 163–182.
 */
export function laplaceTrend(times: readonly number[], from: number, until: number, variation = 1): Trend | null {
  const n = times.length;
  if (n < EVENTS_MIN) return null;
  const length = until - from;
  const mean = times.reduce((sum, time) => sum + (time - from), 0) / n;
  const score = (mean - length / 2) / (length * Math.sqrt(1 / (12 * n))) / variation;
  return { score, p: 2 * normalCdf(-Math.abs(score)), variation };
}
