import type { SummaryRow } from "../../experiment/summary.ts";
import { type AnyMetric, metricNamed } from "../../metrics/catalogue.ts";
import { CAUSES } from "../../sip/calls.ts";
import type { MetricFamily, MetricSample } from "./exposition.ts";

/** What every name begins with. */
export const PREFIX = "sipnines";

/** "callSetupTime.p95" is call_setup_time_p95. */
const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll(".", "_");

/** Metrics of which there is one for each cause or reason are one family: what their names begin with, and the label for the rest. */
const PARTS: readonly (readonly [begin: string, label: string])[] = [
  ["failedCalls.", "cause"],
  ["unservedAddresses.", "reason"],
];

type Named = Pick<MetricFamily, "name" | "unit" | "help"> & { readonly labels: Readonly<Record<string, string>> };

/** The family that a metric of the catalogue or of a scenario belongs to, and its label there. */
export function familyOf({ name, unit, meaning }: AnyMetric): Named {
  if (metricNamed(name) === undefined)
    return { name: `${PREFIX}_formula_${name}`, help: `${meaning} [${unit}], a formula of the scenario`, labels: {} };
  const [begin, label] = PARTS.find(([begin]) => name.startsWith(begin)) ?? [];
  if (begin !== undefined && label !== undefined) {
    const whole = metricNamed(begin.slice(0, -1))!;
    return {
      name: `${PREFIX}_${snake(whole.name)}_by_${label}`,
      help: `${whole.name} [${unit}] by ${label}`,
      labels: { [label]: name.slice(begin.length) },
    };
  }
  const suffix = unit === "s" ? "seconds" : unit === "ratio" ? "ratio" : undefined;
  const plain = `${PREFIX}_${snake(name)}`;
  return {
    name: suffix === undefined || plain.endsWith(`_${suffix}`) ? plain : `${plain}_${suffix}`,
    ...(suffix && { unit: suffix }),
    help: `${name} [${unit}]: ${meaning}`,
    labels: {},
  };
}

/** The means of one scenario or point, and what tells them from those of others. */
export interface Estimated {
  readonly rows: readonly Pick<SummaryRow, "metric" | "interval">[];
  readonly labels: Readonly<Record<string, string>>;
}

const HOW = "Mean over replications, and the bounds of its 95 % interval where there is one.";

/** Means with the bounds of their intervals, as gauges: a family for each metric, the label `estimate` says which of the three. */
export function estimateFamilies(estimated: readonly Estimated[]): MetricFamily[] {
  const families = new Map<string, MetricFamily & { readonly samples: MetricSample[] }>();
  for (const { rows, labels } of estimated)
    for (const { metric, interval } of rows) {
      const { labels: own, help, ...named } = familyOf(metric);
      const family = families.get(named.name) ?? { ...named, type: "gauge", help: `${help}. ${HOW}`, samples: [] };
      families.set(named.name, family);
      const { mean, low, high } = interval;
      for (const [estimate, value] of [
        ["mean", mean],
        ["ci95Low", low],
        ["ci95High", high],
      ] as const)
        if (value !== null && !Number.isNaN(value))
          family.samples.push({ labels: { ...labels, ...own, estimate }, value });
    }
  return [...families.values()];
}

/** Calls by their fates, and failed ones by cause, of all that was simulated so far. */
export interface Fates {
  readonly labels: Readonly<Record<string, string>>;
  /** Sums over replications, by name of the metric. */
  readonly of: (metric: string) => number;
}

/** What was simulated so far, as counters. */
export function fateFamilies(fates: readonly Fates[]): MetricFamily[] {
  const samples = (label: string, words: readonly string[], metric: (word: string) => string): MetricSample[] =>
    fates.flatMap(({ labels, of }) =>
      words.flatMap((word) => {
        const value = of(metric(word));
        return Number.isNaN(value) ? [] : [{ labels: { ...labels, [label]: word }, value }];
      }),
    );
  const causes = CAUSES.filter((cause) => cause !== "none");
  return [
    {
      name: `${PREFIX}_simulated_calls`,
      type: "counter",
      help: "Calls that were simulated so far, over all replications, by what became of them.",
      samples: samples("fate", ["successful", "failed", "unfinished"], (fate) => `${fate}Calls`),
    },
    {
      name: `${PREFIX}_simulated_failed_calls`,
      type: "counter",
      help: "Failed calls that were simulated so far, over all replications, by cause.",
      samples: samples("cause", causes, (cause) => `failedCalls.${cause}`),
    },
  ];
}
