import { parseDuration } from "./duration.ts";
import { parseProbability } from "./probability.ts";
import { parseRate } from "./rate.ts";
import { UnitError } from "./unit-error.ts";

/** A value as a scenario writes it, in base units. */
export interface ReadQuantity {
  readonly value: number;
  readonly unit: "1" | "s" | "1/s";
}

const KINDS = [
  ["s", parseDuration],
  ["1/s", parseRate],
  ["1", parseProbability],
] as const;

/** Reads a number, a duration, a rate or a share: 3, "72 h", "400/s", "99 %"; undefined for a word. */
export function readQuantity(text: string): ReadQuantity | undefined {
  if (text.trim() !== "" && Number.isFinite(Number(text))) return { value: Number(text), unit: "1" };
  for (const [unit, parse] of KINDS) {
    try {
      return { value: parse(text), unit };
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
    }
  }
  return undefined;
}
