/**
 * Which of several designs is the best: for each, an interval of its distance from the best of the others, all true at once
 * (multiple comparisons with the best). The designs may share random numbers, which makes the intervals shorter.
 *
 * Assumes normal results whose differences all have the same variance (sphericity), which holds for independent designs of
 * equal variance and, closely enough, under common random numbers.
 * Source: B. L. Nelson, F. J. Matejcik, Management Science 41 (1995) 1935–1945, procedure NM; J. C. Hsu, Annals of
 * Statistics 12 (1984) 1136–1144.
 */
import { dunnettQuantile } from "./dunnett.ts";
import { Moments } from "./moments.ts";

export type Better = "lower" | "higher";

export interface ComparisonWithBest {
  /** The results of one design, one mean over its replications. */
  readonly mean: number;
  /**
   * Bounds of its mean minus that of the best of the others; one end is 0 unless the verdict is open. Negative is better for
   * "lower".
   */
  readonly low: number;
  readonly high: number;
  /** `best`: surely. `beaten`: surely not the best. `open`: may be the best, by the results so far. */
  readonly verdict: "best" | "beaten" | "open";
}

export interface BestOfSeveral {
  readonly designs: readonly ComparisonWithBest[];
  /** Half-width by which the means were compared: a design that leads by so much is surely the best. */
  readonly margin: number;
  readonly confidence: number;
}

/**
 * Compares each design with the best of the others.
 *
 * @param results by design, then by replication; the n-th replications of all designs belong together
 * @throws RangeError for fewer than two designs or replications, or unequal numbers of them
 */
export function compareWithBest(
  results: readonly (readonly number[])[],
  better: Better = "lower",
  confidence = 0.95,
): BestOfSeveral {
  const margin = criticalValue(results, confidence) * Math.sqrt(differenceVariance(results) / results[0]!.length);
  const means = results.map((design) => Moments.of(design).mean);
  const sign = better === "lower" ? 1 : -1;
  const designs = means.map((mean, i) => {
    const rival = Math.min(...means.filter((_, j) => j !== i).map((other) => sign * other));
    const distance = sign * mean - rival;
    const low = Math.min(distance - margin, 0);
    const high = Math.max(distance + margin, 0);
    const verdict = high === 0 ? "best" : low === 0 ? "beaten" : "open";
    return sign === 1 ? { mean, low, high, verdict } : { mean, low: 0 - high, high: 0 - low, verdict };
  });
  return { designs: designs as ComparisonWithBest[], margin, confidence };
}

/** Dunnett's value for k − 1 rivals, with the (k − 1)(n − 1) degrees of freedom of the residuals. */
function criticalValue(results: readonly (readonly number[])[], confidence: number): number {
  const k = results.length;
  const n = results[0]?.length ?? 0;
  if (k < 2) throw new RangeError(`found ${k} designs; expected two or more`);
  if (n < 2 || results.some((design) => design.length !== n)) {
    throw new RangeError(
      `found ${results.map((design) => design.length).join(", ")} replications; expected equal numbers, two or more`,
    );
  }
  return dunnettQuantile(confidence, k - 1, (k - 1) * (n - 1));
}

/**
 * Variance of the difference of two designs in one replication: twice the residual mean square after taking out the mean of
 * each design and of each replication.
 */
function differenceVariance(results: readonly (readonly number[])[]): number {
  const k = results.length;
  const n = results[0]!.length;
  const designMeans = results.map((design) => Moments.of(design).mean);
  const grandMean = Moments.of(designMeans).mean;
  let squares = 0;
  for (let j = 0; j < n; j++) {
    const replicationMean = results.reduce((sum, design) => sum + design[j]!, 0) / k;
    results.forEach((design, i) => {
      squares += (design[j]! - designMeans[i]! - replicationMean + grandMean) ** 2;
    });
  }
  return (2 * squares) / ((k - 1) * (n - 1));
}
