/**
 * What SIPp says of a run: the cumulative counters of `-trace_stat`, and messages by step of the scenario of `-trace_counts`.
 * Source: the files that SIPp 3.6.1 writes; sipp.readthedocs.io, Statistics.
 */
import { formatDuration } from "../../units/duration.ts";
import { bearable } from "../column.ts";
import { TableProblem, type TextTable } from "../delimited-text.ts";
import { type Evidence, measuredRun, type Quantity, quantityOf } from "../evidence.ts";

/** Which response time (number of the rtd) is which metric. */
export type ResponseTimeNames = ReadonlyMap<number, string>;

export const isStatistics = ({ names }: TextTable): boolean =>
  ["StartTime", "TargetRate", "OutgoingCall(C)", "CurrentCall"].every((name) => names.includes(name));

/** What is shorter than this may be a tick or two of SIPp's clock as well as none [s]. */
const COARSE = 0.01;
/** Seen on a kernel of 250 Hz [s]; SIPp's manual speaks of 1 ms. */
export const TICK = 0.004;

/** A response time, by its number or name; its spread has a column of its own. */
const TIMER = /^ResponseTime(?!Repartition|.*StDev\(C\)$)(.*)\(C\)$/;

/** By default SIPp lets at most so many seconds' worth of calls be open. */
const OPEN_CALLS_PER_RATE = 3;

/** The last row of the file: one run. @throws TableProblem for a cell that is no number */
export function readStatistics(table: TextTable, name: string, rtd: ResponseTimeNames): Evidence {
  const last = table.rows.at(-1)!;
  const line = table.lines.at(-1)!;
  const cell = (column: string): string => last[table.names.indexOf(column)] ?? "";
  const number = (column: string): number => {
    const value = Number(cell(column));
    if (cell(column) !== "" && Number.isFinite(value)) return bearable(value, line, column);
    throw new TableProblem(line, JSON.stringify(cell(column)), `a number under ${column}`);
  };
  const created = number("OutgoingCall(C)") + number("IncomingCall(C)");
  const [successful, failed, open] = [number("SuccessfulCall(C)"), number("FailedCall(C)"), number("CurrentCall")];
  const counted = { rate: number("TargetRate"), created, successful, failed, open };
  const timers = table.names.flatMap((column) => TIMER.exec(column)?.slice(1) ?? []);
  const times = table.names.flatMap((column): Quantity[] => {
    const which = TIMER.exec(column)?.[1];
    if (which === undefined || successful < 1) return [];
    const time = (name: string): number => {
      const value = clockTime(cell(name));
      if (value !== null) return bearable(value, line, name);
      throw new TableProblem(line, JSON.stringify(cell(name)), `a time such as 00:00:01:002000 under ${name}`);
    };
    const spread = `ResponseTime${which}StDev(C)`;
    const [mean, variance] = [time(column), table.names.includes(spread) ? time(spread) ** 2 : Number.NaN];
    const estimate = { n: Number.isNaN(variance) ? 1 : successful, mean, variance };
    const metric = responseTimeName(which || "1", timers.length === 1, rtd);
    return [{ metric, unit: "s", values: null, runs: null, estimate, resolution: TICK }];
  });
  const counts = countQuantities(created, successful);
  const told = "FailedUnexpectedMessage(C)"; // by all but the first versions
  const unexpected = table.names.includes(told) ? number(told) : 0;
  return measuredRun(
    name,
    [...counts, ...times],
    [
      ...hanging(counted),
      ...(unexpected > 0
        ? [
            `SIPp counts ${unexpected} calls as failed for an unexpected message: several workers of a proxy reorder 180 and 200 in under 1 % of calls, and nothing has failed then.`,
          ]
        : []),
      ...coarse(times),
    ],
  );
}

function coarse(times: readonly Quantity[]): string[] {
  const short = times.filter(({ estimate }) => estimate.mean < COARSE);
  if (short.length === 0) return [];
  const found = short.map(({ metric, estimate }) => `${metric} = ${formatDuration(estimate.mean, 3)}`).join(", ");
  return [
    `${found} by SIPp's own clock, which ticks every 1 to ${formatDuration(TICK)}: under ${formatDuration(COARSE)} it says little.`,
  ];
}

