/** What SIPp's screens say at the end of a run, as `-trace_screen` keeps them. Source: the files that SIPp 3.6.1 writes. */
import { bearable } from "../column.ts";
import { TableProblem } from "../delimited-text.ts";
import { type Evidence, measuredRun, type Quantity } from "../evidence.ts";
import { clockTime, countQuantities, hanging, type ResponseTimeNames, responseTimeName, TICK } from "./statistics.ts";

/** A counter with its periodic and its cumulative value. */
const COUNTER = /^\s*([A-Z][\w ]*?)\s*\|\s*(\S*)[^|]*\|\s*(\S*)/;

export const isScreen = (text: string): boolean =>
  /^-+ Statistics Screen -/m.test(text) && /^\s*Counter Name\s*\|/m.test(text);

/** The cumulative counters of the last statistics screen: one run. @throws TableProblem for a counter that is missing or no number */
export function readScreen(text: string, name: string, rtd: ResponseTimeNames): Evidence {
  const lines = text.split(/\r?\n/);
  const cells = new Map<string, { readonly line: number; readonly periodic: string; readonly cumulative: string }>();
  for (const [at, one] of lines.entries()) {
    const [, counter, periodic = "", cumulative = ""] = COUNTER.exec(one) ?? [];
    if (counter !== undefined) cells.set(counter, { line: at + 1, periodic, cumulative });
  }
  const number = (counter: string, which: "periodic" | "cumulative" = "cumulative"): number => {
    const cell = cells.get(counter);
    const value = Number(cell?.[which] || Number.NaN);
    if (cell !== undefined && Number.isFinite(value)) return bearable(value, cell.line, counter);
    throw new TableProblem(cell?.line ?? 1, `no number for ${JSON.stringify(counter)}`, "SIPp's statistics screen");
  };
  const created = number("Incoming calls created") + number("Outgoing calls created");
  const [successful, failed, open] = [
    number("Successful call"),
    number("Failed call"),
    number("Current Calls", "periodic"),
  ];
  const [, calls, period] = /^\s*([\d.]+)\s*(?:cps|\([^)]*\)\/([\d.]+)s)/m.exec(text) ?? [];
  const rate = Number(calls ?? 0) / Number(period ?? 1);
  const named = [...cells].filter(([counter]) => /^Response Time \w+$/.test(counter));
  const times = named.flatMap(([counter, { line, cumulative }]): Quantity[] => {
    if (successful < 1) return [];
    const mean = clockTime(cumulative);
    if (mean === null)
      throw new TableProblem(line, JSON.stringify(cumulative), `a time such as 00:00:01:002000 as ${counter}`);
    const metric = responseTimeName(counter.replace("Response Time ", ""), named.length === 1, rtd);
    const estimate = { n: 1, mean: bearable(mean, line, counter), variance: Number.NaN };
    return [{ metric, unit: "s", values: null, runs: null, estimate, resolution: TICK }];
  });
  const quantities = [...countQuantities(created, successful), ...times];
  return measuredRun(name, quantities, hanging({ rate, created, successful, failed, open }));
}
