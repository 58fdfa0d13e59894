/**
 * Effects of k factors at two levels each, and of their interactions, from a full 2ᵏ design. The effect of a factor is what
 * the result changes by, on average over the levels of the others, when the factor goes from low to high; two factors
 * interact if the effect of the one depends on the level of the other.
 * Source: A. M. Law, Simulation Modeling and Analysis, section 12.2; F. Yates (1937) for the algorithm.
 */
import { type MeanInterval, studentInterval } from "./student-interval.ts";

export interface FactorialEffect {
  /** One name for a main effect, several for an interaction. */
  readonly factors: readonly string[];
  /** Over the replications of the whole design, each of which gives one estimate of the effect. */
  readonly interval: MeanInterval;
}

/**
 * @param factors names, at most 16
 * @param results by design point, then by replication. Points are in standard order: bit i of the point's number (from 0)
 *   says whether factor i is at its high level. The n-th replications of all points belong together.
 * @returns all 2ᵏ − 1 effects: main effects and interactions, in standard order
 * @throws RangeError if there are not 2ᵏ points with equal numbers of replications
 */
export function factorialEffects(
  factors: readonly string[],
  results: readonly (readonly number[])[],
  confidence = 0.95,
): FactorialEffect[] {
  const points = 2 ** factors.length;
  const replications = results[0]?.length ?? 0;
  if (factors.length < 1 || factors.length > 16 || results.length !== points) {
    throw new RangeError(
      `found ${results.length} points for ${factors.length} factors; expected 2ᵏ points for 1 to 16`,
    );
  }
  if (replications === 0 || results.some((point) => point.length !== replications)) {
    throw new RangeError("found unequal numbers of replications; expected as many at every point, at least one");
  }
  const contrasts = Array.from({ length: replications }, (_, j) => yates(results.map((point) => point[j]!)));
  return Array.from({ length: points - 1 }, (_, i) => {
    const effect = i + 1;
    return {
      factors: factors.filter((_, bit) => (effect >> bit) & 1),
      interval: studentInterval(
        contrasts.map((contrast) => contrast[effect]! / (points / 2)),
        confidence,
      ),
    };
  });
}

/** Sums with the sign of each effect: the product over its factors of +1 where high, −1 where low. */
function yates(values: readonly number[]): number[] {
  let sums = [...values];
  for (let span = 1; span < values.length; span *= 2) {
    sums = sums.map((value, i) => ((i & span) === 0 ? value + sums[i + span]! : value - sums[i - span]!));
  }
  return sums;
}
