/** Parts of plain values that a file says: each is read by name, and a complaint says where in the whole it belongs. */
import { parseDuration } from "../units/duration.ts";
import { parseProbability } from "../units/probability.ts";
import { quoted, UnitError } from "../units/unit-error.ts";

/** Reads a part, and names it in whatever complaint comes out. */
export function inside<T>(step: string | number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UnitError ? error.inside(step) : error;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** All of these keys and no others. */
export function parts<Key extends string>(
  value: unknown,
  keys: readonly Key[],
  example: string,
): Readonly<Record<Key, unknown>> {
  const wanted = `an object with ${keys.join(" and ")}, such as ${example}`;
  if (!isObject(value)) throw new UnitError(quoted(value), wanted);
  const extra = Object.keys(value).find((key) => !keys.some((known) => known === key));
  if (extra !== undefined) throw new UnitError(`the unknown key ${quoted(extra)}`, wanted);
  const missing = keys.find((key) => value[key] === undefined);
  if (missing !== undefined) throw new UnitError(`no ${missing}`, wanted);
  return value as Record<Key, unknown>;
}

export function list(value: unknown, wanted: string): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  throw new UnitError(Array.isArray(value) ? "an empty list" : quoted(value), wanted);
}

/** [s] */
export function duration(value: unknown): number {
  if (typeof value === "string" || typeof value === "number") return parseDuration(value);
  throw new UnitError(quoted(value), 'a duration, such as "0.8 ms"');
}

/** A duration above 0 [s]. */
export function positive(value: unknown): number {
  const mean = duration(value);
  if (mean > 0) return mean;
  throw new UnitError(quoted(value), 'a mean above 0, such as "0.8 ms"');
}

/** The key `mean`. */
export const meanOf = (value: unknown): number => inside("mean", () => positive(value));

export function probability(value: unknown): number {
  if (typeof value === "string" || typeof value === "number") return parseProbability(value);
  throw new UnitError(quoted(value), 'a probability, such as "90 %"');
}

export function number(value: unknown, above: number, upTo: number): number {
  if (typeof value === "number" && value > above && value <= upTo) return value;
  throw new UnitError(quoted(value), `a number above ${above} and up to ${upTo}, such as ${Math.max(2 * above, 1.5)}`);
}

export function wholeNumber(value: unknown, upTo: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= upTo) return value;
  throw new UnitError(quoted(value), `a whole number from 1 to ${upTo}, such as 3`);
}
