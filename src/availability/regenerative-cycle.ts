import type { Stream } from "../random/stream.ts";
import type { ComponentProcess } from "./component-process.ts";

/**
 * Probability that the next event makes things worse, while failures are forced and both are possible: one half at least, and the more, the
 * more nodes have failed; with even chances, paths to a cut set of many nodes would be made of detours. Failures that are hardly rarer than
 * repairs are forced less: their detours are likely in truth.
 *
 * @param load rate of what makes things worse, over that of the repair of one node
 */
const forcedShare = (failed: number, load: number): number => Math.max(0.5, (failed - load) / (failed + 1));

/** What one cycle, from all well to all well again, has brought. */
export interface Cycle {
  /** Expected length, given the sequence of events [s]. */
  readonly length: number;
  /** Expected time down, given the sequence of events [s]. */
  readonly downtime: number;
  /** The same, each state weighted by the likelihood ratio of what led to it; equal without forcing. */
  readonly downtimeWeighted: number;
  /** Probability of the whole sequence as it is over that as it was drawn; 1 without forcing. */
  readonly likelihood: number;
  /** Outages. */
  readonly outages: number;
  readonly steps: number;
}

/**
 * Runs one cycle. Time is not drawn: each state counts with its mean sojourn, which only takes variance away.
 *
 * @param isForced whether failures are made as likely as repairs or more, all kinds of failure alike, until a whole cut set is
 *   down (balanced failure biasing); likelihood ratios make up for it. An outage that a failover ends does not stop it
 * @param stepsMax a cycle that is not over by then is given up
 * @returns undefined for a cycle given up
 * Source: P. Shahabuddin, Importance sampling for the simulation of highly reliable Markovian systems, Management Science 40
 *   (1994), for the forcing; A. Goyal et al., IEEE Trans. Computers 41 (1992), for sojourns by their means.
 */
export function runCycle(
  process: ComponentProcess,
  random: Stream,
  isForced: boolean,
  stepsMax: number,
): Cycle | undefined {
  process.reset();
  let length = 0;
  let downtime = 0;
  let downtimeWeighted = 0;
  let likelihood = 1;
  let outages = 0;
  let wasUp = true;
  let forcing = isForced;
  for (let steps = 0; steps < stepsMax; steps++) {
    const total = process.list();
    length += 1 / total;
    if (!wasUp) {
      downtime += 1 / total;
      downtimeWeighted += likelihood / total;
    }
    const index = forcing ? drawForced(process, random, total, wasUp) : drawPlain(process, random, total);
    if (forcing) likelihood *= lastRatio;
    process.happen(index);
    const isUp = process.isUp;
    if (wasUp && !isUp) outages++;
    if (!isUp && forcing) forcing = !process.isCut;
    wasUp = isUp;
    if (process.isAsNew) return { length, downtime, downtimeWeighted, likelihood, outages, steps: steps + 1 };
  }
  return undefined;
}

function drawPlain({ rates, count }: ComponentProcess, random: Stream, total: number): number {
  let left = random.uniform() * total;
  for (let i = 0; i < count - 1; i++) {
    left -= rates[i]!;
    if (left < 0) return i;
  }
  return count - 1;
}

/** Likelihood ratio of the event drawn last: its own probability over the forced one. */
let lastRatio = 1;

/** @param isUp whether the service is up; while only a failover keeps it down, chances are even, since the failover may well be part of the path */
function drawForced(process: ComponentProcess, random: Stream, total: number, isUp: boolean): number {
  const { rates, worsens, count } = process;
  const { failed } = process;
  let kinds = 0;
  let better = 0;
  for (let i = 0; i < count; i++) {
    if (worsens[i] === 1) kinds++;
    else better += rates[i]!;
  }
  const load = (failed * (total - better)) / better;
  const worse = better === 0 ? 1 : kinds === 0 ? 0 : isUp ? forcedShare(failed, load) : 0.5;
  let u = random.uniform();
  let chosen = count - 1;
  if (u < worse) {
    let rank = Math.min(kinds - 1, Math.floor((u / worse) * kinds));
    for (let i = 0; i < count; i++) {
      if (worsens[i] === 0) continue;
      chosen = i;
      rank--;
      if (rank < 0) break;
    }
    lastRatio = rates[chosen]! / total / (worse / kinds);
    return chosen;
  }
  u = ((u - worse) / (1 - worse)) * better;
  for (let i = 0; i < count; i++) {
    if (worsens[i] === 1) continue;
    chosen = i;
    u -= rates[i]!;
    if (u < 0) break;
  }
  lastRatio = better / total / (1 - worse);
  return chosen;
}
