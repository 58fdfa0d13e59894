import { duration, inside, list } from "../../notation/plain-parts.ts";
import { items } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { type DistributionKind, short, time } from "../kind.ts";

/** One of the measured values, each as likely as the others. */
export interface Empirical {
  readonly kind: "empirical";
  readonly values: readonly number[];
}

export const empirical: DistributionKind<Empirical, { readonly empirical: readonly string[] }> = {
  meaning: "One of these values, each as likely.",
  schema: items(time, 1),
  read: (values) => {
    const given = list(values, 'a list of durations, such as ["1 ms", "2 ms"]');
    return { kind: "empirical", values: given.map((item, i) => inside(i, () => duration(item))) };
  },
  written: ({ values }) => ({ empirical: values.map((value) => formatDuration(value)) }),
  divided: (law, by) => ({ ...law, values: law.values.map((value) => value / by) }),
  rounded: (law) => ({ ...law, values: law.values.map(short) }),
};
