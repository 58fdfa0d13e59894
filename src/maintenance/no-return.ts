/** When a plan can no longer be undone at less than it costs to end it. */
import { areAlike, replicatedMean } from "../statistics/replicated-mean.ts";
import { formatNumber } from "../units/number.ts";
import { timeWords } from "../units/time-words.ts";
import type { WayCost } from "./costs.ts";

/** Whether two numbers of calls on the same chances differ beyond doubt: their difference, or 0. */
function difference(back: readonly number[], on: readonly number[]): number {
  const each = back.map((value, i) => value - on[i]!);
  const { mean, low, high } = replicatedMean(each, { least: -Infinity });
  if (areAlike(each)) return mean;
  return low !== null && high !== null && (low > 0 || high < 0) ? mean : 0;
}

/**
 * Why rolling back costs more than going on; null where it does not. Calls lost decide; where they do not differ, time without a
 * spare, and where that is the same, the time that it takes.
 */
export function costsMore(back: WayCost | null, on: WayCost): string | null {
  if (back === null) return "there is no way back";
  const calls = difference(back.failed.values, on.failed.values);
  const lost = [back, on].map(({ failed }) => formatNumber(failed.interval.mean));
  if (calls !== 0) return calls > 0 ? `rolling back loses ${lost[0]} calls, going on ${lost[1]}` : null;
  const spare = back.withoutSpare - on.withoutSpare;
  if (spare !== 0)
    return spare > 0
      ? `rolling back stands ${timeWords(back.withoutSpare)} without a spare, going on ${timeWords(on.withoutSpare)}`
      : null;
  return back.lasts > on.lasts ? `rolling back takes ${timeWords(back.lasts)}, going on ${timeWords(on.lasts)}` : null;
}

/**
 * The first step after which, and after each that follows, rolling back costs more than going on. After the last nothing is left
 * to go on with: it is one always.
 *
 * @param reasons why rolling back costs more, after each step
 */
export function pointOfNoReturn(reasons: readonly (string | null)[]): number {
  const last = reasons.slice(0, -1).lastIndexOf(null);
  return last + 1;
}
