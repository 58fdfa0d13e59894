import { type Metric, metricNamed } from "../../../metrics/catalogue.ts";
import { metricsTable } from "../../../report/document/metrics-table.ts";
import { visible } from "../../../report/table/table.ts";

/** A metric as it stands, in the words and digits of `sipnines run`. */
export interface Count {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly meaning: string;
  readonly isZero: boolean;
}

const GROUPS: readonly (readonly [title: string, belongs: (metric: Metric) => boolean])[] = [
  ["Calls", ({ unit }) => unit === "calls"],
  ["Shares", ({ unit }) => unit === "ratio"],
  [
    "Takeovers",
    ({ name, unit }) =>
      unit === "failovers" ||
      unit === "addresses" ||
      /^(detection|selection|claim|announcement|takeover|outage|sharedAddress|staleAddress)Time$/.test(name),
  ],
  ["Times", ({ unit }) => unit === "s"],
  ["Messages, bindings, connections", () => true],
];

/** Metrics in groups, in the order of the catalogue; groups without any are left out. */
export function groupsOf(
  counters: Readonly<Record<string, number>>,
): { readonly title: string; readonly counts: readonly Count[] }[] {
  const left = Object.entries(counters).flatMap(([name, value]) => {
    const metric = metricNamed(name);
    return metric === undefined ? [] : [{ metric, value }];
  });
  const groups = GROUPS.map(([title]) => ({ title, counts: [] as Count[] }));
  for (const { metric, value } of left)
    groups[GROUPS.findIndex(([, belongs]) => belongs(metric))]!.counts.push(countOf(metric, value));
  return groups.filter(({ counts }) => counts.length > 0);
}

function countOf(metric: Metric, value: number): Count {
  const { name, unit, meaning } = metric;
  const columns = visible(metricsTable([{ metric: name, unit, mean: value, low: null, high: null }]));
  const shown = (heading: string) => columns.find((column) => column.heading === heading)!.cells[0]!.shown;
  return { name, value: shown("mean"), unit: shown("unit"), meaning, isZero: value === 0 };
}
