/**
 * Comparing two means that were found independently of each other and need not vary alike: Welch's interval, longer to the side of the longer tail.
 * Source: B. L. Welch, Biometrika 34 (1947) 28–35; A. M. Law, Simulation Modeling and Analysis, section 10.2.2.
 */
import { power } from "../special/power.ts";
import { expectConfidence } from "../units/range.ts";
import { type Arms, armsOf, type MeanEstimate, skewOfMean } from "./skewed-arms.ts";
import { studentQuantile } from "./student.ts";

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
  const found = errorOf(first, second, (1 + confidence) / 2);
  if (found === null) return { difference, low: null, high: null, degrees: Number.NaN, by: "nothing" };
  const { factor, error, degrees, by } = found;
  const { below, above } = armsOfDifference(first, second, found);
  return {
    difference,
    low: difference - factor * error * below,
    high: difference + factor * error * above,
    degrees,
    by,
  };
}

interface FoundError {
  /** Of Student's law. */
  readonly factor: number;
  /** Standard error of the difference. */
  readonly error: number;
  readonly degrees: number;
  readonly by: "welch" | "few values";
}

/**
 * Power of a mean's share of the squared error by which its skewness counts. The skewness of a sum takes ³⁄₂, the squares of single arms (Zou and
 * Donner 2008) 1; the skewness seen is that of samples, which hide their tails, and ¾ covers (by simulation, docs/coverage.md).
 */
const SHARE_POWER = 0.75;

/** The tail of the first stretches the difference upwards, that of the second downwards. Where they oppose each other no arm is shortened. */
function armsOfDifference(first: MeanEstimate, second: MeanEstimate, { factor, error }: FoundError): Arms {
  const [up, down] = [first, second].map((one) =>
    spreads(one) ? skewOfMean(one, factor) * power(Math.min(1, one.variance / one.n / error ** 2), SHARE_POWER) : 0,
  ) as [number, number];
  const { below, above } = armsOf(up - down);
  return up * down > 0 ? { below: Math.max(1, below), above: Math.max(1, above) } : { below, above };
}

const spreads = ({ n, variance }: MeanEstimate): boolean => n >= 2 && variance > 0;

function errorOf(first: MeanEstimate, second: MeanEstimate, p: number): FoundError | null {
  if (!spreads(first) && !spreads(second)) return null;
  if (!spreads(first)) return likeTheOther(first, second, p);
  if (!spreads(second)) return likeTheOther(second, first, p);
  const [a, b] = [first.variance / first.n, second.variance / second.n];
  // By shares: squares of small variances would vanish, those of large ones be infinite.
  const share = a / (a + b);
  const degrees = 1 / (share ** 2 / (first.n - 1) + (1 - share) ** 2 / (second.n - 1));
  const welch: FoundError = { factor: studentQuantile(p, degrees), error: Math.sqrt(a + b), degrees, by: "welch" };
  const [fewer, more] = first.n < second.n ? [first, second] : [second, first];
  if (fewer.n >= FEW || fewer.n === more.n) return welch;
  const wide = likeTheOther(fewer, more, p);
  return wide.factor * wide.error > welch.factor * welch.error ? wide : welch;
}

/** Student's interval with the variance of the other sample alone. */
function likeTheOther({ n }: MeanEstimate, other: MeanEstimate, p: number): FoundError {
  const degrees = other.n - 1;
  const squaredError = (other.ofOneRun ?? other.variance) / n + other.variance / other.n;
  return { factor: studentQuantile(p, degrees), error: Math.sqrt(squaredError), degrees, by: "few values" };
}
