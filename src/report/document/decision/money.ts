/** Money of a year, where a scenario says prices: what an outage costs, what failed calls cost. */
import type { Costs } from "../../../scenario/availability-settings.ts";
import { YEAR } from "../../../units/duration.ts";
import { formatNumber } from "../../../units/number.ts";

/** What failures cost, as the scenario says it; what it does not say is not made up. */
export type Prices = Pick<Costs, "minuteDown" | "failedCall" | "currency">;

/** An estimate with its 95 % interval; bounds null where there is none. */
export interface Estimated {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Minutes of a year of 365 days in which the service is down. */
export const minutesDown = (unavailability: number): number => (unavailability * YEAR) / 60;

/** Calls that fail in a year, at a rate [1/s] that holds day and night. */
export const failedCallsPerYear = (defectsPerMillion: number, callRate: number): number =>
  (defectsPerMillion / 1e6) * callRate * YEAR;

export const times = ({ mean, low, high }: Estimated, price: number): Estimated => ({
  mean: mean * price,
  low: low === null ? null : low * price,
  high: high === null ? null : high * price,
});

/** The sum of two; the bounds are added up, so that the interval is rather too wide than too narrow. */
export const plus = (x: Estimated, y: Estimated): Estimated => ({
  mean: x.mean + y.mean,
  low: x.low === null && y.low === null ? null : (x.low ?? x.mean) + (y.low ?? y.mean),
  high: x.high === null && y.high === null ? null : (x.high ?? x.mean) + (y.high ?? y.mean),
});

/** Digits in groups of three, with spaces at which no line ends. */
const grouped = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+(?!\d))/g, "\u00a0");

/** An amount to three significant digits, large ones in full: 36 500. */
export function amount(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const [whole = "0", rest] = (Math.abs(rounded) < 100 ? formatNumber(value) : rounded.toFixed(0)).split(".");
  return rest === undefined ? grouped(whole) : `${grouped(whole)}.${rest}`;
}

/** A price as the file says it, to the last digit. */
export const priceText = (price: number, { currency }: Prices): string =>
  withCurrency(Number.isInteger(price) ? grouped(String(price)) : String(price), currency);

/** Money to three significant digits, and never finer than a hundredth. */
export function money(value: number, { currency }: Prices): string {
  if (value > 0 && value < 0.005) return `< ${withCurrency("0.01", currency)}`;
  const rounded = Number(value.toPrecision(3));
  return withCurrency(rounded < 100 && !Number.isInteger(rounded) ? rounded.toFixed(2) : amount(value), currency);
}

const withCurrency = (text: string, currency: string | undefined): string =>
  currency === undefined || currency === "" ? text : `${text}\u00a0${currency}`;

/** " (95 %: 12 to 15)", as each end is written; empty where there is no interval, or none that is seen. */
export function intervalWords({ low, high }: Estimated, write: (bound: number) => string): string {
  if (low === null || high === null) return "";
  const [from, to] = [write(low), write(high)];
  return from === to ? "" : ` (95 %: ${from} to ${to})`;
}
