/** The flows of a scenario's calls, standing alone: SIPp's default ones with the times that the scenario says, or its own. */
import {
  DEFAULT_CALLEE,
  DEFAULT_CALLER,
  invited,
  receiving,
  request,
  sending,
  waiting,
} from "../../sip/sipp/default-flow.ts";
import type { Flow, Step } from "../../sip/sipp/flow.ts";
import type { Traffic } from "../../sip/traffic.ts";

type CallTraffic = NonNullable<Traffic["calls"]>;

/** What callers do. */
export function callerFlow({ flows }: CallTraffic, { timers, recordRoute }: Traffic): Flow {
  if (flows?.caller !== undefined) return flows.caller;
  const steps = DEFAULT_CALLER.steps.map((step) => withT1(step, timers.t1));
  return { ...DEFAULT_CALLER, keepsRouteSet: recordRoute, steps };
}

/** What callees do. */
export function calleeFlow({ flows, busy }: CallTraffic, { timers }: Traffic): Flow {
  if (flows?.callee !== undefined) return flows.callee;
  const answering = DEFAULT_CALLEE.steps.slice(0, -1).map((step) => withT1(step, timers.t1));
  const steps = busy === 0 ? answering : decliningSteps(answering, busy, timers.t1);
  return { ...DEFAULT_CALLEE, steps: [...steps, waiting(steps.length)] };
}

/** The steps of a callee who declines with a probability: a second branch behind the INVITE. */
export function decliningSteps(answering: readonly Step[], busy: number, t1: number | null): Step[] {
  const declined = answering.length;
  const end = declined + 2;
  return [
    ...answering.map((step, at) => {
      if (at === 0) return { ...step, next: declined, chance: busy };
      return at === declined - 1 ? { ...step, next: end } : step;
    }),
    sending(declined, invited(486), t1),
    receiving(declined + 1, request("ACK")),
  ];
}

/** The same step with another first interval, if it is sent again at all. */
export const withT1 = (step: Step, t1: number): Step =>
  step.kind === "send" && step.retransmitAfter !== null ? { ...step, retransmitAfter: t1 } : step;
