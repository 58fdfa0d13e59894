import { CAUSES } from "../../../sip/calls.ts";
import { SORTS } from "../../watched/flights.ts";
import type { Bucket } from "../../watched/series.ts";

/** One line of a chart; where there is nothing to measure it has a gap. */
export interface Curve {
  readonly label: string;
  readonly of: (bucket: Bucket) => number | null;
}

/** Curves over the time of the run that share an axis. */
export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly curves: readonly Curve[];
}

const rose = (buckets: readonly Bucket[], of: (bucket: Bucket) => number | null): boolean =>
  buckets.some((bucket) => (of(bucket) ?? 0) > 0);

/**
 * What is drawn of a run. Causes, sorts and users of which nothing was seen until now are left out.
 *
 * @param interval of the buckets [s]
 * @param names of the nodes, in the order of the queues
 */
export function chartsOf(buckets: readonly Bucket[], interval: number, names: readonly string[]): Chart[] {
  const rate =
    (of: (bucket: Bucket) => number) =>
    (bucket: Bucket): number =>
      of(bucket) / interval;
  const seen = (curves: readonly Curve[]) => curves.filter(({ of }) => rose(buckets, of));
  const charts: Chart[] = [
    {
      ...{ title: "Calls by fate", unit: "calls/s" },
      curves: [
        { label: "begun", of: rate(({ created }) => created) },
        { label: "successful", of: rate(({ successful }) => successful) },
        ...seen(CAUSES.map((cause, i) => ({ label: `failed: ${cause}`, of: rate(({ failedBy }) => failedBy[i]!) }))),
      ],
    },
    {
      title: "Set-up time, mean",
      unit: "ms",
      curves: [{ label: "INVITE to 200", of: ({ setUp }) => (setUp === null ? null : setUp * 1000) }],
    },
    {
      title: "Queues",
      unit: "messages",
      curves: names.map((label, i) => ({ label, of: ({ queues }) => queues[i] ?? null })),
    },
    {
      title: "Messages sent",
      unit: "messages/s",
      curves: seen(SORTS.map((sort, i) => ({ label: sort, of: rate(({ sent }) => sent[i]!) }))),
    },
    {
      title: "Users who are registered",
      unit: "users",
      curves: seen([{ label: "registered", of: ({ registered }) => registered }]),
    },
  ];
  return charts.filter(({ curves }) => curves.length > 0);
}

/** The middles of the intervals [s], and the values of each curve. */
export const columnsOf = (
  { curves }: Chart,
  buckets: readonly Bucket[],
  interval: number,
): [number[], ...(number | null)[][]] => [
  buckets.map((_, i) => (i + 0.5) * interval),
  ...curves.map(({ of }) => buckets.map(of)),
];
