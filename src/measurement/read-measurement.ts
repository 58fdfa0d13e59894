/** Reads a table of measurements, whoever has written it. */
import { rowsWhere } from "./column-values.ts";
import { parseTable } from "./delimited-text.ts";
import type { Evidence } from "./evidence.ts";
import { readPlainTable, type TableReading } from "./plain-table.ts";
import { isErrorLog, readErrorLog } from "./sipp/error-log.ts";
import { isResponseTimes, readResponseTimes } from "./sipp/response-times.ts";
import { isScreen, readScreen } from "./sipp/screen.ts";
import { isCounts, isStatistics, type ResponseTimeNames, readCounts, readStatistics } from "./sipp/statistics.ts";
import { isSummary, readSummary } from "./summary-table.ts";

/** How a file of measurements is to be read. */
export interface MeasurementReading extends TableReading {
  /** Rows that count: the column must have this value. Columns a table does not have are passed over. */
  readonly only: ReadonlyMap<string, string>;
  readonly rtd: ResponseTimeNames;
}

/**
 * Recognises a file by its head: SIPp's `-trace_stat`, `-trace_rtt` and `-trace_counts`, also where a copy has commas in place of semicolons,
 * its screen, its error log, our own summary.csv, or any table with named columns.
 *
 * @throws TableProblem for what cannot be read, with the line
 */
export function readMeasurement(text: string, name: string, reading: MeasurementReading): Evidence {
  if (isErrorLog(text)) return readErrorLog(text, name);
  if (isScreen(text)) return readScreen(text, name, reading.rtd);
  const whole = parseTable(text);
  const table = rowsWhere(whole, new Map([...reading.only].filter(([column]) => whole.names.includes(column))));
  if (isStatistics(table)) return readStatistics(table, name, reading.rtd);
  if (isResponseTimes(table)) return readResponseTimes(table, name, reading.rtd);
  if (isCounts(table)) return readCounts(table, name);
  if (isSummary(table)) return readSummary(table, name, reading);
  return readPlainTable(table, name, reading);
}
