import type { Engine, EventCode } from "../../kernel/engine.ts";
import { envelopeOf, extraOf, kindOf, messageOf, subjectOf } from "../../network/message.ts";
import type { Network } from "../../network/network.ts";
import type { Segment } from "../../network/tap.ts";
import { synTimeout } from "../../network/tcp-timers.ts";
import type { Registrations } from "../registrations.ts";
import { hostAt, type Processes } from "./processes.ts";

/** Work that a connection costs its server when it begins; never on the wire as such. The subject is the registration. */
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
  readonly home: number;
  readonly registrations: Registrations;
  readonly processes: Processes;
  readonly hasTls: (registration: number) => boolean;
  /** How long an attempt may take [s]. */
  readonly timeout: number;
  /** Whether the attempt of this generation is still under way. */
  readonly isCurrent: (registration: number, generation: number) => boolean;
  readonly done: (registration: number, host: number, life: number) => void;
  readonly failed: (registration: number) => void;
}

/**
 * How connections begin: SYN and its answer, or silence and another SYN after 1 s, 2 s, 4 s (RFC 6298 §2.1); a process that lets in so many
 * a second; the work of a TLS handshake at a worker, less where the process has issued the client a session ticket (RFC 8446 §2.2).
 */
export class Handshakes {
  /** Attempts that a living host has refused, SYNs dropped for a full backlog included. */
  refused = 0;
  readonly #with: HandshakesParts;
  readonly #attempt: Int32Array;
  /** By registration: the process of the last connection, and the host that is asked now. */
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
    const { engine, network, registrations } = parts;
    const count = registrations.acknowledgedUntil.length;
    this.#attempt = new Int32Array(count);
    this.#ticketHost = new Int16Array(count);
    this.#ticketLife = new Int32Array(count);
    this.#asked = new Int16Array(count);
    this.#nextAccept = new Float64Array(network.hosts);
    const current =
      (act: (registration: number, generation: number) => void) => (registration: number, generation: number) => {
        if (parts.isCurrent(registration, generation)) act(registration, generation);
      };
    const fails = current((registration) => parts.failed(registration));
    this.#over = engine.register("no connection in time", fails);
    this.#refusal = engine.register("connection refused", fails);
    this.#syn = engine.register("SYN", (registration, b) => {
      if (parts.isCurrent(registration, b >>> COUNT_BITS))
        this.#arrives(registration, b >>> COUNT_BITS, b & COUNT_MASK);
    });
    this.#work = engine.register(
      "accepted",
      current((registration, generation) => this.#queue(registration, generation)),
    );
    this.#end = engine.register(
      "connected",
      current((registration) => this.#connected(registration)),
    );
  }

  reset(): void {
    this.refused = 0;
    this.#nextAccept.fill(0);
    this.#asked.fill(-1);
  }

  /** A user agent has a ticket of a process. */
  remember(registration: number, host: number, life: number): void {
    this.#ticketHost[registration] = host;
    this.#ticketLife[registration] = life;
  }

  /** A user agent wants a connection to the address of its registration. */
  begin(registration: number, generation: number): void {
    this.#attempt[registration] = generation;
    this.#with.engine.after(this.#with.timeout, this.#over, registration, generation);
    this.#send(registration, generation, 0);
  }

  #send(registration: number, generation: number, count: number): void {
    const { engine, network, home } = this.#with;
    const host = this.#leadsTo(registration);
    this.#tell("SYN", registration, home, host);
    const delay = host < 0 ? network.delay : network.delayBetween(home, host);
    engine.after(delay, this.#syn, registration, count | (generation << COUNT_BITS));
  }

  #leadsTo(registration: number): number {
    const { network, home, registrations } = this.#with;
    return hostAt(network, home, registrations.addressOf(registration));
  }

  #arrives(registration: number, generation: number, count: number): void {
    const { engine, network, home, processes, hasTls } = this.#with;
    const host = this.#leadsTo(registration);
    if (host >= 0 && !processes.runs(host)) {
      this.refused++;
      this.#tell("RST", registration, host, home);
      engine.after(network.delayBetween(host, home), this.#refusal, registration, generation);
      return;
    }
    const at = host < 0 ? Infinity : this.#admitted(host);
    if (at < Infinity) {
      this.#asked[registration] = host;
      this.#tell("SYN-ACK", registration, host, home);
      // The hello of TLS comes a round trip later.
      const hello = hasTls(registration) ? 2 * network.delayBetween(host, home) : 0;
      engine.at(at + hello, this.#work, registration, generation);
      return;
    }
    if (host >= 0) this.refused++;
    if (count < COUNT_MASK)
      engine.after(synTimeout(count), this.#syn, registration, (count + 1) | (generation << COUNT_BITS));
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

  #queue(registration: number, generation: number): void {
    const { processes, engine, network, home, registrations } = this.#with;
    const host = this.#asked[registration]!;
    const extra = generation & EXTRA_MASK;
    if (processes.runs(host))
      processes.accept(
        host,
        messageOf(this.#kindFor(registration, host), registration),
        envelopeOf(registrations.addressOf(registration), 0, extra),
      );
    else if (network.reaches(host, home))
      engine.after(network.delayBetween(host, home), this.#refusal, registration, generation);
  }

  #kindFor(registration: number, host: number): number {
    const { processes, hasTls } = this.#with;
    if (!hasTls(registration)) return Handshake.TCP;
    const { tickets } = processes.terms(host);
    const isIssuer = this.#ticketHost[registration] === host && this.#ticketLife[registration] === processes.life(host);
    return tickets === "all" || (tickets === "issuer" && isIssuer) ? Handshake.RESUMED : Handshake.TLS;
  }

  /** A worker has done its part of a handshake. */
  served(host: number, message: number, envelope: number): void {
    const { engine, network, home } = this.#with;
    const registration = subjectOf(message);
    const generation = this.#attempt[registration]!;
    const kind = kindOf(message);
    if (kind !== Handshake.TCP)
      this.#tell(kind === Handshake.TLS ? "TLS handshake" : "resumed TLS handshake", registration, host, home);
    if ((generation & EXTRA_MASK) === extraOf(envelope) && network.reaches(host, home))
      engine.after(network.delayBetween(host, home), this.#end, registration, generation);
  }

  /** A process has died with a handshake in its hands. */
  lost(host: number, registration: number): void {
    const { engine, network, home } = this.#with;
    if (this.#asked[registration] !== host || !network.reaches(host, home)) return;
    engine.after(network.delayBetween(host, home), this.#refusal, registration, this.#attempt[registration]!);
  }

  #connected(registration: number): void {
    const { processes, done, failed } = this.#with;
    const host = this.#asked[registration]!;
    if (!processes.runs(host)) failed(registration);
    else {
      this.remember(registration, host, processes.life(host));
      done(registration, host, processes.life(host));
    }
  }

  #tell(what: Segment, registration: number, from: number, to: number): void {
    const { network, registrations } = this.#with;
    if (network.tap === null) return;
    const about = { address: registrations.addressOf(registration), user: registrations.userOf(registration) };
    network.tap.segment?.(what, from, to, about);
  }
}
