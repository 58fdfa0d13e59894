import type { Node } from "../../../ha/node.ts";
import type { Engine, EventCode } from "../../../kernel/engine.ts";
import { envelopeOf, messageOf, subjectOf } from "../../../network/message.ts";
import type { Network } from "../../../network/network.ts";
import { Lookup } from "../../../sip/location-service.ts";
import type { Memory } from "./tables.ts";

/** The kind of its questions, which cost the peer's workers time and are never on the wire. */
export const ASK = 51;
/** A question without an answer (timer of a transaction, T1) [s]. */
const PATIENCE = 0.5;
const WORKER_BITS = 6;
const SERIALS = 256;

export interface PeerLookUpsParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly memory: Memory;
  readonly nodes: readonly Node[];
  /** Whether a host is itself waiting for bindings. */
  readonly isReceiving: (host: number) => boolean;
  /** Goes on with what a worker was waiting for. */
  readonly resume: (host: number, worker: number, outcome: Lookup) => void;
}

/** A process that has not got all bindings yet asks a peer for the one it needs; its worker waits for the answer. */
export class PeerLookUps {
  readonly #with: PeerLookUpsParts;
  /** By host and worker: the number of its question, and the table and user that it is about. */
  readonly #serial: Uint8Array;
  readonly #table: Int32Array;
  readonly #user: Int32Array;
  readonly #asked: EventCode;
  readonly #answered: EventCode;

  constructor(parts: PeerLookUpsParts) {
    this.#with = parts;
    const { engine, network, memory, nodes } = parts;
    const slots = network.hosts << WORKER_BITS;
    this.#serial = new Uint8Array(slots);
    this.#table = new Int32Array(slots);
    this.#user = new Int32Array(slots);
    this.#asked = engine.register("peer asked for a binding", (question, peer) => {
      const node = nodes.find(({ host }) => host === peer)!;
      if (node.works) node.station.accept(messageOf(ASK, question), envelopeOf(peer, 0));
    });
    this.#answered = engine.register("peer answers", (question, outcome) => {
      const slot = question % slots;
      if (this.#serial[slot] !== Math.floor(question / slots)) return;
      this.#forget(slot);
      const asking = nodes.find(({ host }) => host === slot >> WORKER_BITS)!;
      asking.whenItWorks(() => parts.resume(asking.host, slot & 63, outcome as Lookup));
    });
    for (const node of nodes) {
      node.on(ASK, (message) => {
        const question = subjectOf(message);
        const slot = question % slots;
        if (!network.reaches(node.host, slot >> WORKER_BITS)) return;
        const isThere = memory.has(node.host, this.#table[slot]!, this.#user[slot]!, engine.now);
        engine.after(network.delay, this.#answered, question, isThere ? Lookup.FOUND : Lookup.MISSING);
      });
      node.onFailure(() => {
        if (node.running) return;
        for (let slot = node.host << WORKER_BITS; slot < (node.host + 1) << WORKER_BITS; slot++) this.#forget(slot);
      });
    }
  }

  reset(): void {
    this.#serial.fill(0);
  }

  /** @returns ASKED, or MISSING where no peer could know */
  ask(host: number, worker: number, table: number, user: number): Lookup {
    const { engine, network, nodes, isReceiving } = this.#with;
    const peer = nodes.find(
      (one) => one.host !== host && one.works && !isReceiving(one.host) && network.reaches(host, one.host),
    );
    if (peer === undefined) return Lookup.MISSING;
    const slot = (host << WORKER_BITS) | worker;
    this.#table[slot] = table;
    this.#user[slot] = user;
    const question = this.#serial[slot]! * (network.hosts << WORKER_BITS) + slot;
    engine.after(network.delay, this.#asked, question, peer.host);
    engine.after(PATIENCE, this.#answered, question, Lookup.MISSING);
    return Lookup.ASKED;
  }

  /** An answer that comes later is recognised. */
  #forget(slot: number): void {
    this.#serial[slot] = (this.#serial[slot]! + 1) % SERIALS;
  }
}
