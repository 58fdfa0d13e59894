import { type ProgressListener, SILENT } from "../../structure/told.ts";
import type { Chain } from "./chain.ts";
import type { Occupancy } from "./occupancy.ts";
import { poissonWeights } from "./poisson.ts";

/**
 * State probabilities and expected times by doubling: the transition matrix of a step so short that the chain hardly
 * moves is squared until the step is as long as the time asked for; P(2t) = P(t)², and the times spent L(2t) = L(t) +
 * P(t) L(t). All entries stay positive; a diagonal near 1 is always taken as 1 minus the rest of its row, so that a
 * failure rate of once in ten years survives thirty squarings of a millisecond.
 *
 * @param chain small: the work is the cube of its states for each doubling
 * @param time [s], > 0
 */
export function occupancyByDoubling(chain: Chain, time: number, told: ProgressListener = SILENT): Occupancy {
  const n = chain.states;
  const fastest = chain.exitRate.reduce((a, b) => Math.max(a, b), 0);
  const doublings = Math.max(0, Math.ceil(Math.log2(fastest * time)));
  const short = time / 2 ** doublings;
  let { transition, spent } = shortStep(chain, fastest, short);
  for (let step = 0; step < doublings; step++) {
    told(`${step} of ${doublings} doublings`);
    const further = product(transition, spent, n);
    for (let i = 0; i < n * n; i++) spent[i] = spent[i]! + further[i]!;
    transition = normalised(product(transition, transition, n), n);
  }
  const row = chain.initial * n;
  return {
    probability: transition.slice(row, row + n),
    time: spent.slice(row, row + n),
    errorBound: 2 ** -52 * n * (doublings + 20),
    method: "doubling",
  };
}

/** Transition matrix and times spent over a step of at most one expected jump, by uniformisation. */
function shortStep(chain: Chain, rate: number, step: number): { transition: Float64Array; spent: Float64Array } {
  const n = chain.states;
  const { weights } = poissonWeights(rate * step, 1e-18);
  const jump = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    jump[i * n + i] = 1 - chain.exitRate[i]! / rate;
    for (let t = chain.rowStart[i]!; t < chain.rowStart[i + 1]!; t++)
      jump[i * n + chain.target[t]!] = chain.rate[t]! / rate;
  }
  const transition = new Float64Array(n * n);
  const spent = new Float64Array(n * n);
  let power = new Float64Array(n * n);
  for (let i = 0; i < n; i++) power[i * n + i] = 1;
  for (let k = 0; k < weights.length; k++) {
    const later = weights.subarray(k + 1).reduceRight((sum, weight) => sum + weight, 0);
    for (let i = 0; i < n * n; i++) {
      transition[i]! += weights[k]! * power[i]!;
      spent[i]! += (later / rate) * power[i]!;
    }
    if (k + 1 < weights.length) power = product(power, jump, n);
  }
  return { transition: normalised(transition, n), spent };
}

/** The product of two square matrices of n rows, row after row; zeros of the first cost nothing. */
export function product(a: Float64Array, b: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = result.subarray(i * n, i * n + n);
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < n; j++) row[j]! += factor * b[k * n + j]!;
    }
  }
  return result;
}

/** Rows that add up to 1: by their diagonal where it dominates, else by scaling. */
function normalised(matrix: Float64Array<ArrayBuffer>, n: number): Float64Array<ArrayBuffer> {
  for (let i = 0; i < n; i++) {
    const row = matrix.subarray(i * n, i * n + n);
    let others = 0;
    for (let j = 0; j < n; j++) if (j !== i) others += row[j]!;
    if (others < 0.5) {
      row[i] = 1 - others;
    } else {
      const total = others + row[i]!;
      for (let j = 0; j < n; j++) row[j]! /= total;
    }
  }
  return matrix;
}
