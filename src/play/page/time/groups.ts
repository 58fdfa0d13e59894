import type { FailedCall, Happening } from "../../watched/happenings.ts";

/** What followed on one fault, and calls that failed until the next. */
export interface Aftermath {
  readonly incidents: Happening[];
  failedCalls: number;
}

const isFault = ({ kind }: Happening): boolean => kind === "node" || kind === "links";
/** Faults closer together than this, with nothing in between, are one [s]. */
const TOGETHER = 1;

/** Incidents by the fault that they followed on, in the order of time; what came before the first fault stands by itself. */
export function aftermaths(incidents: readonly Happening[], calls: readonly Pick<FailedCall, "time">[]): Aftermath[] {
  const all: Aftermath[] = [];
  for (const incident of incidents) {
    const last = all.at(-1);
    const begins =
      isFault(incident) && !(last?.incidents.every(isFault) && incident.time - last.incidents[0]!.time < TOGETHER);
    if (last === undefined || begins) all.push({ incidents: [incident], failedCalls: 0 });
    else last.incidents.push(incident);
  }
  let at = -1;
  for (const { time } of calls) {
    while (at + 1 < all.length && all[at + 1]!.incidents[0]!.time <= time) at++;
    if (at >= 0) all[at]!.failedCalls++;
  }
  return all;
}

/** Failed calls of one cause. */
export interface OfCause {
  readonly cause: FailedCall["cause"];
  readonly calls: FailedCall[];
}

/** Failed calls by cause, the most frequent cause first. */
export function byCause(calls: readonly FailedCall[]): OfCause[] {
  const all = new Map<string, OfCause>();
  for (const call of calls) {
    const one = all.get(call.cause);
    if (one === undefined) all.set(call.cause, { cause: call.cause, calls: [call] });
    else one.calls.push(call);
  }
  return [...all.values()].sort((a, b) => b.calls.length - a.calls.length);
}
