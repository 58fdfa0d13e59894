import type { Engine, EventCode, Lane } from "../kernel/engine.ts";
import { envelopeOf, extraOf, kindOf, messageOf, subjectOf, viaOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import type { Sampler } from "../random/sampler.ts";
import type { CallingHost } from "./agent-host.ts";
import type { CallObserver } from "./call-observer.ts";
import { CallState, type Calls, causeIndex, causeOfRefusal, disarm } from "./calls.ts";
import { Cancellation } from "./cancellation.ts";
import { grown } from "./growing.ts";
import { Kind, OVERLOADED, PROVISIONAL, STATUS } from "./message.ts";
import type { Targets } from "./targets.ts";
import type { Throttle } from "./throttle.ts";
import { type BaseTimers, timerA, timerE, transactionTimeout } from "./timers.ts";
import type { Traffic } from "./traffic.ts";

/** An event of timer A or E carries the number of the retransmission and, above it, how many targets had failed before. */
const COUNT_BITS = 8;
const COUNT_MASK = 0xff;

export interface UserAgentClientOptions {
  /** Whether lost messages are sent again and transactions time out (RFC 3261 timers A, B, E, F); SIPp's `-nr` switches it off. */
  readonly retransmission: boolean;
  readonly timers: BaseTimers;
  /** A call that has not ended this long after its INVITE has failed [s]; Infinity: never, as SIPp without time-outs. */
  readonly callTimeout: number;
  /** From ACK to BYE [s]; SIPp's default scenario does not pause. */
  readonly hold: Sampler;
  /** From the INVITE to the moment at which a caller without an answer hangs up [s]; null: never. */
  readonly patience: Sampler | null;
  /** What follows when a target does not answer, or answers 503. */
  readonly nextTarget: Traffic["nextTarget"];
  readonly targets: Targets;
  /** What is kept back because a server asked for it; null where none does. */
  readonly throttle: Throttle | null;
  /** Whether the dialog has a route set, so that its requests have no other target. */
  readonly recordRoute: boolean;
}

const THROTTLED = causeIndex("throttled");
const ABANDONED = causeIndex("abandoned");
const TIMEOUT = causeIndex("timeout");

/** Who calls, and how. */
export interface UserAgentClientParts extends CallingHost {
  readonly options: UserAgentClientOptions;
  readonly observer: CallObserver;
}

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
  readonly #callTimeout: Lane | null;
  readonly #transaction: Lane | null;
  readonly #immediately: boolean;
  /** What callers have still to say after they have hung up; null where nobody hangs up before the answer. */
  readonly #cancellation: Cancellation | null = null;
  readonly #hangUpEarly: EventCode = -1;
  /** Targets that have failed each call; stays empty without fail-over. */
  #failedTargets = new Uint8Array(0);
  /** Requests that went to another target because the one before had failed. */
  retargeted = 0;

  constructor({ engine, network, host, calls, options, observer }: UserAgentClientParts) {
    this.#engine = engine;
    this.#network = network;
    this.#host = host;
    this.#calls = calls;
    this.#options = options;
    this.#observer = observer;
    this.#callTimeout = options.callTimeout < Infinity ? engine.lane(options.callTimeout) : null;
    const { nextTarget } = options;
    this.#transaction =
      options.retransmission || nextTarget !== null
        ? engine.lane(nextTarget?.timeout ?? transactionTimeout(options.timers))
        : null;
    this.#immediately = options.hold.constant === 0;
    this.#hangUp = engine.register("hang up", (call) => this.#bye(call));
    this.#giveUp = engine.register("caller gives up", (call) => {
      calls.timeout[call] = -1;
      this.#fail(call, TIMEOUT);
    });
    this.#transactionOver = engine.register("timer B or F", (call) => {
      calls.transaction[call] = -1;
      if (!this.#triesNext(call)) this.#fail(call, TIMEOUT);
    });
    this.#resendInvite = engine.register("timer A", (call, b) => {
      if (calls.state[call] !== CallState.CALLING && !this.#cancellation?.awaitsResponse(call)) return;
      if (b >>> COUNT_BITS !== this.#attemptOf(call)) return;
      this.#send(Kind.INVITE, call);
      this.#retransmitLater(this.#resendInvite, call, b + 1, timerA(options.timers, (b & COUNT_MASK) + 1));
    });
    this.#resendBye = engine.register("timer E", (call, b) => {
      if (calls.state[call] !== CallState.CLOSING || b >>> COUNT_BITS !== this.#attemptOf(call)) return;
      this.#send(Kind.BYE, call);
      this.#retransmitLater(this.#resendBye, call, b + 1, timerE(options.timers, (b & COUNT_MASK) + 1));
    });
    network.connect(host, (message, envelope) => this.receive(message, envelope));
    if (options.patience === null) return;
    this.#cancellation = new Cancellation(engine, network, host, calls, options);
    this.#hangUpEarly = engine.register("caller hangs up", (call) => this.#abandon(call));
  }

  /** Whether an open call will go on by itself: a request is repeated or goes to the next target, or the caller will hang up. */
  goesOn(call: number): boolean {
    return this.#calls.transaction[call]! >= 0 || this.#calls.state[call] === CallState.CONFIRMED;
  }

  /** As at the start of a replication. */
  reset(): void {
    this.retargeted = 0;
  }

  /** Begins a call to a callee by way of an address; returns its number. */
  invite(target: number, callee: number): number {
    const call = this.#calls.begin(this.#engine.now, target, callee);
    if (this.#options.nextTarget !== null) {
      this.#options.targets.begin(call, target);
      this.#failedTargets = grown(this.#failedTargets, call + 1);
      this.#failedTargets[call] = 0;
    }
    if (this.#options.throttle !== null && !this.#options.throttle.admits(target)) {
      this.#calls.blame[call] = THROTTLED;
      if (!this.#triesNext(call)) this.#fail(call, THROTTLED);
      return call;
    }
    this.#send(Kind.INVITE, call);
    if (this.#callTimeout !== null) this.#calls.timeout[call] = this.#callTimeout.timer(this.#giveUp, call, 0);
    this.#expectAnswer(call);
    if (this.#cancellation !== null) {
      this.#cancellation.begin(call);
      this.#engine.after(this.#options.patience!.sample(), this.#hangUpEarly, call, 0);
    }
    return call;
  }

  /** The caller's patience is at an end. What was lost before a 180 came no longer explains why the call failed. */
  #abandon(call: number): void {
    const calls = this.#calls;
    const state = calls.state[call]!;
    if (state >= CallState.CONFIRMED) return;
    if (state === CallState.PROCEEDING) calls.blame[call] = ABANDONED;
    this.#cancellation!.hangUp(call, state !== CallState.CALLING);
    this.#fail(call, ABANDONED);
  }

  /** Arms timer B of the INVITE that has just been sent and its first retransmission by timer A, or timers F and E of the BYE. */
  #expectAnswer(call: number): void {
    if (this.#transaction === null) return;
    this.#calls.transaction[call] = this.#transaction.timer(this.#transactionOver, call, 0);
    const { retransmission, timers } = this.#options;
    if (!retransmission) return;
    const first = 1 | (this.#attemptOf(call) << COUNT_BITS);
    if (this.#calls.state[call] === CallState.CLOSING)
      this.#retransmitLater(this.#resendBye, call, first, timerE(timers, 1));
    else this.#retransmitLater(this.#resendInvite, call, first, timerA(timers, 1));
  }

  #attemptOf(call: number): number {
    return this.#options.nextTarget === null ? 0 : this.#failedTargets[call]!;
  }

  /** The target has failed a request; whether there is another one, to which the request goes now (RFC 3263 §4.3). */
  #triesNext(call: number): boolean {
    const { nextTarget, targets, throttle, recordRoute } = this.#options;
    const calls = this.#calls;
    if (nextTarget === null) return false;
    const failed = calls.target[call]!;
    if (nextTarget.avoid > 0) targets.avoid(failed, nextTarget.avoid);
    const isBye = calls.state[call] === CallState.CLOSING;
    let next = isBye && recordRoute ? -1 : targets.next(call, failed);
    while (next >= 0 && !isBye && throttle !== null && !throttle.admits(next)) next = targets.next(call, next);
    if (next < 0) return false;
    this.#endTransaction(call);
    calls.target[call] = next;
    if (!isBye) calls.state[call] = CallState.CALLING;
    this.#failedTargets[call]!++;
    this.retargeted++;
    this.#send(isBye ? Kind.BYE : Kind.INVITE, call);
    this.#expectAnswer(call);
    return true;
  }

  /** A message for a caller has arrived. */
  receive(message: number, envelope: number): void {
    const call = subjectOf(message);
    const calls = this.#calls;
    const state = calls.state[call]!;
    if (state === CallState.FAILED && this.#cancellation?.receive(kindOf(message), call, envelope)) return;
    switch (kindOf(message)) {
      case Kind.RINGING:
        if (state < CallState.PROCEEDING) this.#progresses(call, envelope);
        break;
      case Kind.OK_INVITE:
        this.#options.throttle?.heard(calls.target[call]!, viaOf(envelope), extraOf(envelope));
        if (state > CallState.CLOSING) break; // the caller has given up
        this.#send(Kind.ACK, call); // also for a 200 that comes again (RFC 3261 §13.2.2.4)
        if (state < CallState.CONFIRMED) this.#answered(call);
        break;
      case Kind.OK_BYE:
        this.#options.throttle?.heard(calls.target[call]!, viaOf(envelope), extraOf(envelope));
        if (state === CallState.CLOSING) {
          this.#disarm(call);
          calls.succeed(call);
          this.#observer.ended();
        }
        break;
      case Kind.FAIL_INVITE: {
        // The Via of a 503 names the target that sent it, which the caller may have given up before.
        const target = viaOf(envelope) || calls.target[call]!;
        this.#network.send(this.#host, messageOf(Kind.ACK_FAIL, call), envelopeOf(target, 0, extraOf(envelope)));
        if (state < CallState.CONFIRMED && target === calls.target[call]) this.#refused(call, extraOf(envelope));
        break;
      }
      case Kind.FAIL_BYE:
        if (state === CallState.CLOSING && (viaOf(envelope) || calls.target[call]!) === calls.target[call])
          this.#refused(call, extraOf(envelope));
        break;
    }
  }

  /** A provisional response ends timers A and B (RFC 3261 §17.1.1.2): a stateful proxy goes on, or the callee rings for as long as it likes. */
  #progresses(call: number, envelope: number): void {
    const isTrying = PROVISIONAL[extraOf(envelope)] === 100;
    if (isTrying && viaOf(envelope) !== this.#calls.target[call]) return; // of a target given up before
    if (!isTrying) this.#observer.ringing(this.#engine.now - this.#calls.startedAt[call]!);
    this.#calls.state[call] = isTrying ? CallState.TRYING : CallState.PROCEEDING;
    this.#endTransaction(call);
  }

  #answered(call: number): void {
    const calls = this.#calls;
    if (calls.state[call]! < CallState.PROCEEDING) this.#observer.ringing(this.#engine.now - calls.startedAt[call]!);
    calls.answer(call);
    calls.times?.answered(call);
    this.#observer.setUp(this.#engine.now - calls.startedAt[call]!);
    this.#endTransaction(call);
    if (this.#immediately) this.#bye(call);
    else this.#engine.after(this.#options.hold.sample(), this.#hangUp, call, 0);
  }

  #bye(call: number): void {
    if (this.#calls.state[call] !== CallState.CONFIRMED) return;
    this.#calls.state[call] = CallState.CLOSING;
    if (this.#options.nextTarget !== null) this.#options.targets.begin(call, this.#calls.target[call]!);
    this.#send(Kind.BYE, call);
    this.#expectAnswer(call);
  }

  #refused(call: number, status: number): void {
    // What refused the call is its cause, whatever was lost on the way there; but a proxy's time-out says nothing of its own.
    if (STATUS[status] !== 408 || this.#calls.blame[call] === 0) this.#calls.blame[call] = causeOfRefusal(status);
    if (status === OVERLOADED) this.#options.throttle?.refused(this.#calls.target[call]!);
    if (STATUS[status] === 503 && this.#calls.state[call] !== CallState.PROCEEDING && this.#triesNext(call)) return;
    this.#fail(call, TIMEOUT);
  }

  #fail(call: number, otherwise: number): void {
    this.#disarm(call);
    const unanswered = this.#calls.state[call]! < CallState.CONFIRMED;
    this.#calls.fail(call, otherwise);
    if (unanswered) this.#observer.unanswered(call);
    this.#observer.ended();
  }

  /** The call is over: neither it nor its transaction is waited for. */
  #disarm(call: number): void {
    this.#endTransaction(call);
    disarm(this.#callTimeout, this.#calls.timeout, call);
  }

  #endTransaction(call: number): void {
    disarm(this.#transaction, this.#calls.transaction, call);
  }

  #send(kind: number, call: number): void {
    this.#network.send(this.#host, messageOf(kind, call), this.#calls.target[call]!);
  }

  #retransmitLater(code: EventCode, call: number, n: number, delay: number): void {
    this.#engine.lane(delay).send(code, call, n);
  }
}
