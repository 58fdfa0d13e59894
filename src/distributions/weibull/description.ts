import { inside, meanOf, number, parts } from "../../notation/plain-parts.ts";
import { strict } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { above, type DistributionKind, SHAPES, short, time } from "../kind.ts";

/** Lifetimes whose failure rate falls (shape < 1, infant mortality) or rises (shape > 1, wear-out) as a power of age. */
export interface Weibull {
  readonly kind: "weibull";
  readonly shape: number;
  readonly mean: number;
}

export const weibull: DistributionKind<
  Weibull,
  { readonly weibull: { readonly shape: number; readonly mean: string } }
> = {
  meaning: "Weibull; shape < 1: infant mortality, > 1: wear-out.",
  schema: strict({ shape: above(...SHAPES), mean: time }),
  read: (parameters) => {
    const { shape, mean } = parts(parameters, ["shape", "mean"], '{ shape: 0.7, mean: "1500 h" }');
    return { kind: "weibull", shape: inside("shape", () => number(shape, ...SHAPES)), mean: meanOf(mean) };
  },
  written: ({ shape, mean }) => ({ weibull: { shape, mean: formatDuration(mean) } }),
  divided: (law, by) => ({ ...law, mean: law.mean / by }),
  rounded: (law) => ({ ...law, shape: short(law.shape), mean: short(law.mean) }),
};
