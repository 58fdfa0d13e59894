/**
 * Welch's picture of the warm-up: average the replications at each point, then smooth with a moving average, and let the eye
 * find where the curve becomes flat.
 * Source: A. M. Law, Simulation Modeling and Analysis, section 9.5.1, after P. D. Welch (1983).
 *
 * @param replications runs of equal length, in the order of time
 * @param window w ≥ 0, at most half of the length: 2w + 1 points are averaged, fewer within w of the front
 * @returns length − w points
 * @throws RangeError for no replication, unequal lengths or a window out of range
 */
export function welch(replications: readonly ArrayLike<number>[], window: number): number[] {
  const length = replications[0]?.length ?? 0;
  if (length === 0 || replications.some((run) => run.length !== length)) {
    throw new RangeError(
      `found replications of ${replications.map((run) => run.length).join(", ") || "no"} values; expected equal lengths`,
    );
  }
  if (!(Number.isInteger(window) && window >= 0 && window <= length / 2)) {
    throw new RangeError(`found a window of ${window}; expected a whole number from 0 to ${Math.floor(length / 2)}`);
  }
  const sums = new Float64Array(length + 1); // of the averages before each point
  for (let i = 0; i < length; i++) {
    sums[i + 1] = sums[i]! + replications.reduce((sum, run) => sum + run[i]!, 0) / replications.length;
  }
  return Array.from({ length: length - window }, (_, i) => {
    const reach = Math.min(window, i);
    return (sums[i + reach + 1]! - sums[i - reach]!) / (2 * reach + 1);
  });
}
