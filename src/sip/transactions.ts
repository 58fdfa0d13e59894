import type { Engine, EventCode } from "../kernel/engine.ts";
import { kindOf, messageOf, subjectOf } from "../network/message.ts";
import type { TransactionKeeping } from "../tiers/description.ts";
import type { Carrier } from "./carrier.ts";
import { Downstream } from "./downstream.ts";
import { Forks } from "./forks.ts";
import type { Ways } from "./hops.ts";
import { isOfFlow, Kind, PROVISIONAL, statusIndex } from "./message.ts";
import { type BaseTimers, sendingInstants, timerG, transactionTimeout } from "./timers.ts";
import { Admitted, type TransactionsParts } from "./transaction-parts.ts";
import {
  answeredBy,
  NONE,
  OF_BYE,
  OF_CANCEL,
  OF_INVITE,
  State,
  TransactionEvents,
  TransactionTable,
} from "./transaction-table.ts";

const TRYING = PROVISIONAL.indexOf(100);
const REQUEST_TIMEOUT = statusIndex(408);
const UNAVAILABLE = statusIndex(503);

/**
 * The transactions of the stateful proxies or directors of one tier, each pair of a server and a client transaction (RFC 3261 §16) in a slot,
 * and those of a fork in one for each branch besides. They answer INVITE with 100 at once, absorb what comes again, repeat what is not
 * answered, and die with their process.
 */
export class Transactions {
  readonly #engine: Engine;
  readonly #network: Carrier;
  readonly #ways: Ways;
  readonly #timers: BaseTimers;
  readonly #options: TransactionKeeping;
  readonly #answersByConnection: boolean;
  readonly #flows: TransactionsParts["flows"];
  readonly #lost: (host: number, message: number) => void;
  readonly #table = new TransactionTable();
  readonly #events: TransactionEvents;
  readonly #clients: Downstream;
  readonly #forks: Forks | null;
  readonly #repeatFinal: EventCode;
  readonly #rung: EventCode;
  readonly #over: EventCode;

