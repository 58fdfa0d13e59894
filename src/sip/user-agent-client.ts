import type { Engine, EventCode, Lane } from "../kernel/engine.ts";
import type { Network } from "../network/network.ts";
import type { Sampler } from "../random/sampler.ts";
import { CallState, type Calls, causeIndex } from "./calls.ts";
import { envelopeOf, extraOf, Kind, kindOf, messageOf, STATUS, type Status, subjectOf } from "./message.ts";
import { type BaseTimers, timerA, timerE, transactionTimeout } from "./timers.ts";

export interface UserAgentClientOptions {
  /** Whether lost messages are sent again and transactions time out (RFC 3261 timers A, B, E, F); SIPp's `-nr` switches it off. */
  readonly retransmission: boolean;
  readonly timers: BaseTimers;
  /** A call that has not ended this long after its INVITE has failed [s]; Infinity: never, as SIPp without time-outs. */
  readonly callTimeout: number;
  /** From ACK to BYE [s]; SIPp's default scenario does not pause. */
  readonly hold: Sampler;
}

/** What the metrics want to know of callers. */
export interface CallObserver {
  /** The first 200 to an INVITE arrived, `delay` seconds after the INVITE had been sent. */
  setUp(delay: number): void;
  ended(): void;
}

const CAUSE_OF_STATUS: Record<Status, number> = {
  404: causeIndex("bindingMissing"),
  486: causeIndex("busy"),
  500: causeIndex("databaseFailure"),
  503: causeIndex("noProxy"),
};
const TIMEOUT = causeIndex("timeout");

/**
 * All callers together: SIPp's default UAC flow for each call. INVITE → (180) → 200 → ACK → pause → BYE → 200. There is no
 * route set, so ACK and BYE go to the same address as the INVITE and are routed by the proxies again.
 */
export class UserAgentClient {
  readonly #engine: Engine;
  readonly #network: Network;
  readonly #host: number;
  readonly #calls: Calls;
  readonly #options: UserAgentClientOptions;
  readonly #observer: CallObserver;
  readonly #hangUp: EventCode;
  readonly #giveUp: EventCode;
  readonly #transactionOver: EventCode;
  readonly #resendInvite: EventCode;
  readonly #resendBye: EventCode;
  /** The call's own time-out, and timers B and F of its transactions; null where there is none. */
  readonly #patience: Lane | null;
  readonly #transaction: Lane | null;
  readonly #immediately: boolean;

