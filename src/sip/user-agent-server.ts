import type { Engine, EventCode } from "../kernel/engine.ts";
import { envelopeOf, extraOf, kindOf, messageOf, subjectOf, viaOf } from "../network/message.ts";
import type { Sampler } from "../random/sampler.ts";
import type { Stream } from "../random/stream.ts";
import type { CallingHost } from "./agent-host.ts";
import { CallState, type Calls } from "./calls.ts";
import type { Carrier } from "./carrier.ts";
import { grown } from "./growing.ts";
import { contactIn, Kind, statusIndex } from "./message.ts";
import type { Sessions } from "./sessions.ts";
import { Sleeper } from "./sleeper.ts";
import { type BaseTimers, timerG, transactionTimeout } from "./timers.ts";

export interface UserAgentServerOptions {
  /** Whether an answer without its ACK is sent again (RFC 3261 §13.3.1.4, §17.2.1 timer G). */
  readonly retransmission: boolean;
  readonly timers: BaseTimers;
  /** From 180 to 200 [s]; SIPp's default scenario answers at once. */
  readonly ring: Sampler;
  /** How long its process sleeps where it has nothing to read [s]; 0: it answers when that is due. */
  readonly sleep: number;
  /** Probability that the callee declines (486), 0 … 1. */
  readonly busy: number;
  /** The devices of every user, if calls are forked to several; null: one. */
  readonly contacts: readonly Device[] | null;
  /** Whether the callee of a call has a connection, over which only a 200 is sent again; null: nobody has. */
  readonly isConnected: ((call: number) => boolean) | null;
}

/** How one of several devices answers. */
export interface Device {
  readonly ring: Sampler;
  readonly busy: number;
  readonly unreachable: number;
}

const NO_DIALOG = statusIndex(481);

/** What a callee has done with a call so far. */
const Callee = {
  IDLE: 0,
  RINGING: 1,
  ANSWERED: 2,
  DECLINED: 3,
  CONFIRMED: 4,
  CANCELLED: 5,
  GIVEN_UP: 6,
  UNREACHABLE: 7,
} as const;

/** Whether the callee has answered an INVITE finally and has no ACK yet; it repeats the answer until it gives up. */
const awaitsAck = (state: number): boolean =>
  state === Callee.ANSWERED || state === Callee.DECLINED || state === Callee.CANCELLED || state === Callee.GIVEN_UP;

