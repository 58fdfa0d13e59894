/** Where a chain is at one time, and where it has been until then. */
export interface Occupancy {
  /** Probability of each state at the time. */
  readonly probability: Float64Array;
  /** Expected time spent in each state from 0 until the time [s]. */
  readonly time: Float64Array;
  /** Bound on the error of any sum of these probabilities; for sums of times, relative to the length of the interval. */
  readonly errorBound: number;
  readonly method: "uniformisation" | "doubling";
}
