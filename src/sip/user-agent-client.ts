import type { Engine, EventCode, Lane } from "../kernel/engine.ts";
import { envelopeOf, extraOf, kindOf, messageOf, subjectOf, viaOf } from "../network/message.ts";
import type { CallObserver } from "./call-observer.ts";
import { CallState, type Calls, causeIndex, causeOfRefusal, disarm } from "./calls.ts";
import { Cancellation } from "./cancellation.ts";
import type { Carrier } from "./carrier.ts";
import type { UserAgentClientOptions, UserAgentClientParts } from "./client-parts.ts";
import { ClientTransactions, timeoutOf } from "./client-transactions.ts";
import { grown } from "./growing.ts";
import {
  isChallenge,
  isStaleChallenge,
  Kind,
  OVERLOADED,
  PROVISIONAL,
  STATUS,
  toContact,
  WITH_CREDENTIALS,
} from "./message.ts";
import type { Sessions } from "./sessions.ts";

const FLOW_MISSING = causeIndex("flowMissing");
const THROTTLED = causeIndex("throttled");
const ABANDONED = causeIndex("abandoned");
const TIMEOUT = causeIndex("timeout");

/**
 * All callers together: SIPp's default UAC flow for each call. INVITE → (180) → 200 → ACK → pause → BYE → 200. There is no
 * route set, so ACK and BYE go to the same address as the INVITE and are routed by the proxies again.
 */
export class UserAgentClient {
  readonly #engine: Engine;
  readonly #network: Carrier;
  readonly #host: number;
  readonly #calls: Calls;
  readonly #options: UserAgentClientOptions;
  readonly #observer: CallObserver;
  readonly #sessions: Sessions | null;
  readonly #hangUp: EventCode;
  readonly #giveUp: EventCode;
  readonly #transactions: ClientTransactions;
  /** The call's own time-out; null where there is none. */
  readonly #callTimeout: Lane | null;
  readonly #immediately: boolean;
  /** What callers have still to say after they have hung up; null where nobody hangs up before the answer. */
  readonly #cancellation: Cancellation | null = null;
  readonly #hangUpEarly: EventCode = -1;
  /** Targets that have failed each call; stays empty without fail-over. */
  #failedTargets = new Uint8Array(0);
  /** Requests that went to another target because the one before had failed. */
  retargeted = 0;

