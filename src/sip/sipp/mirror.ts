import { type Distribution, deterministic } from "../../distributions/description.ts";
import { quantileOf } from "../../distributions/law.ts";
import { RFC3261 } from "../timers.ts";
import { invited, receiving, request, sending, waiting } from "./default-flow.ts";
import { codeOf, endsResending, type Flow, type FlowMessage, type Step } from "./flow.ts";

/** What comes while the other side pauses is unexpected there: its counterpart waits so much longer than it [s]. */
const MARGIN = 0.05;
/** Longer than all pauses of a law but one in a million. */
const SURELY = 1 - 1e-6;
const GOES_ON = { chance: 1 } as const;

/**
 * The counterpart of one side of a call: what that side sends it waits for, what that side waits for it sends, of optional messages only
 * ACKs and a callee's ringing. It waits where the other side pauses before it listens again. A counterpart that calls holds
 * the call for as long as the traffic says before its BYE, one that is called rings for as long as the traffic says.
 *
 * @returns null where the other side cannot be followed from outside: it decides by chance what it waits for
 */
export function mirrorOf(flow: Flow): Flow | null {
  const first = flow.steps.find(({ kind }) => kind !== "pause");
  if (first === undefined) return null;
  const isCalled = first.kind === "send";
  const mirror = new Mirror(flow, isCalled);
  if (!mirror.follow(0)) return null;
  const steps = withRetransmission(mirror.steps);
  return {
    name: `counterpart of ${flow.name}`,
    keepsRouteSet: flow.keepsRouteSet,
    steps: isCalled ? [...steps, waiting(steps.length)] : steps,
  };
}

/** A mirror as far as it is drawn. */
class Mirror {
  readonly #flow: Flow;
  readonly #isCalled: boolean;
  readonly #steps: Step[] = [];
  /** By step of the other side: where the mirror goes on when it stands there. */
  readonly #drawn = new Map<number, number>();
  /** Branches that are still to be drawn: which step of the mirror leads there. */
  readonly #open: { readonly from: number; readonly to: number }[] = [];
  #hasRung = false;
  /** How long the other side has paused since it spoke or listened [s]. */
  #paused = 0;

  constructor(flow: Flow, isCalled: boolean) {
    this.#flow = flow;
    this.#isCalled = isCalled;
  }

  /** Drawn completely; places behind the end are the end. */
  get steps(): readonly Step[] {
    const end = this.#steps.length;
    return this.#steps.map((step) => (step.next > end ? { ...step, next: end } : step));
  }

  /** Draws the mirror from a step of the other side on; false where that is not possible. */
  follow(from: number): boolean {
    if (!this.#follow(from)) return false;
    for (let branch = this.#open.shift(); branch !== undefined; branch = this.#open.shift()) {
      this.#steps[branch.from] = { ...this.#steps[branch.from]!, next: this.#steps.length };
      if (!this.#follow(branch.to)) return false;
    }
    return true;
  }

  #follow(from: number): boolean {
    const { steps } = this.#flow;
    let at = from;
    this.#paused = 0;
    for (;;) {
      const known = this.#drawn.get(at);
      if (known !== undefined || at >= steps.length) {
        if (known !== undefined || this.#open.length > 0) this.#jump(known ?? Infinity);
        return true;
      }
      const step = steps[at]!;
      this.#drawn.set(at, this.#steps.length);
      if (step.kind === "send") this.#hear(at, step);
      else if (step.kind === "receive") this.#say(at, step);
      else this.#paused += lastingOf(step.length);
      if (step.kind === "receive" && step.optional) at++;
      else if (step.next === at + 1 || step.chance === 0) at++;
      else if (step.chance === 1) at = step.next;
      else {
        const said = this.#choices(at);
        if (said === null) return false;
        for (const choice of said.slice(0, -1)) {
          const { message } = steps[choice] as Step & { kind: "send" };
          this.#push((place) => receiving(place, message, true));
          this.#open.push({ from: this.#steps.length - 1, to: this.#behind(choice) });
        }
        at = said.at(-1)!;
      }
    }
  }

  /** Which sends may follow a step that goes on by chance, all different; null: it listens on one of the ways. */
  #choices(at: number): number[] | null {
    const { steps } = this.#flow;
    const found = new Set<number>();
    const seen = new Set<number>();
    const look = (place: number): boolean => {
      const step = steps[place];
      if (seen.has(place)) return true;
      seen.add(place);
      if (step === undefined || step.kind === "receive") return false;
      if (step.kind === "send" && place !== at) {
        found.add(place);
        return true;
      }
      const ways = step.chance === 1 ? [step.next] : [place + 1, step.next];
      return ways.every(look);
    };
    if (!look(at)) return null;
    const choices = [...found];
    const codes = new Set(choices.map((place) => codeOf((steps[place] as Step & { kind: "send" }).message)));
    return codes.size === choices.length ? choices.reverse() : null;
  }

  /** Where a step goes on that leaves nothing to chance. */
  #behind(at: number): number {
    const { next, chance } = this.#flow.steps[at]!;
    return chance === 0 ? at + 1 : next;
  }

