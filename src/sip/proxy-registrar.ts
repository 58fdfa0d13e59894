import type { Engine } from "../kernel/engine.ts";
import { envelopeOf, extraOf, kindOf, messageOf, subjectOf, toOf, viaOf } from "../network/message.ts";
import type { Calls } from "./calls.ts";
import type { Carrier } from "./carrier.ts";
import { type Challenges, Met } from "./challenges.ts";
import type { Dialogs } from "./dialogs.ts";
import type { Ways } from "./hops.ts";
import { type LocationService, Lookup } from "./location-service.ts";
import {
  challengeIndex,
  contactIn,
  isInDialog,
  isOfCallee,
  isOfFlow,
  Kind,
  OVERLOADED,
  ofCall,
  refusalOf,
  statusIndex,
  treatedAs,
  WITH_CREDENTIALS,
} from "./message.ts";
import type { OverloadControl } from "./overload-control.ts";
import type { Endpoints, ProxyObserver, ProxyRegistrarParts, WorkerOwner } from "./proxy-parts.ts";
import { Left, withTransaction } from "./transaction-step.ts";
import type { Transactions } from "./transactions.ts";

const NOT_FOUND = statusIndex(404);
const FLOW_FAILED = statusIndex(430);
const SERVER_ERROR = statusIndex(500);
const NO_DIALOG = statusIndex(481);

/**
 * A proxy and registrar in one (the thesis's integrated proxy/registrar): finds the callee's binding, forwards requests to it and
 * responses back along the Via, keeps the bindings of those who register. Stateless, unless its host keeps transactions or dialogs.
 */
export class ProxyRegistrar {
  readonly #engine: Engine;
  readonly #network: Carrier;
  readonly #endpoints: Endpoints;
  readonly #calls: Calls;
  readonly #location: LocationService;
  readonly #observer: ProxyObserver;
  readonly #recordRoute: boolean;
  readonly #overload: ReadonlyMap<number, OverloadControl>;
  readonly #transactions: readonly (Transactions | undefined)[];
  readonly #challenges: readonly (Challenges | undefined)[];
  /** By host: whether it serves each message for itself, as it challenges nobody and keeps neither transactions nor dialogs. */
  readonly #isStateless: readonly boolean[];
  /** Workers, by host, that wait for the passwords of a user. */
  readonly #checking = new Map<number, Set<number>>();
  readonly #dialogs: readonly (Dialogs | undefined)[];
  readonly #ways: Ways;
  readonly #steps: { readonly ways: Ways; readonly forks: boolean };
  readonly #isRefused: ProxyRegistrarParts["isRefused"];

