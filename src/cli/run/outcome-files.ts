import type { Warning } from "../../notation/warning.ts";
import { toCsv } from "../../report/csv.ts";
import { IDENTITY } from "../build-identity.ts";
import { type Outcome, outcomeJson } from "./outcome.ts";

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Infinity is no JSON: it stands for what has no limit. */
const asJson = (value: unknown): string =>
  `${JSON.stringify(value, (_, inner) => (inner === Infinity ? "unlimited" : inner), 2)}\n`;

/**
 * The files that `--out` writes: means with intervals and quantiles between replications, every replication by itself, and a manifest from which the same run can
 * be made again: the version, and the scenario with all defaults and settings in it. Nothing in them depends on when or
 * where they were made.
 */
export function outcomeFiles(outcome: Outcome, warnings: readonly Warning[]): Record<string, string> {
  const { scenario, figures, rows, spreads } = outcome;
  const summary = toCsv(
    [
      { name: "metric" },
      { name: "unit" },
      { name: "mean" },
      { name: "ci95Low" },
      { name: "ci95High" },
      { name: "values" },
      ...["median", "medianCi95Low", "medianCi95High", "p95", "p95Ci95Low", "p95Ci95High"].map((name) => ({ name })),
    ],
    rows.map(({ metric, interval: { mean, low, high, n } }) => {
      const spread = spreads.find((row) => row.metric === metric);
      return {
        metric: metric.name,
        unit: metric.unit,
        mean,
        ci95Low: low,
        ci95High: high,
        values: n,
        median: spread?.median.quantile ?? null,
        medianCi95Low: spread?.median.low ?? null,
        medianCi95High: spread?.median.high ?? null,
        p95: spread?.p95.quantile ?? null,
        p95Ci95Low: spread?.p95.low ?? null,
        p95Ci95High: spread?.p95.high ?? null,
      };
    }),
  );
  const names = outcome.metrics.map(({ name }) => name);
  const replications = toCsv(
    ["replication", ...names].map((name) => ({ name })),
    figures.map((replication, i) => ({
      replication: i,
      ...Object.fromEntries(names.map((name, index) => [name, orNull(replication[index]!)])),
    })),
  );
  const manifest = { sipnines: IDENTITY, result: outcomeJson(outcome, warnings), scenario };
  return { "summary.csv": summary, "replications.csv": replications, "run.json": asJson(manifest) };
}
