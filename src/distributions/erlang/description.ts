import { inside, meanOf, parts, wholeNumber } from "../../notation/plain-parts.ts";
import { wholeNumber as whole } from "../../notation/quantities.ts";
import { strict } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { type DistributionKind, short, time } from "../kind.ts";

/** So many exponential stages of equal mean, one after the other: a gamma distribution of whole shape. */
export interface Erlang {
  readonly kind: "erlang";
  readonly stages: number;
  readonly mean: number;
}
type Written = { readonly stages: number; readonly mean: string };

/** Most stages: beyond that it is as good as deterministic. */
export const STAGES_MAX = 1000;

export const erlang: DistributionKind<Erlang, { readonly erlang: Written }> = {
  meaning: "Sum of exponential stages.",
  schema: strict({ stages: whole(1, STAGES_MAX, 3).schema, mean: time }),
  read: (parameters) => {
    const { stages, mean } = parts(parameters, ["stages", "mean"], '{ stages: 3, mean: "1 s" }');
    return { kind: "erlang", stages: inside("stages", () => wholeNumber(stages, STAGES_MAX)), mean: meanOf(mean) };
  },
  written: ({ stages, mean }) => ({ erlang: { stages, mean: formatDuration(mean) } }),
  divided: (law, by) => ({ ...law, mean: law.mean / by }),
  rounded: (law) => ({ ...law, mean: short(law.mean) }),
};
