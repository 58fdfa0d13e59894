import { Refused } from "./refused.ts";

/** Refuses an argument, naming the parameter, the value found and the range expected, unless `holds`. */
export function expectRange(holds: boolean, name: string, found: number, expected: string): void {
  if (!holds) throw new Refused(String(found), expected, name);
}

/** A time or rate that must be finite and above zero. */
export function expectPositive(name: string, found: number): void {
  expectRange(Number.isFinite(found) && found > 0, name, found, "a finite number > 0");
}

/** A time that may be zero. */
export function expectNonNegative(name: string, found: number): void {
  expectRange(Number.isFinite(found) && found >= 0, name, found, "a finite number ≥ 0");
}

/** A probability. */
export function expectProbability(name: string, found: number): void {
  expectRange(found >= 0 && found <= 1, name, found, "a probability from 0 to 1");
}

/** Of an interval: how often it covers. */
export function expectConfidence(found: number): void {
  expectRange(found > 0 && found < 1, "confidence", found, "one between 0 and 1, such as 0.95");
}

/** A whole number from `low` to `high`. */
export function expectCount(name: string, found: number, low: number, high = Number.MAX_SAFE_INTEGER): void {
  const upTo = high === Number.MAX_SAFE_INTEGER ? `≥ ${low}` : `from ${low} to ${high}`;
  expectRange(Number.isInteger(found) && found >= low && found <= high, name, found, `a whole number ${upTo}`);
}
