import { longestOf, momentsOf, quantileOf } from "../distributions/law.ts";
import { type Fault, faultVerb } from "./description.ts";
import type { DrawnTime } from "./scene.ts";

/** When a line of a fault script strikes. */
interface Struck {
  readonly at: number;
  readonly drawn?: DrawnTime | undefined;
}

/**
 * When each line strikes in one replication [s].
 *
 * @param chance uniform on (0, 1), for each line that is drawn
 */
export function strikesAt(faults: readonly Struck[], chance: (line: number) => number): Float64Array {
  const times = new Float64Array(faults.length);
  for (const [line, { at, drawn }] of faults.entries())
    times[line] = drawn ? (earlier(drawn, times) ?? 0) + drawn.plus + quantileOf(drawn.law, chance(line)) : at;
  return times;
}

/** The latest moment at which each line can strike [s]; the mean of what has no latest. */
export function strikesAtLatest(faults: readonly Struck[]): Float64Array {
  const times = new Float64Array(faults.length);
  for (const [line, { at, drawn }] of faults.entries()) {
    const end = drawn ? quantileOf(drawn.law, 1) : 0;
    const last = drawn && (Number.isFinite(end) ? end : momentsOf(drawn.law).mean);
    times[line] = drawn ? (earlier(drawn, times) ?? 0) + drawn.plus + last! : at;
  }
  return times;
}

const earlier = ({ after }: DrawnTime, times: Float64Array): number | undefined =>
  after === undefined ? undefined : times[after];

/** The same line so much later [s]. */
export const postponed = <F extends Struck>(fault: F, later: number): F => ({
  ...fault,
  at: fault.at + later,
  ...(fault.drawn && fault.drawn.after === undefined
    ? { drawn: { ...fault.drawn, plus: fault.drawn.plus + later } }
    : {}),
});

/**
 * When a line is over, as far as it says, random times taken at their longest [s]; for an upgrade, when it begins.
 *
 * @param at when it strikes
 */
export const lastsUntil = (fault: Fault, at: number = fault.at): number =>
  at + [faultVerb(fault).lasts(fault)].flat().reduce((sum: number, time) => sum + longestOf(time), 0);
