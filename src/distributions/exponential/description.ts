import { positive } from "../../notation/plain-parts.ts";
import { formatDuration } from "../../units/duration.ts";
import { type DistributionKind, short, time } from "../kind.ts";

/** Memoryless: what is left does not depend on what has passed. */
export interface Exponential {
  readonly kind: "exponential";
  readonly mean: number;
}

export const exponential: DistributionKind<Exponential, { readonly exponential: string }> = {
  meaning: "Memoryless, by its mean.",
  schema: time,
  read: (mean) => ({ kind: "exponential", mean: positive(mean) }),
  written: ({ mean }) => ({ exponential: formatDuration(mean) }),
  divided: (law, by) => ({ ...law, mean: law.mean / by }),
  rounded: (law) => ({ ...law, mean: short(law.mean) }),
};
