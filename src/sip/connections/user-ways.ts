import { kindOf, subjectOf, toOf, viaOf } from "../../network/message.ts";
import type { Network } from "../../network/network.ts";
import type { Receiver } from "../../network/network-parts.ts";
import type { Stream } from "../../random/stream.ts";
import type { Calls } from "../calls.ts";
import type { Carrier } from "../carrier.ts";
import { grown } from "../growing.ts";
import { Kind, ofCall } from "../message.ts";
import type { Registrations } from "../registrations.ts";
import type { Balancers } from "./balancers.ts";
import type { Connections } from "./connections.ts";
import { isHandshake } from "./handshakes.ts";
import type { NatBindings } from "./nat-bindings.ts";
import type { Processes } from "./processes.ts";

export interface UserWaysParts {
  readonly network: Network;
  readonly endpoints: { readonly callers: number; readonly callees: number };
  readonly calls: Calls;
  readonly registrations: Registrations;
  readonly processes: Processes;
  readonly connections: Connections | null;
  readonly nat: NatBindings | null;
  readonly balancers: Balancers;
  /** Draws who calls. */
  readonly callers: Stream;
  /** By user: whether he has connections. */
  readonly isConnected: (user: number) => boolean;
}

/** Calls remembered for a connection before those that are over are forgotten. */
const OPEN_MIN = 8;

/**
 * The ways between users and servers where not all is UDP without NATs: what user agents send goes over their connections and opens their
 * NATs, what servers send for them gets there or does not. Each call has a user who calls, and shares his connection.
 */
export class UserWays implements Carrier {
  readonly hosts: number;
  readonly connections: Connections | null;
  readonly #with: UserWaysParts;
  #caller = new Int32Array(1024);
  /** By registration: calls with a transaction of their caller over its connection; some may be over. */
  readonly #open = new Map<number, Set<number>>();
  #failed: (call: number) => void = () => {};

  constructor(parts: UserWaysParts) {
    this.#with = parts;
    this.hosts = parts.network.hosts;
    this.connections = parts.connections;
  }

  /** As at the start of a replication, after registrations have begun. */
  start(): void {
    this.#open.clear();
    this.#with.balancers.reset();
    this.connections?.start();
    this.#with.nat?.start();
  }

  /** Who hears that the transactions of a call have lost their connection. */
  onFailure(failed: (call: number) => void): void {
    this.#failed = failed;
  }

  /** A user begins a call; the address it goes to, which is that of his connection where he has just one. */
  begin(call: number, user: number, target: number): number {
    this.#caller = grown(this.#caller, call + 1);
    this.#caller[call] = user;
    const { registrations, isConnected } = this.#with;
    return isConnected(user) ? registrations.addressOf(registrations.of(user, target)) : target;
  }

  /** A user who begins to call. */
  someUser(): number {
    return this.#with.callers.integer(this.#with.registrations.users);
  }

  readonly callerOf = (call: number): number => this.#caller[call]!;

  /** Whether a message between a user agent and a server goes over a connection: then nobody repeats it, nor is it dropped. */
  isCarried(message: number): boolean {
    if (isHandshake(kindOf(message))) return true;
    const user = this.#userOf(message, isFromCaller(kindOf(message)));
    return user >= 0 && this.#with.isConnected(user);
  }

