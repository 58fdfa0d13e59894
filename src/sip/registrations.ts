import type { Engine, EventCode, Lane } from "../kernel/engine.ts";
import { envelopeOf, extraOf, messageOf, subjectOf, viaOf } from "../network/message.ts";
import type { Stream } from "../random/stream.ts";
import { ArrivalProcess } from "./arrival-process.ts";
import { FAILURES_MAX, waitAfter } from "./back-off.ts";
import type { Carrier } from "./carrier.ts";
import { isChallenge, isStaleChallenge, Kind, STATUS, WITH_CREDENTIALS } from "./message.ts";
import { Registrants } from "./registrants.ts";
import type { KeptConnections, RegistrationOptions, RegistrationsParts } from "./registration-parts.ts";
import { timerE, transactionTimeout } from "./timers.ts";

/** An event of timer E carries the number of the retransmission and, above it, that of the transaction. */
const COUNT_BITS = 8;
const COUNT_MASK = 0xff;

/** More failures in a row do not change the wait any further. */

/**
 * The user agents as registrants. Each registration is refreshed before it expires; what the user agent believes to be registered may
 * differ from what the registrar holds.
 */
export class Registrations extends Registrants {
  readonly expires: number;
  readonly #engine: Engine;
  #network: Carrier;
  readonly #host: number;
  readonly #options: RegistrationOptions;
  /** Until when the user agent believes the binding to last, because a 200 said so; 0: not registered. */
  readonly acknowledgedUntil: Float64Array;
  /** Expiry of the REGISTER last sent. */
  readonly requestedUntil: Float64Array;
  /** Number of the open transaction; it changes when a final answer or the next refresh ends that transaction. */
  readonly #transaction: Int32Array;
  readonly #register: EventCode;
  readonly #resend: EventCode;
  readonly #over: EventCode = -1;
  readonly #again: EventCode = -1;
  readonly #restart: EventCode = -1;
  /** Failures of each registration in a row; empty where nobody backs off. */
  readonly #failures: Uint8Array;
  /** Of those who back off: 1 between the end of one registration and the beginning of the next. */
  readonly #waiting: Uint8Array;
  readonly #random: Stream;
  /** Null: nobody registers beside the refreshes. */
  readonly #arrivals: ArrivalProcess | null = null;
  /** How long an address is given to answer, where another follows; null: nobody waits for it. */
  readonly #transactionEnd: Lane | null = null;
  /** Registrations and refreshes begun, and those that were answered by 200. */
  begun = 0;
  answered = 0;
  readonly #observer: (delay: number) => void;
  /** REGISTERs that went to another address because the one before had failed. */
  retargeted = 0;
  /** Null: no registration is made over a connection. */
  #connections: KeptConnections | null = null;