  /** What the other side sends is waited for; an ACK and what is provisional may be lost where something else comes after it. */
  #hear(at: number, { message }: Step & { kind: "send" }): void {
    const { method, status } = message;
    this.#paused = 0;
    const isDispensable = (method === "ACK" && status === null) || (status !== null && status < 200);
    this.#push((place) => receiving(place, message, isDispensable && this.#nextSaid(this.#behind(at)) !== null));
  }

  /** What the other side says next from a step on, whatever chance says; null: it listens, or ends. */
  #nextSaid(from: number): FlowMessage | null {
    const { steps } = this.#flow;
    let at = from;
    while (steps[at]?.kind === "pause" && steps[at]!.chance === 1) at = steps[at]!.next;
    const step = steps[at];
    return step?.kind === "send" ? step.message : null;
  }

  /** What the other side waits for is said. */
  #say(at: number, { message, optional }: Step & { kind: "receive" }): void {
    const isAck = message.method === "ACK" && message.status === null;
    const isRinging = message.method === "INVITE" && message.status !== null && message.status > 100;
    if (optional && !(isAck && this.#behind(at) === at + 1)) {
      const rings =
        this.#isCalled && isRinging && message.status < 200 && !this.#hasRung && this.#behind(at) === at + 1;
      if (!rings) return;
      this.#hasRung = true;
      this.#wait();
      this.#push((place) => sending(place, message, null));
      this.#push((place) => ({ kind: "pause", length: null, next: place + 1, ...GOES_ON }));
      return;
    }
    this.#wait();
    if (!this.#isCalled && message.method === "BYE" && message.status === null)
      this.#push((place) => ({ kind: "pause", length: null, next: place + 1, ...GOES_ON }));
    this.#push((place) => sending(place, message, null));
    this.#mayHear(at, message);
  }

  /** What stateful proxies between the two say beside what the other side says next: 100 to an INVITE, and the ACK to its refusal. */
  #mayHear(at: number, { method, status }: FlowMessage): void {
    const next = this.#nextSaid(this.#behind(at));
    if (method !== "INVITE" || next === null) return;
    if (status === null && next.status !== 100) this.#push((place) => receiving(place, invited(100), true));
    if (status !== null && status >= 300 && next.method !== "ACK")
      this.#push((place) => receiving(place, request("ACK"), true));
  }

  /** Until the other side listens again behind its pause. */
  #wait(): void {
    if (this.#paused === 0) return;
    const length = deterministic(this.#paused + MARGIN);
    this.#paused = 0;
    this.#push((place) => ({ kind: "pause", length, next: place + 1, ...GOES_ON }));
  }

  #jump(to: number): void {
    this.#push(() => ({ kind: "pause", length: deterministic(0), next: to, ...GOES_ON }));
  }

  #push(step: (place: number) => Step): void {
    this.#steps.push(step(this.#steps.length));
  }
}

/** How long a pause takes at most, as good as surely [s]; one that the traffic tells is not known. */
function lastingOf(length: Distribution | null): number {
  if (length === null) return 0;
  return length.kind === "deterministic" ? length.value : quantileOf(length, SURELY);
}
const isNothing = (length: Distribution): boolean => length.kind === "deterministic" && length.value === 0;

/** What is surely answered is sent again until it is: a request but ACK, and the final response to an INVITE. */
function withRetransmission(steps: readonly Step[]): readonly Step[] {
  const listens = (at: number): boolean => {
    const step = steps[at];
    if (step?.kind === "pause" && isNothing(step.length ?? deterministic(1))) return listens(step.next);
    if (step?.kind !== "receive") return false;
    return step.optional ? listens(step.next) : endsResending(step.message);
  };
  return steps.map((step): Step => {
    if (step.kind !== "send") return step;
    const { method, status } = step.message;
    const isRepeated = status === null ? method !== "ACK" : method === "INVITE" && status >= 200;
    return isRepeated && listens(step.next) ? { ...step, retransmitAfter: RFC3261.t1 } : step;
  });
}
