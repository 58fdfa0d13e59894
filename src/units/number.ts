/** Numbers for reading, in significant digits. */
import { power } from "../special/power.ts";

/**
 * Writes a number with so many significant digits: 0.04567 with 3 is "0.0457", 12345 with 3 is "12300". Trailing zeros
 * are kept, since they say how far the number is known, except for whole numbers that need no rounding ("5", not "5.00").
 * Outside 10⁻⁴ … 10⁶ an exponent is used. NaN and infinities become "–" and "∞".
 *
 * @param digits significant digits, 1 … 17
 */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  const rounded = Number(value.toPrecision(digits));
  if (rounded === 0) return "0";
  if (rounded === value && Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const exponent = Math.floor(Math.log10(Math.abs(rounded)) + 1e-12);
  if (exponent < -4 || exponent >= 6) return value.toExponential(digits - 1).replace("e+", "e");
  return rounded.toFixed(Math.max(digits - 1 - exponent, 0));
}

/**
 * Writes an estimate and the half-width of its interval, both to the second digit of the half-width: 1.23456 ± 0.0234 is
 * "1.235 ± 0.023".
 *
 * @param halfWidth ≥ 0; null if there is no interval, and then the value stands alone with `digits` significant digits
 */
export function formatEstimate(value: number, halfWidth: number | null, digits = 3): string {
  if (halfWidth === null || !(halfWidth > 0) || !Number.isFinite(halfWidth)) return formatNumber(value, digits);
  const exponent = Math.floor(Math.log10(Number(halfWidth.toPrecision(2))) + 1e-12);
  const valueExponent = value === 0 ? exponent : Math.floor(Math.log10(Math.abs(value)) + 1e-12);
  const scale = Math.max(exponent, valueExponent);
  if (scale >= -4 && scale < 6 && exponent > -9) {
    const places = Math.max(1 - exponent, 0);
    return `${value.toFixed(places)} ± ${halfWidth.toFixed(places)}`;
  }
  const places = Math.max(scale - exponent + 1, 1);
  const unit = power(10, scale);
  return `(${(value / unit).toFixed(places)} ± ${(halfWidth / unit).toFixed(places)})e${scale}`;
}

/**
 * A value, or a bound of its interval, to the second digit of the interval's half-width; to so many significant digits where there is none.
 *
 * @param halfWidth ≥ 0; null if there is no interval
 */
export function formatWithin(value: number, halfWidth: number | null, digits: number): string {
  if (halfWidth === null || !(halfWidth > 0) || !Number.isFinite(halfWidth)) return formatNumber(value, digits);
  const places = 1 - Math.floor(Math.log10(halfWidth));
  return places > 12 ? formatNumber(value, digits) : value.toFixed(Math.max(0, places));
}

/** Things and how many they are: "1 point", "2 points". */
export const counted = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;
