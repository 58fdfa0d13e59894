import type { Caller } from "../analysis/call/caller.ts";
import { momentsOf, quantileOf } from "../distributions/law.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type BaseTimers, sendingInstants, timerA, transactionTimeout } from "../sip/timers.ts";
import type { Access, Traffic } from "../sip/traffic.ts";

/** Values that stand for a distribution of hold times. */
const POINTS = 8;

/** What users do, as the analyzer is told it; undefined for a scenario without calls. */
export function callerOf({ traffic, architecture }: Scenario): Caller | undefined {
  const { calls, registration, retransmission, timers, nextTarget, recordRoute } = traffic;
  if (calls === null) return undefined;
  const { hold } = calls;
  return {
    persistence: retransmission ? persistence(timers, Math.min(calls.callTimeout, nextTarget?.timeout ?? Infinity)) : 0,
    timers,
    ring: momentsOf(calls.ring).mean,
    hold:
      hold.kind === "deterministic"
        ? [hold.value]
        : Array.from({ length: POINTS }, (_, i) => quantileOf(hold, (i + 0.5) / POINTS)),
    recordRoute,
    nextTarget: nextTarget?.timeout,
    avoid: nextTarget?.avoid ?? 0,
    access: accessOf(calls.access, architecture.addresses),
    registration: {
      expires: registration.expires,
      refresh: registration.refresh,
      repeated: retransmission ? repeated(traffic) : 0,
      atOneAddress: registration.with === "one address",
    },
  };
}

/** How long a REGISTER is sent again to one address: until timer F, or for as long as it is given before the next (RFC 3263). */
function repeated({ timers, nextTarget, registration }: Traffic): number {
  return nextTarget === null || registration.with === "every address"
    ? transactionTimeout(timers)
    : persistence(timers, nextTarget.timeout);
}

/** From the first to the last INVITE of a transaction that nobody answers, and that is given up after `limit` [s]. */
function persistence(timers: BaseTimers, limit: number): number {
  const end = Math.min(limit, transactionTimeout(timers));
  return sendingInstants(timers, timerA).findLast((instant) => instant < end) ?? 0;
}

const accessOf = (access: Access, addresses: readonly { readonly name: string }[]): Caller["access"] =>
  typeof access === "string" ? access : addresses.findIndex(({ name }) => name === access.address);
