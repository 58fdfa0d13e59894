import { type BestOfSeveral, type Better, compareWithBest } from "../statistics/best-of-several.ts";
import { type FactorialEffect, factorialEffects } from "../statistics/factorial-effects.ts";
import { type PairedDifference, pairedDifference } from "../statistics/paired-difference.ts";
import { areAlike, replicatedMean, VALUES_MIN } from "../statistics/replicated-mean.ts";
import type { Design } from "./design/design.ts";

/** Values of a metric by point and block of replications; those of one column rest on the same chances. */
export type Sample = readonly (readonly number[])[];

/** Two points that differ in one parameter alone. */
export interface Difference extends PairedDifference {
  /** Whether it is the same in all blocks. */
  readonly unanimous: boolean;
  /** Points, counted from 0: the difference is the first less the second. */
  readonly first: number;
  readonly second: number;
}

/** Points with the same values of all parameters but one, in the order of its levels. */
function groups(design: Design, parameter: string): number[][] {
  const levels = design.levels(parameter);
  const found = new Map<string, { point: number; level: number }[]>();
  for (let point = 0; point < design.size; point++) {
    const values = design.point(point);
    const others = JSON.stringify(values.filter(({ name }) => name !== parameter).map(({ value }) => value));
    const level = levels.indexOf(values.find(({ name }) => name === parameter)!.value);
    const group = found.get(others);
    if (group) group.push({ point, level });
    else found.set(others, [{ point, level }]);
  }
  return [...found.values()].map((group) => group.sort((x, y) => x.level - y.level).map(({ point }) => point));
}

/**
 * Differences between the levels of a parameter, every other parameter being equal, from the replications that both have. Common
 * random numbers make them far less variable than the results themselves.
 */
export function differences(design: Design, sample: Sample, parameter: string): Difference[] {
  return groups(design, parameter).flatMap((group) =>
    group.flatMap((first, i) =>
      group.slice(i + 1).flatMap((second): Difference[] => {
        const [a, b] = [sample[first]!, sample[second]!];
        const both = Array.from({ length: Math.min(a.length, b.length) }, (_, n) => n).filter(
          (n) => Number.isFinite(a[n]!) && Number.isFinite(b[n]!),
        );
        if (both.length === 0) return [];
        const pairs = [both.map((n) => a[n]!), both.map((n) => b[n]!)] as const;
        const each = both.map((n) => a[n]! - b[n]!);
        const interval = replicatedMean(each, { least: -Infinity });
        return [{ first, second, ...pairedDifference(...pairs), interval, unanimous: areAlike(each) }];
      }),
    ),
  );
}

/** As many replications of every point, all of them defined; null if there are fewer than two. */
function balanced(sample: Sample): number[][] | null {
  const n = Math.min(...sample.map((values) => values.length));
  if (!(n >= 2)) return null;
  const cut = sample.map((values) => values.slice(0, n));
  return cut.every((values) => values.every(Number.isFinite)) ? cut : null;
}

/** Factors of a two-level design that are analysed; beyond them effects outnumber what anybody reads. */
const FACTORS_MAX = 10;

/**
 * Main effects and interactions, where every parameter has two values and all combinations are there.
 *
 * @returns null for any other design, or if replications are missing or undefined
 */
export function effects(design: Design, sample: Sample): FactorialEffect[] | null {
  const names = design.parameters.map(({ name }) => name);
  const isTwoLevel = names.every((name) => design.levels(name).length === 2);
  if (names.length === 0 || names.length > FACTORS_MAX || !isTwoLevel || design.size !== 2 ** names.length) return null;
  const results = balanced(sample);
  // The last parameter changes fastest: it is bit 0 of a point's number.
  return results && factorialEffects(names.toReversed(), results);
}

/** Designs among which the best is looked for. */
const RIVALS_MAX = 200;

/** Blocks in which a point's difference from the first one is another than its median. */
function blocksThatVary(results: readonly (readonly number[])[]): number {
  const differences = results.map((point) => point.map((value, block) => value - results[0]![block]!));
  const medians = differences.map((values) => values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)]!);
  return results[0]!.filter((_, block) =>
    differences.some((values, point) => !areAlike([medians[point]!, values[block]!])),
  ).length;
}

/**
 * Each point against the best of the others, all intervals true at once.
 *
 * @returns null for fewer than two points or more than two hundred, if replications are missing or undefined, or if fewer than five
 *   blocks show the differences to vary: equal values are not certainty
 */
export function best(sample: Sample, better: Better): BestOfSeveral | null {
  if (sample.length < 2 || sample.length > RIVALS_MAX) return null;
  const results = balanced(sample);
  return results && blocksThatVary(results) >= VALUES_MIN - 1 ? compareWithBest(results, better) : null;
}