/** An event carries where the answer goes (12 bits), the number of a repetition (8) and that of the contact. */
const COUNT_SHIFT = 12;
const COUNT_MASK = 0xff;
const CONTACT_SHIFT = 20;

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
  readonly #network: Carrier;
  readonly #host: number;
  readonly #calls: Calls;
  readonly #options: UserAgentServerOptions;
  readonly #random: Stream;
  readonly #pickUp: EventCode;
  readonly #resend: EventCode;
  readonly #devices: readonly Device[];
  /** By device: whether it answers at once. */
  readonly #immediately: readonly boolean[];
  readonly #isOne: boolean;
  /** By call and contact, where there are several: what it has done. */
  #forked = new Uint8Array(0);
  readonly #giveUpAfter: number;
  readonly #sleeper: Sleeper | null;
  readonly #sessions: Sessions | null;

  constructor({ engine, network, host, calls, options, random, sessions }: UserAgentServerParts) {
    this.#sessions = sessions;
    this.#engine = engine;
    this.#network = network;
    this.#host = host;
    this.#calls = calls;
    this.#options = options;
    this.#random = random;
    this.#devices = options.contacts ?? [{ ring: options.ring, busy: options.busy, unreachable: 0 }];
    this.#immediately = this.#devices.map(({ ring }) => ring.constant === 0);
    this.#isOne = options.contacts === null;
    this.#sleeper = options.sleep > 0 ? new Sleeper(engine, "callees", options.sleep) : null;
    // Timer H, in retransmissions: how many fit into 64·T1.
    let waited = 0;
    let n = 0;
    while (waited < transactionTimeout(options.timers)) waited += timerG(options.timers, ++n);
    this.#giveUpAfter = n;
    this.#pickUp = engine.register("pick up", (call, b) => {
      const contact = b >>> CONTACT_SHIFT;
      if (this.#sleeper !== null) this.#answerLater(this.#sleeper, call, b & 0xfff, contact);
      else if (this.#stateOf(call, contact) === Callee.RINGING) this.#answer(call, b & 0xfff, contact);
    });
    this.#resend = engine.register("timer G", (call, b) => {
      const contact = b >>> CONTACT_SHIFT;
      const state = this.#stateOf(call, contact);
      const n = (b >>> COUNT_SHIFT) & COUNT_MASK;
      if (state === Callee.ANSWERED && n >= this.#giveUpAfter) this.#set(call, contact, Callee.GIVEN_UP);
      if (!awaitsAck(state) || n >= this.#giveUpAfter) return;
      if (state !== Callee.ANSWERED && options.isConnected?.(call)) return;
      this.#send(state === Callee.ANSWERED ? Kind.OK_INVITE : Kind.FAIL_INVITE, call, b & 0xfff, contact);
      this.#resendLater(call, b & 0xfff, n + 1, contact);
    });
  }

  /** As at the start of a replication. */
  reset(): void {
    this.#forked.fill(Callee.IDLE);
    this.#sleeper?.reset();
  }

  /** Whether the callee of a call that has not been answered will pick up, or repeats an answer that was lost. */
  goesOn(call: number): boolean {
    if (this.#calls.state[call]! >= CallState.CONFIRMED) return false;
    return this.#devices.some((_, i) => {
      const state = this.#stateOf(call, this.#isOne ? 0 : i + 1);
      return (
        state === Callee.RINGING || (this.#options.retransmission && awaitsAck(state) && state !== Callee.GIVEN_UP)
      );
    });
  }

  /** A message for a callee has arrived. */
  receive(message: number, envelope: number): void {
    this.#sleeper?.wake();
    const call = subjectOf(message);
    const via = viaOf(envelope);
    const contact = this.#isOne ? 0 : contactIn(extraOf(envelope));
    if (contact === 0 && !this.#isOne) return; // for none of them
    const state = this.#stateOf(call, contact);
    switch (kindOf(message)) {
      case Kind.INVITE:
        if (state === Callee.IDLE) this.#ring(call, via, contact);
        else if (state === Callee.RINGING) this.#send(Kind.RINGING, call, via, contact);
        else if (state === Callee.ANSWERED || state === Callee.GIVEN_UP) this.#send(Kind.OK_INVITE, call, via, contact);
        else if (awaitsAck(state)) this.#send(Kind.FAIL_INVITE, call, via, contact);
        break; // a copy that comes after the ACK is absorbed (RFC 3261 §17.2.1, RFC 6026 §7.1)
      case Kind.ACK:
      case Kind.ACK_FAIL:
        if (state === Callee.ANSWERED) this.#sessions?.confirm(call);
        if (awaitsAck(state)) this.#set(call, contact, Callee.CONFIRMED);
        break;
      case Kind.CANCEL: // after a final answer it changes nothing (RFC 3261 §9.2)
        if (state === Callee.UNREACHABLE) break;
        this.#send(Kind.OK_CANCEL, call, via, contact);
        if (state !== Callee.RINGING) break;
        this.#set(call, contact, Callee.CANCELLED);
        this.#send(Kind.FAIL_INVITE, call, via, contact);
        if (this.#options.retransmission) this.#resendLater(call, via, 1, contact);
        break;
      case Kind.BYE:
        this.#sessions?.bye(call);
        this.#send(Kind.OK_BYE, call, via, contact);
        break;
      case Kind.UPDATE:
        if (this.#sessions?.hear(call)) this.#send(Kind.OK_UPDATE, call, via, contact);
        else this.#network.send(this.#host, messageOf(Kind.FAIL_UPDATE, call), envelopeOf(via, 0, NO_DIALOG));
        break;
      case Kind.REINVITE:
        this.#send(Kind.OK_REINVITE, call, via, contact);
        break;
    }
  }

  #ring(call: number, via: number, contact: number): void {
    const device = this.#isOne ? 0 : contact - 1;
    const { ring, busy, unreachable } = this.#devices[device]!;
    if (unreachable > 0 && this.#random.uniform() < unreachable) {
      this.#set(call, contact, Callee.UNREACHABLE);
      return;
    }
    if (busy > 0 && this.#random.uniform() < busy) {
      this.#set(call, contact, Callee.DECLINED);
      this.#send(Kind.FAIL_INVITE, call, via, contact);
      if (this.#options.retransmission) this.#resendLater(call, via, 1, contact);
      return;
    }
    this.#set(call, contact, Callee.RINGING);
    this.#send(Kind.RINGING, call, via, contact);
    if (!this.#immediately[device])
      this.#engine.after(ring.sample(), this.#pickUp, call, via | (contact << CONTACT_SHIFT));
    else if (this.#sleeper !== null) this.#answerLater(this.#sleeper, call, via, contact);
    else this.#answer(call, via, contact);
  }

  #answerLater(sleeper: Sleeper, call: number, via: number, contact: number): void {
    sleeper.leave(() => {
      if (this.#stateOf(call, contact) === Callee.RINGING) this.#answer(call, via, contact);
    });
  }

  #answer(call: number, via: number, contact: number): void {
    this.#set(call, contact, Callee.ANSWERED);
    this.#send(Kind.OK_INVITE, call, via, contact);
    if (this.#options.retransmission) this.#resendLater(call, via, 1, contact);
  }

  #send(kind: number, call: number, via: number, contact: number): void {
    const status = kind === Kind.FAIL_INVITE ? this.#refusalOf(call, contact) : 0;
    this.#network.send(this.#host, messageOf(kind, call), envelopeOf(via, contact, status));
  }

  #refusalOf(call: number, contact: number): number {
    return statusIndex(this.#stateOf(call, contact) === Callee.CANCELLED ? 487 : 486);
  }

  #resendLater(call: number, via: number, n: number, contact: number): void {
    const b = via | (n << COUNT_SHIFT) | (contact << CONTACT_SHIFT);
    this.#engine.lane(timerG(this.#options.timers, n)).send(this.#resend, call, b);
  }

  /** What one of the contacts of a call has done, by number from 1; 0 where there is one. */
  #stateOf(call: number, contact: number): number {
    if (contact === 0) return this.#calls.answered[call]!;
    return this.#forked[call * this.#devices.length + contact - 1] ?? Callee.IDLE;
  }

  #set(call: number, contact: number, state: number): void {
    if (contact === 0) {
      this.#calls.answered[call] = state;
      return;
    }
    const at = call * this.#devices.length + contact - 1;
    this.#forked = grown(this.#forked, at + 1);
    this.#forked[at] = state;
  }
}
