import type { Distribution } from "../distributions/description.ts";
import { quantileOf } from "../distributions/law.ts";
import type { Flow } from "../sip/sipp/flow.ts";
import type { Traffic } from "../sip/traffic.ts";

/** Time for what is still said when nobody waits any more [s]: a transaction, 64·T1 (RFC 3261 §17.1.1.2). */
const TRANSACTION = 32;
/** Of a thousand calls that last long one may be longer than what is waited for. */
const NEARLY_ALL = 0.999;
/** No run waits longer for calls unless it is told to [s]. */
const LONGEST = 4 * 3600;

/**
 * How long a run waits for calls after the last arrival unless the file says so [s]: as long as nearly all calls ring and last, by
 * their pauses where SIPp scenarios say what is done, and for one transaction more; at most four hours and that.
 */
export function usualDrain({ calls }: Traffic): number {
  if (calls === null) return TRANSACTION;
  const { hold, ring, flows, callTimeout } = calls;
  const lasting = pauses(flows?.caller, hold, NEARLY_ALL) + pauses(flows?.callee, ring, NEARLY_ALL);
  return TRANSACTION + Math.min(lasting, callTimeout, LONGEST);
}

/** How long the pauses of a flow last together, each by its quantile [s]; a law of the caller's where nothing is said. */
export function pauses(flow: Flow | null | undefined, otherwise: Distribution, quantile: number): number {
  const lengths = flow
    ? flow.steps.flatMap((step) => (step.kind === "pause" ? [step.length ?? otherwise] : []))
    : [otherwise];
  return lengths.reduce((sum, length) => sum + quantileOf(length, quantile), 0);
}
