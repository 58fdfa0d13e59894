import { PREFIX } from "./estimates.ts";
import type { MetricFamily } from "./exposition.ts";

/** How far work has come. */
export interface Work {
  readonly labels: Readonly<Record<string, string>>;
  readonly replications: { readonly finished: number; readonly total: number };
  /** Whether nothing is left to be done. */
  readonly isComplete: boolean;
}

/** How far work has come, for monitoring. */
export const workFamilies = ({ labels, replications, isComplete }: Work): MetricFamily[] => [
  {
    name: `${PREFIX}_replications`,
    type: "counter",
    help: "Replications that this process has finished.",
    samples: [{ labels, value: replications.finished }],
  },
  {
    name: `${PREFIX}_replications_wanted`,
    type: "gauge",
    help: "Replications that this process is to finish in all, as far as is known.",
    samples: [{ labels, value: replications.total }],
  },
  {
    name: `${PREFIX}_complete`,
    type: "gauge",
    help: "1 when all that was asked for has been simulated, else 0.",
    samples: [{ labels, value: isComplete ? 1 : 0 }],
  },
];
