import { power } from "../special/power.ts";
import { expectCount, expectRange } from "../units/range.ts";

/**
 * Mean number of trials to the first run of k failures in a row, each of probability p: (1 − pᵏ)/(pᵏ(1 − p)). So many beats does a
 * watcher take, on average, until the loss of k in a row makes it consider a living node down.
 *
 * @param p probability from 0 to 1; Infinity for 0, k for 1
 * Source: W. Feller, An Introduction to Probability Theory and Its Applications, vol. 1, 3rd ed., §XIII.7.
 */
export function meanTrialsToRun(p: number, k: number): number {
  expectRange(p >= 0 && p <= 1, "p", p, "a probability from 0 to 1");
  expectCount("k", k, 1);
  let sum = 0; // 1/p + 1/p² + … + 1/pᵏ, which is the same and has no 0/0 at p = 1
  for (let i = 1; i <= k; i++) sum += power(p, -i);
  return sum;
}
