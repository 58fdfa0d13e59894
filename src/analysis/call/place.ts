import { power } from "../../special/power.ts";

/**
 * Stages of a binding that nobody can refresh, until it runs out, and of its way back once its user can register again.
 *
 * It runs out between E − R and E after the last refresh, as the users' refreshes are spread over R; users come back evenly over a
 * refresh, U(0, R), which three exponential stages imitate by mean and variation.
 */
export const EXPIRY = 12;
export const RETURN = 3;

/**
 * Mean of stages in the place of a uniform law from `least` to `most`: who has an exponential time of this mean outlasts them as often [s].
 */
export function untilExpiry(least: number, most: number, mean: number, stages: number): number {
  const outlasts = (mean * (Math.exp(-least / mean) - Math.exp(-most / mean))) / (most - least);
  return outlasts > 1e-9 && outlasts < 1 ? stages * mean * (power(outlasts, -1 / stages) - 1) : (least + most) / 2;
}

/** Copies that are kept up, that have grown old in so many stages, or none. */
const AGES = EXPIRY + 2;
export const NONE = EXPIRY + 1;
/** Of a place that is served. */
const SERVED = AGES + EXPIRY;
/** Of a place that is vacant. */
const VACANT = AGES + RETURN + 2 * EXPIRY + 5;
/**
 * How things stand at the one address that a call aims at: served, and what copies other nodes in service have of its bindings; the same, the
 * callee's binding so old, as its refresh is still to come; vacant, with a standby about to take over; the same while users are coming back; vacant, with
 * copies so old; vacant without, users having just begun to register in vain, or having done so for a while, or the callee's having just run out with a refresh in vain; held by a node that may not
 * serve while its group is blocked, with bindings so old, or none, or none for a while; served without, users coming back when their turn comes, or sooner, as others
 * have had theirs; the callee still sending; the callee's turn a whole refresh away.
 */
export const Place = {
  ...{ SERVED: 0, STALE: AGES, MOVING: SERVED, BARE: SERVED + AGES, COPIED: SERVED + AGES + RETURN },
  ...{ LOST: SERVED + AGES + RETURN + EXPIRY, LONG: SERVED + AGES + RETURN + EXPIRY + 1 },
  ...{ EXPIRED: SERVED + AGES + RETURN + EXPIRY + 2 },
  ...{ HELD: SERVED + AGES + RETURN + EXPIRY + 3, GONE: SERVED + AGES + RETURN + 2 * EXPIRY + 3 },
  ...{ MISSING: SERVED + VACANT, SOON: SERVED + VACANT + RETURN, PENDING: SERVED + VACANT + 2 * RETURN },
  ...{ LATE: SERVED + VACANT + 2 * RETURN + 1 },
} as const;
export const PLACES = Place.LATE + 1;

export const isVacant = (place: number): boolean => place >= Place.MOVING && place < Place.MISSING;

export type Split = readonly (readonly [value: number, probability: number])[];

/** One or the other, with the probability of the other. */
export function mixed(one: Split, other: Split, probability: number): Split {
  if (probability === 0) return one;
  if (probability === 1) return other;
  return [
    ...one.map(([value, p]) => [value, p * (1 - probability)] as const),
    ...other.map(([value, p]) => [value, p * probability] as const),
  ];
}
