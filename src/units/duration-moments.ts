import type { Distribution } from "./distribution.ts";

/** What a chain can know of a duration: how long it is on average, and how much it varies. */
export interface DurationMoments {
  /** [s] */
  readonly mean: number;
  /** Variance over the square of the mean; 0 for a constant, 1 for an exponential time. */
  readonly squaredVariation: number;
}

/** Mean and squared coefficient of variation of a duration, from its parameters. */
export function durationMoments(duration: Distribution): DurationMoments {
  switch (duration.kind) {
    case "deterministic":
      return { mean: duration.value, squaredVariation: 0 };
    case "exponential":
      return { mean: duration.mean, squaredVariation: 1 };
    case "uniform": {
      const mean = (duration.low + duration.high) / 2;
      return { mean, squaredVariation: mean === 0 ? 0 : (duration.high - duration.low) ** 2 / 12 / mean ** 2 };
    }
    case "erlang":
      return { mean: duration.mean, squaredVariation: 1 / duration.stages };
    case "gamma":
      return { mean: duration.mean, squaredVariation: 1 / duration.shape };
    case "lognormal":
      return { mean: duration.mean, squaredVariation: duration.cv ** 2 };
    case "weibull":
      // Γ(1 + 2/k) / Γ(1 + 1/k)² − 1, for the shape k.
      return {
        mean: duration.mean,
        squaredVariation: Math.expm1(logGamma(1 + 2 / duration.shape) - 2 * logGamma(1 + 1 / duration.shape)),
      };
    case "hyperexponential": {
      const mean = duration.branches.reduce((sum, branch) => sum + branch.probability * branch.mean, 0);
      const second = duration.branches.reduce((sum, branch) => sum + 2 * branch.probability * branch.mean ** 2, 0);
      return { mean, squaredVariation: second / mean ** 2 - 1 };
    }
    case "empirical": {
      const n = duration.values.length;
      const mean = duration.values.reduce((sum, value) => sum + value, 0) / n;
      const variance = duration.values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
      return { mean, squaredVariation: mean === 0 ? 0 : variance / mean ** 2 };
    }
  }
}

/**
 * How many exponential stages imitate a duration best: 1 / squared variation, rounded. Times that vary more than an
 * exponential one are taken as exponential.
 */
export function stagesFor({ squaredVariation }: DurationMoments, most: number): number {
  return Math.max(1, Math.min(most, Math.round(1 / squaredVariation)));
}

/** ln Γ(x) for x ≥ 1, by Stirling's series after shifting x above 10; relative error below 1e-14. */
function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 10) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}