  constructor({ engine, network, host, calls, options, observer, sessions }: UserAgentClientParts) {
    this.#sessions = sessions;
    if (sessions !== null) sessions.drop = (call, cause) => this.#drop(call, cause);
    [this.#engine, this.#network, this.#host] = [engine, network, host];
    this.#calls = calls;
    this.#options = options;
    this.#observer = observer;
    this.#callTimeout = options.callTimeout < Infinity ? engine.lane(options.callTimeout) : null;
    this.#immediately = options.hold.constant === 0;
    this.#hangUp = engine.register("hang up", (call) => this.#bye(call));
    this.#giveUp = engine.register("caller gives up", (call) => {
      calls.timeout[call] = -1;
      this.#fail(call, TIMEOUT);
    });
    this.#transactions = new ClientTransactions({
      ...{ engine, calls, timers: options.timers, retransmission: options.retransmission },
      ...{ isConnected: options.isConnected, timeout: timeoutOf(options) },
      endedBefore: (call) => this.#endedBefore(call),
      awaitsResponse: (call) => this.#cancellation?.awaitsResponse(call) === true,
      send: (kind, call) => this.#send(kind, call),
      timedOut: (call) => {
        if (!this.#triesNext(call)) this.#fail(call, TIMEOUT);
      },
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
    this.#transactions.begin(call);
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

  /** Transactions of a call that are over because the target had failed, or had challenged it. */
  #endedBefore(call: number): number {
    const { nextTarget, nonces } = this.#options;
    return (nextTarget === null ? 0 : this.#failedTargets[call]!) + (nonces === null ? 0 : nonces.answered(call));
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
    this.#transactions.end(call);
    calls.target[call] = next;
    if (!isBye) calls.state[call] = CallState.CALLING;
    this.#failedTargets[call]!++;
    this.retargeted++;
    this.#send(isBye ? Kind.BYE : Kind.INVITE, call);
    this.#transactions.begin(call);
    return true;
  }

  /** The connection of a call's caller has ended, and with it the transaction that was open over it (RFC 3261 §18.4). */
  disconnected(call: number): void {
    if (this.#calls.state[call] === CallState.CONFIRMED || !this.#calls.isOpen(call)) return;
    if (!this.#triesNext(call)) this.#fail(call, FLOW_MISSING);
  }

  /** A message for a caller has arrived. */
  receive(message: number, envelope: number): void {
    const call = subjectOf(message);
    const calls = this.#calls;
    const state = calls.state[call]!;
    const contact = this.#options.forks ? viaOf(envelope) : 0;
    if (contact > 0 && kindOf(message) === Kind.OK_INVITE) {
      if (calls.contact[call] === 0) calls.contact[call] = contact;
      else if (calls.contact[call] !== contact) {
        this.#hangUpOn(call, contact);
        return;
      }
    }
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
        if (state === CallState.CLOSING && contact === calls.contact[call]) {
          this.#disarm(call);
          this.#sessions?.over(call);
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
      case Kind.OK_UPDATE:
        this.#sessions?.accepted(call);
        break;
      case Kind.FAIL_UPDATE:
        this.#sessions?.refused(call, causeOfRefusal(extraOf(envelope)));
        break;
      case Kind.REINVITE:
        if (state === CallState.CONFIRMED)
          this.#network.send(this.#host, messageOf(Kind.OK_REINVITE, call), envelopeOf(viaOf(envelope), 0));
        break;
    }
  }

  /** A provisional response ends timers A and B (RFC 3261 §17.1.1.2), but for the 100 of a proxy that has been given up, which names it: a stateful proxy goes on, or the callee rings. */
  #progresses(call: number, envelope: number): void {
    const isTrying = PROVISIONAL[extraOf(envelope)] === 100;
    if (isTrying && (viaOf(envelope) || this.#calls.target[call]) !== this.#calls.target[call]) return;
    if (!isTrying) this.#observer.ringing(this.#engine.now - this.#calls.startedAt[call]!);
    this.#calls.state[call] = isTrying ? CallState.TRYING : CallState.PROCEEDING;
    this.#transactions.end(call);
  }

  #answered(call: number): void {
    const calls = this.#calls;
    if (calls.state[call]! < CallState.PROCEEDING) this.#observer.ringing(this.#engine.now - calls.startedAt[call]!);
    calls.answer(call);
    calls.times?.answered(call);
    this.#observer.setUp(this.#engine.now - calls.startedAt[call]!);
    this.#transactions.end(call);
    const hold = this.#immediately ? 0 : this.#options.hold.sample();
    this.#sessions?.begin(call, hold);
    if (this.#immediately) this.#bye(call);
    else this.#engine.after(hold, this.#hangUp, call, 0);
  }

  #bye(call: number): void {
    if (this.#calls.state[call] !== CallState.CONFIRMED) return;
    this.#calls.state[call] = CallState.CLOSING;
    this.#sessions?.sound(call);
    if (this.#options.nextTarget !== null) this.#options.targets.begin(call, this.#calls.target[call]!);
    this.#options.nonces?.begin(call);
    this.#send(Kind.BYE, call);
    this.#transactions.begin(call);
  }

  /** A server wants to know who calls (RFC 3261 §22.2): whether the challenge was a copy, or the request is sent again. */
  #authenticates(call: number, status: number): boolean {
    const response = this.#options.nonces!.answer(call, isStaleChallenge(status));
    if (response !== "again") return response === "copy";
    this.#transactions.end(call);
    const isBye = this.#calls.state[call] === CallState.CLOSING;
    if (!isBye) this.#calls.state[call] = CallState.CALLING;
    this.#send(isBye ? Kind.BYE : Kind.INVITE, call);
    this.#transactions.begin(call);
    return true;
  }

  /** A call in progress ends before its time. */
  #drop(call: number, cause: number): void {
    this.#calls.blame[call] = cause;
    this.#fail(call, cause);
  }

  #refused(call: number, status: number): void {
    if (isChallenge(status) && this.#authenticates(call, status)) return;
    // What refused the call is its cause, whatever was lost on the way there; but a proxy's time-out says nothing of its own.
    if (STATUS[status] !== 408 || this.#calls.blame[call] === 0) this.#calls.blame[call] = causeOfRefusal(status);
    if (status === OVERLOADED) this.#options.throttle?.refused(this.#calls.target[call]!);
    if (STATUS[status] === 503 && this.#calls.state[call] !== CallState.PROCEEDING && this.#triesNext(call)) return;
    this.#fail(call, TIMEOUT);
  }

  #fail(call: number, otherwise: number): void {
    this.#disarm(call);
    const unanswered = this.#calls.state[call]! < CallState.CONFIRMED;
    if (!unanswered) this.#sessions?.over(call);
    this.#calls.fail(call, otherwise);
    if (unanswered) this.#observer.unanswered(call);
    this.#observer.ended();
  }

  /** The call is over: neither it nor its transaction is waited for. */
  #disarm(call: number): void {
    this.#transactions.end(call);
    disarm(this.#callTimeout, this.#calls.timeout, call);
  }

  #send(kind: number, call: number): void {
    const extra = this.#options.nonces?.isHeld(call) === true ? WITH_CREDENTIALS : 0;
    this.#network.send(this.#host, messageOf(kind, call), this.#calls.envelope(call, extra));
  }

  /** A second contact has answered: the dialog with it ends at once (§13.2.2.4). */
  #hangUpOn(call: number, contact: number): void {
    const envelope = envelopeOf(this.#calls.target[call]!, 0, toContact(contact));
    for (const kind of [Kind.ACK, Kind.BYE]) this.#network.send(this.#host, messageOf(kind, call), envelope);
  }
}
