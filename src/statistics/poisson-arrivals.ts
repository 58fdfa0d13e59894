/**
 * Do arrivals come as a Poisson process whose rate changes slowly? Within short blocks, over which the rate hardly changes, Poisson
 * arrivals are spread evenly and independently, whatever the rate is.
 */
import { gammaUpper } from "../special/gamma-function.ts";
import { type GoodnessOfFit, kolmogorovSmirnov } from "./kolmogorov-smirnov.ts";

/** Both tests, over all blocks together. */
export interface PoissonTest {
  /** Arrivals in blocks that have enough of them. */
  readonly n: number;
  readonly blocks: number;
  /** Length of a block, and of the cells that are counted in it [s]. */
  readonly block: number;
  readonly cell: number;
  /**
   * Variance of the counts in cells over their mean, each block with a mean of its own: 1 of Poisson arrivals, more of bursts, less of
   * even ones; with the probability of being so far from 1 to that side, twice.
   */
  readonly dispersion: { readonly index: number; readonly p: number };
  /** Kolmogorov and Smirnov's test of the gaps, scaled to the exponential law of mean 1. */
  readonly gaps: GoodnessOfFit;
}

/** How blocks are cut. */
export interface PoissonBlocks {
  /** Length of a block [s]; blocks begin at multiples of it. */
  readonly block: number;
  readonly cells: number;
  /** Arrivals that a block must have. */
  readonly least: number;
}

/**
 * Counts are held against the multinomial law (χ², conservative for few arrivals in a cell), gaps against the exponential one after the
 * transformation of L. D. Brown et al., Journal of the American Statistical Association 100 (2005) 36–50, section 4.1. Arrivals of a clock of
 * whole seconds are to be spread over their second before, for ties are no bursts: S.-H. Kim, W. Whitt, Manufacturing & Service Operations
 * Management 16 (2014) 464–480.
 *
 * @param arrivals ascending [s]
 * @param window what was observed [s]
 * @returns null if no block has enough arrivals
 */
export function poissonTest(
  arrivals: readonly number[],
  { from, until }: { readonly from: number; readonly until: number },
  { block, cells, least }: PoissonBlocks,
): PoissonTest | null {
  const gaps: number[] = [];
  let [n, blocks, squares, at] = [0, 0, 0, 0];
  const cell = block / cells;
  const count = new Float64Array(cells);
  for (let start = Math.ceil(from / block) * block; start + block <= until; start += block) {
    while (at < arrivals.length && arrivals[at]! < start) at++;
    const first = at;
    while (at < arrivals.length && arrivals[at]! < start + block) at++;
    const here = at - first;
    if (here < least) continue;
    blocks++;
    n += here;
    count.fill(0);
    let left = block;
    for (let i = first; i < at; i++) {
      const rest = start + block - arrivals[i]!;
      gaps.push((here - (i - first)) * Math.log(left / rest));
      left = rest;
      count[Math.min(cells - 1, Math.floor((block - rest) / cell))]!++;
    }
    const mean = here / cells;
    for (const one of count) squares += (one - mean) ** 2 / mean;
  }
  if (blocks === 0) return null;
  const freedom = blocks * (cells - 1);
  const above = gammaUpper(freedom / 2, squares / 2);
  return {
    ...{ n, blocks, block, cell },
    dispersion: { index: squares / freedom, p: Math.min(1, 2 * Math.min(above, 1 - above)) },
    gaps: kolmogorovSmirnov(gaps, (x) => -Math.expm1(-x)),
  };
}
