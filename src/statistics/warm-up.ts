/**
 * Where the warm-up of a steady-state run ends, by MSER-5: cut so many values from the front that the standard error of
 * what is left is smallest, computed on means of five.
 * Source: K. P. White, Simulation 69 (1997) 323–334; K. P. White, M. J. Cobb, S. C. Spratt, Proc. Winter Simulation
 * Conference (2000) 755–761.
 */

const GROUP_SIZE = 5;

export interface WarmUp {
  /** Values to cut from the front: a multiple of five. */
  readonly cut: number;
  /** False if the best cut lies at the end of the first half: the run has not left its warm-up, or is too short to tell. */
  readonly reached: boolean;
}

/**
 * @param series one run in the order of time, at least 20 values
 * @throws RangeError for a shorter one
 */
export function mser5(series: ArrayLike<number>): WarmUp {
  if (series.length < 4 * GROUP_SIZE) {
    throw new RangeError(`found ${series.length} values; expected at least ${4 * GROUP_SIZE} to find the warm-up in`);
  }
  const groups = Math.floor(series.length / GROUP_SIZE);
  const half = Math.floor(groups / 2);
  let best = Infinity;
  let bestCut = 0;
  let mean = 0;
  let squares = 0;
  // from the end to the front, so that each cut takes one step of Welford's update
  for (let cut = groups - 1; cut >= 0; cut--) {
    const value = groupMean(series, cut);
    const n = groups - cut;
    const deviation = value - mean;
    mean += deviation / n;
    squares += deviation * (value - mean);
    const statistic = squares / (n * n);
    if (cut <= half && statistic <= best) {
      best = statistic;
      bestCut = cut;
    }
  }
  return { cut: bestCut * GROUP_SIZE, reached: bestCut < half };
}

function groupMean(series: ArrayLike<number>, group: number): number {
  let sum = 0;
  for (let i = 0; i < GROUP_SIZE; i++) sum += series[group * GROUP_SIZE + i]!;
  return sum / GROUP_SIZE;
}