/**
 * The only response time is the set-up time, unless something else was said; of several nobody can know.
 *
 * @param which what the scenario calls it (`rtd`): a number, or since SIPp 2.0 a name
 */
export const responseTimeName = (which: string, isOnly: boolean, rtd: ResponseTimeNames): string =>
  rtd.get(Number(which)) ?? (isOnly ? "callSetupTime" : `responseTime${which}`);

/** What is counted once in a run. */
export const single = (metric: string, unit: string, value: number): Quantity => quantityOf(metric, unit, [value])!;

export const countQuantities = (created: number, successful: number): Quantity[] => [
  single("createdCalls", "calls", created),
  single("successfulCalls", "calls", successful),
  single("failedCalls", "calls", created - successful),
];

/**
 * A time [s] in hours, minutes, seconds and a part of a second: `00:00:01:002000` as SIPp writes it since 3.4, `00:00:01:002` as it
 * did before, so that the number of digits says what they count; null for any other text.
 * Source: CStat::msToHHMMSSus of SIPp, msToHHMMSSmmm before 2013.
 */
export function clockTime(text: string): number | null {
  const [, hours, minutes, seconds, part = "0"] = /^(\d+):(\d\d):(\d\d)(?:[:.](\d+))?$/.exec(text) ?? [];
  return hours === undefined ? null : Number(hours) * 3600 + Number(minutes) * 60 + Number(`${seconds}.${part}`);
}

export interface Counted {
  readonly rate: number;
  readonly created: number;
  readonly successful: number;
  readonly failed: number;
  readonly open: number;
}

/** Calls that hang are neither successful nor, for SIPp, failed: without a receive timeout they wait for ever. */
export function hanging({ rate, created, successful, failed, open }: Counted): string[] {
  if (open <= 0) return [];
  const limit = OPEN_CALLS_PER_RATE * rate;
  const capped =
    open >= limit
      ? ` They are the ${limit} of SIPp's default limit of open calls (-l, three times the rate): it stopped for good, what came later was never sent, and the count is capped there. Measure with -recv_timeout and a high -l.`
      : "";
  return [
    `${open} calls were still open when the file ends, and SIPp reports FailedCall = ${failed}: it waits for ever where a message was lost and no -recv_timeout is set. Failed calls are counted here as created less successful, ${created} − ${successful} = ${created - successful}.${capped}`,
  ];
}

const STEP = /^(\d+)_(.+)_(Sent|Recv|Retrans|Timeout|Unexp)$/;

export const isCounts = ({ names }: TextTable): boolean =>
  names[0] === "CurrentTime" && names.some((name) => STEP.test(name));

/**
 * Messages by step of the scenario: every counter under its own name, and calls by the first message sent and the last received.
 * @throws TableProblem for a cell that is no number
 */
export function readCounts(table: TextTable, name: string): Evidence {
  const last = table.rows.at(-1)!;
  const counters = table.names.flatMap((column, i) => {
    const [, step, message, what] = STEP.exec(column) ?? [];
    if (step === undefined || message === undefined || what === undefined) return [];
    const value = Number(last[i]);
    if (Number.isFinite(value)) return [{ column, what, value: bearable(value, table.lines.at(-1)!, column, i) }];
    throw new TableProblem(table.lines.at(-1)!, JSON.stringify(last[i]), `a number under ${column}`);
  });
  const created = counters.find(({ what }) => what === "Sent")?.value ?? 0;
  const successful = counters.findLast(({ what }) => what === "Recv")?.value ?? 0;
  const timedOut = counters.filter(({ what }) => what === "Timeout").reduce((sum, { value }) => sum + value, 0);
  const open = created - successful - timedOut;
  const quantities = [
    ...countQuantities(created, successful),
    ...counters.filter(({ value }) => value > 0).map(({ column, value }) => single(column, "messages", value)),
  ];
  const unfinished = `${created} calls began, ${successful} ended and ${timedOut} ran into a timeout: ${open} were still open, or refused, when the file ends.`;
  return measuredRun(name, quantities, open > 0 ? [unfinished] : []);
}
