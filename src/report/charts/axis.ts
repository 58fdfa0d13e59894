/** Scales of a chart: round ends, few ticks, labels in the house's way of writing numbers. */

import { power } from "../../special/power.ts";

/** One axis as the chart's author describes it. */
export interface Axis {
  readonly title: string;
  /** Printed after the title in brackets. Leave it out only for pure numbers. */
  readonly unit?: string;
  /** First and last value, where round ends chosen from the data will not do. */
  readonly domain?: readonly [number, number];
  /** Places to mark, with what to write there; chosen from the domain when missing. */
  readonly ticks?: readonly Tick[];
}

/** A mark on an axis. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** An axis with everything decided. */
export interface Span {
  readonly title: string;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly Tick[];
}

const STEPS = [1, 2, 2.5, 5, 10];

/** The round step, 1, 2, 2.5 or 5 times a power of ten, that cuts a range into at most `count` pieces. */
function roundStep(range: number, count: number): number {
  const least = range / count;
  const decade = power(10, Math.floor(Math.log10(least)));
  return decade * (STEPS.find((step) => step * decade >= least * (1 - 1e-9)) ?? 10);
}

/** A number for people: thousands set apart by a thin space, a true minus, as many decimals as asked for. */
export function tickLabel(value: number, decimals = 0): string {
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole!.length > 4 ? whole!.replace(/\B(?=(\d{3})+$)/g, "\u2009") : whole!;
  const sign = value < 0 && Number(value.toFixed(decimals)) !== 0 ? "−" : "";
  return `${sign}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/**
 * Decides an axis from its data.
 *
 * @param values everything that must fit; at least one finite number unless the axis names its domain
 * @param grows whether the ends may move outwards to round values; otherwise the data's own ends stay
 * @throws RangeError when there is nothing to span
 */
export function spanOf(axis: Axis, values: readonly number[], grows: boolean, count = 6): Span {
  const finite = values.filter(Number.isFinite);
  let [low, high] = axis.domain ?? [Math.min(...finite), Math.max(...finite)];
  if (!(Number.isFinite(low) && Number.isFinite(high))) throw new RangeError(`chart: nothing to show on ${axis.title}`);
  // Values that differ by less than a billionth are one value and the rounding of the machine.
  const isNoise = axis.domain === undefined && high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high));
  if (low === high || isNoise) [low, high] = low === 0 ? [0, 1] : [Math.min(0, low), Math.max(0, high)];
  const step = roundStep(high - low, count);
  if (grows && axis.domain === undefined) {
    low = Math.floor(low / step + 1e-9) * step;
    high = Math.ceil(high / step - 1e-9) * step;
  }
  const title = axis.unit === undefined ? axis.title : `${axis.title} [${axis.unit}]`;
  return { title, low, high, ticks: axis.ticks ?? roundTicks(low, high, step) };
}

function roundTicks(low: number, high: number, step: number): Tick[] {
  const decimals =
    [0, 1, 2, 3, 4, 5, 6].find(
      (places) => Math.abs(step * power(10, places) - Math.round(step * power(10, places))) < 1e-6,
    ) ?? 7;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const value = Number(((first + index) * step).toPrecision(12));
    return { value, label: tickLabel(value, decimals) };
  });
}

/** An axis of names below each other, the first on top, each at the middle of its row. */
export const rowsOf = (title: string, names: readonly string[]): Span => ({
  ...{ title, low: 0, high: names.length },
  ticks: names.map((label, row) => ({ value: names.length - row - 0.5, label })),
});

/** Where a value lies between the ends of its axis: 0 at the low end, 1 at the high end. */
export const fraction = (span: Span, value: number): number => (value - span.low) / (span.high - span.low);
