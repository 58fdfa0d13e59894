/** Probabilities. Written as a number between 0 and 1 or in per cent. */
import { complementText, hasSignificantDigit, shifted, shiftedText, splitQuantity } from "./decimal.ts";
import { formatNumber } from "./number.ts";
import { quoted, UnitError } from "./unit-error.ts";

const EXPECTED = 'a probability between 0 and 1, such as 0.05 or "5 %"';

/**
 * Reads a probability: 0.05, "0.05", "5 %" or "5%".
 *
 * @returns 0 ≤ result ≤ 1
 * @throws UnitError outside that range, or if it is no number
 */
export function parseProbability(value: string | number): number {
  const probability = typeof value === "number" ? value : probabilityOf(value);
  if (!(probability >= 0 && probability <= 1)) throw new UnitError(quoted(value), EXPECTED);
  return probability + 0; // −0 becomes 0
}

function probabilityOf(text: string): number {
  const quantity = splitQuantity(text);
  if (!quantity || (quantity.unit !== "" && quantity.unit !== "%")) return Number.NaN;
  const value = shifted(quantity.number, quantity.unit === "%" ? -2 : 0);
  return value === 0 && hasSignificantDigit(quantity.number) ? Number.NaN : value;
}

/**
 * Writes a probability in per cent, "5 %"; below 10⁻⁴ as a plain number, "2e-7".
 *
 * @param probability 0 … 1
 * @param digits significant digits for reading, above 99 % those of the complement, so that 0.99712 does not turn into
 *   100 %; without it `parseProbability` gives back exactly the same float64
 * @throws UnitError for what is no probability
 */
export function formatProbability(probability: number, digits?: number): string {
  if (!(probability >= 0 && probability <= 1)) throw new UnitError(String(probability), EXPECTED);
  if (probability === 0) return "0 %";
  if (probability < 1e-4) return digits === undefined ? String(probability) : formatNumber(probability, digits);
  if (digits === undefined) return `${shiftedText(probability, 2)} %`;
  if (probability > 0.99) return `${complementText(Number((1 - probability).toPrecision(digits)), 2)} %`;
  return `${formatNumber(probability * 100, digits)} %`;
}
