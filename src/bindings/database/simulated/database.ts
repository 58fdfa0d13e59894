import type { Node } from "../../../ha/node.ts";
import { hostOf, REFUSED } from "../../../ha/signal.ts";
import type { Engine, EventCode, Lane } from "../../../kernel/engine.ts";
import { envelopeOf, extraOf, messageOf, subjectOf } from "../../../network/message.ts";
import type { Network } from "../../../network/network.ts";
import type { Receiver } from "../../../network/network-parts.ts";
import { type LocationService, Lookup } from "../../../sip/location-service.ts";
import type { ProxyRegistrar } from "../../../sip/proxy-registrar.ts";
import type { Registrations } from "../../../sip/registrations.ts";
import type { Connections } from "./connections.ts";
import type { Servers } from "./servers.ts";

/** Kinds of its messages: what a proxy's worker asks, and the answer. */
export const QUERY = 16;
export const ANSWER = 17;

const WORKER_BITS = 6;

/** The worker of a proxy that a query or an answer concerns: host and worker. */
const slotOf = (message: number): number => (hostOf(message) << WORKER_BITS) | ((subjectOf(message) >>> 12) & 63);

/** A database, and who asks it. */
export interface DatabaseParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly registrations: Registrations;
  /** The machines of the database. */
  readonly servers: Servers;
  /** Which of them a proxy asks. */
  readonly connections: Connections;
  /** Whose queries it answers. */
  readonly proxies: readonly Node[];
  /** How long a proxy waits for an answer [s, Infinity: as long as its connection lasts], and whether it keeps what it was told. */
  readonly options: { readonly timeout: number; readonly cache: boolean };
  /** Goes on with the request whose query has been answered. */
  readonly resume: ProxyRegistrar["resume"];
}

/**
 * Bindings in one database that all proxies query over the network, as PPDR does with MySQL. Each query is a message that
 * queues for one of the pool's connections; the proxy's worker waits for the answer. A dead database process resets the
 * connection at once; a dead host lets every query run into its time-out, with the worker blocked for as long, unless TCP gives up before. A cut link is bridged
 * by TCP's retransmissions, if it is whole again within the time-out. A promoted replica has the address of the primary, and resets what was sent
 * to that and comes again. What a host had acknowledged when it died nobody sends again. A worker connects anew at no cost.
 *
 * With a cache the proxies hold a copy of all bindings (Kamailio's db_mode 1 and 2): a lookup costs no query, and a binding is
 * in every copy as soon as it is in the database.
 *
 * The data itself survives a restart. A worker's query is numbered, so that an answer after its time-out is recognised.
 */
export class Database implements LocationService {
  readonly #engine: Engine;
  readonly #network: Network;
  readonly #registrations: Registrations;
  readonly #servers: Servers;
  readonly #connections: Connections;
  readonly #proxies: ReadonlyMap<number, Node>;
  /** What the proxies remember, by user: expiry [s]; null without a cache. */
  readonly #cache: Float64Array | null;
  readonly #resume: (host: number, worker: number, outcome: Lookup) => void;
  // What each worker has asked, by host and worker: the query's serial number, the user, the expiry to write or −1 to read.
  readonly #serial: Uint8Array;
  readonly #user: Int32Array;
  readonly #write: Float64Array;
  readonly #ticket: Float64Array;
  /** By host and worker: the server it has asked, and how often connections there had broken before. */
  readonly #asked: Int32Array;
  readonly #connectedTo: Int32Array;
  readonly #patience: Lane | null;
  readonly #timedOut: EventCode;

