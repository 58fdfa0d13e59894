/**
 * Intervals of means and ratios, distributions fitted to samples, measurements read from tables and set beside simulated results.
 */

export {
  type CompareOptions,
  type Comparison,
  type ComparisonOutcome,
  type Margin,
  type Overlay,
  overlay,
  type Prediction,
  type Side as ComparedSide,
} from "../measurement/comparison.ts";
export { type DetectionFit, type FittedDetection, fitDetection } from "../measurement/detection-law.ts";
export { type Condition, type Evidence, type Quantity, quantityOf } from "../measurement/evidence.ts";
export { type FitOptions, type FittedDistribution, fitDistributions } from "../measurement/fitted-distribution.ts";
export type { TableReading } from "../measurement/plain-table.ts";
export { type MeasurementReading, readMeasurement } from "../measurement/read-measurement.ts";
export type { ResponseTimeNames } from "../measurement/sipp/statistics.ts";
export type { ProfileInterval } from "../statistics/fit/profile-likelihood.ts";
export { Moments, type MomentsData } from "../statistics/moments.ts";
export type { PredictionInterval } from "../statistics/prediction-interval.ts";
export { ratioInterval } from "../statistics/ratio-interval.ts";
export { meanTrialsToRun } from "../statistics/runs.ts";
export type { MeanEstimate } from "../statistics/skewed-arms.ts";
export { type MeanInterval, studentInterval } from "../statistics/student-interval.ts";
