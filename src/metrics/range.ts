import { CATALOGUE, metricIndex } from "./catalogue.ts";
import type { Figures } from "./collector.ts";

/** A time that no run lasts [s]: more than thirty thousand years. */
const LONGEST = 1e12;
/** Quantiles are told to a thousandth, and sums of times are rounded. */
const SLACK = 1.01;

/**
 * A figure that no replication can have come to, in words; null if all are possible. Ratios lie between 0 and 1, counts are whole
 * numbers, times are not negative; none is infinite; a ratio stands beside its trials. NaN stands for a metric that was not defined.
 *
 * @param longest time of a run [s]
 */
export function impossibleFigure(figures: Figures, longest = LONGEST): string | null {
  if (figures.length !== CATALOGUE.length) return `${figures.length} figures in the place of ${CATALOGUE.length}`;
  const most = { s: longest * SLACK, ratio: 1 + 1e-9 } as Readonly<Record<string, number>>;
  const created = figures[metricIndex("createdCalls")]!;
  if (Number.isNaN(created)) return "no createdCalls";
  for (const [i, { name, unit, trials }] of CATALOGUE.entries()) {
    const value = figures[i]!;
    if (Number.isNaN(value)) continue;
    const limit = most[unit] ?? Number.MAX_SAFE_INTEGER;
    if (!(value >= 0 && value <= limit) || (most[unit] === undefined && !Number.isInteger(value)))
      return `${name} of ${value}`;
    const [begun, undecided] = (trials ?? ([] as const)).map((one) => figures[metricIndex(one)]!);
    if (trials !== undefined && !(begun! > undecided!))
      return `${name} of ${value} without more ${trials[0]} than ${trials[1]}`;
  }
  const ended = (["failedCalls", "successfulCalls"] as const).find((name) => figures[metricIndex(name)]! > created);
  return ended === undefined ? null : `more ${ended} than createdCalls`;
}
