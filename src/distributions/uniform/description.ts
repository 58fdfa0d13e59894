import { duration, inside, list } from "../../notation/plain-parts.ts";
import { items } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { quoted, UnitError } from "../../units/unit-error.ts";
import { type DistributionKind, short, time } from "../kind.ts";

/** Any value between two bounds, all equally likely; the bounds themselves do not occur. */
export interface Uniform {
  readonly kind: "uniform";
  readonly low: number;
  readonly high: number;
}

const BOUNDS = 'two durations, such as ["0 s", "6 s"]';

export const uniform: DistributionKind<Uniform, { readonly uniform: readonly [string, string] }> = {
  meaning: "Between two bounds.",
  schema: { ...items(time, 2), maxItems: 2 },
  read: (bounds) => {
    const given = list(bounds, BOUNDS);
    if (given.length !== 2) throw new UnitError(quoted(bounds), BOUNDS);
    const [low, high] = given.map((item, i) => inside(i, () => duration(item))) as [number, number];
    if (low < high) return { kind: "uniform", low, high };
    throw new UnitError(
      `bounds from ${quoted(given[0])} to ${quoted(given[1])}`,
      "the lower bound first, then a higher",
    );
  },
  written: ({ low, high }) => ({ uniform: [formatDuration(low), formatDuration(high)] }),
  divided: (law, by) => ({ ...law, low: law.low / by, high: law.high / by }),
  rounded: (law) => ({ ...law, low: short(law.low), high: short(law.high) }),
};
