import type { Node } from "../../../ha/node.ts";
import type { Engine, EventCode } from "../../../kernel/engine.ts";
import { envelopeOf, messageOf, subjectOf, viaOf } from "../../../network/message.ts";
import type { Network } from "../../../network/network.ts";
import type { Receiver } from "../../../network/network-parts.ts";
import type { Stream } from "../../../random/stream.ts";
import { type LocationService, Lookup } from "../../../sip/location-service.ts";
import type { Registrations } from "../../../sip/registrations.ts";
import type { Checkpoint, InMemory } from "../description.ts";
import { fullTransfer } from "../fields.ts";
import { BindingTransfer } from "./binding-transfer.ts";
import { PeerLookUps } from "./peer-look-ups.ts";
import type { Memory } from "./tables.ts";

/** Kinds of its messages: a copy of a binding, and its confirmation. Their subject is the registration. */
export const CHECKPOINT = 18;
export const CHECKPOINT_DONE = 19;

/** Whose bindings are copied, to whom and how. */
export interface CheckpointedMemoryParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly memory: Memory;
  readonly registrations: Registrations;
  /** How they are copied, and how a process that starts gets them. */
  readonly bindings: InMemory;
  /** Decides how long starts take. */
  readonly random: Stream;
  /** All that keep bindings. */
  readonly nodes: readonly Node[];
  /** Who gets the copies of a node. */
  readonly recipientsOf: (node: Node) => readonly Node[];
  /** Number of the binding table of a virtual address, from 0; the same for all where bindings are common to all. */
  readonly tableOf: (address: number) => number;
  /** Lets the registrar send the 200 that was held back. */
  readonly acknowledge: (host: number, registration: number) => void;
  /** Goes on with what a worker was waiting for. */
  readonly resume: (host: number, worker: number, outcome: Lookup) => void;
  /** Hears of a process that has started again, when it knows what its peers know. */
  readonly restarted: (host: number) => void;
}

/**
 * Bindings in memory, copied to other nodes: to the standbys through a checkpoint (OpenAIS CKPT in the thesis), or among active
 * peers (DMQ of Kamailio, clusterer of OpenSIPS). Copies are messages between the middleware of the nodes: they take a hop, can
 * be lost, and cost no SIP worker's time. A synchronous checkpoint holds back the 200 until every recipient that was up has
 * confirmed; if a confirmation is lost, the registrant's retransmission tries again.
 *
 * A process that starts again has an empty memory; it gets from its peers what they know by a transfer, or knows it one round trip
 * later where none is described. A node that has become a spare gets copies from then on.
 */
export class CheckpointedMemory implements LocationService {
  readonly #engine: Engine;
  readonly #network: Network;
  readonly #memory: Memory;
  readonly #registrations: Registrations;
  readonly #mode: Checkpoint;
  readonly #nodes: readonly Node[];
  /** By host: who gets its copies. */
  readonly #recipients: ReadonlyMap<number, readonly Node[]>;
  /** Confirmations still awaited, by registration. */
  readonly #awaited: Int16Array;
  readonly #copy: EventCode;
  readonly #synchronise: EventCode;
  /** Null: a process that starts again knows what there is at once, or nothing. */
  readonly transfer: BindingTransfer | null;
  readonly #peers: PeerLookUps | null = null;
  readonly #answer: EventCode = -1;
  readonly #tableOf: (address: number) => number;
  /** By registration: whether its binding has been counted as lost, and not been stored since. */
  readonly #isLost: Uint8Array;
  readonly #restarted: (host: number) => void;

