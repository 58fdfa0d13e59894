import { type Distribution, deterministic } from "../../distributions/description.ts";
import { DEFAULT_CALLEE, DEFAULT_CALLER } from "../../sip/sipp/default-flow.ts";
import type { Flow, Step } from "../../sip/sipp/flow.ts";
import { decliningSteps, withT1 } from "./export-flow.ts";

/** How long SIPp's default callee waits at its end [s]: without that, copies of a BYE whose 200 was lost go unanswered. */
const WAIT = 4;

/** What a scenario file of ours says of SIPp's default flow. */
export interface StandardTimes {
  /** From ACK to BYE for a caller, from 180 to 200 for a callee. */
  readonly pause: Distribution;
  /** Probability that a callee declines. */
  readonly busy: number;
  /** First interval of retransmission [s]; null: nothing is sent again. */
  readonly t1: number | null;
}

/** The times of a flow that is SIPp's default one but for them; null if it is another flow. */
export function standardTimes(flow: Flow, role: "caller" | "callee"): StandardTimes | null {
  const standard = role === "caller" ? DEFAULT_CALLER.steps : withoutWait(DEFAULT_CALLEE.steps)!;
  const known = role === "caller" ? flow.steps : withoutWait(flow.steps);
  if (known === null) return null;
  const steps = bare(known);
  const lengths = steps.flatMap((step) => (step.kind === "pause" && step.length !== null ? [step.length] : []));
  const intervals = steps.flatMap((step) => (step.kind === "send" ? [step.retransmitAfter] : []));
  const t1 = intervals.find((interval) => interval !== null) ?? null;
  const busy = role === "callee" && steps[0] !== undefined && steps[0].next !== 1 ? steps[0].chance : 0;
  const pause = lengths[0] ?? deterministic(0);
  const timed = standard.map((step) =>
    step.kind === "pause" ? { ...step, length: pause } : t1 === null ? step : withT1(step, t1),
  );
  const expected = busy === 0 ? timed : decliningSteps(timed, busy, t1);
  const once = (step: Step): Step => (step.kind === "send" ? { ...step, retransmitAfter: null } : step);
  const same = signature(bare(t1 === null ? expected.map(once) : expected)) === signature(steps);
  return same && lengths.length <= 1 ? { pause, busy, t1 } : null;
}

/** Steps as a text that is the same for the same steps, in whatever order their fields were written. */
const signature = (steps: readonly Step[]): string =>
  JSON.stringify(
    steps.map((step) => Object.entries(step).sort(([x], [y]) => (x < y ? -1 : 1))),
    (_, value) => (value === Infinity ? "never" : value),
  );

/** Whether a step changes nothing: no pause at all, or an optional provisional response that is not acted upon. */
function isIdle(step: Step, at: number): boolean {
  if (step.next !== at + 1) return false;
  if (step.kind === "pause")
    return step.length === null || (step.length.kind === "deterministic" && step.length.value === 0);
  return step.kind === "receive" && step.optional && step.message.status !== null && step.message.status < 200;
}

/** A callee's steps without the wait at their end; null if it does not wait as long as SIPp's default one. */
function withoutWait(steps: readonly Step[]): readonly Step[] | null {
  const last = steps.at(-1);
  const waits = last?.kind === "pause" && last.length?.kind === "deterministic" && last.length.value >= WAIT;
  return waits ? steps.slice(0, -1) : null;
}

/** The steps that matter, numbered anew. */
function bare(steps: readonly Step[]): Step[] {
  const kept = steps.map((step, at) => (isIdle(step, at) ? 0 : 1));
  const place = (index: number): number => kept.slice(0, index).reduce<number>((sum, one) => sum + one, 0);
  return steps.flatMap((step, at): Step[] => {
    if (kept[at] === 0) return [];
    const next = place(step.next);
    if (step.kind !== "pause")
      return [{ ...step, next, onTimeout: step.onTimeout === null ? null : place(step.onTimeout) }];
    return [{ ...step, next }];
  });
}
