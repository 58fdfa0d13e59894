import type { Caller } from "./caller.ts";
import { sentFor } from "./entrance.ts";
import type { CallRoute } from "./route.ts";

/** Largest number of copies that are followed one by one. */
const COPIES_MAX = 32;

/**
 * When the copies of an INVITE go out that nobody answers (RFC 3261 timer A), the first at 0, ascending; one after the other to each target [s].
 *
 * @param others how much longer another target may be met [s]
 */
export function invitesOf({ persistence, nextTarget, timers }: Caller, others: number): number[] {
  return toEach(doubled(persistence, timers.t1, Infinity), nextTarget, persistence + others);
}

/** The same of a REGISTER (timer E). */
export function registersOf(routes: readonly CallRoute[], caller: Caller): number[] {
  const { registration, nextTarget, timers } = caller;
  const copies = doubled(registration.repeated, timers.t1, timers.t2);
  return toEach(copies, registration.atOneAddress ? nextTarget : undefined, sentFor(routes, caller));
}

/** @returns instants up to `last`, intervals that double up to `most` [s] */
function doubled(last: number, first: number, most: number): number[] {
  const instants = [0];
  for (let wait = first, at = first; at <= last; wait = Math.min(2 * wait, most), at += wait) instants.push(at);
  return instants;
}

/** The same copies to one target after the other, until `end`; where there are too many, every second or third. */
function toEach(copies: readonly number[], timeout: number | undefined, end: number): number[] {
  const all: number[] = [];
  for (let start = 0; start <= end && all.length < 100 * COPIES_MAX; start += timeout ?? Infinity)
    all.push(...copies.map((at) => start + at).filter((at) => at <= end));
  const step = Math.ceil(all.length / COPIES_MAX);
  return all.filter((_, i) => i % step === 0);
}
