/** What in measured values says that they are not what they seem. */

/**
 * The step in which values come, where a clock ticks too slowly for what it measures.
 *
 * @returns the step, or null if the values lie on no grid, or on one so fine that it does not matter (a twentieth of the mean)
 */
export function tickOf(values: readonly number[]): number | null {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (distinct.length < 2 || values.length < 20) return null;
  const gaps = distinct.slice(1).map((value, i) => value - distinct[i]!);
  const step = Math.min(...gaps);
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
