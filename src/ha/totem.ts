import type { EventCode, Lane } from "../kernel/engine.ts";
import { Kind } from "../sip/message.ts";
import type { Detector, Surroundings } from "./detector.ts";
import type { Node } from "./node.ts";
import { signal } from "./signal.ts";

export interface TotemOptions {
  /** Silence after which the token is held lost [s]. */
  readonly token: number;
  /** How long joins are awaited before the silent are left out [s]. */
  readonly consensus: number;
  /** From agreement to the new ring [s]. */
  readonly reform: number;
  /** How long an idle node keeps the token before it passes it on [s]. */
  readonly hold: number;
}

// What a message on the ring says; the ring's number travels above it.
const TOKEN = 0;
const JOIN = 1;

/**
 * Totem single-ring membership, as in OpenAIS and corosync: a token travels round the ring; a node that has not seen it for
 * `token` seconds gathers (sends a join to all and waits `consensus` for theirs), then those that answered form a new ring,
 * and all of them know at the same time who is missing. A dead node is thus noticed after token + consensus + reform, less the
 * time since a survivor last saw the token.
 *
 * Left out: the commit token's two rounds (part of `reform`), retransmission of tokens, and merging of rings after a
 * partition has healed.
 */
export class Totem implements Detector {
  readonly #with: Surroundings;
  readonly #nodes: readonly Node[];
  readonly #options: TotemOptions;
  readonly #indexOf: Map<number, number>;
  /** Per node: the members of its ring, as bits; the ring's number; whether it gathers, and whom it has heard while doing so. */
  readonly #members: Int32Array;
  readonly #ring: Int32Array;
  readonly #gathering: Uint8Array;
  readonly #heard: Int32Array;
  readonly #ticket: Float64Array;
  readonly #patience: Lane;
  readonly #pass: EventCode;
  readonly #lost: EventCode;
  readonly #agreed: EventCode;
  readonly #formed: EventCode;

  constructor(surroundings: Surroundings, options: TotemOptions) {
    this.#with = surroundings;
    this.#options = options;
    this.#nodes = [...new Set([...surroundings.watchers, ...surroundings.watched])].sort((x, y) => x.host - y.host);
    const n = this.#nodes.length;
    if (n > 31) throw new RangeError(`a Totem ring of ${n} nodes; at most 31 are modelled`);
    this.#indexOf = new Map(this.#nodes.map((node, i) => [node.host, i]));
    this.#members = new Int32Array(n);
    this.#ring = new Int32Array(n);
    this.#gathering = new Uint8Array(n);
    this.#heard = new Int32Array(n);
    this.#ticket = new Float64Array(n);
    const { engine, channel } = surroundings;
    this.#patience = engine.lane(options.token);
    const alive = (act: (i: number, ring: number) => void) => (i: number, ring: number) => {
      if (this.#nodes[i]!.running && this.#ring[i] === ring) act(i, ring);
    };
    this.#pass = engine.register(
      "token passed on",
      alive((i) => this.#passOn(i)),
    );
    this.#lost = engine.register(
      "token lost",
      alive((i) => this.#gather(i)),
    );
    this.#agreed = engine.register(
      "consensus",
      alive((i, ring) => engine.lane(options.reform).send(this.#formed, i, ring)),
    );
    this.#formed = engine.register(
      "ring formed",
      alive((i) => this.#install(i)),
    );
    for (const [i, node] of this.#nodes.entries())
      node.listen(Kind.BEAT, channel, (from, payload) =>
        this.#hear(i, this.#indexOf.get(from)!, payload & 1, payload >> 1),
      );
  }

  start(): void {
    const n = this.#nodes.length;
    this.#members.fill(2 ** n - 1);
    this.#ring.fill(0);
    this.#gathering.fill(0);
    this.#ticket.fill(-1);
    for (let i = 0; i < n; i++) this.#arm(i);
    this.#with.engine.after(this.#with.phase(0) * n * this.#options.hold, this.#pass, 0, 0);
  }

  #hear(i: number, from: number, says: number, ring: number): void {
    if (says === TOKEN) {
      if (this.#gathering[i] === 1 || (this.#ring[i]! & 0x7f) !== ring) return; // a token of a ring that is no more
      this.#arm(i);
      this.#with.engine.lane(this.#options.hold).send(this.#pass, i, this.#ring[i]!);
      return;
    }
    if (((this.#members[i]! >> from) & 1) === 0) return; // not of this ring: merging is not modelled
    if (this.#gathering[i] === 0) this.#gather(i);
    this.#heard[i]! |= 1 << from;
  }

  #passOn(i: number): void {
    if (this.#gathering[i] === 1) return;
    const next = this.#nextAfter(i);
    if (next === i) this.#with.engine.lane(this.#options.hold).send(this.#pass, i, this.#ring[i]!);
    else this.#say(i, next, TOKEN);
    this.#arm(i);
  }

  #gather(i: number): void {
    if (this.#gathering[i] === 1) return;
    this.#gathering[i] = 1;
    this.#heard[i] = 1 << i;
    this.#disarm(i);
    for (let j = 0; j < this.#nodes.length; j++) if (j !== i && (this.#members[i]! >> j) & 1) this.#say(i, j, JOIN);
    this.#with.engine.lane(this.#options.consensus).send(this.#agreed, i, this.#ring[i]!);
  }

  #install(i: number): void {
    const missing = this.#members[i]! & ~this.#heard[i]!;
    this.#members[i] = this.#members[i]! & this.#heard[i]!;
    this.#ring[i]!++;
    this.#gathering[i] = 0;
    this.#arm(i);
    // The lowest member creates the first token of the new ring, once all have installed it.
    if ((this.#members[i]! & ((1 << i) - 1)) === 0)
      this.#with.engine.lane(this.#options.hold).send(this.#pass, i, this.#ring[i]!);
    for (let j = 0; j < this.#nodes.length; j++)
      if ((missing >> j) & 1) this.#conclude(this.#nodes[i]!, this.#nodes[j]!);
  }

  /** All members learn who is missing; only watchers act on it. */
  #conclude(member: Node, missing: Node): void {
    const { watchers, watched, verdict } = this.#with;
    if (watchers.includes(member) && watched.includes(missing)) verdict(member, missing);
  }

  #nextAfter(i: number): number {
    const n = this.#nodes.length;
    for (let step = 1; step <= n; step++) if ((this.#members[i]! >> ((i + step) % n)) & 1) return (i + step) % n;
    return i;
  }

  #say(i: number, to: number, what: number): void {
    const { network, channel } = this.#with;
    const from = this.#nodes[i]!.host;
    network.send(from, signal(Kind.BEAT, channel, from, what | ((this.#ring[i]! & 0x7f) << 1)), this.#nodes[to]!.host);
  }

  #arm(i: number): void {
    this.#disarm(i);
    this.#ticket[i] = this.#patience.timer(this.#lost, i, this.#ring[i]!);
  }

  #disarm(i: number): void {
    if (this.#ticket[i]! >= 0) this.#patience.cancel(this.#ticket[i]!);
    this.#ticket[i] = -1;
  }
}
