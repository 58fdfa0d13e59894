import type { Distribution } from "../../distributions/description.ts";
import type { Engine, EventCode } from "../../kernel/engine.ts";
import type { Sampler } from "../../random/sampler.ts";
import type { Stream } from "../../random/stream.ts";
import { grown } from "../growing.ts";
import {
  awaiting,
  codeOf,
  endsResending,
  type Flow,
  type FlowMessage,
  isLate,
  retransmissionsOf,
  type Step,
  wasOptional,
} from "./flow.ts";

export interface FlowPlayerOptions {
  /** False: nothing is sent again, as by SIPp's `-nr`. */
  readonly retransmission: boolean;
  /** Longest interval between retransmissions of what is no INVITE [s], SIPp's `-T2`. */
  readonly t2: number;
  /** Draws pauses of a length; null: as the traffic says. */
  readonly pause: (length: Distribution | null) => Sampler;
  /** Decides about chances to jump and messages to lose. */
  readonly random: Stream;
}

/** Who acts out what a flow says. */
export interface FlowActor {
  /** @param step which step sends it */
  transmit(call: number, message: FlowMessage, step: number): void;
  /** The last step is done. */
  finished(call: number): void;
  /** A wait was over, or the last retransmission in vain. */
  gaveUp(call: number): void;
}

/** What becomes of a message that has come. A copy is of the message that the last step sent has answered. */
export type Reception = "taken" | "copy" | "late" | "lost" | "unexpected";

/** A call that is over waits for nothing. */
const OVER = -1;
const NONE = -1;
/** An event of a retransmission carries its number and, above it, which message it belongs to. */
const COUNT_BITS = 8;
const COUNT_MASK = 0xff;

/**
 * Plays one flow for any number of calls at once, by SIPp's rules: a message is matched against the next mandatory receive step and the optional ones
 * before it; most matches end the retransmission of what was sent last, and until then nothing else is sent; while a call waits at several receive steps
 * the time-out of the first counts, and after each optional match the shortest of those that follow.
 */
export class FlowPlayer {
  readonly #engine: Engine;
  readonly #steps: readonly Step[];
  readonly #options: FlowPlayerOptions;
  readonly #actor: FlowActor;
  readonly #samplers: readonly (Sampler | null)[];
  readonly #codes: Int32Array;
  readonly #resume: EventCode;
  readonly #timeOut: EventCode;
  readonly #resend: EventCode;
  /** Per call: the step it stands at, the step that sent last, which message is sent again, the ticket of the time-out. */
  #at = new Int32Array(1024);
  #sent = new Int32Array(1024);
  #turn = new Int32Array(1024);
  #timer = new Float64Array(1024);
  /** Per call: whether what was sent last is still sent again. */
  #unanswered = new Uint8Array(1024);
  /** Per call: the step whose message came last and has triggered nothing; the one that the step sent last answers. What each was. */
  #heard = new Int32Array(1024);
  #repliedTo = new Int32Array(1024);
  #heardWhat = new Int32Array(1024);
  #repliedToWhat = new Int32Array(1024);

