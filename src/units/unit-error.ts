import { type Complaint, Refused } from "./refused.ts";

/**
 * A quantity that cannot be read. It says what stood there and what should have, so that the caller only adds the place:
 *
 *     found "72", a number without a unit; expected a duration with a unit (µs, ms, s, min, h, d, y), such as "72 h"
 */
export class UnitError extends Refused {
  override readonly name = "UnitError";

  constructor(found: string, expected: string, path: Complaint["path"] = [], hint = "") {
    super(found, expected, path, hint);
    this.message = `found ${found}; expected ${expected}`;
  }

  /** The same complaint, seen from one level further out. */
  inside(step: string | number): UnitError {
    return new UnitError(this.found, this.expected, [step, ...this.path], this.hint);
  }
}

/** A found value as a reader would write it: text quoted, lists and objects shortened to what they are. */
export function quoted(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}...` : value);
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") {
    const keys = Object.keys(value);
    if (keys.length === 0) return "an empty object";
    const shown = keys.slice(0, 4).map((key) => JSON.stringify(key));
    return `an object with ${shown.join(", ")}${keys.length > 4 ? ", …" : ""}`;
  }
  return `a ${typeof value}`;
}
