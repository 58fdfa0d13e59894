/** Rates. Written per second, minute, hour or day, held per second. */
import { hasSignificantDigit, shifted, shiftedText, splitQuantity } from "./decimal.ts";
import { DAY, HOUR, MINUTE } from "./duration.ts";
import { formatNumber } from "./number.ts";
import { quoted, UnitError } from "./unit-error.ts";

/** Highest rate that can be read [1/s]; no server of this subject comes near it. */
export const RATE_MAX = 1e12;

const EXPECTED = 'a rate per s, min, h or d, such as "400/s"';

const perUnit: ReadonlyMap<string, number> = new Map([
  ["s", 1],
  ["min", MINUTE],
  ["h", HOUR],
  ["d", DAY],
]);

/**
 * Reads a rate: "400/s", "2 /min", "0.5 / h", "3/d".
 *
 * @param text the rate with its unit; a bare number is refused, since its unit is missing, except 0
 * @returns events per second, 0 ≤ result ≤ 10¹²
 * @throws UnitError for a missing or unknown unit, a negative, infinite or absurdly high rate
 */
export function parseRate(text: string | number): number {
  if (typeof text === "number") {
    if (text === 0) return 0;
    throw new UnitError(`${text}${Number.isFinite(text) ? ", a number without a unit" : ""}`, EXPECTED);
  }
  const quantity = splitQuantity(text);
  if (!quantity) throw new UnitError(quoted(text), EXPECTED);
  const { number, unit } = quantity;
  const value = shifted(number, 0);
  if (unit === "") {
    if (value === 0 && !hasSignificantDigit(number)) return 0;
    throw new UnitError(`${quoted(text)}, a number without a unit`, EXPECTED);
  }
  const seconds = unit.startsWith("/") ? perUnit.get(unit.slice(1).trim()) : undefined;
  if (seconds === undefined) throw new UnitError(`${quoted(text)} with the unknown unit ${quoted(unit)}`, EXPECTED);
  const rate = value / seconds;
  if (rate < 0) throw new UnitError(`a negative rate, ${quoted(text)}`, 'a rate ≥ 0, such as "400/s"');
  if (rate > RATE_MAX)
    throw new UnitError(`${quoted(text)}, which is too high`, 'a rate up to 1e12/s, such as "400/s"');
  if (rate === 0 && hasSignificantDigit(number)) {
    throw new UnitError(`${quoted(text)}, which is too low to be told from 0`, 'a rate, such as "1/d" or 0');
  }
  return rate + 0; // −0 becomes 0
}

/**
 * Writes a rate shortly: 400 is "400/s", 1/3600 is "1/h". Seconds are left only where that saves three characters.
 *
 * @param perSecond events per second, 0 … 10¹²
 * @param digits significant digits for reading; without it `parseRate` gives back exactly the same float64
 * @throws UnitError for what is no rate
 */
export function formatRate(perSecond: number, digits?: number): string {
  if (!(perSecond >= 0 && perSecond <= RATE_MAX)) throw new UnitError(String(perSecond), "a rate between 0 and 1e12/s");
  if (perSecond === 0) return "0/s";
  let best = shiftedText(perSecond, 0);
  let bestUnit = "s";
  for (const [unit, seconds] of perUnit) {
    const text = shiftedText(perSecond * seconds, 0);
    if (text.length <= best.length - 3 && Number(text) / seconds === perSecond) {
      best = text;
      bestUnit = unit;
    }
  }
  if (digits === undefined) return `${best}/${bestUnit}`;
  for (const [unit, seconds] of perUnit) {
    if (Number((perSecond * seconds).toPrecision(digits)) >= 1)
      return `${formatNumber(perSecond * seconds, digits)}/${unit}`;
  }
  return `${formatNumber(perSecond * DAY, digits)}/d`;
}
