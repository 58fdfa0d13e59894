import { awaiting, codeOf, type Flow, type FlowMessage, isLate } from "./flow.ts";

/** Why every call of two flows would fail even if nothing is lost. */
export interface Misfit {
  readonly side: "caller" | "callee";
  /** The step it stands at. */
  readonly step: number;
  /** The message it did not wait for; null: it waits, and nothing comes any more. */
  readonly met: FlowMessage | null;
}

/**
 * Plays a caller against a callee once, with nothing lost and no jump that is left to chance: a pair of scenarios that do not
 * fit together fails every call, as with SIPp, and would look like a service that is down.
 *
 * @returns null if the call ends well, or if the callee declines it
 */
export function rehearse(caller: Flow, callee: Flow): Misfit | null {
  const parts = { caller: new Part(caller), callee: new Part(callee) };
  parts.caller.proceed(0);
  let calleeBegan = false;
  for (;;) {
    if (parts.caller.isOver) return null;
    const toCallee = parts.caller.sent.shift();
    if (toCallee !== undefined) {
      if (!calleeBegan) parts.callee.proceed(0);
      calleeBegan = true;
      if (!parts.callee.meets(toCallee)) {
        if (toCallee.method !== "BYE") return { side: "callee", step: parts.callee.at, met: toCallee };
        parts.callee.sent.push({ method: "BYE", status: 200 }); // SIPp answers a BYE even then
      }
      continue;
    }
    const toCaller = parts.callee.sent.shift();
    if (toCaller === undefined) return { side: "caller", step: parts.caller.at, met: null };
    if (!parts.caller.meets(toCaller))
      return toCaller.status! >= 300 ? null : { side: "caller", step: parts.caller.at, met: toCaller };
  }
}

/** One side, as far as it has come. */
class Part {
  readonly sent: FlowMessage[] = [];
  at = 0;
  readonly #flow: Flow;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  get isOver(): boolean {
    return this.at >= this.#flow.steps.length;
  }

  proceed(from: number): void {
    for (this.at = from; !this.isOver; this.at = this.#after(this.at)) {
      const step = this.#flow.steps[this.at]!;
      if (step.kind === "receive") return;
      if (step.kind === "send") this.sent.push(step.message);
    }
  }

  /** Takes a message; false if nothing waits for it and nothing has. */
  meets(message: FlowMessage): boolean {
    const code = codeOf(message);
    const { steps } = this.#flow;
    const index = awaiting(steps, this.at, code);
    if (index < 0) return isLate(steps, this.at, code);
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
