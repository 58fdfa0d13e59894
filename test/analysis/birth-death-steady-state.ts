import type { BirthDeath } from "../../src/analysis/closed-form/birth-death.ts";

/** Steady-state probabilities of the states 0…n, by detailed balance: products and sums of positive terms only. */
export function birthDeathSteadyState({ births, deaths }: BirthDeath): number[] {
  const weights = [1];
  for (const [i, birth] of births.entries()) weights.push((weights[i]! * birth) / deaths[i]!);
  const total = [...weights].sort((a, b) => a - b).reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
