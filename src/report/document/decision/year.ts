/** What failures cost in a year, line by line: minutes and calls times their prices. */
import { YEAR } from "../../../units/duration.ts";
import { formatNumber } from "../../../units/number.ts";
import { type Html, joined, paragraph } from "../../html/markup.ts";
import { onPage } from "../../table/on-page.ts";
import { type Table, tableOf } from "../../table/table.ts";
import type { Evidence } from "./evidence.ts";
import {
  amount,
  type Estimated,
  failedCallsPerYear,
  intervalWords,
  minutesDown,
  money,
  type Prices,
  plus,
  priceText,
  times,
} from "./money.ts";
import { trustedDefects, trustedDown } from "./trust.ts";

/** What happens in a year, how much of it, and what it costs; null where that is not known, or has no price. */
export interface YearLine {
  readonly what: string;
  readonly unit: string;
  readonly count: Estimated | null;
  readonly price: number | undefined;
  readonly cost: Estimated | null;
}

/** The lines of a year, and their sum; null where nothing has a price. */
export function yearOf({ analysis, prices }: Evidence): {
  lines: readonly YearLine[];
  total: YearLine | null;
} {
  if (analysis === null) return { lines: [], total: null };
  const down = trustedDown(analysis.file);
  const defects = trustedDefects(analysis.file);
  const { callRate } = analysis;
  const minutes =
    "needed" in down
      ? null
      : {
          mean: minutesDown(down.figure.unavailability),
          // That of a chain is exact for the model; a simulation beside it confirms it, and is not its interval.
          ...(down.figure.engine !== "simulation" || down.figure.simulated === null
            ? { low: null, high: null }
            : {
                low: minutesDown(down.figure.simulated[0]),
                high: minutesDown(down.figure.simulated[1]),
              }),
        };
  const calls =
    "needed" in defects || callRate === null || callRate === 0
      ? null
      : times(defects.figure, failedCallsPerYear(1, callRate));
  const line = (what: string, unit: string, count: Estimated | null, price: number | undefined): YearLine => ({
    ...{ what, unit, count, price },
    cost: count === null || price === undefined ? null : times(count, price),
  });
  const lines = [
    line("Minutes down", "min", minutes, prices.minuteDown),
    ...(calls === null ? [] : [line("Failed calls", "calls", calls, prices.failedCall)]),
  ];
  const costs = lines.flatMap(({ cost }) => (cost === null ? [] : [cost]));
  const total =
    costs.length === 0 ? null : { what: "All", unit: "", count: null, price: undefined, cost: costs.reduce(plus) };
  return { lines, total };
}

/** Amounts of a year as they are written, and their sum: all to the place of its third digit, so that they do add up. */
export function addedUp(lines: readonly YearLine[], total: YearLine, prices: Prices) {
  const { mean } = total.cost!;
  const unit = mean > 0 ? Number(`1e${Math.floor(Math.log10(mean)) - 2}`) : 1;
  const unitsOf = (value: number): number => Math.round(value / unit);
  const write = (value: number): string => money(unitsOf(value) * unit, prices);
  const units = lines.reduce((sum, { cost }) => sum + (cost === null ? 0 : unitsOf(cost.mean)), 0);
  return { write, sum: money(units * unit, prices) + intervalWords(total.cost!, write) };
}

/** A year as a table, and what its lines rest on. */
export function yearContent(evidence: Evidence): Html {
  const { lines, total } = yearOf(evidence);
  const { prices, analysis } = evidence;
  const added = total && addedUp(lines, total, prices);
  const told = (estimate: Estimated | null, write: (value: number) => string): string =>
    estimate === null ? "–" : `${write(estimate.mean)}${intervalWords(estimate, write)}`;
  const table: Table = tableOf<YearLine>(
    "What failures cost in a year",
    [
      { heading: "what", of: ({ what }) => what },
      {
        ...{ heading: "in a year", of: ({ count }) => count?.mean },
        shown: ({ count, unit }) => (count === null ? "" : `${told(count, amount)} ${unit}`),
      },
      ...(added !== null
        ? [
            {
              heading: "price of one",
              of: ({ price }: YearLine) => price,
              shown: ({ price, what }: YearLine) =>
                price === undefined ? (what === "All" ? "" : "not said") : priceText(price, prices),
            },
            {
              heading: "cost",
              of: ({ cost }: YearLine) => cost?.mean,
              shown: (line: YearLine) => (line === total ? added.sum : told(line.cost, added.write)),
            },
          ]
        : []),
    ],
    lines,
    total === null || lines.length < 2 ? {} : { total },
  );
  const rate = analysis?.callRate;
  const calls = lines.some(({ unit, count }) => unit === "calls" && count !== null);
  return joined(
    onPage(table, true),
    ...(calls
      ? [
          paragraph(
            `Calls are counted as if ${formatNumber(rate!)} came each second of the year (${amount(rate! * YEAR)} in all), which is the rate of the scenario; where that is the busy hour, fewer fail. A minute down is one in which the service as a whole is down; a call may fail in others as well.`,
          ),
        ]
      : []),
  );
}
