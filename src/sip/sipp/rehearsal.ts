import { awaiting, codeOf, type Flow, type FlowMessage, isLate, wasOptional } from "./flow.ts";

/** Why every call of two flows would fail even if nothing is lost. */
export interface FlowMisfit {
  readonly side: "caller" | "callee";
  /** The step it stands at. */
  readonly step: number;
  /** The message it did not wait for; null: it waits, and nothing comes any more. */
  readonly met: FlowMessage | null;
  /** Whether the callee's part is over, so that nothing answers any more. */
  readonly isCalleeOver: boolean;
}

/** Shorter than a callee remembers an ended call by any time that messages may take [s]. */
const SURELY_REMEMBERED = 30;

const TRYING: FlowMessage = { method: "INVITE", status: 100 };

interface Sent {
  readonly message: FlowMessage;
  /** When it is sent if the network takes no time [s]; NaN: nobody knows, because a pause before it is drawn. */
  readonly time: number;
}

/**
 * Plays a caller against a callee once, with nothing lost and no jump that is left to chance: a pair of scenarios that do not
 * fit together fails every call, as with SIPp, and would look like a service that is down.
 *
 * @param mayDecline whether a refusal that the caller does not wait for is a call like any other
 * @param isTried whether proxies between them answer the first INVITE with 100 themselves, and pass on none
 * @returns null if the call ends well, if the callee declines it, or if it depends on times that are not known
 */
export function rehearse(caller: Flow, callee: Flow, mayDecline = true, isTried = false): FlowMisfit | null {
  const parts = { caller: new Part(caller), callee: new Part(callee) };
  parts.caller.proceed(0);
  let calleeBegan = false;
  let invites = 0;
  const misfit = (side: FlowMisfit["side"], met: FlowMisfit["met"]): FlowMisfit => ({
    side,
    step: parts[side].at,
    met,
    isCalleeOver: parts.callee.isOver,
  });
  for (;;) {
    if (parts.caller.isOver) return null;
    const toCallee = parts.caller.sent.shift();
    if (toCallee !== undefined) {
      if (!calleeBegan) parts.callee.proceed(0);
      calleeBegan = true;
      const { message, time } = toCallee;
      const begins = message.method === "INVITE" && message.status === null && ++invites === 1;
      if (isTried && begins && !parts.caller.meets({ message: TRYING, time }, isLate)) return misfit("caller", TRYING);
      if (parts.callee.isOver) {
        if (message.method === "BYE" && !parts.callee.surelyIgnores(time)) return null;
      } else if (!parts.callee.meets(toCallee, wasOptional)) {
        if (message.method !== "BYE") return misfit("callee", message);
        parts.callee.sent.push({ message: { method: "BYE", status: 200 }, time }); // SIPp answers a BYE even then
      }
      continue;
    }
    const toCaller = parts.callee.sent.shift();
    if (toCaller === undefined) return misfit("caller", null);
    const { message } = toCaller;
    if (isTried && invites === 1 && message.method === "INVITE" && message.status === 100) continue;
    if (!parts.caller.meets(toCaller, isLate))
      return mayDecline && message.status !== null && message.status >= 300 ? null : misfit("caller", message);
  }
}

/** One side, as far as it has come. */
class Part {
  readonly sent: Sent[] = [];
  at = 0;
  /** When it came there [s]. */
  #time = 0;
  readonly #flow: Flow;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  get isOver(): boolean {
    return this.at >= this.#flow.steps.length;
  }

  /** Whether a message of this time comes behind the last step for sure, and before the call is forgotten. */
  surelyIgnores(time: number): boolean {
    const lingers = this.#flow.steps.at(-1)?.kind === "pause";
    return (lingers ? time > this.#time : time >= this.#time) && time < this.#time + SURELY_REMEMBERED;
  }

  proceed(from: number): void {
    for (this.at = from; !this.isOver; this.at = this.#after(this.at)) {
      const step = this.#flow.steps[this.at]!;
      if (step.kind === "receive") return;
      if (step.kind === "send") this.sent.push({ message: step.message, time: this.#time });
      else this.#time += step.length?.kind === "deterministic" ? step.length.value : Number.NaN;
    }
  }

  /** Takes a message; false if nothing waits for it, and it is none that may be passed over. */
  meets({ message, time }: Sent, mayPass: typeof isLate): boolean {
    const code = codeOf(message);
    const { steps } = this.#flow;
    const index = awaiting(steps, this.at, code);
    if (index < 0) return mayPass(steps, this.at, code);
    this.#time = Math.max(this.#time, time);
    const onward = this.#after(index);
    const step = steps[index]!;
    if (step.kind === "receive" && step.optional && onward === index + 1) return true;
    this.proceed(onward);
    return true;
  }

  #after(index: number): number {
    const { next, chance } = this.#flow.steps[index]!;
    return chance === 1 ? next : index + 1;
  }
}
