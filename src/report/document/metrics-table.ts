import type { SpreadRow } from "../../experiment/summary.ts";
import { formatWithin } from "../../units/number.ts";
import { type Table, tableOf } from "../table/table.ts";

/** A metric over the replications of a run, with what is known of it. */
export interface MetricRow {
  readonly metric: string;
  readonly unit: string;
  readonly mean: number;
  /** Bounds of the 95 % interval. */
  readonly low: number | null;
  readonly high: number | null;
  /** Independent values behind it, and whether all are equal. */
  readonly values?: number;
  readonly unanimous?: boolean;
  readonly spread?: Pick<SpreadRow, "median" | "p95"> | undefined;
}

/** Seconds below one are shown in milliseconds. */
const scaleOf = ({ unit, mean }: MetricRow): { unit: string; factor: number } =>
  unit === "s" && Math.abs(mean) < 1 ? { unit: "ms", factor: 1000 } : { unit, factor: 1 };

/** Mean and bounds to the second digit of the interval's half-width, or to four digits where there is none. */
function written(row: MetricRow, value: number): string {
  const { factor } = scaleOf(row);
  const halfWidth = (((row.high ?? 0) - (row.low ?? 0)) / 2) * factor;
  return formatWithin(value * factor, halfWidth, 4);
}

const intervalText = (row: MetricRow): string =>
  row.low === null || row.high === null
    ? row.unanimous && (row.values ?? 0) > 1
      ? "all equal"
      : "–"
    : `${written(row, row.low)} … ${written(row, row.high)}`;

/** Every metric: its mean over the replications, and quantiles between them. */
export const metricsTable = (rows: readonly MetricRow[], title = ""): Table =>
  tableOf<MetricRow>(
    title,
    [
      { field: "metric", heading: "metric" },
      { field: "unit" },
      { field: "mean", heading: "mean", shown: (row) => written(row, row.mean) },
      {
        ...{ field: "ci95", heading: "95 % interval", as: "interval" },
        of: ({ low, high }) => [low, high],
        shown: intervalText,
      },
      { field: "values" },
      { field: "median", of: ({ spread }) => spread?.median.quantile },
      { field: "medianCi95", as: "interval", of: ({ spread }) => spread && [spread.median.low, spread.median.high] },
      { field: "p95", of: ({ spread }) => spread?.p95.quantile },
      { field: "p95Ci95", as: "interval", of: ({ spread }) => spread && [spread.p95.low, spread.p95.high] },
      { heading: "unit", of: (row) => scaleOf(row).unit },
    ],
    rows,
  );