  /** @param side names the events: "caller" or "callee" */
  constructor(engine: Engine, side: string, flow: Flow, options: FlowPlayerOptions, actor: FlowActor) {
    this.#engine = engine;
    this.#steps = flow.steps;
    this.#options = options;
    this.#actor = actor;
    this.#samplers = flow.steps.map((step) => (step.kind === "pause" ? options.pause(step.length) : null));
    this.#codes = Int32Array.from(flow.steps, (step) => (step.kind === "pause" ? -1 : codeOf(step.message)));
    this.#resume = engine.register(`${side}: pause over`, (call, index) => {
      if (this.#at[call] === index) this.#proceed(call, this.#after(index));
    });
    this.#timeOut = engine.register(`${side}: receive time-out`, (call, index) => {
      this.#timer[call] = -1;
      this.#inVain(call, index);
    });
    this.#resend = engine.register(`${side}: retransmission`, (call, b) => {
      if (b >>> COUNT_BITS !== this.#turn[call]) return;
      const step = this.#steps[this.#sent[call]!]!;
      if (step.kind !== "send") return;
      const n = b & COUNT_MASK;
      if (n > retransmissionsOf(step.message)) {
        this.#stopResending(call);
        this.#inVain(call, this.#sent[call]!);
      } else {
        this.#transmit(call, step, this.#sent[call]!);
        this.#resendLater(call, step, n + 1);
      }
    });
  }

  /** A call begins its flow. */
  begin(call: number): void {
    this.#at = grown(this.#at, call + 1);
    this.#sent = grown(this.#sent, call + 1);
    this.#turn = grown(this.#turn, call + 1);
    this.#heardWhat = grown(this.#heardWhat, call + 1);
    this.#repliedToWhat = grown(this.#repliedToWhat, call + 1);
    this.#timer = grown(this.#timer, call + 1);
    this.#unanswered = grown(this.#unanswered, call + 1);
    this.#heard = grown(this.#heard, call + 1);
    this.#repliedTo = grown(this.#repliedTo, call + 1);
    this.#sent[call] = -1;
    this.#turn[call]!++; // what an earlier part still had to send again concerns nobody any more
    this.#timer[call] = -1;
    this.#unanswered[call] = 0;
    this.#heard[call] = NONE;
    this.#repliedTo[call] = NONE;
    this.#proceed(call, 0);
  }

  /** Whether a call will do something by itself: it pauses, or sends again. */
  goesOn(call: number): boolean {
    const at = this.#at[call]!;
    return at !== OVER && (this.#steps[at]?.kind === "pause" || this.#unanswered[call] === 1);
  }

  /** What the call would do with a message; nothing is done yet but to lose it. */
  meet(call: number, code: number): Reception {
    const at = this.#at[call]!;
    if (at === OVER) return "late";
    const index = awaiting(this.#steps, at, code);
    if (index < 0) return isLate(this.#steps, at, code) ? "late" : "unexpected";
    return this.#loses(index) ? "lost" : "taken";
  }

  /**
   * What a callee's call would do with a request, by SIPp's hash of the last messages (`call::process_incoming` of 3.6.1): a copy
   * of what the last step sent has answered has it sent again; a copy of what came last is passed over. A copy of what was
   * answered by more than one message is recognised no more, and unexpected like anything else that no step waits for.
   *
   * @param what tells it from others with the same first line
   */
  meetRequest(call: number, code: number, what: number): Reception {
    const again = this.#meetAgain(call, what);
    if (again !== null) return again;
    const at = this.#at[call]!;
    const index = awaiting(this.#steps, at, code);
    if (index >= 0) return this.#loses(index) ? "lost" : "taken";
    return wasOptional(this.#steps, at, code) ? "late" : "unexpected";
  }

  /** What the call would do with the response to a request that has no kind of its own; see `meetRequest`. */
  meetResponse(call: number, code: number, what: number): Reception {
    return this.#meetAgain(call, what) ?? this.meet(call, code);
  }

  /** A copy of what was answered or heard last; null: it is none. */
  #meetAgain(call: number, what: number): Reception | null {
    const repliedTo = this.#repliedTo[call]!;
    if (repliedTo !== NONE && this.#repliedToWhat[call] === what) return this.#loses(repliedTo) ? "lost" : "copy";
    return this.#heard[call] !== NONE && this.#heardWhat[call] === what ? "late" : null;
  }

  #loses(index: number): boolean {
    const step = this.#steps[index]!;
    return step.kind === "receive" && step.lost > 0 && this.#options.random.uniform() < step.lost;
  }

  /** Goes on behind the step that takes a message. */
  take(call: number, code: number, what: number): void {
    const index = awaiting(this.#steps, this.#at[call]!, code);
    const step = this.#steps[index]!;
    if (step.kind === "receive" && endsResending(step.message)) this.#stopResending(call);
    this.#heard[call] = index;
    this.#heardWhat[call] = what;
    const onward = this.#after(index);
    if (step.kind === "receive" && step.optional && onward === index + 1) this.#waitOn(call, index + 1);
    else this.#proceed(call, onward);
  }

  /** Sends what the call sent last once more: what it answers has come for a second time. */
  sendAgain(call: number): void {
    const step = this.#steps[this.#sent[call]!];
    if (step?.kind === "send") this.#transmit(call, step, this.#sent[call]!);
  }

  /** Sends a message once more, if the call has sent it: what it answers has come for a second time. */
  repeat(call: number, code: number): void {
    for (let index = this.#sent[call]!; index >= 0; index--) {
      const step = this.#steps[index]!;
      if (step.kind !== "send" || this.#codes[index] !== code) continue;
      this.#transmit(call, step, index);
      return;
    }
  }

  /** The call is over, whatever its flow still holds. */
  end(call: number): void {
    this.#at[call] = OVER;
    this.#stopResending(call);
    this.#stopWaiting(call);
  }

  #proceed(call: number, from: number): void {
    this.#stopWaiting(call);
    const steps = this.#steps;
    for (let index = from; ; index = this.#after(index)) {
      const step = steps[index];
      if (step === undefined) {
        this.end(call);
        this.#actor.finished(call);
        return;
      }
      this.#at[call] = index;
      if (step.kind === "send") {
        if (this.#unanswered[call] === 1) return; // until the last retransmission is in vain
        this.#send(call, index, step);
      } else if (step.kind === "receive") {
        if (step.timeout < Infinity) this.#timer[call] = this.#engine.timer(step.timeout, this.#timeOut, call, index);
        return;
      } else {
        const sampler = this.#samplers[index]!;
        if (sampler.constant === 0) continue;
        this.#engine.after(sampler.sample(), this.#resume, call, index);
        return;
      }
    }
  }

  /** After an optional message the call still waits where it stood, with the shortest time-out of the steps that follow. */
  #waitOn(call: number, following: number): void {
    let least = Infinity;
    for (let index = following; index < this.#steps.length; index++) {
      const step = this.#steps[index]!;
      if (step.kind !== "receive") break;
      least = Math.min(least, step.timeout);
    }
    this.#stopWaiting(call);
    if (least < Infinity) this.#timer[call] = this.#engine.timer(least, this.#timeOut, call, this.#at[call]!);
  }

  #send(call: number, index: number, step: Step & { kind: "send" }): void {
    this.#stopResending(call);
    this.#sent[call] = index;
    this.#repliedTo[call] = this.#heard[call]!;
    this.#repliedToWhat[call] = this.#heardWhat[call]!;
    this.#heard[call] = NONE;
    this.#transmit(call, step, index);
    if (!this.#options.retransmission || step.retransmitAfter === null) return;
    this.#unanswered[call] = 1;
    this.#resendLater(call, step, 1);
  }

  #transmit(call: number, { lost, message }: Step & { kind: "send" }, index: number): void {
    if (lost > 0 && this.#options.random.uniform() < lost) return;
    this.#actor.transmit(call, message, index);
  }

  #resendLater(call: number, { message, retransmitAfter }: Step & { kind: "send" }, n: number): void {
    const doubled = retransmitAfter! * 2 ** (n - 1);
    const isInvite = message.method === "INVITE" && message.status === null;
    const delay = isInvite ? doubled : Math.min(doubled, Math.max(this.#options.t2, retransmitAfter!));
    this.#engine.lane(delay).send(this.#resend, call, n | (this.#turn[call]! << COUNT_BITS));
  }

  #after(index: number): number {
    const { next, chance } = this.#steps[index]!;
    if (next === index + 1 || chance === 0) return index + 1;
    return chance === 1 || this.#options.random.uniform() < chance ? next : index + 1;
  }

  /** A wait is over, or the last retransmission was in vain. A label behind the last step fails the call as well. */
  #inVain(call: number, index: number): void {
    const step = this.#steps[index]!;
    const onTimeout = step.kind === "pause" ? null : step.onTimeout;
    if (onTimeout !== null && onTimeout < this.#steps.length) this.#proceed(call, onTimeout);
    else {
      this.end(call);
      this.#actor.gaveUp(call);
    }
  }

  #stopResending(call: number): void {
    this.#turn[call]!++;
    this.#unanswered[call] = 0;
  }

  #stopWaiting(call: number): void {
    const timer = this.#timer[call]!;
    if (timer < 0) return;
    this.#engine.cancel(timer);
    this.#timer[call] = -1;
  }
}
