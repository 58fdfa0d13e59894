import { inside, meanOf, number, parts } from "../../notation/plain-parts.ts";
import { strict } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { above, type DistributionKind, SHAPES, short, time } from "../kind.ts";

/** By shape a and mean: coefficient of variation 1/√a, exponential for a = 1. */
export interface Gamma {
  readonly kind: "gamma";
  readonly shape: number;
  readonly mean: number;
}

export const gamma: DistributionKind<Gamma, { readonly gamma: { readonly shape: number; readonly mean: string } }> = {
  meaning: "Gamma, by shape and mean.",
  schema: strict({ shape: above(...SHAPES), mean: time }),
  read: (parameters) => {
    const { shape, mean } = parts(parameters, ["shape", "mean"], '{ shape: 2.5, mean: "1 s" }');
    return { kind: "gamma", shape: inside("shape", () => number(shape, ...SHAPES)), mean: meanOf(mean) };
  },
  written: ({ shape, mean }) => ({ gamma: { shape, mean: formatDuration(mean) } }),
  divided: (law, by) => ({ ...law, mean: law.mean / by }),
  rounded: (law) => ({ ...law, shape: short(law.shape), mean: short(law.mean) }),
};
