/**
 * Interval of a proportion whose trials come in clusters that share a fate: the calls of one replication, all hit by the same
 * outage. The clusters say how many independent trials the calls are worth; with so many, the exact binomial interval
 * follows. It does not collapse at 0 or 1 and never leaves the range between them.
 * Source: E. L. Korn, B. I. Graubard, Survey Methodology 24 (1998) 193–201.
 */

import { betaQuantile } from "../special/incomplete-beta.ts";
import { normalQuantile } from "../special/normal-law.ts";
import { expectConfidence } from "../units/range.ts";
import { Moments } from "./moments.ts";
import { studentQuantile } from "./student.ts";
import type { MeanInterval } from "./student-interval.ts";

export interface Cluster {
  readonly successes: number;
  /** ≥ 0; a cluster without trials says nothing. */
  readonly trials: number;
}

/**
 * Where every cluster agrees on 0 or on 1, nothing is known of how alike the trials of a cluster are: they are then taken as
 * independent, as Korn and Graubard do.
 *
 * @returns `mean` is the proportion of all trials, NaN of none; `n` counts the clusters with trials; `halfWidth` is the longer arm.
 *   Bounds are null for fewer than two clusters
 * @throws RangeError for counts or a confidence out of range
 */
export function clusteredProportion(clusters: readonly Cluster[], confidence = 0.95): MeanInterval {
  expectConfidence(confidence);
  const wrong = clusters.find(({ successes, trials }) => !(successes >= 0 && successes <= trials && trials < Infinity));
  if (wrong)
    throw new RangeError(
      `found ${wrong.successes} successes in ${wrong.trials} trials; expected 0 ≤ successes ≤ trials`,
    );
  const counted = clusters.filter(({ trials }) => trials > 0);
  const n = counted.length;
  const trials = counted.reduce((sum, cluster) => sum + cluster.trials, 0);
  const successes = counted.reduce((sum, cluster) => sum + cluster.successes, 0);
  const mean = successes / trials;
  if (n < 2) return { mean, low: null, high: null, halfWidth: null, n, confidence };
  const worth = trials * worthOfTrial(counted, mean, trials, confidence);
  const tail = (1 - confidence) / 2;
  const hits = mean * worth;
  const misses = (1 - mean) * worth;
  const low = hits === 0 ? 0 : betaQuantile(tail, hits, misses + 1);
  const high = misses === 0 ? 1 : 1 - betaQuantile(tail, misses, hits + 1);
  return { mean, low, high, halfWidth: Math.max(mean - low, high - mean), n, confidence };
}

/** Independent trials that one trial is worth, > 0; more than one where clusters are more alike than chance would make them. */
function worthOfTrial(clusters: readonly Cluster[], mean: number, trials: number, confidence: number): number {
  const n = clusters.length;
  // The variance of a ratio of sums, by the deviations of each cluster from it.
  const deviations = Moments.of(clusters.map((cluster) => cluster.successes - mean * cluster.trials));
  const variance = (n * deviations.variance) / trials ** 2;
  const independent = (mean * (1 - mean)) / trials;
  if (!(variance > 0 && independent > 0)) return 1;
  const p = (1 + confidence) / 2;
  const freedom = normalQuantile(p) / studentQuantile(p, n - 1);
  return (independent / variance) * freedom ** 2;
}
