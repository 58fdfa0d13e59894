import { power } from "../../special/power.ts";
import { type ProgressListener, SILENT } from "../../structure/told.ts";
import { NoAnswer, Refused } from "../../units/refused.ts";
import { type Chain, transposed } from "./chain.ts";
import { occupancyByDoubling } from "./doubling.ts";
import type { Occupancy } from "./occupancy.ts";
import { poissonWeights } from "./poisson.ts";

/** Thrown when a transient solution would take too long; the message says what would help. */
export class TransientTooLong extends NoAnswer {
  override readonly name = "TransientTooLong";
}

/** Probability left out of the Poisson window: nothing beside the rarest states worth asking for. */
const TRUNCATION = 1e-40;
/** Steps of arithmetic that a transient solution may take: some ten seconds. */
const WORK_MAX = 1e10;
/** Doubling works on full matrices; larger chains would take too much memory and time. */
const DOUBLING_MAX = 400;

/**
 * Instantaneous state probabilities and expected times in each state over [0, time], from the chain's initial state.
 *
 * By uniformisation: the chain is watched at the jumps of a Poisson process faster than any of its own, so that all
 * numbers are probabilities and none is subtracted. Where that would take too many jumps — takeovers of seconds watched
 * for a year — small chains are solved by doubling a short step instead.
 *
 * @param time [s], ≥ 0
 * @throws TransientTooLong for large chains with rates far apart
 * Source: W. K. Grassmann 1977; E. de Souza e Silva & H. R. Gail 1986 for the times.
 */
export function occupancy(chain: Chain, time: number, told: ProgressListener = SILENT): Occupancy {
  if (!(time >= 0 && time < Infinity)) {
    throw new Refused(`${time}`, "a finite time ≥ 0", "time");
  }
  const jumps = chain.exitRate.reduce((a, b) => Math.max(a, b), 0) * time;
  const jumpwise = (jumps + 10 * Math.sqrt(jumps)) * (chain.rate.length + 3 * chain.states + 20);
  const small = chain.states <= DOUBLING_MAX;
  const doubled = small ? 2 * power(chain.states, 3) * (Math.log2(jumps + 1) + 20) : Infinity;
  if (Math.min(jumpwise, doubled) <= WORK_MAX) {
    return jumpwise <= doubled ? byUniformisation(chain, time, told) : occupancyByDoubling(chain, time, told);
  }
  throw new TransientTooLong(
    `A chain of ${chain.states} states makes about ${jumps.toExponential(1)} jumps in ${time} s, too many to follow`,
    `Ask for a shorter time, a steady state, or a model of at most ${DOUBLING_MAX} states.`,
  );
}

/** The same by uniformisation, however many jumps that takes. */
export function byUniformisation(chain: Chain, time: number, told: ProgressListener = SILENT): Occupancy {
  const n = chain.states;
  const rate = chain.exitRate.reduce((a, b) => Math.max(a, b), 0);
  const { left, weights, error } = poissonWeights(rate * time, TRUNCATION);
  const { rowStart, target: source, rate: inRate } = transposed(chain);
  const probability = new Float64Array(n);
  const spent = new Float64Array(n);
  // later[k]: probability of more than left + k jumps, summed from the small end.
  const later = new Float64Array(weights.length);
  for (let k = weights.length - 2; k >= 0; k--) later[k] = later[k + 1]! + weights[k + 1]!;

  let now = new Float64Array(n);
  let next = new Float64Array(n);
  now[chain.initial] = 1;
  const last = left + weights.length - 1;
  for (let jump = 0; jump <= last; jump++) {
    if (jump % 64 === 0) told(`${jump} of ${last} jumps followed`);
    const weight = jump < left ? 0 : weights[jump - left]!;
    const stay = jump < left ? 1 : later[jump - left]!;
    for (let state = 0; state < n; state++) {
      probability[state]! += weight * now[state]!;
      spent[state]! += stay * now[state]!;
    }
    if (jump === last) break;
    for (let state = 0; state < n; state++) {
      let sum = now[state]! * (rate - chain.exitRate[state]!);
      for (let t = rowStart[state]!; t < rowStart[state + 1]!; t++) sum += now[source[t]!]! * inRate[t]!;
      next[state] = sum / rate;
    }
    [now, next] = [next, now];
  }
  for (let state = 0; state < n; state++) spent[state] = rate === 0 ? now[state]! * time : spent[state]! / rate;
  return { probability, time: spent, errorBound: 2 * error + 2 ** -52 * (last + 1), method: "uniformisation" };
}
