/** Bounds of a metric's mean over the replications, or of a result of the analyzer. */
export interface Expectation {
  readonly metric: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Where the expected value comes from. */
  readonly because?: string;
}

/** What must hold for the mean difference of a metric between two points of a sweep that differ in one parameter. */
export interface DifferenceExpectation extends Expectation {
  readonly parameter: string;
  /** Values of the parameter, as the sweep writes them: the difference is the first less the second. */
  readonly first: string;
  readonly second: string;
}