  constructor({ engine, network, registrations, servers, connections, proxies, options, resume }: DatabaseParts) {
    this.#engine = engine;
    this.#network = network;
    this.#registrations = registrations;
    this.#servers = servers;
    this.#connections = connections;
    this.#cache = options.cache ? new Float64Array(registrations.users) : null;
    this.#proxies = new Map(proxies.map((node) => [node.host, node]));
    this.#resume = (host, worker, outcome) => resume(host, this.#proxies.get(host)!.station, worker, outcome);
    const slots = network.hosts << WORKER_BITS;
    this.#serial = new Uint8Array(slots);
    this.#user = new Int32Array(slots);
    this.#write = new Float64Array(slots);
    this.#ticket = new Float64Array(slots).fill(-1);
    this.#asked = new Int32Array(slots);
    this.#connectedTo = new Int32Array(slots);
    this.#patience = options.timeout < Infinity ? engine.lane(options.timeout) : null;
    this.#timedOut = engine.register("query timed out", (slot) => {
      this.#ticket[slot] = -1;
      this.#fail(slot, this.#serial[slot]!);
    });
    network.segments.know(QUERY, {
      leadsTo: (query) => connections.leadsTo(this.#asked[slotOf(query)]!),
      givenUp: (query) => this.#fail(slotOf(query), subjectOf(query) >>> 18),
    });
    for (const server of servers.nodes) {
      const refuse = (query: number): void => this.#answer(server, query, REFUSED);
      const hear: Receiver = (query, envelope) => {
        // What was sent to the process before this one, or to another primary, is a segment of no connection, and reset.
        const isConnected = connections.epoch(server) === this.#connectedTo[slotOf(query)];
        if (isConnected && servers.answers(server)) server.station.accept(query, envelope);
        else refuse(query);
      };
      server.on(QUERY, hear, { refuse });
    }
    for (const proxy of proxies) {
      proxy.onStart(() => this.#forgetQueriesOf(proxy.host));
      const hear: Receiver = (message, envelope) => {
        const slot = slotOf(message);
        if (this.#serial[slot] !== subjectOf(message) >>> 18) return;
        this.#finish(slot, extraOf(envelope) === REFUSED ? Lookup.UNAVAILABLE : (extraOf(envelope) as Lookup));
      };
      proxy.on(ANSWER, hear, { waits: true });
    }
  }

  reset(): void {
    this.#serial.fill(0);
    this.#ticket.fill(-1);
    this.#cache?.fill(0);
    this.#servers.reset();
    this.#connections.reset();
  }

  /** Puts a binding that was registered before the run into the database. */
  preload(user: number, expiresAt: number): void {
    this.#servers.preload(user, expiresAt);
    if (this.#cache !== null) this.#cache[user] = expiresAt;
  }

  find(host: number, _address: number, user: number, worker: number): Lookup {
    if (this.#cache !== null) return this.#outcome(this.#cache[user]!);
    return this.#ask(host, worker, user, -1);
  }

  /** Any user's, in a table beside the bindings: what is found there does not matter, only that an answer comes. */
  credentials(host: number, worker: number): Lookup {
    return this.#ask(host, worker, 0, -1);
  }

  store(host: number, registration: number, worker: number): Lookup {
    const user = this.#registrations.userOf(registration);
    return this.#ask(host, worker, user, this.#registrations.requestedUntil[registration]!);
  }

  /** A server has spent its time on a query. */
  serve(message: number, host: number): void {
    const slot = slotOf(message);
    const user = this.#user[slot]!;
    const server = this.#servers.nodes.find((node) => node.host === host)!;
    const found = (): number => this.#outcome(this.#servers.bindingAt(server, user));
    const expiresAt = this.#write[slot]!;
    if (this.#serial[slot] !== subjectOf(message) >>> 18 || expiresAt < 0) {
      this.#answer(server, message, found());
      return;
    }
    this.#servers.write(server, user, expiresAt, (isKept) => {
      if (isKept && this.#cache !== null) this.#cache[user] = expiresAt;
      this.#answer(server, message, isKept ? found() : REFUSED);
    });
  }

  #outcome(expiresAt: number): Lookup {
    return expiresAt > this.#engine.now ? Lookup.FOUND : Lookup.MISSING;
  }

  #answer(from: Node, query: number, says: number): void {
    const answer = messageOf(ANSWER, subjectOf(query));
    this.#network.sendByTcp(from.host, answer, envelopeOf(hostOf(query), 0, says));
  }

  #ask(host: number, worker: number, user: number, write: number): Lookup {
    const slot = (host << WORKER_BITS) | worker;
    this.#user[slot] = user;
    this.#write[slot] = write;
    const server = this.#connections.first(slot, host);
    if (server === undefined) return Lookup.UNAVAILABLE;
    this.#send(slot, server);
    return Lookup.ASKED;
  }

  #send(slot: number, server: Node): void {
    const serial = (this.#serial[slot]! + 1) & 0xff;
    this.#serial[slot] = serial;
    this.#asked[slot] = server.host;
    this.#connectedTo[slot] = this.#connections.epoch(server);
    if (this.#patience !== null) this.#ticket[slot] = this.#patience.timer(this.#timedOut, slot, 0);
    const [host, worker] = [slot >> WORKER_BITS, slot & 63];
    this.#network.sendByTcp(host, messageOf(QUERY, host | (worker << 12) | (serial << 18)), envelopeOf(server.host, 0));
  }

  /** A worker hears that its query fails. */
  #fail(slot: number, serial: number): void {
    this.#proxies.get(slot >> WORKER_BITS)!.whenItWorks(() => {
      if (this.#serial[slot] === serial) this.#finish(slot, Lookup.UNAVAILABLE);
    });
  }

  /** A proxy's process starts again: nobody waits for what the one before had asked. */
  #forgetQueriesOf(host: number): void {
    for (let slot = host << WORKER_BITS; slot < (host + 1) << WORKER_BITS; slot++) this.#close(slot);
  }

  #finish(slot: number, outcome: Lookup): void {
    this.#close(slot);
    const next = outcome === Lookup.UNAVAILABLE ? this.#connections.next(slot, slot >> WORKER_BITS) : undefined;
    if (next !== undefined) {
      this.#send(slot, next);
      return;
    }
    this.#resume(slot >> WORKER_BITS, slot & 63, outcome);
  }

  /** An answer that comes later is recognised. */
  #close(slot: number): void {
    this.#serial[slot] = (this.#serial[slot]! + 1) & 0xff;
    if (this.#ticket[slot]! >= 0) this.#patience!.cancel(this.#ticket[slot]!);
    this.#ticket[slot] = -1;
  }
}
