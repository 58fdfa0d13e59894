import type { Node } from "../../../ha/node.ts";
import type { Engine, EventCode } from "../../../kernel/engine.ts";
import { envelopeOf, messageOf, subjectOf } from "../../../network/message.ts";
import type { Network } from "../../../network/network.ts";

/** The kind of a write that a worker waits for; never on the wire. */
export const WRITE = 52;
/** A write without an answer for so long has failed [s]. */
const PATIENCE = 2;
const WORKER_BITS = 6;

export interface StoredParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly users: number;
  /** The servers of the database, of which the first that works is written to; none where there is no database. */
  readonly servers: readonly Node[];
  /** A worker goes on: its write is done, or has failed. */
  readonly done: (host: number, worker: number) => void;
}

/** What the database has, by user: until when bindings last [s]. It survives every process. */
export class Stored {
  readonly until: Float64Array;
  readonly #with: StoredParts;
  /** By host and worker: the number of its write, and the user and time that it is about. */
  readonly #serial: Uint8Array;
  readonly #user: Int32Array;
  readonly #time: Float64Array;
  readonly #arrive: EventCode;
  readonly #answered: EventCode;

  constructor(parts: StoredParts) {
    this.#with = parts;
    const { engine, network, users } = parts;
    const slots = network.hosts << WORKER_BITS;
    this.until = new Float64Array(users);
    this.#serial = new Uint8Array(slots);
    this.#user = new Int32Array(slots);
    this.#time = new Float64Array(slots);
    this.#arrive = engine.register("binding comes to the database", (write, to) => {
      const server = parts.servers.find(({ host }) => host === to)!;
      if (server.works) server.station.accept(messageOf(WRITE, write), envelopeOf(to, 0));
    });
    this.#answered = engine.register("binding written", (write) => {
      const slot = write % slots;
      if (this.#serial[slot] !== Math.floor(write / slots)) return;
      this.forget(slot >> WORKER_BITS, slot & 63);
      parts.done(slot >> WORKER_BITS, slot & 63);
    });
  }

  reset(): void {
    this.until.fill(0);
    this.#serial.fill(0);
  }

  /** The server that a host can write to; undefined: none works within its reach. */
  serverFor(host: number): Node | undefined {
    return this.#with.servers.find((server) => server.works && this.#with.network.reaches(host, server.host));
  }

  keep(user: number, until: number): void {
    if (until > this.until[user]!) this.until[user] = until;
  }

  /** A worker writes a binding and waits; false if there is nobody to write to, which it hears at once. */
  write(host: number, worker: number, user: number, until: number): boolean {
    const server = this.serverFor(host);
    if (server === undefined) return false;
    const { engine, network } = this.#with;
    const slot = (host << WORKER_BITS) | worker;
    this.#user[slot] = user;
    this.#time[slot] = until;
    const write = this.#serial[slot]! * this.#serial.length + slot;
    engine.after(network.delay, this.#arrive, write, server.host);
    engine.after(PATIENCE, this.#answered, write, 0);
    return true;
  }

  /** A server has spent its time on a write. */
  serve(message: number): void {
    const write = subjectOf(message);
    const slot = write % this.#serial.length;
    if (this.#serial[slot] !== Math.floor(write / this.#serial.length)) return;
    this.keep(this.#user[slot]!, this.#time[slot]!);
    this.#with.engine.after(this.#with.network.delay, this.#answered, write, 0);
  }

  /** Nobody waits for what a worker has written: an answer that comes later is recognised. */
  forget(host: number, worker: number): void {
    const slot = (host << WORKER_BITS) | worker;
    this.#serial[slot] = (this.#serial[slot]! + 1) % 256;
  }

  forgetAll(host: number): void {
    for (let worker = 0; worker < 1 << WORKER_BITS; worker++) this.forget(host, worker);
  }
}