  /** Users over whose connections a message goes: on a hop, from its client, and to its server; −1: none there. Null for what is of no user. */
  connectionsOf(from: number, to: number, message: number): { hop: number; client: number; server: number } | null {
    const { callers, callees } = this.#with.endpoints;
    const isOfCall = ofCall(kindOf(message));
    const connected = (user: number) => (user >= 0 && this.#with.isConnected(user) ? user : -1);
    const client = connected(this.#userOf(message, isOfCall));
    const server = isOfCall ? connected(this.#userOf(message, false)) : -1;
    if (from === callers || to === callers) return { hop: client, client, server };
    return { hop: from !== callees && to !== callees ? -1 : isOfCall ? server : client, client, server };
  }

  /** Whether the callee of a call has a connection. */
  readonly isCalleeConnected = (call: number): boolean => this.#with.isConnected(this.#with.calls.callee[call]!);

  /** Whether the caller of a call has one. */
  readonly isCallerConnected = (call: number): boolean => this.#with.isConnected(this.#caller[call]!);

  connect(host: number, receiver: Receiver): void {
    this.#with.network.connect(host, receiver);
  }

  send(from: number, message: number, envelope: number): void {
    const { network, endpoints } = this.#with;
    const to = toOf(envelope);
    if (from === endpoints.callers || from === endpoints.callees) this.#fromUser(from, message, envelope);
    else if (to === endpoints.callers || to === endpoints.callees) this.#toUser(from, message, envelope);
    else network.send(from, message, envelope);
  }

  #fromUser(from: number, message: number, envelope: number): void {
    const { network, endpoints, registrations, connections, nat, isConnected } = this.#with;
    const user = this.#userOf(message, from === endpoints.callers);
    const registration = user < 0 ? -1 : registrations.of(user, toOf(envelope));
    if (registration >= 0 && isConnected(user)) {
      const kind = kindOf(message);
      if (kind === Kind.INVITE || kind === Kind.BYE) this.#remember(registration, subjectOf(message));
      connections!.send(registration, from, message, envelope);
      return;
    }
    if (registration >= 0) nat?.sent(registration);
    network.send(from, message, envelope);
  }

  #toUser(host: number, message: number, envelope: number): void {
    const { network, endpoints, calls, registrations, connections, nat, isConnected } = this.#with;
    const isForCallee = toOf(envelope) === endpoints.callees;
    const user = this.#userOf(message, !isForCallee);
    const address = isForCallee ? viaOf(envelope) : calls.target[subjectOf(message)]!;
    const registration = ofRegistration(kindOf(message))
      ? subjectOf(message)
      : user < 0
        ? -1
        : registrations.of(user, address);
    if (registration < 0) network.send(host, message, envelope);
    else if (isConnected(user)) {
      const isRequest = isFromCaller(kindOf(message));
      const holder = this.#holderAmong(host);
      if (isRequest ? connections!.reaches(registration, holder) : connections!.leadsTo(registration, holder))
        network.carry(host, message, envelope, registration);
      else network.sendInVain(host, message, envelope);
    } else if (nat?.letsIn(registration) ?? true) network.send(host, message, envelope);
    else network.sendInVain(host, message, envelope);
  }

  /**
   * Whether a proxy that has a request for a callee finds no connection to him, and says so at once.
   * @param address by way of which the request came
   */
  readonly refusal = (host: number, message: number, address: number): boolean => {
    const { calls, registrations, connections, processes, isConnected } = this.#with;
    const user = calls.callee[subjectOf(message)]!;
    if (!isConnected(user) || processes.terms(host).withoutFlow !== "refuse") return false;
    const registration = registrations.of(user, address);
    return registration >= 0 && !connections!.reaches(registration, this.#holderAmong(host));
  };

  /** The proxy that a director has given the connection to by which a message has come, or by which its request has; −1: it was no connection. */
  readonly proxyFor = (director: number, message: number, address: number): number => {
    const { registrations, balancers, isConnected } = this.#with;
    const user = this.#userOf(message, true);
    return user >= 0 && isConnected(user) ? balancers.proxyOf(director, registrations.of(user, address)) : -1;
  };

  /** Where users have a connection to each address of a proxy, the proxy asked must hold it; else it passes on to whoever does. */
  #holderAmong(host: number): number {
    return this.#with.registrations.isBound && !this.#with.balancers.areAny ? host : -1;
  }

  /** Whom a message is from or for: the user who calls, is called or registers; −1: nobody in particular. */
  #userOf(message: number, isOfCaller: boolean): number {
    const kind = kindOf(message);
    const subject = subjectOf(message);
    if (ofCall(kind)) return isOfCaller ? this.#caller[subject]! : this.#with.calls.callee[subject]!;
    return ofRegistration(kind) ? this.#with.registrations.userOf(subject) : -1;
  }

  #remember(registration: number, call: number): void {
    let open = this.#open.get(registration);
    if (open === undefined) {
      open = new Set();
      this.#open.set(registration, open);
    } else if (open.size >= OPEN_MIN && (open.size & (open.size - 1)) === 0)
      for (const other of open) if (!this.#with.calls.isOpen(other)) open.delete(other);
    open.add(call);
  }

  /** A connection has ended: its user's transactions over it have failed. */
  broken(registration: number): void {
    const open = this.#open.get(registration);
    if (open === undefined) return;
    this.#open.delete(registration);
    for (const call of open) if (this.#with.calls.isOpen(call)) this.#failed(call);
  }
}

const ofRegistration = (kind: number): boolean =>
  kind === Kind.REGISTER || kind === Kind.OK_REGISTER || kind === Kind.FAIL_REGISTER || kind === Kind.REFUSED_REGISTER;

/** Whether callers send messages of this kind, and callees do not. */
const isFromCaller = (kind: number): boolean =>
  kind <= Kind.BYE || kind === Kind.ACK_FAIL || kind === Kind.CANCEL || kind === Kind.REFUSED_INVITE;
