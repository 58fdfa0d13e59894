import { inside, meanOf, number, parts } from "../../notation/plain-parts.ts";
import { strict } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { above, CV_MAX, type DistributionKind, short, time } from "../kind.ts";

/** The exponential of a normal variate: repair times, mostly short and now and then very long. */
export interface Lognormal {
  readonly kind: "lognormal";
  readonly mean: number;
  /** Standard deviation / mean. */
  readonly cv: number;
}

export const lognormal: DistributionKind<
  Lognormal,
  { readonly lognormal: { readonly mean: string; readonly cv: number } }
> = {
  meaning: "Lognormal; cv = standard deviation / mean.",
  schema: strict({ mean: time, cv: above(0, CV_MAX) }),
  read: (parameters) => {
    const { mean, cv } = parts(parameters, ["mean", "cv"], '{ mean: "4 h", cv: 1.5 }');
    return { kind: "lognormal", mean: meanOf(mean), cv: inside("cv", () => number(cv, 0, CV_MAX)) };
  },
  written: ({ mean, cv }) => ({ lognormal: { mean: formatDuration(mean), cv } }),
  divided: (law, by) => ({ ...law, mean: law.mean / by }),
  rounded: (law) => ({ ...law, mean: short(law.mean), cv: short(law.cv) }),
};
