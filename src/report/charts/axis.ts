/** Scales of a chart: round ends, few ticks, labels in the house's way of writing numbers. */

import { power } from "../../special/power.ts";

/** One axis as the chart's author describes it. */
export interface Axis {
  readonly title: string;
  /** Printed after the title in brackets. Leave it out only for pure numbers. */
  readonly unit?: string;
  /** First and last value, where round ends chosen from the data will not do. */
  readonly domain?: readonly [number, number];
  /** Powers of ten as equal steps; what is not positive has no place there. Equal differences are equal steps when missing. */
  readonly scale?: "log";
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
  readonly scale?: "log";
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
  if (axis.scale === "log") return logSpan(axis, values, grows, count);
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
  return { title: titleOf(axis), low, high, ticks: axis.ticks ?? roundTicks(low, high, step) };
}

const titleOf = ({ title, unit }: Axis): string => (unit === undefined ? title : `${title} [${unit}]`);

/** Digits that ticks of a logarithmic axis begin with: the first set that gives enough of them. */
const LEADING: readonly (readonly number[])[] = [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 8]];

function logSpan(axis: Axis, values: readonly number[], grows: boolean, count: number): Span {
  const positive = values.filter((value) => value > 0 && value < Infinity);
  let [low, high] = axis.domain ?? [Math.min(...positive), Math.max(...positive)];
  if (!(low > 0 && high < Infinity && low <= high))
    throw new RangeError(`chart: nothing to show on ${axis.title}, a logarithmic axis, but what is positive`);
  if (low === high) [low, high] = [low / 2, high * 2];
  if (grows && axis.domain === undefined) [low, high] = [leadingBelow(low), -leadingBelow(-high)];
  const within = (leading: readonly number[]): number[] => {
    const first = Math.floor(Math.log10(low));
    const decades = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => power(10, first + i));
    return decades
      .flatMap((decade) => leading.map((digit) => Number((digit * decade).toPrecision(12))))
      .filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
  };
  const found = LEADING.map(within).find((all) => all.length > 2);
  const each = Math.max(1, Math.ceil((found?.length ?? 0) / (count + 1)));
  const ticks = found?.filter((_, i) => i % each === 0).map((value) => ({ value, label: powerLabel(value) }));
  return {
    ...{ title: titleOf(axis), low, high, scale: "log" },
    ticks: axis.ticks ?? ticks ?? roundTicks(low, high, roundStep(high - low, count)),
  };
}

/** The next of 1, 2 and 5 times a power of ten at or below a positive number; of a negative one, at or beyond it. */
function leadingBelow(value: number): number {
  const size = Math.abs(value);
  const decade = power(10, Math.floor(Math.log10(size) + 1e-9));
  if (value > 0) return decade * (size >= 5 * decade ? 5 : size >= 2 * decade ? 2 : 1);
  return -decade * ([1, 2, 5, 10].find((digit) => digit * decade >= size * (1 - 1e-9)) ?? 10);
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A power of ten as it is written on paper: "10⁻⁷". */
export const powerOfTen = (exponent: number): string =>
  `10${exponent < 0 ? "⁻" : ""}${[...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("")}`;

function powerLabel(value: number): string {
  if (value >= 1e-4 && value < 1e6) return value >= 1000 ? tickLabel(value) : String(value);
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const digit = Number((value / power(10, exponent)).toPrecision(3));
  return digit === 1 ? powerOfTen(exponent) : `${digit} · ${powerOfTen(exponent)}`;
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
export const fraction = ({ low, high, scale }: Span, value: number): number =>
  scale === "log" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);

/** Whether a value has a place on an axis: on a logarithmic one only what is positive has. */
export const hasPlace = ({ scale }: Span, value: number): boolean => scale !== "log" || value > 0;

/** Whether a value lies between the ends of its axis. */
export const isBetween = ({ low, high }: Span, value: number): boolean => value >= low && value <= high;
