import type { Node } from "../../ha/node.ts";
import { payloadOf, signal } from "../../ha/signal.ts";
import type { EventCode, Lane } from "../../kernel/engine.ts";
import { envelopeOf, extraOf } from "../../network/message.ts";
import { BEAT, type Mechanism, type RunningDetector, type Surroundings } from "../mechanism.ts";
import type { Totem as Described } from "./description.ts";
import { supervise } from "./simulated/supervisor.ts";

// What a message on the ring says; the ring's number travels above it.
const TOKEN = 0;
const JOIN = 1;

/** Copies of an unanswered token before it is considered lost, and how they are spaced (corosync's token_retransmits_before_loss_const). */
const TOKEN_COPIES = 4;
const TOKEN_SPACING = 1 / (TOKEN_COPIES + 0.2);
/** From one join to its repetition while consensus is awaited [s] (corosync's join). */
const JOIN_SPACING = 0.05;
/** Tokens are numbered modulo this, and rings in their messages. */
const NUMBERS = 128;
/** How often the lowest member of a ring calls for members that are not in it [s] (corosync's merge). */
const MERGE_SPACING = 0.2;

/**
 * Totem single-ring membership, as in OpenAIS and corosync: a token travels round the ring; a node that has not seen it for
 * `token` seconds gathers (sends a join to all and waits `consensus` for theirs), then those that answered form a new ring,
 * and all of them know at the same time who is missing. A dead node is thus noticed after token + consensus + reform, less the
 * time since a survivor last saw the token.
 *
 * Where the network loses messages, a node that passed the token on and does not see it again sends copies, and joins are
 * repeated; without loss neither would change anything.
 *
 * A node that starts again sends joins to all: the ring is formed anew with it. Where the network can be divided, the lowest
 * member of each ring calls for the members that are not in it, and rings that hear of each other merge. The ring is kept by a
 * program beside the server process: one that hangs stays a member.
 *
 * Left out: the commit token's two rounds (part of `reform`).
 */
class Totem implements RunningDetector {
  readonly #with: Surroundings;
  readonly #nodes: readonly Node[];
  readonly #options: Described;
  readonly #indexOf: Map<number, number>;
  /** Per node: the members of its ring, as bits; the ring's number; whether it gathers, and whom it has heard while doing so. */
  readonly #members: Int32Array;
  /** Per node: the members of the last ring it was in; the highest number of a ring it has heard of while gathering. */
  readonly #installed: Int32Array;
  readonly #highest: Int32Array;
  readonly #ring: Int32Array;
  readonly #gathering: Uint8Array;
  readonly #heard: Int32Array;
  /** Per node: whom it has called while gathering because others knew them. */
  readonly #called: Int32Array;
  readonly #ticket: Float64Array;
  /** Per node: the number of the last token it has seen, and the armed retransmission of it. */
  readonly #number: Uint8Array;
  readonly #copyTicket: Float64Array;
  readonly #patience: Lane;
  readonly #copyAfter: Lane;
  readonly #pass: EventCode;
  readonly #lost: EventCode;
  readonly #agreed: EventCode;
  readonly #formed: EventCode;
  readonly #copy: EventCode;
  readonly #joinAgain: EventCode;
  readonly #merge: EventCode;

