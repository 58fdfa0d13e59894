import type { Chain } from "./chain.ts";

/** Larger chains are not eliminated: the matrix would take more than 128 MB. */
export const ELIMINATION_MAX = 4000;

/**
 * Steady state by the elimination of Grassmann, Taksar and Heyman: states are removed one by one, each handing its
 * traffic to those that remain, then probabilities are filled in backwards. Nothing is ever subtracted, so every
 * probability keeps nearly all its digits, a state visited for a second in a million years included.
 *
 * @param chain irreducible, at most `ELIMINATION_MAX` states
 * @returns probabilities that add up to 1
 * Source: W. K. Grassmann, M. I. Taksar, D. P. Heyman, Operations Research 33 (1985); error analysis: C. O'Cinneide,
 * Numerische Mathematik 65 (1993).
 */
export function steadyStateByElimination(chain: Chain): Float64Array {
  const n = chain.states;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let t = chain.rowStart[i]!; t < chain.rowStart[i + 1]!; t += 1)
      matrix[i * n + chain.target[t]!] = chain.rate[t]!;
  }
  const leaving = new Float64Array(n); // rate from k into the states below it, once those above are gone
  const columns = new Int32Array(n);
  for (let k = n - 1; k > 0; k -= 1) {
    const row = k * n;
    let count = 0;
    let sum = 0;
    for (let j = 0; j < k; j += 1) {
      if (matrix[row + j] !== 0) {
        sum += matrix[row + j]!;
        columns[count] = j;
        count += 1;
      }
    }
    leaving[k] = sum;
    for (let i = 0; i < k; i += 1) {
      const entering = matrix[i * n + k]!;
      if (entering === 0) continue;
      const share = entering / sum;
      for (let c = 0; c < count; c += 1) matrix[i * n + columns[c]!]! += share * matrix[row + columns[c]!]!;
    }
  }
  const probability = new Float64Array(n);
  probability[0] = 1;
  let total = 1;
  for (let k = 1; k < n; k += 1) {
    let inflow = 0;
    for (let i = 0; i < k; i += 1) {
      const rate = matrix[i * n + k]!;
      if (rate !== 0) inflow += probability[i]! * rate;
    }
    probability[k] = inflow / leaving[k]!;
    total += probability[k]!;
  }
  for (let k = 0; k < n; k += 1) probability[k]! /= total;
  return probability;
}
