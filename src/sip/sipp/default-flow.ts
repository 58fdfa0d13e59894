import { deterministic } from "../../distributions/description.ts";
import { RFC3261 } from "../timers.ts";
import type { Flow, FlowMessage, Step } from "./flow.ts";

/** The step at a place: a message that is sent, and sent again after an interval [s] unless that is null. */
export const sending = (at: number, message: FlowMessage, retransmitAfter: number | null): Step => ({
  kind: "send",
  message,
  retransmitAfter,
  onTimeout: null,
  lost: 0,
  next: at + 1,
  chance: 1,
});
/** The step at a place: a message that is waited for, for ever unless it is optional. */
export const receiving = (at: number, message: FlowMessage, optional = false): Step => ({
  kind: "receive",
  message,
  optional,
  timeout: Infinity,
  onTimeout: null,
  lost: 0,
  next: at + 1,
  chance: 1,
});
export const request = (method: FlowMessage["method"]): FlowMessage => ({ method, status: null });
export const invited = (status: number): FlowMessage => ({ method: "INVITE", status });
const BYE_OK: FlowMessage = { method: "BYE", status: 200 };

/** How SIPp's default callee ends: it waits 4 s for copies of the BYE, `<timewait milliseconds="4000"/>`. */
export function waiting(at: number): Step & { readonly kind: "pause" } {
  return { kind: "pause", length: deterministic(4), next: at + 1, chance: 1 };
}

/** What SIPp's default caller does: INVITE, any provisional response, 200, ACK, a pause, BYE, 200. */
export const DEFAULT_CALLER: Flow = {
  name: "default caller",
  keepsRouteSet: false,
  steps: [
    sending(0, request("INVITE"), RFC3261.t1),
    receiving(1, invited(100), true),
    receiving(2, invited(180), true),
    receiving(3, invited(183), true),
    receiving(4, invited(200)),
    sending(5, request("ACK"), null),
    { kind: "pause", length: null, next: 7, chance: 1 },
    sending(7, request("BYE"), RFC3261.t1),
    receiving(8, BYE_OK),
  ],
};

/** What SIPp's default callee does, with a pause between 180 and 200 for the time it rings. */
export const DEFAULT_CALLEE: Flow = {
  name: "default callee",
  keepsRouteSet: false,
  steps: [
    receiving(0, request("INVITE")),
    sending(1, invited(180), null),
    { kind: "pause", length: null, next: 3, chance: 1 },
    sending(3, invited(200), RFC3261.t1),
    receiving(4, request("ACK"), true),
    receiving(5, request("BYE")),
    sending(6, BYE_OK, null),
    waiting(7),
  ],
};
