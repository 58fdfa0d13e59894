import type { Engine, EventCode } from "../kernel/engine.ts";
import type { Network } from "../network/network.ts";
import { envelopeOf, Kind, messageOf, subjectOf } from "./message.ts";
import { type BaseTimers, timerE, transactionTimeout } from "./timers.ts";

/** An event of timer E carries the number of the retransmission and, above it, that of the transaction. */
const COUNT_BITS = 8;
const COUNT_MASK = 0xff;

export interface RegistrationOptions {
  /** Lifetime of a binding [s]. */
  readonly expires: number;
  /** From a registration to its refresh [s]; less than `expires`. */
  readonly refresh: number;
  /** First registrations are spread evenly over this time from the start [s]; null: they were made before the run. */
  readonly within: number | null;
  readonly retransmission: boolean;
  readonly timers: BaseTimers;
}

/**
 * The user agents as registrants. A registration is one user at one address: number = user × addresses + address. Each is
 * refreshed before it expires; what the user agent believes to be registered may differ from what the registrar holds.
 */
export class Registrations {
  readonly users: number;
  readonly addresses: readonly number[];
  readonly expires: number;
  readonly #engine: Engine;
  readonly #network: Network;
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

  /** @param addresses the addresses each user registers with; registration numbers follow their order */
  constructor(
    engine: Engine,
    network: Network,
    host: number,
    users: number,
    addresses: readonly number[],
    options: RegistrationOptions,
  ) {
    this.#engine = engine;
    this.#network = network;
    this.#host = host;
    this.users = users;
    this.addresses = addresses;
    this.expires = options.expires;
    this.#options = options;
    this.acknowledgedUntil = new Float64Array(users * addresses.length);
    this.requestedUntil = new Float64Array(users * addresses.length);
    this.#transaction = new Int32Array(users * addresses.length);
    const limit = transactionTimeout(options.timers);
    this.#register = engine.register("register", (registration) => this.#send(registration));
    this.#resend = engine.register("timer E of REGISTER", (registration, b) => {
      const elapsed = engine.now - (this.requestedUntil[registration]! - this.expires);
      if (b >>> COUNT_BITS !== this.#transaction[registration] || elapsed >= limit) return; // ended, or timer F
      this.#transmit(registration);
      this.#resendLater(registration, (b & COUNT_MASK) + 1);
    });
  }

  userOf(registration: number): number {
    return Math.floor(registration / this.addresses.length);
  }

  addressOf(registration: number): number {
    return this.addresses[registration % this.addresses.length]!;
  }

  /** Number of the registration of a user at an address; −1 if users do not register there. */
  at(user: number, address: number): number {
    const index = this.addresses.indexOf(address);
    return index < 0 ? -1 : user * this.addresses.length + index;
  }

  /** Whether registrations are made during the run; otherwise they are there from the start. */
  get duringRun(): boolean {
    return this.#options.within !== null;
  }

  /** Begins a replication: schedules the first registrations, or takes them as made. */
  start(): void {
    const { within, refresh } = this.#options;
    const count = this.acknowledgedUntil.length;
    this.acknowledgedUntil.fill(within === null ? this.expires : 0);
    this.requestedUntil.fill(within === null ? this.expires : 0);
    this.#transaction.fill(0);
    // Refreshes of registrations made earlier are spread evenly over one refresh period.
    const period = within ?? refresh;
    if (period === Infinity) return;
    for (let registration = 0; registration < count; registration++)
      this.#engine.at((period * (registration + 0.5)) / count, this.#register, registration, 0);
  }

  /** A 200 to a REGISTER has come back. */
  receive(message: number): void {
    const registration = subjectOf(message);
    this.acknowledgedUntil[registration] = this.requestedUntil[registration]!;
    this.#transaction[registration]!++;
  }

  /** A REGISTER was refused: a final answer too. The next refresh tries again. */
  refused(message: number): void {
    this.#transaction[subjectOf(message)]!++;
  }

  #send(registration: number): void {
    const { refresh, retransmission } = this.#options;
    this.requestedUntil[registration] = this.#engine.now + this.expires;
    this.#transaction[registration]!++;
    this.#transmit(registration);
    if (retransmission) this.#resendLater(registration, 1);
    if (refresh < Infinity) this.#engine.lane(refresh).send(this.#register, registration, 0);
  }

  #resendLater(registration: number, n: number): void {
    const lane = this.#engine.lane(timerE(this.#options.timers, n));
    lane.send(this.#resend, registration, n | (this.#transaction[registration]! << COUNT_BITS));
  }

  #transmit(registration: number): void {
    this.#network.send(this.#host, messageOf(Kind.REGISTER, registration), envelopeOf(this.addressOf(registration), 0));
  }
}