  constructor({
    engine,
    network,
    memory,
    registrations,
    bindings: { checkpoint: mode, transfer },
    random,
    nodes,
    recipientsOf,
    tableOf,
    acknowledge,
    resume,
    restarted,
  }: CheckpointedMemoryParts) {
    this.#engine = engine;
    this.#network = network;
    this.#memory = memory;
    this.#registrations = registrations;
    this.#mode = mode;
    this.#nodes = nodes;
    this.#recipients = new Map(nodes.map((node) => [node.host, recipientsOf(node)]));
    this.#tableOf = tableOf;
    this.#restarted = restarted;
    this.#isLost = new Uint8Array(registrations.acknowledgedUntil.length);
    this.#awaited = new Int16Array(registrations.acknowledgedUntil.length);
    this.#copy = engine.register("checkpoint written", (host, registration) => {
      if (nodes.find((node) => node.host === host)!.running) this.#send(host, registration);
    });
    this.#synchronise = engine.register("checkpoint read", (host) => this.#read(host));
    const surroundings = { engine, network, memory, nodes };
    this.transfer = null;
    if (transfer !== "at once" && mode.mode !== "none") {
      const options = fullTransfer(transfer);
      const isFirst = options.meanwhile === "out of service";
      const byHost = (host: number) => nodes.find((node) => node.host === host)!;
      const done = isFirst
        ? (host: number) => {
            byHost(host).serve(engine.now);
            restarted(host);
          }
        : restarted;
      const own = new BindingTransfer({ ...surroundings, options, random, done });
      this.transfer = own;
      if (options.meanwhile === "ask a peer")
        this.#peers = new PeerLookUps({ ...surroundings, resume, isReceiving: (host) => own.isReceiving(host) });
      for (const node of nodes) {
        const begin = () => {
          memory.forget(node.host);
          own.begin(node);
        };
        if (isFirst) node.prepare = begin;
        else node.onStart(begin);
      }
    } else
      for (const node of nodes)
        node.onStart(() => {
          memory.forget(node.host);
          engine.after(mode.mode === "none" ? 0 : 2 * network.delay, this.#synchronise, node.host, 0);
        });
    if (mode.mode === "lagged" && mode.lag < 0)
      this.#answer = engine.register("answer after the copies", (host, registration) => {
        if (nodes.find((node) => node.host === host)!.running) acknowledge(host, registration);
      });
    for (const node of nodes) {
      const keep: Receiver = (copy, envelope) => {
        this.#put(node.host, subjectOf(copy));
        network.send(node.host, messageOf(CHECKPOINT_DONE, subjectOf(copy)), envelopeOf(viaOf(envelope), 0));
      };
      const confirm = (registration: number): void => {
        if (mode.mode === "synchronous" && --this.#awaited[registration]! === 0) acknowledge(node.host, registration);
      };
      node.on(CHECKPOINT, keep, { waits: true });
      node.on(CHECKPOINT_DONE, (done) => confirm(subjectOf(done)), { waits: true });
    }
  }

  reset(): void {
    this.#awaited.fill(0);
    this.#isLost.fill(0);
    this.transfer?.reset();
    this.#peers?.reset();
    this.#memory.reset();
  }

  /** Puts a binding that was registered before the run into a node's memory. */
  preload(host: number, registration: number): void {
    this.#put(host, registration);
  }

  /** Users at `address` who believe to be registered there although `host` has no binding for them; each counts once. */
  lostBindings(host: number, address: number): number {
    let lost = 0;
    for (let user = 0; user < this.#registrations.users; user++) {
      const registration = this.#registrations.at(user, address);
      if (registration < 0 || this.#registrations.acknowledgedUntil[registration]! <= this.#engine.now) continue;
      if (this.#isLost[registration] === 1 || this.#memory.has(host, this.#tableOf(address), user, this.#engine.now))
        continue;
      this.#isLost[registration] = 1;
      lost++;
    }
    return lost;
  }

  find(host: number, address: number, user: number, worker: number): Lookup {
    const table = this.#tableOf(address);
    if (this.#memory.has(host, table, user, this.#engine.now)) return Lookup.FOUND;
    return this.#peers !== null && this.transfer!.isReceiving(host)
      ? this.#peers.ask(host, worker, table, user)
      : Lookup.MISSING;
  }

  credentials(): Lookup {
    return Lookup.FOUND;
  }

  store(host: number, registration: number): Lookup {
    this.#put(host, registration);
    this.#isLost[registration] = 0;
    if (this.#mode.mode === "none") return Lookup.FOUND;
    if (this.#mode.mode === "lagged") {
      const { lag } = this.#mode;
      if (lag >= 0) {
        this.#engine.lane(lag).send(this.#copy, host, registration);
        return Lookup.FOUND;
      }
      this.#send(host, registration);
      this.#engine.lane(-lag).send(this.#answer, host, registration);
      return Lookup.DEFERRED;
    }
    this.#awaited[registration] = this.#send(host, registration);
    return this.#awaited[registration] === 0 ? Lookup.FOUND : Lookup.DEFERRED;
  }

  /** Sends a binding to the recipients that are up; returns how many those are. */
  #send(host: number, registration: number): number {
    let copies = 0;
    const node = this.#nodes.find((one) => one.host === host)!;
    const usual = this.#recipients.get(host)!;
    const spares = this.#nodes.filter((peer) => peer.tier === node.tier && peer.standsBy && !usual.includes(peer));
    for (const recipient of spares.length === 0 ? usual : [...usual, ...spares]) {
      if (recipient.host === host || !recipient.isUp) continue;
      this.#network.send(host, messageOf(CHECKPOINT, registration), envelopeOf(recipient.host, host));
      copies++;
    }
    return copies;
  }

  /** A process that has started again reads the checkpoint: whatever a peer within reach knows. */
  #read(host: number): void {
    if (!this.#nodes.find((node) => node.host === host)!.running) return;
    if (this.#mode.mode !== "none") this.#readFromPeers(host);
    this.#restarted(host);
  }

  /** Where nobody stands by there is no checkpoint to read, although peers live. */
  #readFromPeers(host: number): void {
    if (this.#recipients.get(host)!.length === 0) return;
    for (const peer of this.#nodes)
      if (peer.host !== host && peer.works && this.#network.reaches(peer.host, host))
        this.#memory.copy(peer.host, host);
  }

  #put(host: number, registration: number): void {
    const table = this.#tableOf(this.#registrations.addressOf(registration));
    const user = this.#registrations.userOf(registration);
    this.#memory.put(host, table, user, this.#registrations.requestedUntil[registration]!);
  }
}