  constructor(parts: RegistrationsParts) {
    const { engine, network, host, users, addresses, options, targets, random, observer } = parts;
    const bound = options.with === "every address";
    super({ users, addresses, targets: bound ? null : targets, nextTarget: options.nextTarget });
    const { count } = this;
    this.#random = random;
    this.#observer = observer;
    this.#engine = engine;
    this.#network = network;
    this.#host = host;
    this.expires = options.expires;
    this.#options = options;
    this.acknowledgedUntil = new Float64Array(count);
    this.requestedUntil = new Float64Array(count);
    this.#transaction = new Int32Array(count);
    const { nextTarget, backOff, avalanche } = options;
    this.#failures = new Uint8Array(backOff === null ? 0 : count);
    this.#waiting = new Uint8Array(this.#failures.length);
    const limit = transactionTimeout(options.timers);
    this.#register = engine.register("register", (registration) => this.#begin(registration, true));
    this.#resend = engine.register("timer E of REGISTER", (registration, b) => {
      const elapsed = engine.now - (this.requestedUntil[registration]! - this.expires);
      if (b >>> COUNT_BITS !== this.#transaction[registration] || elapsed >= limit) return; // ended, or timer F
      this.#transmit(registration);
      this.#resendLater(registration, (b & COUNT_MASK) + 1);
    });
    if (avalanche !== null)
      this.#restart = engine.register("restart", (registration) => {
        this.#connections?.restarted(registration);
        this.#begin(registration, false);
      });
    const { arrivals } = options;
    if (arrivals !== undefined)
      this.#arrivals = new ArrivalProcess({
        ...{ engine, name: "registration", arrivals, random: parts.arrivals(), roundSize: 0 },
        create: (index) => {
          this.#begin(index % count, false);
          return true;
        },
      });
    const hasNext = nextTarget !== null && !bound;
    if (!hasNext && backOff === null) return;
    this.#transactionEnd = engine.lane(hasNext ? nextTarget.timeout : limit);
    this.#over = engine.register("timer F of REGISTER", (registration, transaction) => {
      if (transaction === this.#transaction[registration] && !this.#triesNext(registration)) this.#failed(registration);
    });
    if (backOff === null) return;
    this.#again = engine.register("register again", (registration, transaction) => {
      if (transaction === this.#transaction[registration]) this.#begin(registration, true);
    });
  }

  /** From now on REGISTERs go another way, some of them over connections. */
  goBy(carrier: Carrier, connections: KeptConnections | null): void {
    [this.#network, this.#connections] = [carrier, connections];
  }

  /** Registers anew over a connection that has just begun. */
  renew(registration: number): void {
    this.#begin(registration, false);
  }

  /** Whether registrations are made during the run; otherwise they are there from the start. */
  get duringRun(): boolean {
    return this.#options.within !== null;
  }

  /** When the user of a registration last sent a REGISTER before the run [s]; −Infinity: long ago, or never. */
  lastSentBeforeStart(registration: number): number {
    const { within, refresh } = this.#options;
    if (within !== null || refresh === Infinity) return -Infinity;
    return refresh * ((registration + 0.5) / this.acknowledgedUntil.length - 1);
  }

  /** Begins a replication: schedules the first registrations, or takes them as made. */
  start(): void {
    const { within, refresh } = this.#options;
    const { count } = this;
    this.acknowledgedUntil.fill(within === null ? this.expires : 0);
    this.requestedUntil.fill(within === null ? this.expires : 0);
    this.#transaction.fill(0);
    this.begun = this.answered = this.retargeted = 0;
    this.chooseAll();
    this.#failures.fill(0);
    this.#waiting.fill(0);
    const { avalanche } = this.#options;
    if (avalanche !== null)
      for (let registration = 0; registration < count; registration++)
        this.#engine.at(
          avalanche.at + (avalanche.within * (registration + 0.5)) / count,
          this.#restart,
          registration,
          0,
        );
    this.#arrivals?.start();
    // Refreshes of registrations made earlier are spread evenly over one refresh period.
    const period = within ?? refresh;
    if (period === Infinity) return;
    for (let registration = 0; registration < count; registration++)
      this.#engine.at((period * (registration + 0.5)) / count, this.#register, registration, 0);
  }

  /** Registrations whose last REGISTER has no 200 yet and may still get one. */
  get undecided(): number {
    const youngest = this.#engine.now + this.expires - transactionTimeout(this.#options.timers);
    return this.requestedUntil.reduce(
      (count, until, i) => count + Number(until > youngest && until !== this.acknowledgedUntil[i]),
      0,
    );
  }

  /** A 200 to a REGISTER has come back. */
  receive(message: number): void {
    const registration = subjectOf(message);
    const until = this.requestedUntil[registration]!;
    if (this.acknowledgedUntil[registration] !== until) {
      this.answered++;
      this.#observer(this.#engine.now - (until - this.expires));
    }
    this.acknowledgedUntil[registration] = until;
    this.#connections?.acknowledged(registration);
    if (this.#waiting[registration] === 1) return; // a copy, or later than the user agent waited for it
    this.#transaction[registration]!++;
    if (this.#options.backOff === null) return;
    this.#failures[registration] = 0;
    this.#waiting[registration] = 1;
    const { refresh } = this.#options;
    if (refresh < Infinity)
      this.#engine.lane(refresh).send(this.#again, registration, this.#transaction[registration]!);
  }

  /** A REGISTER was refused: a final answer too. After 503 the next address is tried; else the registration has failed. */
  refused(message: number, envelope: number): void {
    const registration = subjectOf(message);
    if (viaOf(envelope) !== 0 && viaOf(envelope) !== this.addressOf(registration)) return; // of an address given up before
    if (this.#waiting[registration] === 1) return; // a copy
    const { nonces } = this.#options;
    if (isChallenge(extraOf(envelope))) {
      const response = nonces!.answer(registration, isStaleChallenge(extraOf(envelope)));
      if (response === "again") this.#request(registration);
      if (response !== "too many") return;
    }
    if (STATUS[extraOf(envelope)] !== 503 || !this.#triesNext(registration)) this.#failed(registration);
  }

  /**
   * A registration has failed: the next refresh tries again, or the user agent does after its back-off, unless it gives up.
   */
  #failed(registration: number): void {
    this.#transaction[registration]!++;
    if (this.#connections?.has(registration)) {
      this.#connections.refused(registration);
      return;
    }
    const { backOff } = this.#options;
    if (backOff === null) return;
    this.#failures[registration] = Math.min(this.#failures[registration]! + 1, FAILURES_MAX);
    this.#waiting[registration] = 1;
    const isAny = this.ofSameUser(registration).some((i) => this.#failures[i] === 0);
    const wait = waitAfter(backOff, this.#failures[registration]!, isAny, () => this.#random.uniform());
    if (wait < Infinity) this.#engine.after(wait, this.#again, registration, this.#transaction[registration]!);
  }

  /**
   * A registration or its refresh begins.
   * @param refreshes whether the next refresh follows it; user agents that back off wait for the answer to decide that
   */
  #begin(registration: number, refreshes: boolean): void {
    const { refresh } = this.#options;
    const backsOff = this.#options.backOff !== null;
    this.begun++;
    this.#options.nonces?.begin(registration);
    if (backsOff) this.#waiting[registration] = 0;
    if (!this.#connections?.isUp(registration)) this.choose(registration);
    this.#send(registration);
    if (refreshes && !backsOff && refresh < Infinity) this.#engine.lane(refresh).send(this.#register, registration, 0);
  }

  #send(registration: number): void {
    this.requestedUntil[registration] = this.#engine.now + this.expires;
    this.#request(registration);
  }

  /** A transaction begins. */
  #request(registration: number): void {
    this.#transaction[registration]!++;
    this.#transmit(registration);
    if (this.#options.retransmission && !this.#connections?.has(registration)) this.#resendLater(registration, 1);
    this.#transactionEnd?.send(this.#over, registration, this.#transaction[registration]!);
  }

  /** The address has failed; whether there is another one, to which the REGISTER goes now (RFC 3263 §4.3). */
  #triesNext(registration: number): boolean {
    if (!this.movesOn(registration)) return false;
    this.retargeted++;
    this.#send(registration);
    return true;
  }

  #resendLater(registration: number, n: number): void {
    const lane = this.#engine.lane(timerE(this.#options.timers, n));
    lane.send(this.#resend, registration, n | (this.#transaction[registration]! << COUNT_BITS));
  }

  #transmit(registration: number): void {
    const extra = this.#options.nonces?.isHeld(registration) === true ? WITH_CREDENTIALS : 0;
    const envelope = envelopeOf(this.addressOf(registration), 0, extra);
    this.#network.send(this.#host, messageOf(Kind.REGISTER, registration), envelope);
  }
}
