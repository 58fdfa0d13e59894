import type { SummaryRow } from "../../experiment/summary.ts";
import { metricIndex } from "../../metrics/catalogue.ts";
import { type MetricRow, metricsTable } from "../../report/document/metrics-table.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import type { Table } from "../../report/table/table.ts";
import { histogramText, styled } from "../../report/terminal.ts";
import { judgementLines } from "../judgements.ts";
import { inWords } from "./in-words.ts";
import type { Outcome } from "./outcome.ts";

const rowsOf = ({ rows, spreads }: Outcome): MetricRow[] =>
  rows.map(({ metric, interval: { mean, low, high, n }, unanimous }) => ({
    ...{ metric: metric.name, unit: metric.unit, mean, low, high, values: n, unanimous },
    spread: spreads.find((row) => row.metric === metric),
  }));

/** Every metric that was measured, for programs. */
export const summaryTable = (outcome: Outcome): Table => metricsTable(rowsOf(outcome), outcome.scenario.title);

/** Causes that did not occur say nothing, and neither does the number of calls where none were to be made. */
const isTelling = ({ metric, interval }: SummaryRow, hasCalls: boolean, expected: ReadonlySet<string>): boolean =>
  (!metric.isDetail || expected.has(metric.name)) &&
  (hasCalls || metric.unit !== "calls") &&
  (!/^(failedCalls\.|unfinishedCalls|sharedAddress|staleAddress)/.test(metric.name) || interval.mean > 0);

/** Fewer replications make no distribution. */
const DISTRIBUTION_MIN = 8;

/** How the failed calls of the replications are distributed, in one row. */
function distribution({ figures }: Outcome): string {
  const values = figures.map((replication) => replication[metricIndex("failedCalls")]!);
  const row = values.length < DISTRIBUTION_MIN ? "" : histogramText(values);
  return row === "" ? "" : `\nfailedCalls, by replication: ${Math.min(...values)} ▕${row}▏ ${Math.max(...values)}\n`;
}

/** The metrics that people want to see, as `run` shows them. */
export function shownTable(outcome: Outcome): Table {
  const expected = new Set(outcome.scenario.expect.map(({ metric }) => metric));
  const hasCalls = outcome.scenario.traffic.calls !== null;
  return metricsTable(
    rowsOf({
      ...outcome,
      rows: outcome.rows.filter((row) => isTelling(row, hasCalls, expected)),
    }),
  );
}

/**
 * What `run` shows: a table, the expectations, and one line in words.
 * @param withCharts whether people look at it, who like a small chart
 */
export function renderOutcome(outcome: Outcome, colour: boolean, withCharts: boolean): string {
  const { scenario, engine, figures, judgements } = outcome;
  const head = `${styled(scenario.title, "bold", colour)}\n${scenario.architecture.title === "" ? "" : `${scenario.architecture.title} · `}${figures.length} ${figures.length === 1 ? "replication" : "replications"} · seed ${scenario.run.seed} · engine ${engine}\n`;
  const table = onTerminal(shownTable(outcome), colour);
  const expectations = judgements.length === 0 ? "" : `\n${judgementLines(judgements, colour)}`;
  const chart = withCharts ? distribution(outcome) : "";
  return `${head}\n${table}${chart}${expectations}\n${inWords(outcome)}\n`;
}
