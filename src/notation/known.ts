import { quoted } from "../units/unit-error.ts";
import { didYouMean, oneOf } from "./nearest.ts";
import type { Place } from "./place.ts";

/** Reports a name that is not among the known, and says whether it was. */
export function isKnown(name: string, known: readonly string[], what: string, place: Place): boolean {
  if (known.includes(name)) return true;
  if (!place.isBroken)
    place.report(`${what} ${quoted(name)}, which does not exist`, oneOf(known), didYouMean(name, known));
  return false;
}
