import { deterministic } from "../../distributions/description.ts";
import { RFC3261 } from "../timers.ts";
import type { Flow, FlowMessage, Step } from "./flow.ts";

const send = (at: number, message: FlowMessage, isRepeated: boolean): Step => ({
  kind: "send",
  message,
  retransmitAfter: isRepeated ? RFC3261.t1 : null,
  onTimeout: null,
  lost: 0,
  next: at + 1,
  chance: 1,
});
const receive = (at: number, message: FlowMessage, optional: boolean): Step => ({
  kind: "receive",
  message,
  optional,
  timeout: Infinity,
  onTimeout: null,
  lost: 0,
  next: at + 1,
  chance: 1,
});
const request = (method: FlowMessage["method"]): FlowMessage => ({ method, status: null });
const invited = (status: number): FlowMessage => ({ method: "INVITE", status });
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
    send(0, request("INVITE"), true),
    receive(1, invited(100), true),
    receive(2, invited(180), true),
    receive(3, invited(183), true),
    receive(4, invited(200), false),
    send(5, request("ACK"), false),
    { kind: "pause", length: null, next: 7, chance: 1 },
    send(7, request("BYE"), true),
    receive(8, BYE_OK, false),
  ],
};

/** What SIPp's default callee does, with a pause between 180 and 200 for the time it rings. */
export const DEFAULT_CALLEE: Flow = {
  name: "default callee",
  keepsRouteSet: false,
  steps: [
    receive(0, request("INVITE"), false),
    send(1, invited(180), false),
    { kind: "pause", length: null, next: 3, chance: 1 },
    send(3, invited(200), true),
    receive(4, request("ACK"), true),
    receive(5, request("BYE"), false),
    send(6, BYE_OK, false),
    waiting(7),
  ],
};
