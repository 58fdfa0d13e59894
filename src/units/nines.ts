/**
 * Nines: five nines are an availability of 99.999 %. What is held is the *unavailability*, 10⁻⁵, because 1 − 0.99999 in
 * float64 has lost eleven of its digits.
 */
import { power } from "../special/power.ts";
import { complement, complementText, shifted, splitQuantity } from "./decimal.ts";
import { YEAR } from "./duration.ts";
import { quoted, UnitError } from "./unit-error.ts";

const EXPECTED = 'an availability below 100 %, such as "5 nines" or "99.999 %"';

/**
 * Reads an availability target: "5nines", "5 nines", "4.5 nines", "99.999 %" or 0.99999.
 *
 * @returns unavailability in (0, 1]; exactly 1e-5 for each of "5 nines", "99.999 %" and 0.99999
 * @throws UnitError for what is no availability, and for 100 %, which nothing built reaches
 */
export function parseNines(value: string | number): number {
  const unavailability = unavailabilityOf(String(value));
  if (!(unavailability > 0 && unavailability <= 1)) throw new UnitError(quoted(value), EXPECTED);
  return unavailability;
}

function unavailabilityOf(text: string): number {
  const quantity = splitQuantity(text);
  if (!quantity) return Number.NaN;
  const { number, unit } = quantity;
  if (unit === "%") return complement(number, -2);
  if (unit === "") return complement(number, 0);
  if (unit !== "nines") return Number.NaN;
  const count = shifted(number, 0);
  return Number.isInteger(count) ? Number(`1e${-count}`) : power(10, -count);
}

/** Number of nines, −log₁₀ of the unavailability: 5 for 10⁻⁵, ∞ for 0. */
export function nines(unavailability: number): number {
  return -Math.log10(unavailability) + 0; // 1 has 0 nines, not −0
}

/** What arithmetic may have lost of a value that is a round one, in units of the last digit that is shown. */
const LOST = 1e-10;

/** Writes a number of nines, never more than there are: 4.9999999 with 3 decimals is "4.999". */
export function formatNines(unavailability: number, decimals = 3): string {
  const scale = power(10, decimals);
  return (Math.floor(nines(unavailability) * scale + LOST) / scale).toFixed(decimals);
}

/**
 * Expected downtime per year [s], for a year of 8760 h (365 days), as telephony counts: 10⁻⁵ is 315.36 s = 5.256 min.
 *
 * @param unavailability 0 … 1
 */
export function downtimePerYear(unavailability: number): number {
  return unavailability * YEAR;
}

/**
 * Writes an availability in per cent from the unavailability, of which so many significant digits are kept: 1.2345e-6
 * with 3 is "99.999877 %". However many nines, they are all shown and the digits after them too.
 *
 * @param unavailability 0 … 1
 * @throws UnitError for what is no unavailability
 */
export function formatAvailability(unavailability: number, digits = 3): string {
  if (!(unavailability >= 0 && unavailability <= 1)) {
    throw new UnitError(String(unavailability), "an unavailability between 0 and 1");
  }
  return `${complementText(Number(unavailability.toPrecision(digits)), 2)} %`;
}

/** The same, never more than it is, as it must be where somebody reads it against a target: 1.2345e-6 is "99.999876 %". */
export function formatReached(unavailability: number, digits = 3): string {
  const nearest = Number(unavailability.toPrecision(digits));
  if (nearest >= unavailability * (1 - 1e-14)) return formatAvailability(nearest, digits);
  const step = power(10, Math.floor(Math.log10(nearest)) + 1 - digits);
  return formatAvailability(nearest + step, digits);
}
