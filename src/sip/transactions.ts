import type { Engine, EventCode } from "../kernel/engine.ts";
import { envelopeOf, kindOf, messageOf, subjectOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import type { TransactionKeeping } from "../tiers/description.ts";
import { Kind, PROVISIONAL, statusIndex } from "./message.ts";
import { type BaseTimers, sendingInstants, timerA, timerE, timerG, transactionTimeout } from "./timers.ts";
import { NONE, OF_BYE, OF_CANCEL, OF_INVITE, State, TransactionTable, type Which } from "./transaction-table.ts";

/** Between whom transactions stand. */
export interface TransactionsParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly endpoints: { readonly callers: number; readonly callees: number };
  readonly timers: BaseTimers;
  readonly options: TransactionKeeping;
  /** Does something for a process now, or when it goes on if it hangs. */
  readonly whenItWorks: (host: number, act: () => void) => void;
  /** Hears of a message that dies with a transaction, or that matches none and is dropped. */
  readonly lost: (host: number, message: number) => void;
}

/** What a proxy does with a request. */
export const Admitted = { NEW: 0, ABSORBED: 1, FULL: 2 } as const;
export type Admitted = (typeof Admitted)[keyof typeof Admitted];

/** An event carries the number of a retransmission below, and the life of its slot above. */
const COUNT_BITS = 7;
const COUNT_MASK = (1 << COUNT_BITS) - 1;
const LIFE_MASK = 2 ** (32 - COUNT_BITS) - 1;

const TRYING = PROVISIONAL.indexOf(100);
const REQUEST_TIMEOUT = statusIndex(408);
const METHODS: Readonly<Record<Which, Kind>> = {
  [OF_INVITE]: Kind.INVITE,
  [OF_BYE]: Kind.BYE,
  [OF_CANCEL]: Kind.CANCEL,
};

/** Which request a response answers. */
const requestOf = (kind: number): Which =>
  kind === Kind.OK_CANCEL ? OF_CANCEL : kind === Kind.OK_BYE || kind === Kind.FAIL_BYE ? OF_BYE : OF_INVITE;

/**
 * The transactions of the stateful proxies of one tier, each pair of a server and a client transaction (RFC 3261 §16) in a slot. They
 * answer INVITE with 100 at once, absorb what comes again, repeat what is not answered, and die with their process.
 */
export class Transactions {
  readonly #engine: Engine;
  readonly #network: Network;
  readonly #callers: number;
  readonly #callees: number;
  readonly #timers: BaseTimers;
  readonly #options: TransactionKeeping;
  readonly #lost: (host: number, message: number) => void;
  readonly #table = new TransactionTable();
  readonly #repeat: EventCode;
  readonly #repeatFinal: EventCode;
  readonly #rung: EventCode;
  readonly #over: EventCode;
  readonly #invites: number;
  readonly #others: number;
  readonly #finals: number;

