import type { Engine, EventCode } from "../kernel/engine.ts";
import { envelopeOf, kindOf, messageOf, subjectOf, viaOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import type { Sampler } from "../random/sampler.ts";
import type { Stream } from "../random/stream.ts";
import type { CallingHost } from "./agent-host.ts";
import { CallState, type Calls } from "./calls.ts";
import { Kind, statusIndex } from "./message.ts";
import type { Sessions } from "./sessions.ts";
import { type BaseTimers, timerG, transactionTimeout } from "./timers.ts";

export interface UserAgentServerOptions {
  /** Whether an answer without its ACK is sent again (RFC 3261 §13.3.1.4, §17.2.1 timer G). */
  readonly retransmission: boolean;
  readonly timers: BaseTimers;
  /** From 180 to 200 [s]; SIPp's default scenario answers at once. */
  readonly ring: Sampler;
  /** Probability that the callee declines (486), 0 … 1. */
  readonly busy: number;
}

const NO_DIALOG = statusIndex(481);

/** What a callee has done with a call so far. */
const Callee = { IDLE: 0, RINGING: 1, ANSWERED: 2, DECLINED: 3, CONFIRMED: 4, CANCELLED: 5, GIVEN_UP: 6 } as const;

/** Whether the callee has answered an INVITE finally and has no ACK yet; it repeats the answer until it gives up. */
const awaitsAck = (state: number): boolean =>
  state === Callee.ANSWERED || state === Callee.DECLINED || state === Callee.CANCELLED || state === Callee.GIVEN_UP;

/** Who is called, and how. */
export interface UserAgentServerParts extends CallingHost {
  readonly options: UserAgentServerOptions;
  /** Decides who is busy. */
  readonly random: Stream;
  /** What goes on between answer and BYE; null where nothing can. */
  readonly sessions: Sessions | null;
}

/** All callees together: SIPp's default UAS flow. INVITE → 180, 200 (or 486); BYE → 200; CANCEL → 200, 487. */
export class UserAgentServer {
  readonly #engine: Engine;
  readonly #network: Network;
  readonly #host: number;
  readonly #calls: Calls;
  readonly #options: UserAgentServerOptions;
  readonly #random: Stream;
  readonly #pickUp: EventCode;
  readonly #resend: EventCode;
  readonly #immediately: boolean;
  readonly #giveUpAfter: number;
  readonly #sessions: Sessions | null;

  constructor({ engine, network, host, calls, options, random, sessions }: UserAgentServerParts) {
    this.#sessions = sessions;
    this.#engine = engine;
    this.#network = network;
    this.#host = host;
    this.#calls = calls;
    this.#options = options;
    this.#random = random;
    this.#immediately = options.ring.constant === 0;
    // Timer H, in retransmissions: how many fit into 64·T1.
    let waited = 0;
    let n = 0;
    while (waited < transactionTimeout(options.timers)) waited += timerG(options.timers, ++n);
    this.#giveUpAfter = n;
    this.#pickUp = engine.register("pick up", (call, via) => {
      if (calls.answered[call] === Callee.RINGING) this.#answer(call, via);
    });
    this.#resend = engine.register("timer G", (call, b) => {
      const state = calls.answered[call];
      const n = b >>> 12;
      if (state === Callee.ANSWERED && n >= this.#giveUpAfter) calls.answered[call] = Callee.GIVEN_UP;
      if (!awaitsAck(state!) || n >= this.#giveUpAfter) return;
      this.#send(state === Callee.ANSWERED ? Kind.OK_INVITE : Kind.FAIL_INVITE, call, b & 0xfff);
      this.#resendLater(call, b & 0xfff, n + 1);
    });
  }

  /** Whether the callee of a call that has not been answered will pick up, or repeats an answer that was lost. */
  goesOn(call: number): boolean {
    const state = this.#calls.answered[call]!;
    if (this.#calls.state[call]! >= CallState.CONFIRMED) return false;
    return state === Callee.RINGING || (this.#options.retransmission && awaitsAck(state) && state !== Callee.GIVEN_UP);
  }

  /** A message for a callee has arrived. */
  receive(message: number, envelope: number): void {
    const call = subjectOf(message);
    const via = viaOf(envelope);
    const state = this.#calls.answered[call]!;
    switch (kindOf(message)) {
      case Kind.INVITE:
        if (state === Callee.IDLE) this.#ring(call, via);
        else if (state === Callee.RINGING) this.#send(Kind.RINGING, call, via);
        else if (state === Callee.ANSWERED || state === Callee.GIVEN_UP) this.#send(Kind.OK_INVITE, call, via);
        else if (awaitsAck(state)) this.#send(Kind.FAIL_INVITE, call, via);
        break; // a copy that comes after the ACK is absorbed (RFC 3261 §17.2.1, RFC 6026 §7.1)
      case Kind.ACK:
      case Kind.ACK_FAIL:
        if (state === Callee.ANSWERED) this.#sessions?.confirm(call);
        if (awaitsAck(state)) this.#calls.answered[call] = Callee.CONFIRMED;
        break;
      case Kind.CANCEL: // after a final answer it changes nothing (RFC 3261 §9.2)
        this.#send(Kind.OK_CANCEL, call, via);
        if (state !== Callee.RINGING) break;
        this.#calls.answered[call] = Callee.CANCELLED;
        this.#send(Kind.FAIL_INVITE, call, via);
        if (this.#options.retransmission) this.#resendLater(call, via, 1);
        break;
      case Kind.BYE:
        this.#sessions?.bye(call);
        this.#send(Kind.OK_BYE, call, via);
        break;
      case Kind.UPDATE:
        if (this.#sessions?.hear(call)) this.#send(Kind.OK_UPDATE, call, via);
        else this.#network.send(this.#host, messageOf(Kind.FAIL_UPDATE, call), envelopeOf(via, 0, NO_DIALOG));
        break;
      case Kind.REINVITE:
        this.#send(Kind.OK_REINVITE, call, via);
        break;
    }
  }

  #ring(call: number, via: number): void {
    if (this.#options.busy > 0 && this.#random.uniform() < this.#options.busy) {
      this.#calls.answered[call] = Callee.DECLINED;
      this.#send(Kind.FAIL_INVITE, call, via);
      if (this.#options.retransmission) this.#resendLater(call, via, 1);
      return;
    }
    this.#calls.answered[call] = Callee.RINGING;
    this.#send(Kind.RINGING, call, via);
    if (this.#immediately) this.#answer(call, via);
    else this.#engine.after(this.#options.ring.sample(), this.#pickUp, call, via);
  }

  #answer(call: number, via: number): void {
    this.#calls.answered[call] = Callee.ANSWERED;
    this.#send(Kind.OK_INVITE, call, via);
    if (this.#options.retransmission) this.#resendLater(call, via, 1);
  }

  #send(kind: number, call: number, via: number): void {
    const refusal = this.#calls.answered[call] === Callee.CANCELLED ? statusIndex(487) : statusIndex(486);
    const status = kind === Kind.FAIL_INVITE ? refusal : 0;
    this.#network.send(this.#host, messageOf(kind, call), envelopeOf(via, 0, status));
  }

  #resendLater(call: number, via: number, n: number): void {
    this.#engine.lane(timerG(this.#options.timers, n)).send(this.#resend, call, via | (n << 12));
  }
}
