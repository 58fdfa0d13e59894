import { distributionOf } from "../../../distributions/duration.ts";
import { samplerOf } from "../../../distributions/simulated.ts";
import type { Node } from "../../../ha/node.ts";
import { hostOf, payloadOf, signal } from "../../../ha/signal.ts";
import type { Engine, EventCode } from "../../../kernel/engine.ts";
import { envelopeOf } from "../../../network/message.ts";
import type { Network } from "../../../network/network.ts";
import type { Sampler } from "../../../random/sampler.ts";
import type { Stream } from "../../../random/stream.ts";
import type { Transfer } from "../description.ts";
import type { Memory } from "./tables.ts";

/** The kind of its requests, which cost the peer's workers time and are never on the wire. */
export const TRANSFER = 23;
/** Bindings that are sent at once. */
export const BATCH = 10;
/** A part that does not come is asked for again (timer of KDMQ's transactions, T1) [s]. */
const PATIENCE = 0.5;
/** What is asked for is numbered modulo this. */
const NUMBERS = 256;

/** Who gives bindings to whom after a start, and how fast. */
export interface BindingTransferParts {
  readonly engine: Engine;
  readonly network: Network;
  /** The bindings in memory, by node. */
  readonly memory: Memory;
  /** All that keep bindings. */
  readonly nodes: readonly Node[];
  readonly options: Transfer;
  /** Decides how long starts take. */
  readonly random: Stream;
  /** Hears of a process that has got what there is. */
  readonly done: (host: number) => void;
}

/**
 * A process that has started again asks one of its peers, the first that works, for all bindings. The peer sends them a few at a time,
 * and each few occupies one of its workers, behind whatever else waits for it: so long the process answers 404 to callers of
 * users it has not heard of yet. If the peer dies, hangs or drops the request from a full queue, the next one goes on half a second later.
 */
export class BindingTransfer {
  readonly #with: BindingTransferParts;
  /** From the start of a process until it asks [s]. */
  readonly #starts: Sampler;
  readonly #begin: EventCode;
  readonly #look: EventCode;
  /** By host: the place in its memory up to which it has got bindings, −1 if it waits for none; the number of its last request. */
  readonly #at: Float64Array;
  readonly #number: Int32Array;
  /** By host: where it was when it was last looked at. */
  readonly #seenAt: Float64Array;

  constructor(parts: BindingTransferParts) {
    this.#with = parts;
    const { engine, network, nodes, options, random } = parts;
    this.#starts = samplerOf(distributionOf(options.start), random);
    this.#at = new Float64Array(network.hosts).fill(-1);
    this.#seenAt = new Float64Array(network.hosts);
    this.#number = new Int32Array(network.hosts);
    this.#begin = engine.register("bindings asked for", (host, number) => {
      if (this.#number[host] === number) this.#ask(host);
    });
    this.#look = engine.register("bindings awaited", (host) => this.#lookAfter(host));
    for (const donor of nodes) donor.on(TRANSFER, (message) => this.#give(donor, hostOf(message), payloadOf(message)));
  }

  reset(): void {
    this.#at.fill(-1);
    this.#number.fill(0);
  }

  /** A process has started again and knows nothing. */
  begin(host: number): void {
    const isLookedAfter = this.#at[host]! >= 0;
    this.#at[host] = this.#seenAt[host] = 0;
    this.#number[host] = (this.#number[host]! + 1) % NUMBERS;
    const start = this.#starts.sample();
    this.#with.engine.after(start, this.#begin, host, this.#number[host]!);
    if (!isLookedAfter) this.#with.engine.after(start + PATIENCE, this.#look, host, 0);
  }

  /** Asks the first peer that works and can be reached for the next part; one that is itself asking only if there is no other. */
  #ask(host: number): void {
    const working = this.#with.nodes.filter((peer) => peer.host !== host && peer.works);
    const peers = working.filter((peer) => this.#with.network.reaches(peer.host, host));
    const donor = peers.find((peer) => this.#at[peer.host]! < 0) ?? peers[0];
    if (working.length === 0) this.#end(host);
    else donor?.station.accept(signal(TRANSFER, 0, host, this.#number[host]!), envelopeOf(donor.host, host));
  }

  /** A worker of a peer has spent its time on a part. */
  #give(donor: Node, host: number, number: number): void {
    if (this.#at[host]! < 0 || this.#number[host] !== number || !this.#nodeAt(host).running) return;
    if (!this.#with.network.reaches(donor.host, host)) return;
    this.#at[host] = this.#with.memory.copyPart(donor.host, host, this.#at[host]!, BATCH, this.#with.engine.now);
    if (this.#at[host] === this.#with.memory.sizeOfHost) this.#end(host);
    else this.#ask(host);
  }

  /** Now and then: whoever has got nothing more since the last time asks again. */
  #lookAfter(host: number): void {
    if (this.#at[host]! < 0) return;
    if (!this.#nodeAt(host).running) {
      this.#at[host] = -1; // it asks anew when it starts again
      return;
    }
    if (this.#at[host] === this.#seenAt[host]) {
      this.#number[host] = (this.#number[host]! + 1) % NUMBERS;
      this.#ask(host);
    }
    this.#seenAt[host] = this.#at[host]!;
    if (this.#at[host]! >= 0) this.#with.engine.after(PATIENCE, this.#look, host, 0);
  }

  #end(host: number): void {
    this.#at[host] = -1;
    this.#with.done(host);
  }

  #nodeAt(host: number): Node {
    return this.#with.nodes.find((node) => node.host === host)!;
  }
}
