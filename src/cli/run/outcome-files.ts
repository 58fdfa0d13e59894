import type { Warning } from "../../notation/warning.ts";
import { toCsv } from "../../report/csv.ts";
import type { Said } from "../../report/json/documents.ts";
import { tableFiles } from "../../report/table/files.ts";
import { IDENTITY } from "../build-identity.ts";
import { type Outcome, outcomeJson } from "./outcome.ts";
import { summaryTable } from "./outcome-table.ts";

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Infinity is no JSON: it stands for what has no limit. */
const asJson = (value: unknown): string =>
  `${JSON.stringify(value, (_, inner) => (inner === Infinity ? "unlimited" : inner), 2)}\n`;

/**
 * The files that `--out` writes: means with intervals and quantiles between replications (as LaTeX too), every replication by itself, and a manifest from which the same run can
 * be made again: the version, and the scenario with all defaults and settings in it. Nothing in them depends on when or
 * where they were made.
 */
export function outcomeFiles(outcome: Outcome, warnings: readonly Warning[]): Record<string, string> {
  const { scenario, figures } = outcome;
  const names = outcome.metrics.map(({ name }) => name);
  const replications = toCsv(
    ["replication", ...names].map((name) => ({ name })),
    figures.map((replication, i) => ({
      replication: i,
      ...Object.fromEntries(names.map((name, index) => [name, orNull(replication[index]!)])),
    })),
  );
  const manifest: Said<"run-file"> & { version: string } = {
    version: IDENTITY.version,
    sipnines: IDENTITY,
    result: outcomeJson(outcome, warnings),
    scenario,
  };
  return {
    ...tableFiles("summary", summaryTable(outcome)),
    "replications.csv": replications,
    "run.json": asJson(manifest),
  };
}
