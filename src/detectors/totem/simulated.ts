import type { Node } from "../../ha/node.ts";
import { payloadOf, signal } from "../../ha/signal.ts";
import type { EventCode, Lane } from "../../kernel/engine.ts";
import { envelopeOf, extraOf } from "../../network/message.ts";
import { BEAT, type DetectorMechanism, type DetectorSurroundings, type RunningDetector } from "../mechanism.ts";
import { Member, nodesIn } from "./core.ts";
import type { Totem as Described } from "./description.ts";
import { Monitor } from "./simulated/monitor.ts";
import { supervise } from "./simulated/supervisor.ts";

// What a message on the ring says; the ring's number travels above it.
const TOKEN = 0;
const JOIN = 1;

/** Copies of an unanswered token before it is considered lost, and how they are spaced (corosync's token_retransmits_before_loss_const). */
const TOKEN_COPIES = 4;
const TOKEN_SPACING = 1 / (TOKEN_COPIES + 0.2);
/** From one join to its repetition while consensus is awaited [s] (corosync's join). */
const JOIN_SPACING = 0.05;
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
 * program beside the server process: one that hangs stays a member. Where a monitor looks after the process (Pacemaker), that program outlives it
 * as well, and only the death of its host is silence.
 *
 * Left out: the commit token's two rounds (part of `reform`).
 */
class Totem implements RunningDetector {
  readonly #with: DetectorSurroundings;
  readonly #nodes: readonly Node[];
  readonly #options: Described;
  readonly #indexOf: Map<number, number>;
  /** Looks after the processes, where the ring outlives them; by node, whether its program has started since its host did. */
  readonly #monitor: Monitor | null;
  readonly #booted: Uint8Array;
  /** What each node knows, its token-loss timer, and the armed retransmission of the token. */
  #members: readonly Member[] = [];
  readonly #ticket: Float64Array;
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

