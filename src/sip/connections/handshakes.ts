import type { Engine, EventCode } from "../../kernel/engine.ts";
import { envelopeOf, extraOf, kindOf, messageOf, subjectOf } from "../../network/message.ts";
import type { Network } from "../../network/network.ts";
import type { ConnectionEnds, Segment } from "../../network/tap.ts";
import { synTimeout } from "../../network/tcp-timers.ts";
import { LOST, NOBODY } from "./balancers.ts";
import { hostAt, type Processes } from "./processes.ts";

/** Work that a connection costs its server when it begins; never on the wire as such. The subject is the connection. */
export const Handshake = { TCP: 61, TLS: 62, RESUMED: 63 } as const;

export const isHandshake = (kind: number): boolean => kind >= Handshake.TCP;

/** An event carries how often a SYN was sent below, and the generation of the connection above. */
const COUNT_BITS = 3;
const COUNT_MASK = (1 << COUNT_BITS) - 1;
/** Of a generation, what an envelope has room for. */
const EXTRA_MASK = 127;

export interface HandshakesParts {
  readonly engine: Engine;
  readonly network: Network;
  /** How many connections there may be, numbered from 0. */
  readonly count: number;
  /** The host that opens a connection, the address that it is opened to, and what the wire tells of both. */
  readonly clientOf: (connection: number) => number;
  readonly addressOf: (connection: number) => number;
  readonly ends: (connection: number) => ConnectionEnds;
  readonly processes: Processes;
  readonly hasTls: (connection: number) => boolean;
  /** How long an attempt may take [s]. */
  readonly timeout: (connection: number) => number;
  /** Whether the attempt of this generation is still under way. */
  readonly isCurrent: (connection: number, generation: number) => boolean;
  readonly done: (connection: number, host: number, life: number) => void;
  readonly failed: (connection: number) => void;
}

/**
 * How connections begin: SYN and its answer, or silence and another SYN after 1 s, 3 s, 7 s (RFC 6298 §2.1); a process that lets in so many
 * a second; the work of a TLS handshake at a worker, less where the process has issued the client a session ticket (RFC 8446 §2.2).
 */
export class Handshakes {
  /** Attempts that a living host has refused, SYNs dropped for a full backlog included. */
  refused = 0;
  readonly #with: HandshakesParts;
  readonly #attempt: Int32Array;
  /** By connection: the process that it led to last, and the host that is asked now. */
  readonly #ticketHost: Int16Array;
  readonly #ticketLife: Int32Array;
  readonly #asked: Int16Array;
  /** By host: when the next connection may be let in [s]. */
  readonly #nextAccept: Float64Array;
  readonly #syn: EventCode;
  readonly #refusal: EventCode;
  readonly #over: EventCode;
  readonly #work: EventCode;
  readonly #end: EventCode;