  constructor({ engine, network, endpoints, timers, options, whenItWorks, lost }: TransactionsParts) {
    this.#engine = engine;
    this.#network = network;
    this.#callers = endpoints.callers;
    this.#callees = endpoints.callees;
    this.#timers = timers;
    this.#options = options;
    this.#lost = lost;
    this.#invites = sendingInstants(timers, timerA).length;
    this.#others = sendingInstants(timers, timerE).length;
    this.#finals = sendingInstants(timers, timerG).length;
    const fires = (due: (slot: number, b: number) => void) => (slot: number, b: number) => {
      if (!this.#isStale(slot, b)) whenItWorks(this.#table.host[slot]!, () => !this.#isStale(slot, b) && due(slot, b));
    };
    this.#repeat = engine.register(
      "timer A or E of a proxy",
      fires((slot, b) => this.#repeated(slot, b)),
    );
    this.#repeatFinal = engine.register(
      "timer G of a proxy",
      fires((slot, b) => {
        const n = b & COUNT_MASK;
        if (this.#table.state[slot] !== State.COMPLETED || n >= this.#finals) return;
        this.#respond(slot);
        this.#later(this.#repeatFinal, slot, n + 1, timerG(timers, n + 1));
      }),
    );
    this.#rung = engine.register(
      "timer C",
      fires((slot, b) => {
        if (this.#table.state[slot] !== State.PROCEEDING) return;
        const left = this.#table.heardAt[slot]! + options.ringing - engine.now;
        if (left > 0) engine.after(left, this.#rung, slot, b);
        else this.#cancel(slot);
      }),
    );
    this.#over = engine.register("transaction over", (slot, b) => {
      if (!this.#isStale(slot, b)) this.#table.end(slot);
    });
  }

  /** As at the start of a replication. */
  reset(): void {
    this.#table.reset();
  }

  /** A process dies, and its transactions with it. What had got no response from downstream yet is lost. */
  forget(host: number): void {
    for (const slot of this.#table.of(host)) {
      const which = this.#table.which[slot]!;
      if (this.#table.state[slot] === State.TRYING && which !== OF_CANCEL)
        this.#lost(host, messageOf(which === OF_INVITE ? Kind.INVITE : Kind.BYE, this.#table.call[slot]!));
      this.#table.end(slot);
    }
  }

  /** A request has arrived at a host by way of an address: a new one, or one that has come before. */
  admit(host: number, message: number, address: number): Admitted {
    const kind = kindOf(message);
    const call = subjectOf(message);
    if (kind === Kind.ACK) return Admitted.NEW; // a 200 is acknowledged end to end (§13.2.2.4)
    if (kind === Kind.CANCEL) return this.#hungUp(host, call, address) ? Admitted.ABSORBED : Admitted.NEW;
    const which = kind === Kind.BYE ? OF_BYE : OF_INVITE;
    const slot = this.#table.find(host, call, which, address);
    if (slot !== NONE) {
      const state = this.#table.state[slot];
      const isOver = state === State.ACCEPTED || state === State.CONFIRMED;
      if (this.#table.response[slot] !== NONE && !isOver) this.#respond(slot);
      return Admitted.ABSORBED;
    }
    if (this.#table.kept(host) >= this.#options.limit) return Admitted.FULL;
    const begun = this.#begin(host, call, which, address);
    if (which === OF_INVITE) {
      this.#table.response[begun] = messageOf(Kind.RINGING, call);
      this.#table.status[begun] = TRYING;
      this.#respond(begun);
    }
    return Admitted.NEW;
  }

  /** Whether a host has a transaction of an INVITE or BYE that came by way of an address. */
  knows(host: number, message: number, address: number): boolean {
    return this.#table.ofRequest(host, message, address) !== NONE;
  }

  /** An INVITE or BYE has been sent on: it is repeated until there is a response. */
  forwarded(host: number, message: number, address: number): void {
    const slot = this.#table.ofRequest(host, message, address);
    if (slot !== NONE) this.#later(this.#repeat, slot, 1, this.#timers.t1);
  }

  /** A host refuses a request itself: @returns whether it keeps a transaction for it, which does the rest */
  refused(host: number, message: number, address: number, status: number): boolean {
    const slot = this.#table.ofRequest(host, message, address);
    if (slot === NONE) return false;
    const isBye = kindOf(message) === Kind.BYE;
    this.#complete(slot, messageOf(isBye ? Kind.FAIL_BYE : Kind.FAIL_INVITE, subjectOf(message)), status);
    this.#respond(slot);
    return true;
  }

  /** An ACK for a final response above 299: it ends here where the response did (§17.1.1.3). */
  acknowledged(host: number, message: number, address: number): boolean {
    const slot = this.#table.find(host, subjectOf(message), OF_INVITE, address);
    if (slot === NONE || this.#table.state[slot]! < State.COMPLETED) return false;
    this.#table.state[slot] = State.CONFIRMED;
    return true;
  }

  /** A response has come from downstream to an address: @returns whether it goes on upstream */
  passes(host: number, message: number, address: number, status: number): boolean {
    const kind = kindOf(message);
    const call = subjectOf(message);
    const slot = this.#table.find(host, call, requestOf(kind), address);
    if (slot === NONE) {
      if (this.#options.strayResponses === "forward") return true;
      this.#lost(host, message);
      return false;
    }
    const state = this.#table.state[slot]!;
    switch (kind) {
      case Kind.OK_CANCEL:
        this.#table.end(slot);
        return false;
      case Kind.RINGING:
        return this.#rings(slot, message, status);
      case Kind.OK_INVITE:
        if (state < State.ACCEPTED) this.#linger(slot, State.ACCEPTED);
        return state <= State.ACCEPTED;
      case Kind.FAIL_INVITE:
        this.#network.send(host, messageOf(Kind.ACK_FAIL, call), envelopeOf(this.#callees, address, status));
        if (state < State.ACCEPTED) this.#complete(slot, message, status);
        return state < State.ACCEPTED;
      default: // the final response to a BYE
        if (state < State.COMPLETED) this.#complete(slot, message, status);
        return state < State.COMPLETED;
    }
  }

  #rings(slot: number, message: number, status: number): boolean {
    if (this.#table.state[slot]! > State.PROCEEDING) return false;
    this.#table.heardAt[slot] = this.#engine.now;
    if (this.#table.state[slot] === State.TRYING) {
      this.#table.state[slot] = State.PROCEEDING;
      this.#engine.lane(this.#options.ringing).send(this.#rung, slot, this.#table.life[slot]! << COUNT_BITS);
      if (this.#table.isCancelled[slot] === 1) this.#cancel(slot);
    }
    if (PROVISIONAL[status] === 100) return false; // hop by hop (§16.7)
    this.#table.response[slot] = message;
    this.#table.status[slot] = status;
    return true;
  }

  /** The caller's CANCEL is answered here, and goes on as soon as there is something to cancel (§16.10, §9.1). */
  #hungUp(host: number, call: number, address: number): boolean {
    const slot = this.#table.find(host, call, OF_INVITE, address);
    if (slot === NONE) return false;
    if (this.#table.state[slot] === State.PROCEEDING && this.#table.isCancelled[slot] === 0) this.#cancel(slot);
    this.#network.send(host, messageOf(Kind.OK_CANCEL, call), envelopeOf(this.#callers, 0));
    this.#table.isCancelled[slot] = 1;
    return true;
  }

  #cancel(slot: number): void {
    const { host, call, address } = this.#table;
    if (this.#table.find(host[slot]!, call[slot]!, OF_CANCEL, address[slot]!) !== NONE) return;
    const own = this.#begin(host[slot]!, call[slot]!, OF_CANCEL, address[slot]!);
    this.#send(own);
    this.#later(this.#repeat, own, 1, this.#timers.t1);
  }

  #begin(host: number, call: number, which: Which, address: number): number {
    const slot = this.#table.begin(host, call, which, address);
    this.#table.heardAt[slot] = this.#engine.now;
    return slot;
  }

  /** Timers A and E send a request again; timers B and F give it up. */
  #repeated(slot: number, b: number): void {
    const isInvite = this.#table.which[slot] === OF_INVITE;
    if (this.#table.state[slot]! > (isInvite ? State.TRYING : State.PROCEEDING)) return;
    const n = b & COUNT_MASK;
    if (n < (isInvite ? this.#invites : this.#others)) {
      this.#send(slot);
      const next = (isInvite ? timerA : timerE)(this.#timers, n + 1);
      this.#later(this.#repeat, slot, n + 1, Math.min(next, this.#untilTimeout(slot)));
    } else if (isInvite) {
      this.#complete(slot, messageOf(Kind.FAIL_INVITE, this.#table.call[slot]!), REQUEST_TIMEOUT);
      this.#respond(slot);
    } else this.#table.end(slot); // no 408 for others: it would come too late (RFC 4320 §4.1)
  }

  #untilTimeout(slot: number): number {
    return Math.max(0, this.#table.heardAt[slot]! + transactionTimeout(this.#timers) - this.#engine.now);
  }

  #send(slot: number): void {
    const { host, call, which, address } = this.#table;
    const request = messageOf(METHODS[which[slot] as Which], call[slot]!);
    this.#network.send(host[slot]!, request, envelopeOf(this.#callees, address[slot]!));
  }

  /** There is a final response, which goes upstream; that to an INVITE again and again until its ACK comes. */
  #complete(slot: number, response: number, status: number): void {
    this.#table.response[slot] = response;
    this.#table.status[slot] = status;
    this.#linger(slot, State.COMPLETED);
    if (this.#table.which[slot] === OF_INVITE) this.#later(this.#repeatFinal, slot, 1, timerG(this.#timers, 1));
  }

  /** Timers H, J and L: a transaction stays for what comes late. */
  #linger(slot: number, state: number): void {
    this.#table.state[slot] = state;
    this.#engine.lane(transactionTimeout(this.#timers)).send(this.#over, slot, this.#table.life[slot]! << COUNT_BITS);
  }

  /** Sends the last response again; a 100 and a refusal name the address by way of which the request came. */
  #respond(slot: number): void {
    const { host, address, response, status } = this.#table;
    const kind = kindOf(response[slot]!);
    const isTrying = kind === Kind.RINGING && status[slot] === TRYING;
    const via = isTrying || kind === Kind.FAIL_INVITE || kind === Kind.FAIL_BYE ? address[slot]! : 0;
    this.#network.send(host[slot]!, response[slot]!, envelopeOf(this.#callers, via, status[slot]!));
  }

  #later(code: EventCode, slot: number, n: number, delay: number): void {
    this.#engine.lane(delay).send(code, slot, n | (this.#table.life[slot]! << COUNT_BITS));
  }

  #isStale(slot: number, b: number): boolean {
    return b >>> COUNT_BITS !== (this.#table.life[slot]! & LIFE_MASK);
  }
}
