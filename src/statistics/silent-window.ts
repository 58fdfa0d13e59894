/** k silent intervals among the last m, where each interval is silent with probability p, independently of the others. */

import { power } from "../special/power.ts";

/** Probability that an interval is the one that makes k of the last m silent: the oldest was not, and k − 1 of those between. */
export function windowFills(k: number, m: number, p: number): number {
  let ways = 1; // C(m − 1, k − 1)
  for (let i = 1; i < k; i++) ways = (ways * (m - i)) / i;
  return ways * power(p, k) * power(1 - p, m - k + 1);
}

/**
 * Probability that exactly n more silent intervals bring a window to k of the last m, 1 ≤ n ≤ k. After i of them it has those i and
 * the silent ones among the latest m − i of before, so this sum must not have reached k for any i < n.
 */
export const silentIntervalsNeeded = (k: number, m: number, p: number, n: number): number =>
  notReachedBefore(k, m, p, n) - notReachedBefore(k, m, p, n + 1);

/** Probability that the sums for i = 0 … n − 1 are all below k; by recursion over the intervals of before, the latest first. */
function notReachedBefore(k: number, m: number, p: number, n: number): number {
  let states = new Float64Array(k + 1); // by silent intervals among the latest so many
  states[0] = 1;
  for (let latest = 0; latest <= m; latest++) {
    if (latest > 0) {
      const next = new Float64Array(k + 1);
      for (let silent = 0; silent <= k; silent++)
        next[silent] = states[silent]! * (1 - p) + (silent > 0 ? states[silent - 1]! * p : 0);
      states = next;
    }
    const added = m - latest;
    if (added < n) states.fill(0, Math.max(0, k - added));
  }
  return states.reduce((sum, state) => sum + state, 0);
}
