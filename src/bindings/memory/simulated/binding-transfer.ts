import { distributionOf } from "../../../distributions/duration.ts";
import { samplerOf } from "../../../distributions/simulated.ts";
import type { Node } from "../../../ha/node.ts";
import type { EventCode } from "../../../kernel/engine.ts";
import type { Sampler } from "../../../random/sampler.ts";
import type { Stream as RandomStream } from "../../../random/stream.ts";
import type { Transfers } from "../../mechanism.ts";
import { isAlive, Sending, type SendingParts, type Stream } from "./sending.ts";

/** Who has got nothing more for so long (T1), or for twice the work on a message, asks again [s]. */
const PATIENCE = 0.5;

/** Who gives bindings to whom after a start, and how fast. */
export interface BindingTransferParts extends Omit<SendingParts, "got" | "done" | "ended"> {
  /** Decides how long starts take. */
  readonly random: RandomStream;
  /** Hears of a process that has got what there is. */
  readonly done: (host: number) => void;
}

/** A process that has started again and gets its bindings. */
interface Receiving {
  readonly node: Node;
  readonly number: number;
  readonly begunAt: number;
  /** Up to where it has what its peers know. */
  place: number;
  /** What sends to it, and how far each was when it was last looked at. */
  readonly streams: Map<Stream, number>;
}

/**
 * A process that has started again asks one of its peers, the first that works, or all of them for their bindings, and has what there is
 * when the first of them has sent everything. If that peer dies, hangs or drops the request from a full queue, another goes on half a second
 * later. Where it is to have them before it serves, and finds nobody, it serves after a while, or waits.
 */
export class BindingTransfer implements Transfers {
  transferred = 0;
  #longest = 0;
  readonly #with: BindingTransferParts;
  readonly #sending: Sending;
  /** From the start of a process until it asks [s]. */
  readonly #starts: Sampler;
  /** From one look at what comes to the next [s]. */
  readonly #patience: number;
  readonly #begin: EventCode;
  readonly #look: EventCode;
  readonly #fallBack: EventCode;
  readonly #receiving = new Map<number, Receiving>();
  /** By host: bindings that it got since its process started. */
  readonly #got: Float64Array;
  #number = 0;

  constructor(parts: BindingTransferParts) {
    this.#with = parts;
    const { engine, network, nodes, options, random } = parts;
    this.#starts = samplerOf(distributionOf(options.start), random);
    this.#patience = Math.max(PATIENCE, 2 * options.contacts * options.each);
    this.#got = new Float64Array(network.hosts);
    const current = (act: (one: Receiving) => void) => (host: number, number: number) => {
      const one = this.#receiving.get(host);
      if (one?.number === number) act(one);
    };
    this.#begin = engine.register(
      "bindings asked for",
      current((one) => this.#ask(one)),
    );
    this.#look = engine.register(
      "bindings awaited",
      current((one) => this.#lookAfter(one)),
    );
    this.#fallBack = engine.register(
      "seed falls back",
      current((one) => one.streams.size === 0 && this.#end(one)),
    );
    this.#sending = new Sending({
      ...parts,
      got: ({ to }, bindings) => {
        this.transferred += bindings;
        this.#got[to.host]! += bindings;
      },
      done: (stream) => this.#done(stream),
      ended: (stream) => this.#leave(stream),
    });
    for (const node of nodes)
      node.onFailure(() => {
        if (!isAlive(node)) this.#abandon(node.host);
      });
  }

  reset(): void {
    this.#sending.reset();
    this.#receiving.clear();
    this.#got.fill(0);
    this.#number = this.transferred = this.#longest = 0;
  }

  get longest(): number {
    const { now } = this.#with.engine;
    const longest = Math.max(this.#longest, ...[...this.#receiving.values()].map(({ begunAt }) => now - begunAt));
    return this.#number === 0 ? Number.NaN : longest;
  }

  isReceiving(host: number): boolean {
    return this.#receiving.has(host);
  }

  donorOf(host: number): number {
    const [stream] = this.#receiving.get(host)?.streams.keys() ?? [];
    return stream?.donor.host ?? -1;
  }

  got(host: number): number {
    return this.#got[host]!;
  }

  /** A process has started again and knows nothing. */
  begin(node: Node): void {
    this.#abandon(node.host);
    const { engine, options } = this.#with;
    const number = this.#number++;
    this.#got[node.host] = 0;
    this.#receiving.set(node.host, { node, number, begunAt: engine.now, place: 0, streams: new Map() });
    const start = this.#starts.sample();
    engine.after(start, this.#begin, node.host, number);
    engine.after(start + this.#patience, this.#look, node.host, number);
    const isSeed = options.seeds?.includes(node.name) ?? true;
    if (options.meanwhile === "out of service" && isSeed && options.fallback < Infinity)
      engine.after(start + options.fallback, this.#fallBack, node.host, number);
  }

  /** Asks the peers that work and can be reached, those that are themselves asking only if there is no other. */
  #ask(one: Receiving): void {
    const { nodes, network, options } = this.#with;
    const working = nodes.filter((peer) => peer !== one.node && peer.works);
    const peers = working.filter((peer) => network.reaches(peer.host, one.node.host));
    const knowing = peers.filter((peer) => !this.isReceiving(peer.host));
    const donors = knowing.length > 0 ? knowing : peers;
    if (working.length === 0 && options.meanwhile !== "out of service") this.#end(one);
    for (const donor of options.from === "all peers" ? donors : donors.slice(0, 1))
      if (this.#receiving.has(one.node.host)) one.streams.set(this.#sending.open(donor, one.node, one.place), 0);
  }

  /** Now and then: a peer that has sent nothing since the last time is asked no longer. */
  #lookAfter(one: Receiving): void {
    for (const [stream, seen] of one.streams) {
      const { progress, isPausing, awaited } = stream;
      if (progress === seen && !isPausing && awaited.size === 0) this.#leave(stream);
      else one.streams.set(stream, progress);
    }
    if (one.streams.size === 0) this.#ask(one);
    if (this.#receiving.get(one.node.host) === one)
      this.#with.engine.after(this.#patience, this.#look, one.node.host, one.number);
  }

  #leave(stream: Stream): void {
    const place = this.#sending.close(stream);
    const one = this.#receiving.get(stream.to.host);
    if (one?.streams.delete(stream)) one.place = Math.max(one.place, place);
  }

  #done(stream: Stream): void {
    const one = this.#receiving.get(stream.to.host);
    if (!one?.streams.has(stream)) return;
    // Who serves nobody yet has got no copies of what was registered meanwhile; they were made while it waited.
    if (one.node.prepares) this.#with.memory.copy(stream.donor.host, stream.to.host);
    this.#end(one);
  }

  #end({ node, begunAt }: Receiving): void {
    const { engine, done } = this.#with;
    this.#receiving.delete(node.host);
    this.#longest = Math.max(this.#longest, engine.now - begunAt);
    done(node.host);
  }

  /** A process that dies waits for nothing. */
  #abandon(host: number): void {
    for (const stream of this.#receiving.get(host)?.streams.keys() ?? []) this.#sending.close(stream);
    this.#receiving.delete(host);
  }
}