  constructor(
    engine: Engine,
    network: Network,
    host: number,
    calls: Calls,
    options: UserAgentClientOptions,
    observer: CallObserver,
  ) {
    this.#engine = engine;
    this.#network = network;
    this.#host = host;
    this.#calls = calls;
    this.#options = options;
    this.#observer = observer;
    this.#patience = options.callTimeout < Infinity ? engine.lane(options.callTimeout) : null;
    this.#transaction = options.retransmission ? engine.lane(transactionTimeout(options.timers)) : null;
    this.#immediately = options.hold.constant === 0;
    this.#hangUp = engine.register("hang up", (call) => this.#bye(call));
    this.#giveUp = engine.register("caller gives up", (call) => {
      calls.timeout[call] = -1;
      this.#fail(call, TIMEOUT);
    });
    this.#transactionOver = engine.register("timer B or F", (call) => {
      calls.transaction[call] = -1;
      this.#fail(call, TIMEOUT);
    });
    this.#resendInvite = engine.register("timer A", (call, n) => {
      if (calls.state[call] !== CallState.CALLING) return;
      this.#send(Kind.INVITE, call);
      this.#retransmitLater(this.#resendInvite, call, n + 1, timerA(options.timers, n + 1));
    });
    this.#resendBye = engine.register("timer E", (call, n) => {
      if (calls.state[call] !== CallState.CLOSING) return;
      this.#send(Kind.BYE, call);
      this.#retransmitLater(this.#resendBye, call, n + 1, timerE(options.timers, n + 1));
    });
    network.connect(host, (message, envelope) => this.#receive(message, envelope));
  }

  /** Begins a call to a callee by way of an address. */
  invite(target: number, callee: number): void {
    const call = this.#calls.begin(this.#engine.now, target, callee);
    this.#send(Kind.INVITE, call);
    if (this.#patience !== null) this.#calls.timeout[call] = this.#patience.timer(this.#giveUp, call, 0);
    if (this.#transaction === null) return;
    this.#calls.transaction[call] = this.#transaction.timer(this.#transactionOver, call, 0); // timer B
    this.#retransmitLater(this.#resendInvite, call, 1, timerA(this.#options.timers, 1));
  }

  #receive(message: number, envelope: number): void {
    const call = subjectOf(message);
    const calls = this.#calls;
    const state = calls.state[call]!;
    switch (kindOf(message)) {
      case Kind.RINGING:
        if (state !== CallState.CALLING) break;
        calls.state[call] = CallState.PROCEEDING;
        this.#endTransaction(call); // from here on the callee may ring for as long as it likes
        break;
      case Kind.OK_INVITE:
        if (state > CallState.CLOSING) break; // the caller has given up
        this.#send(Kind.ACK, call); // also for a 200 that comes again (RFC 3261 §13.2.2.4)
        if (state < CallState.CONFIRMED) this.#answered(call);
        break;
      case Kind.OK_BYE:
        if (state === CallState.CLOSING) {
          this.#disarm(call);
          calls.succeed(call);
          this.#observer.ended();
        }
        break;
      case Kind.FAIL_INVITE:
        this.#network.send(
          this.#host,
          messageOf(Kind.ACK_FAIL, call),
          envelopeOf(calls.target[call]!, 0, extraOf(envelope)),
        );
        if (state < CallState.CONFIRMED) this.#refused(call, extraOf(envelope));
        break;
      case Kind.FAIL_BYE:
        if (state === CallState.CLOSING) this.#refused(call, extraOf(envelope));
        break;
    }
  }

  #answered(call: number): void {
    const calls = this.#calls;
    calls.state[call] = CallState.CONFIRMED;
    calls.answeredCount++;
    this.#observer.setUp(this.#engine.now - calls.startedAt[call]!);
    this.#endTransaction(call);
    if (this.#immediately) this.#bye(call);
    else this.#engine.after(this.#options.hold.sample(), this.#hangUp, call, 0);
  }

  #bye(call: number): void {
    if (this.#calls.state[call] !== CallState.CONFIRMED) return;
    this.#calls.state[call] = CallState.CLOSING;
    this.#send(Kind.BYE, call);
    if (this.#transaction === null) return;
    this.#calls.transaction[call] = this.#transaction.timer(this.#transactionOver, call, 0); // timer F
    this.#retransmitLater(this.#resendBye, call, 1, timerE(this.#options.timers, 1));
  }

  #refused(call: number, status: number): void {
    // What refused the call is its cause, whatever was lost on the way there.
    this.#calls.blame[call] = CAUSE_OF_STATUS[STATUS[status]!];
    this.#fail(call, TIMEOUT);
  }

  #fail(call: number, otherwise: number): void {
    this.#disarm(call);
    this.#calls.fail(call, otherwise);
    this.#observer.ended();
  }

  /** The call is over: neither it nor its transaction is waited for. */
  #disarm(call: number): void {
    this.#endTransaction(call);
    const ticket = this.#calls.timeout[call]!;
    if (ticket < 0) return;
    this.#patience!.cancel(ticket);
    this.#calls.timeout[call] = -1;
  }

  #endTransaction(call: number): void {
    const ticket = this.#calls.transaction[call]!;
    if (ticket < 0) return;
    this.#transaction!.cancel(ticket);
    this.#calls.transaction[call] = -1;
  }

  #send(kind: Kind, call: number): void {
    this.#network.send(this.#host, messageOf(kind, call), this.#calls.target[call]!);
  }

  #retransmitLater(code: EventCode, call: number, n: number, delay: number): void {
    this.#engine.lane(delay).send(code, call, n);
  }
}