  constructor(surroundings: DetectorSurroundings, options: Described) {
    this.#with = surroundings;
    this.#options = options;
    this.#nodes = [...new Set([...surroundings.watchers, ...surroundings.watched])].sort((x, y) => x.host - y.host);
    const n = this.#nodes.length;
    if (n > 31) throw new RangeError(`a Totem ring of ${n} nodes; at most 31 are modelled`);
    this.#indexOf = new Map(this.#nodes.map((node, i) => [node.host, i]));
    this.#ticket = new Float64Array(n);
    this.#copyTicket = new Float64Array(n);
    this.#booted = new Uint8Array(n);
    const { engine, channel } = surroundings;
    this.#patience = engine.lane(options.token);
    this.#copyAfter = engine.lane(options.token * TOKEN_SPACING);
    const alive = (act: (i: number, ring: number) => void) => (i: number, ring: number) => {
      if (this.#speaks(i) && this.#members[i]!.ring === ring) act(i, ring);
    };
    this.#pass = engine.register(
      "token passed on",
      alive((i) => this.#passOn(i)),
    );
    this.#lost = engine.register(
      "token lost",
      alive((i) => this.#members[i]!.gathers() && this.#gather(i)),
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
      for (const [i, member] of this.#members.entries())
        if (this.#speaks(i) && !member.isGathering && member.isLowest)
          for (const j of nodesIn(member.outside)) this.#say(i, j, JOIN);
      engine.lane(MERGE_SPACING).send(this.#merge, 0, 0);
    });
    const heard = (member: Node, node: Node, isGone: boolean) =>
      isGone ? this.#conclude(member, node) : this.#with.recovered(member, node);
    this.#monitor = options.monitor ? new Monitor(surroundings, options.monitor, this.#nodes, heard) : null;
    const outlives = this.#monitor !== null;
    for (const [i, node] of this.#nodes.entries()) {
      const hear = (from: number, payload: number, envelope: number) => {
        if (this.#speaks(i)) this.#hear(i, this.#indexOf.get(from)!, payload & 1, payload >> 1, extraOf(envelope));
      };
      node.listen(BEAT, channel, hear, outlives);
      node.onStart((what) => {
        this.#booted[i] = 1;
        if (outlives && what === "process") this.#knowsStill(i);
        else this.#startAgain(i);
      });
      node.onFailure(() => {
        if (!node.hostRuns) this.#booted[i] = 0;
      });
      node.onAttach(() => this.#callTogether(i));
    }
  }

  start(): void {
    const n = this.#nodes.length;
    this.#members = this.#nodes.map((_, i) => new Member(i, n));
    this.#ticket.fill(-1);
    this.#copyTicket.fill(-1);
    this.#booted.fill(1);
    for (let i = 0; i < n; i++) this.#arm(i);
    this.#with.engine.after(this.#with.phase(0) * n * this.#options.hold, this.#pass, 0, 0);
    this.#monitor?.start();
    if (this.#with.network.breaks) this.#with.engine.lane(MERGE_SPACING).send(this.#merge, 0, 0);
  }

  /** A member has been told by other means that a process has left. */
  left(watcher: Node, gone: Node): void {
    this.#members[this.#indexOf.get(watcher.host)!]!.isToldOf(this.#indexOf.get(gone.host)!);
  }

  #hear(i: number, from: number, says: number, ring: number, number: number): void {
    const member = this.#members[i]!;
    if (says === JOIN) {
      if (member.hearsJoin(from, ring)) this.#gather(i);
      if (this.#with.network.breaks)
        for (const j of nodesIn(member.newAmong(this.#members[from]!.members))) this.#say(i, j, JOIN);
    } else if (member.sees(ring, number)) {
      this.#keep(i);
      this.#arm(i);
      this.#with.engine.lane(this.#options.hold).send(this.#pass, i, member.ring);
    }
  }

  #passOn(i: number): void {
    const member = this.#members[i]!;
    if (!member.passesOn()) return;
    if (member.next === i) this.#with.engine.lane(this.#options.hold).send(this.#pass, i, member.ring);
    else this.#send(i);
    this.#arm(i);
  }

  /** Sends the token to the next node, for the first time or again. */
  #send(i: number): void {
    this.#copyTicket[i] = -1;
    this.#say(i, this.#members[i]!.next, TOKEN);
    if (this.#with.network.isLossy) this.#copyTicket[i] = this.#copyAfter.timer(this.#copy, i, this.#members[i]!.ring);
  }

  /** No more copies of the token: it has come round, or is considered lost. */
  #keep(i: number): void {
    if (this.#copyTicket[i]! >= 0) this.#copyAfter.cancel(this.#copyTicket[i]!);
    this.#copyTicket[i] = -1;
  }

  /** A node has begun to gather. */
  #gather(i: number): void {
    this.#keep(i);
    this.#disarm(i);
    this.#join(i);
    this.#with.engine.lane(this.#options.consensus).send(this.#agreed, i, this.#members[i]!.ring);
  }

  #join(i: number): void {
    const { members, ring } = this.#members[i]!;
    for (const j of nodesIn(members)) if (j !== i) this.#say(i, j, JOIN);
    if (this.#with.network.isLossy) this.#with.engine.lane(JOIN_SPACING).send(this.#joinAgain, i, ring);
  }

  #install(i: number): void {
    const member = this.#members[i]!;
    const { missing, back } = member.installs();
    this.#arm(i);
    // The lowest member creates the first token of the new ring, once all have installed it.
    if (member.isLowest) this.#with.engine.lane(this.#options.hold).send(this.#pass, i, member.ring);
    for (const j of nodesIn(back))
      if (this.#monitor?.hasToldOf(this.#nodes[j]!)) this.#conclude(this.#nodes[i]!, this.#nodes[j]!);
      else this.#with.recovered(this.#nodes[i]!, this.#nodes[j]!);
    for (const j of nodesIn(missing)) this.#conclude(this.#nodes[i]!, this.#nodes[j]!);
  }

  /** A node starts again: it calls all nodes together, and learns who answers. */
  #startAgain(i: number): void {
    this.#members[i]!.startsAgain();
    this.#callTogether(i);
  }

  #callTogether(i: number): void {
    if (this.#speaks(i) && this.#members[i]!.callsTogether()) this.#gather(i);
  }

  /** Whether the program that keeps the ring runs on a node. */
  #speaks(i: number): boolean {
    const node = this.#nodes[i]!;
    return this.#monitor === null ? node.running : node.hostRuns && this.#booted[i] === 1;
  }

  /** A process starts again beside a program that knows who is missing, and whose process has failed. */
  #knowsStill(i: number): void {
    const gone = new Set(nodesIn(this.#members[i]!.outside).map((j) => this.#nodes[j]!));
    for (const node of this.#nodes) if (this.#monitor!.hasToldOf(node)) gone.add(node);
    for (const node of gone) if (node !== this.#nodes[i]) this.#conclude(this.#nodes[i]!, node);
  }

  /** All members learn who is missing; only watchers act on it. */
  #conclude(member: Node, missing: Node): void {
    const { watchers, watched, verdict } = this.#with;
    if (watchers.includes(member) && watched.includes(missing)) verdict(member, missing);
  }

  #say(i: number, to: number, what: number): void {
    const { network, channel } = this.#with;
    const from = this.#nodes[i]!.host;
    const { ringSaid, token } = this.#members[i]!;
    const message = signal(BEAT, channel, from, what | (ringSaid << 1));
    network.send(from, message, envelopeOf(this.#nodes[to]!.host, 0, token));
  }

  #arm(i: number): void {
    this.#disarm(i);
    this.#ticket[i] = this.#patience.timer(this.#lost, i, this.#members[i]!.ring);
  }

  #disarm(i: number): void {
    if (this.#ticket[i]! >= 0) this.#patience.cancel(this.#ticket[i]!);
    this.#ticket[i] = -1;
  }
}

export const totem: DetectorMechanism<Described> = {
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
