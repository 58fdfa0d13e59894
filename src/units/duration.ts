/**
 * Durations. Written with a unit, held in seconds. A year is 365 days (8760 h), as in telephony's minutes of downtime
 * per year; a month has no fixed length and is therefore no unit.
 */
import { hasSignificantDigit, shifted, shiftedText, splitQuantity } from "./decimal.ts";
import { formatNumber } from "./number.ts";
import { quoted, UnitError } from "./unit-error.ts";

/** Seconds in a minute. */
export const MINUTE = 60;
/** Seconds in an hour. */
export const HOUR = 3600;
/** Seconds in a day. */
export const DAY = 86_400;
/** Seconds in a year of 365 days. */
export const YEAR = 31_536_000;

/**
 * Longest duration that can be read [s], some 32 million years: far above the 10⁹ h of one FIT, and low enough that
 * float64 seconds still tell apart times an eighth of a second from each other.
 */
export const DURATION_MAX = 1e15;

const EXPECTED = 'a duration with a unit (µs, ms, s, min, h, d, y), such as "72 h" or "100 ms"';

/** Units of seconds and less, by power of ten. */
const decimalUnits: ReadonlyMap<string, number> = new Map([
  ["s", 0],
  ["ms", -3],
  ["us", -6],
  ["µs", -6], // U+00B5 micro sign
  ["μs", -6], // U+03BC Greek mu, which looks the same
]);

/** Units longer than a second, in seconds. */
const longUnits: ReadonlyMap<string, number> = new Map([
  ["min", MINUTE],
  ["h", HOUR],
  ["d", DAY],
  ["y", YEAR],
]);

/**
 * Reads a duration: "72 h", "100 ms", "1.5 min", "2 d", "1 y", "30 µs" or "30 us"; the blank may be left out.
 *
 * @param text the duration with its unit; a bare number is refused, since its unit is missing, except 0
 * @returns seconds, 0 ≤ result ≤ 10¹⁵, the float64 nearest to what was written for units up to a second
 * @throws UnitError for a missing or unknown unit, a negative, infinite or absurdly long duration
 */
export function parseDuration(text: string | number): number {
  if (typeof text === "number") return zeroOrRefused(text);
  const quantity = splitQuantity(text);
  if (!quantity) throw new UnitError(quoted(text), EXPECTED);
  const { number, unit } = quantity;
  if (unit === "") {
    if (shifted(number, 0) === 0 && !hasSignificantDigit(number)) return 0;
    throw new UnitError(`${quoted(text)}, a number without a unit`, EXPECTED);
  }
  const powerOfTen = decimalUnits.get(unit);
  const seconds = powerOfTen === undefined ? shifted(number, 0) * unitSeconds(text, unit) : shifted(number, powerOfTen);
  if (seconds < 0) throw new UnitError(`a negative duration, ${quoted(text)}`, `a duration ≥ 0, such as "4 h"`);
  if (seconds > DURATION_MAX) {
    throw new UnitError(`${quoted(text)}, which is too long`, 'a duration up to 30000000 y, such as "30 y"');
  }
  if (seconds === 0 && hasSignificantDigit(number)) {
    throw new UnitError(`${quoted(text)}, which is too short to be told from 0`, 'a duration, such as "1 µs" or 0');
  }
  return seconds + 0; // −0 becomes 0
}

function zeroOrRefused(value: number): number {
  if (value === 0) return 0;
  const reason = Number.isFinite(value) ? ", a number without a unit" : "";
  throw new UnitError(`${value}${reason}`, EXPECTED);
}

function unitSeconds(text: string, unit: string): number {
  const seconds = longUnits.get(unit);
  if (seconds === undefined) throw new UnitError(`${quoted(text)} with the unknown unit ${quoted(unit)}`, EXPECTED);
  return seconds;
}

/**
 * Writes a duration shortly, in the unit that takes the fewest characters: "72 h" would be "3 d", 90 s is "90 s", 0.8 ms
 * is "800 µs".
 *
 * @param seconds ≥ 0, at most 10¹⁵
 * @param digits significant digits for reading, such as 3 for "5.26 min"; without it `parseDuration` gives back exactly
 *   the same float64
 * @throws UnitError for what is no duration
 */
export function formatDuration(seconds: number, digits?: number): string {
  if (!(seconds >= 0 && seconds <= DURATION_MAX)) throw new UnitError(String(seconds), "seconds between 0 and 1e15");
  if (seconds === 0) return "0 s";
  return digits === undefined ? exactText(seconds) : readableText(seconds, digits);
}

function exactText(seconds: number): string {
  const [unit, powerOfTen] = seconds >= 1 ? ["s", 0] : seconds >= 1e-3 ? ["ms", 3] : ["µs", 6];
  let best = shiftedText(seconds, powerOfTen as number);
  let bestUnit = unit as string;
  for (const [long, size] of longUnits) {
    if (seconds < size) continue;
    const text = shortestQuotient(seconds, size);
    if (text === undefined) continue;
    const shorter = text.length < best.length;
    if (shorter || (text.length === best.length && (best.includes(".") || !text.includes(".")))) {
      best = text;
      bestUnit = long;
    }
  }
  return `${best} ${bestUnit}`;
}

/** The shortest decimal whose product with `size` is exactly `seconds`, if float64 has one. */
function shortestQuotient(seconds: number, size: number): string | undefined {
  const quotient = shiftedText(seconds / size, 0);
  if (Number(quotient) * size === seconds) return quotient;
  return undefined;
}

/** In the first unit in which the rounded number stays below one of the next: 59.97 s with 3 digits is "1 min". */
function readableText(seconds: number, digits: number): string {
  const units: [string, number][] = [["µs", 1e-6], ["ms", 1e-3], ["s", 1], ...longUnits];
  let last = 0;
  while (last < units.length - 1) {
    const rounded = Number((seconds / units[last]![1]).toPrecision(digits)) * units[last]![1];
    if (rounded < units[last + 1]![1]) break;
    last++;
  }
  const [unit, size] = units[last]!;
  const value = last > 0 ? Math.max(seconds / size, 1) : seconds / size;
  return `${formatNumber(value, digits)} ${unit}`;
}
