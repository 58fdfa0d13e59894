/**
 * Every response time of a run, as SIPp's `-trace_rtt` writes it: time of the answer, milliseconds, number or name of the rtd, which the
 * first versions left out. Unlike those of `-trace_stat`, these have been milliseconds in every version.
 */
import { formatDuration } from "../../units/duration.ts";
import { bearable } from "../column.ts";
import { TableProblem, type TextTable } from "../delimited-text.ts";
import { tickOf } from "../doubts.ts";
import { type Evidence, measuredRun, type Quantity, quantityOf } from "../evidence.ts";
import { type ResponseTimeNames, responseTimeName } from "./statistics.ts";

export const isResponseTimes = ({ names }: TextTable): boolean =>
  names[0] === "Date_ms" && names[1] === "response_time_ms" && (names[2] ?? "rtd_no") === "rtd_no";

/** Batches of calls that followed each other: their means are nearly independent, single calls are not. */
const BATCHES = 20;

/** @throws TableProblem for a cell that is no number */
export function readResponseTimes(table: TextTable, name: string, rtd: ResponseTimeNames): Evidence {
  const byTimer = responseTimesByTimer(table);
  const timers = [...byTimer.keys()].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  const warnings: string[] = [];
  const quantities = timers.flatMap((timer): Quantity[] => {
    const values = byTimer.get(timer)!;
    const metric = responseTimeName(timer, timers.length === 1, rtd);
    const tick = tickOf(values);
    if (tick !== null)
      warnings.push(
        `${metric} comes in steps of ${formatDuration(tick, 3)}, the tick of SIPp's clock: differences under some ${formatDuration(2.5 * tick, 2)} cannot be seen. Take times from a capture on the wire instead.`,
      );
    const found = quantityOf(metric, "s", batchMeans(values), null);
    return found ? [tick === null ? found : { ...found, resolution: tick }] : [];
  });
  return measuredRun(name, quantities, warnings);
}

/** Response times [s] by number or name of the timer, in the order of the file. */
function responseTimesByTimer(table: TextTable): Map<string, number[]> {
  const byTimer = new Map<string, number[]>();
  for (const [i, [, time, timer = "1"]] of table.rows.entries()) {
    const milliseconds = Number(time);
    if (!Number.isFinite(milliseconds) || !/^[\w.-]+$/.test(timer)) {
      const found = `${JSON.stringify(time)} and ${JSON.stringify(timer)}`;
      throw new TableProblem(table.lines[i]!, found, "a number, and the number or name of a response time");
    }
    bearable(milliseconds, table.lines[i]!, table.names[1]!, 1);
    const values = byTimer.get(timer);
    if (values) values.push(milliseconds / 1000);
    else byTimer.set(timer, [milliseconds / 1000]);
  }
  return byTimer;
}

/** Means of consecutive batches of equal size; the values themselves where there are too few. */
export function batchMeans(values: readonly number[]): number[] {
  const size = Math.floor(values.length / BATCHES);
  if (size < 2) return [...values];
  return Array.from({ length: BATCHES }, (_, batch) => {
    const part = values.slice(batch * size, (batch + 1) * size);
    return part.reduce((sum, value) => sum + value, 0) / size;
  });
}