  constructor(surroundings: Surroundings, options: Described) {
    this.#with = surroundings;
    this.#options = options;
    this.#nodes = [...new Set([...surroundings.watchers, ...surroundings.watched])].sort((x, y) => x.host - y.host);
    const n = this.#nodes.length;
    if (n > 31) throw new RangeError(`a Totem ring of ${n} nodes; at most 31 are modelled`);
    this.#indexOf = new Map(this.#nodes.map((node, i) => [node.host, i]));
    this.#members = new Int32Array(n);
    this.#installed = new Int32Array(n);
    this.#highest = new Int32Array(n);
    this.#ring = new Int32Array(n);
    this.#gathering = new Uint8Array(n);
    this.#heard = new Int32Array(n);
    this.#called = new Int32Array(n);
    this.#ticket = new Float64Array(n);
    this.#number = new Uint8Array(n);
    this.#copyTicket = new Float64Array(n);
    const { engine, channel } = surroundings;
    this.#patience = engine.lane(options.token);
    this.#copyAfter = engine.lane(options.token * TOKEN_SPACING);
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
    this.#copy = engine.register(
      "token sent again",
      alive((i) => this.#send(i)),
    );
    this.#joinAgain = engine.register(
      "join sent again",
      alive((i) => this.#join(i)),
    );
    this.#merge = engine.register("call for members", () => {
      for (const [i, { running }] of this.#nodes.entries())
        if (running && this.#gathering[i] === 0 && this.#isLowest(i))
          for (let j = 0; j < n; j++) if (((this.#members[i]! >> j) & 1) === 0) this.#say(i, j, JOIN);
      engine.lane(MERGE_SPACING).send(this.#merge, 0, 0);
    });
    for (const [i, node] of this.#nodes.entries()) {
      node.listen(BEAT, channel, (from, payload, envelope) =>
        this.#hear(i, this.#indexOf.get(from)!, payload & 1, payload >> 1, extraOf(envelope)),
      );
      node.onStart(() => this.#startAgain(i));
      node.onAttach(() => this.#callTogether(i));
    }
  }

  start(): void {
    const n = this.#nodes.length;
    this.#members.fill(2 ** n - 1);
    this.#installed.fill(2 ** n - 1);
    this.#highest.fill(0);
    this.#ring.fill(0);
    this.#gathering.fill(0);
    this.#ticket.fill(-1);
    this.#number.fill(0);
    this.#copyTicket.fill(-1);
    for (let i = 0; i < n; i++) this.#arm(i);
    this.#with.engine.after(this.#with.phase(0) * n * this.#options.hold, this.#pass, 0, 0);
    if (this.#with.network.breaks) this.#with.engine.lane(MERGE_SPACING).send(this.#merge, 0, 0);
  }

  /** A member has been told by other means that a process has left; the ring that is formed when it starts again has it back. */
  left(watcher: Node, gone: Node): void {
    this.#installed[this.#indexOf.get(watcher.host)!]! &= ~(1 << this.#indexOf.get(gone.host)!);
  }

  #hear(i: number, from: number, says: number, ring: number, number: number): void {
    if (says === TOKEN) {
      if (this.#gathering[i] === 1 || (this.#ring[i]! & 0x7f) !== ring) return; // a token of a ring that is no more
      const news = (number - this.#number[i]! + NUMBERS) % NUMBERS;
      if (news === 0 || news > NUMBERS / 2) return; // a copy of what it has seen
      this.#number[i] = number;
      this.#keep(i);
      this.#arm(i);
      this.#with.engine.lane(this.#options.hold).send(this.#pass, i, this.#ring[i]!);
      return;
    }
    this.#members[i]! |= 1 << from; // it may have been out of this ring
    if (this.#gathering[i] === 0) this.#gather(i);
    this.#heard[i]! |= 1 << from;
    if (this.#with.network.breaks) this.#callThoseOf(i, from);
    const ahead = (ring - (this.#ring[i]! & 0x7f) + NUMBERS) % NUMBERS;
    if (ahead < NUMBERS / 2) this.#highest[i] = Math.max(this.#highest[i]!, this.#ring[i]! + ahead);
  }

  #passOn(i: number): void {
    if (this.#gathering[i] === 1) return;
    this.#number[i] = (this.#number[i]! + 1) % NUMBERS;
    if (this.#nextAfter(i) === i) this.#with.engine.lane(this.#options.hold).send(this.#pass, i, this.#ring[i]!);
    else this.#send(i);
    this.#arm(i);
  }

  /** Sends the token to the next node, for the first time or again. */
  #send(i: number): void {
    this.#copyTicket[i] = -1;
    this.#say(i, this.#nextAfter(i), TOKEN);
    if (this.#with.network.isLossy) this.#copyTicket[i] = this.#copyAfter.timer(this.#copy, i, this.#ring[i]!);
  }

  /** No more copies of the token: it has come round, or is considered lost. */
  #keep(i: number): void {
    if (this.#copyTicket[i]! >= 0) this.#copyAfter.cancel(this.#copyTicket[i]!);
    this.#copyTicket[i] = -1;
  }

  #gather(i: number): void {
    if (this.#gathering[i] === 1) return;
    this.#gathering[i] = 1;
    this.#heard[i] = 1 << i;
    this.#called[i] = 0;
    this.#highest[i] = this.#ring[i]!;
    this.#keep(i);
    this.#disarm(i);
    this.#join(i);
    this.#with.engine.lane(this.#options.consensus).send(this.#agreed, i, this.#ring[i]!);
  }

  /** A join names the members that its sender knows: whoever is new among them is called as well, once. */
  #callThoseOf(i: number, from: number): void {
    const news = this.#members[from]! & ~this.#members[i]! & ~this.#called[i]!;
    this.#called[i]! |= news;
    for (let j = 0; j < this.#nodes.length; j++) if ((news >> j) & 1) this.#say(i, j, JOIN);
  }

  #join(i: number): void {
    for (let j = 0; j < this.#nodes.length; j++) if (j !== i && (this.#members[i]! >> j) & 1) this.#say(i, j, JOIN);
    if (this.#with.network.isLossy) this.#with.engine.lane(JOIN_SPACING).send(this.#joinAgain, i, this.#ring[i]!);
  }

  #install(i: number): void {
    const missing = this.#members[i]! & ~this.#heard[i]!;
    const back = this.#heard[i]! & ~this.#installed[i]!;
    this.#members[i] = this.#members[i]! & this.#heard[i]!;
    this.#installed[i] = this.#members[i]!;
    this.#ring[i] = this.#highest[i]! + 1;
    this.#gathering[i] = 0;
    this.#number[i] = 0;
    this.#arm(i);
    // The lowest member creates the first token of the new ring, once all have installed it.
    if (this.#isLowest(i)) this.#with.engine.lane(this.#options.hold).send(this.#pass, i, this.#ring[i]!);
    for (let j = 0; j < this.#nodes.length; j++)
      if ((back >> j) & 1) this.#with.recovered(this.#nodes[i]!, this.#nodes[j]!);
    for (let j = 0; j < this.#nodes.length; j++)
      if ((missing >> j) & 1) this.#conclude(this.#nodes[i]!, this.#nodes[j]!);
  }

  /** Whether no member of its ring comes before a node. */
  #isLowest(i: number): boolean {
    return (this.#members[i]! & ((1 << i) - 1)) === 0;
  }

  /** A node starts again: it calls all nodes together, and learns who answers. */
  #startAgain(i: number): void {
    this.#ring[i]!++; // what is left of the ring before is none
    this.#installed[i] = 1 << i;
    this.#gathering[i] = 0;
    this.#callTogether(i);
  }

  #callTogether(i: number): void {
    if (!this.#nodes[i]!.running) return;
    this.#members[i] = 2 ** this.#nodes.length - 1;
    this.#gather(i);
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
    const message = signal(BEAT, channel, from, what | ((this.#ring[i]! & 0x7f) << 1));
    network.send(from, message, envelopeOf(this.#nodes[to]!.host, 0, this.#number[i]!));
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

export const totem: Mechanism<Described> = {
  make: (surroundings, detector) => {
    let ring: Totem | null = null;
    const verdict = (watcher: Node, gone: Node) => {
      ring!.left(watcher, gone);
      surroundings.verdict(watcher, gone);
    };
    if (detector.supervisor !== undefined) supervise({ ...surroundings, verdict }, detector.supervisor);
    ring = new Totem(surroundings, detector);
    return ring;
  },
  sign: ({ hold, token }) => ({ by: "token", within: hold + token, isToken: (payload) => (payload & 1) === TOKEN }),
  says: { [BEAT]: "beat" },
  wire: (_, message, envelope, from) => {
    const what = (payloadOf(message) & 1) === TOKEN ? `token ${extraOf(envelope)}` : "join";
    return { text: `totem ${what} of ring ${payloadOf(message) >>> 1} from ${from}` };
  },
};