  constructor(parts: ProxyRegistrarParts) {
    const { engine, network, endpoints, calls, location, observer, recordRoute, overload, transactions } = parts;
    [this.#dialogs, this.#ways, this.#isRefused] = [parts.dialogs, parts.ways, parts.isRefused];
    this.#steps = { ways: parts.ways, forks: parts.forks };
    [this.#overload, this.#transactions, this.#challenges] = [overload, transactions, parts.challenges];
    const kept = [transactions, parts.challenges, parts.dialogs];
    this.#isStateless = Array.from({ length: network.hosts }, (_, host) => kept.every((of) => of[host] === undefined));
    [this.#engine, this.#network, this.#endpoints] = [engine, network, endpoints];
    [this.#calls, this.#location, this.#observer, this.#recordRoute] = [calls, location, observer, recordRoute];
  }

  /** A worker of `host` has spent its time on a message; true if it is free again, false if it waits for the database. */
  serve(host: number, message: number, envelope: number, arrivedAt: number, worker: number): boolean {
    return this.#isStateless[host]
      ? this.#serveAlone(host, message, envelope, arrivedAt, worker)
      : this.#serveStateful(host, message, envelope, arrivedAt, worker);
  }

  /** The same where a client may be challenged, and the message may belong to a transaction or dialog. */
  #serveStateful(host: number, message: number, envelope: number, arrivedAt: number, worker: number): boolean {
    const challenges = this.#challenges[host];
    if (challenges !== undefined) {
      this.#checking.get(host)?.delete(worker);
      const met = this.#meets(challenges, host, message, envelope);
      if (met === Met.CHALLENGED) {
        challenges.challenge(host, message);
        this.#observer.otherProcessed(this.#engine.now - arrivedAt);
        this.#challenge(host, message, envelope);
        return true;
      }
      if (met === Met.CHECKED) {
        challenges.accept(message);
        if (challenges.options.credentials === "database" && this.#asksFor(host, worker)) return false;
      }
    }
    return this.#serveAdmitted(host, message, envelope, arrivedAt, worker);
  }

  /** The same for a request whose client is known, and for all else. */
  #serveAdmitted(host: number, message: number, envelope: number, arrivedAt: number, worker: number): boolean {
    const transactions = this.#transactions[host];
    if (transactions !== undefined) {
      const left = withTransaction(transactions, host, message, envelope, this.#steps);
      if (left === Left.TO_REFUSE) this.#refuse(host, message, OVERLOADED, this.#ways.own(host, envelope));
      if (left !== Left.ALL) {
        this.#observer.otherProcessed(this.#engine.now - arrivedAt);
        return true;
      }
    }
    const dialogs = this.#dialogs[host];
    if (dialogs !== undefined && !this.#isOutsideDialogs(dialogs, host, message, envelope, arrivedAt)) return true;
    return this.#serveAlone(host, message, envelope, arrivedAt, worker);
  }

  /** The same for a message that belongs to no transaction or dialog of the host, or has still to be sent on. */
  #serveAlone(host: number, message: number, envelope: number, arrivedAt: number, worker: number): boolean {
    const kind = kindOf(message);
    switch (treatedAs(kind)) {
      case Kind.INVITE:
      case Kind.ACK:
      case Kind.BYE:
      case Kind.UPDATE:
      case Kind.CANCEL: {
        const isOnItsWay = (this.#recordRoute && isInDialog(kind)) || kind === Kind.FLOW_RESPONSE;
        if (isOnItsWay || this.#ways.isInFront(host, message)) {
          this.#forward(host, message, envelope, arrivedAt);
          return true;
        }
        const user = this.#calls.callee[subjectOf(message)]!;
        const found = this.#location.find(host, this.#ways.arrival(envelope), user, worker);
        if (found === Lookup.ASKED) return false;
        this.#decide(host, message, envelope, arrivedAt, found);
        return true;
      }
      case Kind.OK_INVITE:
      case Kind.OK_BYE:
        if (this.#overload.size > 0) {
          const announced = envelopeOf(0, 0, this.#overload.get(host)?.announcement ?? 0);
          this.#respond(host, message, announced, arrivedAt, host);
        } else this.#respond(host, message, envelope, arrivedAt);
        return true;
      case Kind.RINGING:
      case Kind.OK_CANCEL:
      case Kind.OK_UPDATE:
      case Kind.FAIL_UPDATE:
      case Kind.FAIL_INVITE:
      case Kind.FAIL_BYE:
        this.#respond(host, message, envelope, arrivedAt);
        return true;
      case Kind.REFUSED_INVITE:
      case Kind.REFUSED_REGISTER:
      case Kind.REFUSED_SUBSCRIBE:
        this.#refuse(host, message, OVERLOADED, this.#ways.arrival(envelope));
        return true;
      case Kind.REGISTER: {
        this.#observer.servedAt(this.#ways.arrival(envelope), host);
        const stored = this.#location.store(host, subjectOf(message), worker);
        if (stored === Lookup.ASKED) return false;
        this.#observer.otherProcessed(this.#engine.now - arrivedAt);
        if (stored === Lookup.FOUND) this.acknowledge(host, subjectOf(message));
        return true;
      }
      case Kind.OPTIONS:
      case Kind.REFUSED_OPTIONS:
      case Kind.SUBSCRIBE: {
        this.#observer.otherProcessed(this.#engine.now - arrivedAt);
        // A node that asks puts its own address into the Via; a director puts the virtual IP there.
        const asker = toOf(envelope) === host && viaOf(envelope) < this.#network.hosts ? viaOf(envelope) : 0;
        const isRefused = kind === Kind.REFUSED_OPTIONS;
        const address = this.#ways.arrival(envelope);
        if (asker === 0 && !isRefused) this.#observer.servedAt(address, host);
        const answer = kind === Kind.SUBSCRIBE ? Kind.OK_SUBSCRIBE : isRefused ? Kind.FAIL_OPTIONS : Kind.OK_OPTIONS;
        const to = asker === 0 ? this.#endpoints.callers : asker;
        const back = isRefused ? envelopeOf(to, address, OVERLOADED) : envelopeOf(to, 0);
        this.#network.send(host, messageOf(answer, subjectOf(message)), back);
        return true;
      }
      case Kind.ACK_FAIL: // what this proxy refused itself ends here; a callee's refusal is acknowledged to the callee
        if (isOfCallee(extraOf(envelope)) || this.#ways.isInFront(host, message))
          this.#forward(host, message, envelope, arrivedAt);
        return true;
      default: // an answer to a request of the node itself, or work of its middleware
        this.#observer.answered(host, message, envelope);
    }
    return true;
  }

  /** A copy of a request that a stateful proxy has let in is no second one. */
  #meets(challenges: Challenges, host: number, message: number, envelope: number): Met {
    const isCopy = () => this.#transactions[host]?.knows(host, message, this.#ways.own(host, envelope)) === true;
    if (extraOf(envelope) === WITH_CREDENTIALS && isCopy()) return Met.TRUSTED;
    return challenges.meets(host, message, envelope);
  }

  /** Asks for the credentials of a client: 401 by a registrar or a server, 407 by a proxy. */
  #challenge(host: number, message: number, envelope: number): void {
    const kind = kindOf(message);
    const isOwn = kind === Kind.REGISTER || kind === Kind.SUBSCRIBE;
    const status = challengeIndex(isOwn ? 401 : 407, extraOf(envelope) === WITH_CREDENTIALS);
    this.#observer.servedAt(this.#ways.arrival(envelope), host);
    this.#refuse(host, message, status, this.#ways.arrival(envelope));
  }

  /** A worker asks for the password of a client; false if it is known at once. */
  #asksFor(host: number, worker: number): boolean {
    if (this.#location.credentials(host, worker) !== Lookup.ASKED) return false;
    const waiting = this.#checking.get(host) ?? new Set();
    this.#checking.set(host, waiting.add(worker));
    return true;
  }

  /** What a back-to-back user agent does with a message within a dialog; false where that is all. */
  #isOutsideDialogs(dialogs: Dialogs, host: number, message: number, envelope: number, arrivedAt: number): boolean {
    const call = subjectOf(message);
    switch (kindOf(message)) {
      case Kind.CANCEL: // of no transaction that it has (§9.2)
        return false;
      case Kind.ACK:
      case Kind.BYE:
      case Kind.UPDATE:
        if (dialogs.knows(host, call)) this.#forward(host, message, envelope, arrivedAt);
        else this.#refuseInTransaction(host, message, NO_DIALOG, this.#ways.own(host, envelope));
        return false;
      case Kind.OK_INVITE:
        return dialogs.confirm(host, call, () => this.#respond(host, message, envelope, arrivedAt));
      case Kind.OK_BYE:
        dialogs.end(call);
        return true;
      default:
        return true;
    }
  }

  /** The location service answers a worker that has waited. */
  resume(host: number, station: WorkerOwner, worker: number, outcome: Lookup): void {
    const { message, envelope, arrivedAt } = station.inService(worker);
    if (this.#checking.get(host)?.delete(worker) === true && outcome !== Lookup.UNAVAILABLE) {
      if (!this.#serveAdmitted(host, message, envelope, arrivedAt, worker)) return;
    } else if (kindOf(message) === Kind.REGISTER) {
      this.#observer.otherProcessed(this.#engine.now - arrivedAt);
      if (outcome === Lookup.FOUND) this.acknowledge(host, subjectOf(message));
      else this.#refuse(host, message, SERVER_ERROR);
    } else this.#decide(host, message, envelope, arrivedAt, outcome);
    station.release(worker);
  }

  /** Answers a REGISTER whose binding is kept. */
  acknowledge(host: number, registration: number): void {
    this.#network.send(host, messageOf(Kind.OK_REGISTER, registration), envelopeOf(this.#endpoints.callees, 0));
  }

  #decide(host: number, message: number, envelope: number, arrivedAt: number, found: Lookup): void {
    const isRefused = found === Lookup.FOUND && this.#isRefused?.(host, message, this.#ways.arrival(envelope));
    if (found === Lookup.FOUND && !isRefused) {
      this.#forward(host, message, envelope, arrivedAt);
      return;
    }
    const status = isRefused ? FLOW_FAILED : found === Lookup.MISSING ? NOT_FOUND : SERVER_ERROR;
    this.#refuseInTransaction(host, message, status, this.#ways.own(host, envelope));
  }

  #refuseInTransaction(host: number, message: number, status: number, address: number): void {
    if (!this.#transactions[host]?.refused(host, message, address, status)) this.#refuse(host, message, status);
  }

  #forward(host: number, message: number, envelope: number, arrivedAt: number): void {
    const delay = this.#engine.now - arrivedAt;
    const kind = kindOf(message);
    if (kind === Kind.INVITE) this.#observer.inviteProcessed(delay);
    else this.#observer.otherProcessed(delay);
    this.#observer.servedAt(this.#ways.arrival(envelope), host);
    const own = this.#ways.own(host, envelope);
    const transactions = this.#transactions[host];
    if (this.#steps.forks && kind === Kind.INVITE) {
      transactions!.fork(host, message, own);
      return;
    }
    // A refusal's status goes on with its ACK, and so does a contact; credentials end where they were asked for (RFC 3261 §22.3).
    const contact = isOfFlow(kind) ? 0 : contactIn(extraOf(envelope));
    const extra = kind === Kind.ACK_FAIL || isOfFlow(kind) || contact > 0 ? extraOf(envelope) : 0;
    this.#network.send(host, message, this.#ways.downstream(host, message, own, extra));
    transactions?.forwarded(host, message, own, contact);
  }

  #respond(host: number, message: number, envelope: number, arrivedAt: number, via = 0): void {
    this.#observer.otherProcessed(this.#engine.now - arrivedAt);
    const told = this.#steps.forks ? viaOf(envelope) : via; // the contact that it comes from
    this.#network.send(host, message, this.#ways.response(host, subjectOf(message), told, extraOf(envelope)));
  }

  /** @param address by way of which the request came, where the client has to know it */
  #refuse(host: number, message: number, status: number, address = 0): void {
    const kind = kindOf(message);
    const refusal = refusalOf(kind);
    if (refusal === undefined) return; // an ACK is never answered; a CANCEL is sent again
    const subject = subjectOf(message);
    const client = refusal === Kind.FAIL_REGISTER ? this.#endpoints.callees : this.#endpoints.callers;
    const back = ofCall(kind)
      ? this.#ways.response(host, subject, address, status)
      : envelopeOf(client, address, status);
    this.#network.send(host, messageOf(refusal, subject), back);
  }
}
