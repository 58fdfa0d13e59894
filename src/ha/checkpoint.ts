import type { Engine, EventCode } from "../kernel/engine.ts";
import type { Network } from "../network/network.ts";
import { type LocationService, Lookup, type Memory } from "../sip/location-service.ts";
import { envelopeOf, Kind, messageOf, subjectOf } from "../sip/message.ts";
import type { Registrations } from "../sip/registrations.ts";
import type { Node } from "./node.ts";

/** How bindings reach the standbys: before the 200 is sent, so many seconds after the REGISTER was served, or never. */
export type CheckpointMode =
  | { readonly mode: "synchronous" }
  | { readonly mode: "lagged"; readonly lag: number }
  | { readonly mode: "none" };

/**
 * Bindings in memory, copied to the standbys through a checkpoint (OpenAIS CKPT in the thesis). Copies are messages between
 * the middleware of the nodes: they take a hop, can be lost, and cost no SIP worker's time. A synchronous checkpoint holds back
 * the 200 until every standby that was up has confirmed; if a confirmation is lost, the registrant's retransmission tries again.
 */
export class CheckpointedMemory implements LocationService {
  readonly #engine: Engine;
  readonly #network: Network;
  readonly #memory: Memory;
  readonly #registrations: Registrations;
  readonly #mode: CheckpointMode;
  readonly #standbys: readonly Node[];
  /** Confirmations still awaited, by registration. */
  readonly #awaited: Int16Array;
  readonly #copy: EventCode;
  readonly #firstAddress: number;

  /**
   * @param firstAddress number of the first virtual address; binding tables count from it
   * @param acknowledge lets the registrar send the 200 that was held back
   */
  constructor(
    engine: Engine,
    network: Network,
    memory: Memory,
    registrations: Registrations,
    mode: CheckpointMode,
    nodes: readonly Node[],
    standbys: readonly Node[],
    firstAddress: number,
    acknowledge: (host: number, registration: number) => void,
  ) {
    this.#engine = engine;
    this.#network = network;
    this.#memory = memory;
    this.#registrations = registrations;
    this.#mode = mode;
    this.#standbys = standbys;
    this.#firstAddress = firstAddress;
    this.#awaited = new Int16Array(registrations.acknowledgedUntil.length);
    this.#copy = engine.register("checkpoint written", (host, registration) => {
      if (nodes.find((node) => node.host === host)!.running) this.#send(host, registration);
    });
    for (const standby of standbys)
      standby.on(Kind.CHECKPOINT, (message, envelope) => {
        const registration = subjectOf(message);
        this.#put(standby.host, registration);
        const active = envelope >>> 12;
        network.send(standby.host, messageOf(Kind.CHECKPOINT_DONE, registration), envelopeOf(active & 0xfff, 0));
      });
    for (const node of nodes)
      node.on(Kind.CHECKPOINT_DONE, (message) => {
        const registration = subjectOf(message);
        if (mode.mode === "synchronous" && --this.#awaited[registration]! === 0) acknowledge(node.host, registration);
      });
  }

  reset(): void {
    this.#awaited.fill(0);
    this.#memory.reset();
  }

  /** Puts a binding that was registered before the run into a node's memory. */
  preload(host: number, registration: number): void {
    this.#put(host, registration);
  }

  /** Users at `address` who believe to be registered there although `host` has no binding for them. */
  lostBindings(host: number, address: number): number {
    let lost = 0;
    for (let user = 0; user < this.#registrations.users; user++) {
      const registration = this.#registrations.at(user, address);
      if (registration < 0 || this.#registrations.acknowledgedUntil[registration]! <= this.#engine.now) continue;
      if (!this.#memory.has(host, address - this.#firstAddress, user, this.#engine.now)) lost++;
    }
    return lost;
  }

  find(host: number, address: number, user: number): Lookup {
    return this.#memory.has(host, address - this.#firstAddress, user, this.#engine.now) ? Lookup.FOUND : Lookup.MISSING;
  }

  store(host: number, registration: number): Lookup {
    this.#put(host, registration);
    if (this.#mode.mode === "none") return Lookup.FOUND;
    if (this.#mode.mode === "lagged") {
      this.#engine.lane(this.#mode.lag).send(this.#copy, host, registration);
      return Lookup.FOUND;
    }
    this.#awaited[registration] = this.#send(host, registration);
    return this.#awaited[registration] === 0 ? Lookup.FOUND : Lookup.DEFERRED;
  }

  /** Sends a binding to the standbys that are up; returns how many those are. */
  #send(host: number, registration: number): number {
    let copies = 0;
    for (const standby of this.#standbys) {
      if (standby.host === host || !standby.isUp) continue;
      this.#network.send(host, messageOf(Kind.CHECKPOINT, registration), envelopeOf(standby.host, host));
      copies++;
    }
    return copies;
  }

  #put(host: number, registration: number): void {
    const address = this.#registrations.addressOf(registration) - this.#firstAddress;
    const user = this.#registrations.userOf(registration);
    this.#memory.put(host, address, user, this.#registrations.requestedUntil[registration]!);
  }
}