  constructor(parts: TransactionsParts) {
    const { engine, network, ways, timers, options, targets, processOf, lost } = parts;
    this.#engine = engine;
    this.#network = network;
    this.#ways = ways;
    this.#timers = timers;
    this.#options = options;
    this.#answersByConnection = parts.answersByConnection;
    [this.#flows, this.#lost] = [parts.flows, lost];
    this.#events = new TransactionEvents(engine, this.#table, processOf);
    this.#clients = new Downstream({
      ...{ engine, network, ways, timers, targets, isConnected: parts.isConnected },
      table: this.#table,
      events: this.#events,
      failed: (slot) => this.#unanswered(slot),
      rungOut: (server, round) => this.#forks!.rungOut(server, round),
    });
    this.#forks =
      targets &&
      new Forks(this.#table, targets, {
        begin: (server, branch) => this.#clients.branch(server, branch),
        began: (server, round) => this.#clients.round(server, round),
        close: (slot, state) => this.#linger(slot, state),
        cancel: (slot) => this.#clients.cancel(slot),
        refuse: (server, status) => this.#refuse(server, status),
      });
    const finals = sendingInstants(timers, timerG).length;
    this.#repeatFinal = this.#events.register("timer G of a proxy", (slot, n) => {
      if (this.#table.state[slot] !== State.COMPLETED || n >= finals) return;
      this.#respond(slot);
      this.#events.later(this.#repeatFinal, slot, n + 1, timerG(timers, n + 1));
    });
    this.#rung = this.#events.register("timer C", (slot) => {
      if (this.#table.state[slot] !== State.PROCEEDING) return;
      const left = this.#table.heardAt[slot]! + options.ringing - engine.now;
      if (left > 0) this.#events.after(left, this.#rung, slot);
      else {
        this.#clients.cancel(slot);
        if (this.#table.isBranch(slot)) this.#forks!.failed(slot, REQUEST_TIMEOUT);
      }
    });
    this.#over = this.#events.register("transaction over", (slot) => this.#table.end(slot), false);
  }

  /** As at the start of a replication. */
  reset(): void {
    this.#table.reset();
  }

  /** A process dies, and its transactions with it. What had got no response from downstream yet is lost, and what had targets left. */
  forget(host: number): void {
    for (const slot of this.#table.of(host)) {
      const isOfUpstream = !this.#table.isBranch(slot) && this.#table.which[slot] !== OF_CANCEL;
      const waits = this.#table.state[slot] === State.TRYING || (this.#forks?.waits(slot) ?? false);
      if (isOfUpstream && waits) this.#lost(host, this.#table.requestOf(slot));
      this.#table.end(slot);
    }
  }

  /**
   * A request has arrived at a host by way of an address: a new one, or one that has come before.
   * @param contact which of several it is for, or 0
   * @param credentials that it shows to whoever it is sent on to, by their number in the envelope; 0: none
   */
  admit(host: number, message: number, address: number, contact = 0, credentials = 0): Admitted {
    const kind = kindOf(message);
    const call = subjectOf(message);
    if (kind === Kind.ACK) {
      const endsHere = this.#flows !== null && this.acknowledged(host, message, address);
      return endsHere ? Admitted.ABSORBED : Admitted.NEW; // a 200 is acknowledged end to end (§13.2.2.4)
    }
    if (kind === Kind.CANCEL) return this.#hungUp(host, call, address) ? Admitted.ABSORBED : Admitted.NEW;
    const which = kind === Kind.BYE ? OF_BYE : OF_INVITE;
    const slot = this.#table.ofRequest(host, message, address, contact);
    if (slot !== NONE && credentials > 0 && this.#table.isChallenged(slot)) this.#forks!.end(slot);
    else if (slot !== NONE) {
      if (this.#table.isRepeated(slot)) this.#respond(slot);
      return Admitted.ABSORBED;
    }
    if (this.#table.kept(host) >= this.#options.limit) return Admitted.FULL;
    const begun = this.#table.begin(host, call, which, address, which === OF_BYE ? contact : 0);
    this.#table.heardAt[begun] = this.#engine.now;
    this.#table.credentials[begun] = credentials;
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
  forwarded(host: number, message: number, address: number, contact = 0): void {
    const slot = this.#table.ofRequest(host, message, address, contact);
    if (slot !== NONE) this.#clients.begin(slot);
  }

  /** A request could not be sent: that counts as a 503 (§16.9). What has failed otherwise, or was answered, has nothing to fear. */
  unsent(host: number, message: number, target: number): void {
    const slot = this.#table.sentTo(host, message, target);
    if (slot === NONE || this.#table.state[slot] !== State.TRYING) return;
    if (this.#table.isBranch(slot)) this.#forks!.failed(slot, UNAVAILABLE);
    else this.#refuse(slot, UNAVAILABLE);
  }

  /** A new INVITE or BYE goes on to the first of its targets: @returns whether there is any */
  fork(host: number, message: number, address: number): boolean {
    return this.#forks!.begin(this.#table.ofRequest(host, message, address), message);
  }

  /** A host refuses a request itself: @returns whether it keeps a transaction for it, which does the rest */
  refused(host: number, message: number, address: number, status: number): boolean {
    const slot = this.#table.ofRequest(host, message, address);
    if (slot !== NONE) this.#refuse(slot, status);
    return slot !== NONE;
  }

  /** An ACK for a final response above 299: it ends here where the response did (§17.1.1.3). A flow has one ACK for all responses. */
  acknowledged(host: number, message: number, address: number): boolean {
    const slot = this.#table.find(host, subjectOf(message), OF_INVITE, address);
    if (slot === NONE || this.#table.state[slot]! < State.COMPLETED) return false;
    if (kindOf(message) === Kind.ACK && kindOf(this.#table.response[slot]!) !== Kind.FLOW_RESPONSE_BACK) return false;
    this.#table.state[slot] = State.CONFIRMED;
    return true;
  }

  /** A response has come from downstream to an address, on a branch of a fork or not: @returns whether it goes on upstream */
  passes(host: number, message: number, address: number, status: number, branch = 0): boolean {
    const kind = this.#flows === null ? kindOf(message) : this.#flows.answersAs(kindOf(message), status);
    if (kind === null) return true;
    const call = subjectOf(message);
    const slot = this.#table.find(host, call, answeredBy(kind), address, branch);
    if (slot === NONE) {
      const isForward = this.#options.strayResponses === "forward" || this.#ways.isInDialog(host, call);
      if (isForward || this.#flows !== null) return true; // it may answer what a flow has asked beside its call
      this.#lost(host, message);
      return false;
    }
    const state = this.#table.state[slot]!;
    const mayBeBeside = this.#flows !== null && (isOfFlow(kindOf(message)) || kind === Kind.OK_BYE);
    if (mayBeBeside && state >= State.ACCEPTED && !this.#table.isLast(slot, message, status)) return true;
    const isBranch = this.#table.isBranch(slot);
    switch (kind) {
      case Kind.OK_CANCEL:
        this.#table.end(slot);
        return false;
      case Kind.RINGING:
        return this.#rings(slot, message, status);
      case Kind.OK_INVITE:
        if (isBranch) {
          // Every 200 of a fork goes on, before the others are cancelled (§16.7, steps 5 and 10).
          this.#network.send(host, message, this.#ways.response(host, call, branch, status));
          this.#forks!.accepted(slot, State.ACCEPTED);
          return false;
        }
        if (state < State.ACCEPTED) this.#linger(slot, State.ACCEPTED);
        return state <= State.ACCEPTED;
      case Kind.FAIL_INVITE:
        this.#clients.sendOn(slot, messageOf(Kind.ACK_FAIL, call), status);
        if (state >= State.ACCEPTED || this.#table.isOfBefore(slot, status)) return false;
        if (isBranch) this.#forks!.failed(slot, status);
        else this.#complete(slot, message, status);
        return !isBranch;
      default: // the final response to a BYE
        if (state >= State.COMPLETED || (kind === Kind.FAIL_BYE && this.#table.isOfBefore(slot, status))) return false;
        if (!isBranch) this.#complete(slot, message, status);
        else if (kind === Kind.FAIL_BYE) this.#forks!.failed(slot, status);
        else return this.#forks!.accepted(slot, State.COMPLETED, message);
        return !isBranch;
    }
  }

  #rings(slot: number, message: number, status: number): boolean {
    if (this.#table.state[slot]! > State.PROCEEDING) return false;
    this.#table.heardAt[slot] = this.#engine.now;
    if (this.#table.state[slot] === State.TRYING) {
      this.#events.later(this.#rung, slot, 0, this.#options.ringing);
      this.#clients.proceeds(slot);
    }
    const { state, response, status: sent, fork } = this.#table;
    const server = this.#table.isBranch(slot) ? fork[slot]! : slot;
    if (state[server]! > State.PROCEEDING) return false;
    state[server] = State.PROCEEDING;
    if (PROVISIONAL[status] === 100) return false; // hop by hop (§16.7)
    response[server] = message;
    sent[server] = status;
    return true;
  }

  /** The caller's CANCEL is answered here, and goes on as soon as there is something to cancel (§16.10, §9.1). */
  #hungUp(host: number, call: number, address: number): boolean {
    const slot = this.#table.find(host, call, OF_INVITE, address);
    if (slot === NONE) return false;
    if (this.#table.fork[slot] === slot) this.#forks!.cancel(slot);
    else if (this.#table.state[slot] === State.PROCEEDING && this.#table.isCancelled[slot] === 0)
      this.#clients.cancel(slot);
    this.#network.send(host, messageOf(Kind.OK_CANCEL, call), this.#ways.response(host, call, 0));
    this.#table.isCancelled[slot] = 1;
    return true;
  }

  /** Nobody says anything downstream: timers B and F, or silence that is not waited for any longer. */
  #unanswered(slot: number): void {
    if (this.#table.isBranch(slot)) this.#forks!.failed(slot, REQUEST_TIMEOUT, true);
    else this.#refuse(slot, REQUEST_TIMEOUT);
  }

  /** The answer is a final response of our own; but no 408 to other requests than INVITE: it would come too late (RFC 4320 §4.1). */
  #refuse(slot: number, status: number): void {
    const isBye = this.#table.which[slot] === OF_BYE;
    if (isBye && status === REQUEST_TIMEOUT) {
      this.#table.end(slot);
      return;
    }
    this.#complete(slot, messageOf(isBye ? Kind.FAIL_BYE : Kind.FAIL_INVITE, this.#table.call[slot]!), status);
    this.#respond(slot);
  }

  /** There is a final response, which goes upstream; that to an INVITE again and again until its ACK comes. */
  #complete(slot: number, response: number, status: number): void {
    this.#table.response[slot] = response;
    this.#table.status[slot] = status;
    this.#linger(slot, State.COMPLETED);
    if (this.#table.which[slot] === OF_INVITE && !this.#answersByConnection)
      this.#events.later(this.#repeatFinal, slot, 1, timerG(this.#timers, 1));
  }

  /** Timers H, J and L: a transaction stays for what comes late. */
  #linger(slot: number, state: number): void {
    this.#table.state[slot] = state;
    this.#events.later(this.#over, slot, 0, transactionTimeout(this.#timers));
  }

  /** Sends the last response again; a 100 and a refusal name the address by way of which the request came, one to a BYE the contact. */
  #respond(slot: number): void {
    const { host, call, address, branch, response, status } = this.#table;
    const kind = kindOf(response[slot]!);
    const isTrying = kind === Kind.RINGING && status[slot] === TRYING;
    const isNamed = isTrying || kind === Kind.FAIL_INVITE || kind === Kind.FAIL_BYE;
    const envelope = this.#ways.response(
      host[slot]!,
      call[slot]!,
      isNamed ? address[slot]! : branch[slot]!,
      status[slot]!,
    );
    this.#network.send(host[slot]!, response[slot]!, envelope);
  }
}
