import type { Place } from "../../notation/place.ts";
import { formatDuration } from "../../units/duration.ts";

/** @param life mean time to failure [s]; @param repair mean time to repair [s] */
export function warnOfLifetimes(life: number, repair: number, place: Place): void {
  if (repair > life)
    place.warn(
      `a repair of ${formatDuration(repair, 4)} after a life of ${formatDuration(life, 4)}`,
      "it is down for most of the time",
      "The two may be in each other's place.",
    );
}
