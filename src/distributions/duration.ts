import { converted, type Shape } from "../notation/shape.ts";
import { type Distribution, type DurationNotation, deterministic, distribution } from "./description.ts";

/** A duration as both engines read it: the same every time [s], or the distribution that it is drawn from. */
export type Duration = number | Distribution;

/** The same as a distribution. */
export const distributionOf = (duration: Duration): Distribution =>
  typeof duration === "number" ? deterministic(duration) : duration;

/** A duration, or a distribution of durations; what is the same every time is read as a number [s]. */
export function durations(example: string, above?: number): Shape<Duration, DurationNotation> {
  const shape = distribution(example, above);
  const plain = (read: Distribution): Duration => (read.kind === "deterministic" ? read.value : read);
  return converted(shape, plain(shape.sample), plain);
}