  constructor(parts: HandshakesParts) {
    this.#with = parts;
    const { engine, network, count } = parts;
    this.#attempt = new Int32Array(count);
    this.#ticketHost = new Int16Array(count);
    this.#ticketLife = new Int32Array(count);
    this.#asked = new Int16Array(count);
    this.#nextAccept = new Float64Array(network.hosts);
    const current =
      (act: (connection: number, generation: number) => void) => (connection: number, generation: number) => {
        if (parts.isCurrent(connection, generation)) act(connection, generation);
      };
    const fails = current((connection) => parts.failed(connection));
    this.#over = engine.register("no connection in time", fails);
    this.#refusal = engine.register("connection refused", fails);
    this.#syn = engine.register("SYN", (connection, b) => {
      if (parts.isCurrent(connection, b >>> COUNT_BITS)) this.#arrives(connection, b >>> COUNT_BITS, b & COUNT_MASK);
    });
    this.#work = engine.register(
      "accepted",
      current((connection, generation) => this.#queue(connection, generation)),
    );
    this.#end = engine.register(
      "connected",
      current((connection) => this.#connected(connection)),
    );
  }

  reset(): void {
    this.refused = 0;
    this.#nextAccept.fill(0);
    this.#asked.fill(-1);
  }

  /** A client has a ticket of a process. */
  remember(connection: number, host: number, life: number): void {
    this.#ticketHost[connection] = host;
    this.#ticketLife[connection] = life;
  }

  /** A client wants a connection. */
  begin(connection: number, generation: number): void {
    this.#attempt[connection] = generation;
    this.#with.processes.begins(connection);
    this.#with.engine.after(this.#with.timeout(connection), this.#over, connection, generation);
    this.#send(connection, generation, 0);
  }

  #send(connection: number, generation: number, count: number): void {
    const { engine, network, clientOf } = this.#with;
    const home = clientOf(connection);
    const host = this.#leadsTo(connection);
    this.#tell("SYN", connection, home, host);
    const delay = host < 0 ? network.delay : network.delayBetween(home, host);
    engine.after(delay, this.#syn, connection, count | (generation << COUNT_BITS));
  }

  #leadsTo(connection: number): number {
    const { network, clientOf, addressOf } = this.#with;
    return hostAt(network, clientOf(connection), addressOf(connection));
  }

  #arrives(connection: number, generation: number, count: number): void {
    const { engine, network, clientOf, processes, hasTls } = this.#with;
    const home = clientOf(connection);
    const at = this.#leadsTo(connection);
    const host = at < 0 ? LOST : processes.behind(at, connection, true);
    if (host !== LOST && !processes.runs(host)) {
      const from = host === NOBODY ? at : host;
      this.refused++;
      this.#tell("RST", connection, from, home);
      engine.after(network.delayBetween(from, home), this.#refusal, connection, generation);
      return;
    }
    const admitted = host < 0 ? Infinity : this.#admitted(host);
    if (admitted < Infinity) {
      this.#asked[connection] = host;
      this.#tell("SYN-ACK", connection, host, home);
      // The hello of TLS comes a round trip later.
      const hello = hasTls(connection) ? network.delayBetween(host, home, 2) : 0;
      engine.at(admitted + hello, this.#work, connection, generation);
      return;
    }
    if (host >= 0) this.refused++;
    if (count < COUNT_MASK)
      engine.after(synTimeout(count), this.#syn, connection, (count + 1) | (generation << COUNT_BITS));
  }

  /** When a process lets in who comes now [s]; Infinity: there is no room in its backlog. */
  #admitted(host: number): number {
    const { now } = this.#with.engine;
    const { accepts, backlog } = this.#with.processes.terms(host);
    if (accepts === Infinity) return now;
    const next = Math.max(now, this.#nextAccept[host]!);
    if ((next - now) * accepts >= backlog) return Infinity;
    this.#nextAccept[host] = next + 1 / accepts;
    return next;
  }

  #queue(connection: number, generation: number): void {
    const { processes, engine, network, clientOf, addressOf } = this.#with;
    const home = clientOf(connection);
    const host = this.#asked[connection]!;
    const extra = generation & EXTRA_MASK;
    if (processes.runs(host))
      processes.accept(
        host,
        messageOf(this.#kindFor(connection, host), connection),
        envelopeOf(addressOf(connection), 0, extra),
      );
    else if (network.reaches(host, home))
      engine.after(network.delayBetween(host, home), this.#refusal, connection, generation);
  }

  #kindFor(connection: number, host: number): number {
    const { processes, hasTls } = this.#with;
    if (!hasTls(connection)) return Handshake.TCP;
    const { tickets } = processes.terms(host);
    const isIssuer = this.#ticketHost[connection] === host && this.#ticketLife[connection] === processes.life(host);
    return tickets === "all" || (tickets === "issuer" && isIssuer) ? Handshake.RESUMED : Handshake.TLS;
  }

  /** A worker has done its part of a handshake. */
  served(host: number, message: number, envelope: number): void {
    const { engine, network, clientOf } = this.#with;
    const connection = subjectOf(message);
    const home = clientOf(connection);
    const generation = this.#attempt[connection]!;
    const kind = kindOf(message);
    if (kind !== Handshake.TCP)
      this.#tell(kind === Handshake.TLS ? "TLS handshake" : "resumed TLS handshake", connection, host, home);
    if ((generation & EXTRA_MASK) === extraOf(envelope) && network.reaches(host, home))
      engine.after(network.delayBetween(host, home), this.#end, connection, generation);
  }

  /** A process has died with a handshake in its hands. */
  lost(host: number, connection: number): void {
    const { engine, network, clientOf } = this.#with;
    const home = clientOf(connection);
    if (this.#asked[connection] !== host || !network.reaches(host, home)) return;
    engine.after(network.delayBetween(host, home), this.#refusal, connection, this.#attempt[connection]!);
  }

  #connected(connection: number): void {
    const { processes, done, failed } = this.#with;
    const host = this.#asked[connection]!;
    if (!processes.runs(host)) failed(connection);
    else {
      this.remember(connection, host, processes.life(host));
      done(connection, host, processes.life(host));
    }
  }

  #tell(what: Segment, connection: number, from: number, to: number): void {
    const { network, ends } = this.#with;
    network.tap?.segment?.(what, from, to, ends(connection));
  }
}
