import { duration } from "../../notation/plain-parts.ts";
import { formatDuration } from "../../units/duration.ts";
import { type DistributionKind, short, time } from "../kind.ts";

/** The same value every time [s]. */
export interface Deterministic {
  readonly kind: "deterministic";
  readonly value: number;
}

export const deterministic: DistributionKind<Deterministic, string> = {
  meaning: "The same value every time.",
  schema: time,
  read: (value) => ({ kind: "deterministic", value: duration(value) }),
  written: ({ value }) => formatDuration(value),
  divided: (law, by) => ({ ...law, value: law.value / by }),
  rounded: (law) => ({ ...law, value: short(law.value) }),
};
