/**
 * Comparing two means that were found independently of each other and need not vary alike: Welch's interval, longer to the side of the longer tail.
 * Source: B. L. Welch, Biometrika 34 (1947) 28–35; A. M. Law, Simulation Modeling and Analysis, section 10.2.2.
 */
import { power } from "../special/power.ts";
import { expectConfidence } from "../units/range.ts";
import { studentQuantile } from "./student.ts";
import { tailFactor } from "./student-interval.ts";

/** A mean of independent values, and how they spread. */
export interface MeanEstimate {
  /** Values, ≥ 1. */
  readonly n: number;
  readonly mean: number;
  /** Variance of one value; NaN or 0 where no spread was seen. */
  readonly variance: number;
  /** Third central moment of the values over the second to the power of 3/2; taken for 0 where it is not known. */
  readonly skewness?: number;
  /** Variance of one run, where a value is the mean of several. */
  readonly ofOneRun?: number;
}

export interface MeanDifference {
  /** First mean less the second. */
  readonly difference: number;
  /** Bounds are null where neither sample shows a spread. */
  readonly low: number | null;
  readonly high: number | null;
  /** Degrees of freedom of Student's law that the bounds rest on; NaN without bounds. */
  readonly degrees: number;
  /** `welch`: both samples spread. `few values`: one of them has one, few or equal values, taken to vary like the other's. */
  readonly by: "welch" | "few values" | "nothing";
}

/** With fewer values a sample's variance is too uncertain for Welch's degrees of freedom: 2 against 20 cover 81 to 89 %. */
const FEW = 5;

/**
 * Interval of the difference of two means. Equal values are no certainty: a sample of one value, or without spread, is taken to vary
 * like the other one, and a sample of two to four values to vary as much at least, if the other has more.
 *
 * @throws RangeError for a confidence out of range or an empty sample
 */
export function welchDifference(first: MeanEstimate, second: MeanEstimate, confidence = 0.95): MeanDifference {
  expectConfidence(confidence);
  if (!(first.n >= 1 && second.n >= 1))
    throw new RangeError(`found samples of ${first.n} and ${second.n} values; expected at least one in each`);
  const difference = first.mean - second.mean;
  const found = halfWidthOf(first, second, (1 + confidence) / 2);
  if (found === null) return { difference, low: null, high: null, degrees: Number.NaN, by: "nothing" };
  const { halfWidth, degrees, by } = found;
  const skewness = skewnessOfDifference(first, second);
  const wide = halfWidth * tailFactor(skewness, confidence);
  const [below, above] = skewness > 0 ? [halfWidth, wide] : [wide, halfWidth];
  return { difference, low: difference - below, high: difference + above, degrees, by };
}

interface HalfWidth {
  readonly halfWidth: number;
  readonly degrees: number;
  readonly by: "welch" | "few values";
}

/** Of the difference of the two means: each takes part by its share of the variance. */
function skewnessOfDifference(first: MeanEstimate, second: MeanEstimate): number {
  const [a, b] = [first, second].map((one) => (spreads(one) ? one.variance / one.n : 0)) as [number, number];
  const part = ({ n, skewness = 0 }: MeanEstimate, share: number) => (skewness / Math.sqrt(n)) * power(share, 1.5);
  return part(first, a / (a + b)) - part(second, b / (a + b));
}

const spreads = ({ n, variance }: MeanEstimate): boolean => n >= 2 && variance > 0;

function halfWidthOf(first: MeanEstimate, second: MeanEstimate, p: number): HalfWidth | null {
  if (!spreads(first) && !spreads(second)) return null;
  if (!spreads(first)) return likeTheOther(first, second, p);
  if (!spreads(second)) return likeTheOther(second, first, p);
  const [a, b] = [first.variance / first.n, second.variance / second.n];
  // By shares: squares of small variances would vanish, those of large ones be infinite.
  const share = a / (a + b);
  const degrees = 1 / (share ** 2 / (first.n - 1) + (1 - share) ** 2 / (second.n - 1));
  const welch: HalfWidth = { halfWidth: studentQuantile(p, degrees) * Math.sqrt(a + b), degrees, by: "welch" };
  const [fewer, more] = first.n < second.n ? [first, second] : [second, first];
  if (fewer.n >= FEW || fewer.n === more.n) return welch;
  const wide = likeTheOther(fewer, more, p);
  return wide.halfWidth > welch.halfWidth ? wide : welch;
}

/** Student's interval with the variance of the other sample alone. */
function likeTheOther({ n }: MeanEstimate, other: MeanEstimate, p: number): HalfWidth {
  const degrees = other.n - 1;
  const squaredError = (other.ofOneRun ?? other.variance) / n + other.variance / other.n;
  return { halfWidth: studentQuantile(p, degrees) * Math.sqrt(squaredError), degrees, by: "few values" };
}
