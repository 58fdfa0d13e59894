/** What in measured values says that they are not what they seem. */
import { formatDuration } from "../units/duration.ts";
import { formatNumber } from "../units/number.ts";

/** Below this coefficient of variation times are as good as constant: no law of a scenario varies less (shape ≤ 10 000). */
const CONSTANT = 0.01;

/** "100 equal values", "100 values that vary by 0.02 % about their mean"; null for times that vary by more than `least`. */
export function constancyOf(values: readonly number[], least = CONSTANT): string | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.every((value) => value === values[0])) return `${values.length} equal values`;
  const variation = Math.sqrt(values.reduce((sum, value) => sum + (value / mean - 1) ** 2, 0) / values.length);
  if (!(variation < least)) return null;
  return `${values.length} values that vary by ${formatNumber(variation * 100, 1)} % about their mean`;
}

/**
 * Why no law can be told from times that are mostly the same.
 * @returns null where more than half of them differ from each other, and more than two do
 */
export function samenessOf(values: readonly number[]): string | null {
  const times = new Map<number, number>();
  let [often, most] = [0, 0];
  for (const value of values) {
    const count = (times.get(value) ?? 0) + 1;
    times.set(value, count);
    if (count > most) [often, most] = [value, count];
  }
  if (values.length < 2 || (times.size > 2 && most <= values.length / 2)) return null;
  const few = times.size === 2 ? `${values.length} values, but only two different ones` : `${values.length} values`;
  return `${few}, of which ${most} ${most === 1 ? "is" : "are"} ${formatDuration(often, 3)}`;
}

/**
 * The step in which values come, where a clock ticks too slowly for what it measures.
 *
 * @returns the step, or null if the values lie on no grid, are but two, or on one so fine that it does not matter (a twentieth of the mean)
 */
export function tickOf(values: readonly number[]): number | null {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (distinct.length < 3 || values.length < 20) return null;
  const step = distinct.slice(1).reduce((least, value, i) => Math.min(least, value - distinct[i]!), Infinity);
  const isGrid = distinct.every((value) => Math.abs(value / step - Math.round(value / step)) < 0.02);
  return isGrid && step > mean / 20 ? step : null;
}

/** Gaps this small beside the mean belong to one batch; of Poisson arrivals 9.5 % are, of paced ones none. */
const SMALL = 0.1;
const MANY = 0.2;

/** Share of arrivals that come right behind another one; null where that is no more than chance would do. */
export function batchShare(arrivals: readonly number[]): number | null {
  if (arrivals.length < 20) return null;
  const gaps = arrivals.slice(1).map((at, i) => at - arrivals[i]!);
  const mean = (arrivals.at(-1)! - arrivals[0]!) / gaps.length;
  const share = gaps.filter((gap) => gap < SMALL * mean).length / gaps.length;
  return share > MANY ? share : null;
}

/** Correlation of neighbouring values, from which one learns how much fewer independent values there are. */
export function neighbourCorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [products, squares] = [0, 0];
  for (const [i, value] of values.entries()) {
    squares += (value - mean) ** 2;
    if (i > 0) products += (value - mean) * (values[i - 1]! - mean);
  }
  return squares === 0 ? 0 : products / squares;
}
