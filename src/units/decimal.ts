/**
 * Decimal numbers as written. A quantity such as "1.1 ms" is moved by powers of ten in its text, before it becomes a
 * float64: 1.1 · 0.001 would be 0.0011000000000000001, the text 1.1e-3 is read as the nearest float64 to 0.0011.
 */

const DECIMAL = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,4}))?$/i;

/** A number and what follows it, such as "72" and "h" of "72 h"; undefined if the text does not begin with a number. */
export function splitQuantity(text: string): { number: string; unit: string } | undefined {
  const match = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,4})?)\s*(.*)$/i.exec(text.trim());
  return match ? { number: match[1]!, unit: match[2]! } : undefined;
}

/** The value of a decimal text times a power of ten, correctly rounded; NaN if the text is no decimal number. */
export function shifted(text: string, powerOfTen: number): number {
  const match = DECIMAL.exec(text);
  if (!match) return Number.NaN;
  return Number(`${match[1]}${match[2]}e${Number(match[3] ?? 0) + powerOfTen}`);
}

/** Whether a decimal text has a digit other than zero: such a text that reads as 0 has fallen below the float64 range. */
export function hasSignificantDigit(text: string): boolean {
  return /[1-9]/.test(text.replace(/e.*$/i, ""));
}

/** Digits of x ≥ 0 and the place of its decimal point: x = 0.d₁d₂… · 10^point, shortest digits that read back as x. */
function digitsOf(x: number): { digits: string; point: number } {
  const [mantissa, exponent] = x.toExponential().split("e") as [string, string];
  return { digits: mantissa.replace(".", ""), point: Number(exponent) + 1 };
}

/** Digits with their decimal point written out, or with an exponent where that would take many zeros. */
function written(digits: string, point: number): string {
  if (point > 21 || point < -5) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${digits[0]}${fraction}e${point - 1}`;
  }
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + "0".repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The text of x · 10^powerOfTen without any rounding: `shifted(shiftedText(x, n), -n)` is x again, for finite x ≥ 0. */
export function shiftedText(x: number, powerOfTen: number): string {
  if (x === 0) return "0";
  const { digits, point } = digitsOf(x);
  return written(digits, point + powerOfTen);
}

/**
 * 1 − x of a decimal text x in [0, 1), exact in decimal: "0.99999" gives 1e-5, where float64 subtraction would give
 * 1.0000000000065512e-5. The text is first multiplied by 10^powerOfTen (−2 for per cent). NaN outside [0, 1].
 */
export function complement(text: string, powerOfTen: number): number {
  const match = DECIMAL.exec(text);
  if (!match || (match[1] === "-" && hasSignificantDigit(text))) return Number.NaN;
  const [whole = "", fraction = ""] = match[2]!.split(".");
  const places = fraction.length - Number(match[3] ?? 0) - powerOfTen;
  if (places > 400) return 1;
  const scale = 10n ** BigInt(Math.max(places, 0));
  const value = BigInt(whole + fraction) * 10n ** BigInt(Math.max(-places, 0));
  return value > scale ? Number.NaN : Number(`${scale - value}e${-Math.max(places, 0)}`);
}

/**
 * 1 − x as a decimal text times 10^powerOfTen, for 0 ≤ x ≤ 1 given in its own digits: 1.2e-6 gives "99.99988" with
 * powerOfTen 2. Nothing is rounded.
 */
export function complementText(x: number, powerOfTen: number): string {
  if (x === 0) return written("1", 1 + powerOfTen);
  const { digits, point } = digitsOf(x);
  const places = digits.length - point;
  const rest = 10n ** BigInt(places) - BigInt(digits);
  if (rest === 0n) return "0";
  const text = rest.toString();
  return written(text.replace(/0+$/, ""), text.length - places + powerOfTen);
}
