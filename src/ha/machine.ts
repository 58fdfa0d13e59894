import type { Network } from "../network/network.ts";
import type { Station } from "../network/station.ts";
import type { Node } from "./node.ts";

/** A machine, and all that runs on it. */
export interface MachineParts {
  readonly name: string;
  readonly network: Network;
  /** Servers on it. */
  readonly nodes: readonly Node[];
  /** User agents on it: the number of their host, and the station of their process. */
  readonly userAgents: readonly { readonly host: number; readonly station: Station }[];
}

/**
 * A machine that freezes as a whole, as when a hypervisor gives its cores to others: processes, kernel and timers stand still. Unlike a process that
 * hangs it answers no check, and says nothing; what has come meanwhile is there when it goes on.
 */
export class Machine {
  readonly name: string;
  readonly #network: Network;
  readonly #nodes: readonly Node[];
  readonly #userAgents: MachineParts["userAgents"];
  /** Freezes that have not ended; they may overlap. */
  #freezes = 0;

  constructor({ name, network, nodes, userAgents }: MachineParts) {
    this.name = name;
    this.#network = network;
    this.#nodes = nodes;
    this.#userAgents = userAgents;
  }

  reset(): void {
    this.#freezes = 0;
  }

  /** It stands still from now on. */
  freeze(now: number): void {
    if (this.#freezes++ > 0) return;
    for (const { host } of [...this.#nodes, ...this.#userAgents]) this.#network.interfaces.hold(host);
    for (const node of this.#nodes) node.freeze(true, now);
    for (const { station } of this.#userAgents) station.suspend();
  }

  /** One of its freezes has ended. */
  goOn(now: number): void {
    if (this.#freezes === 0 || --this.#freezes > 0) return;
    for (const { host } of [...this.#nodes, ...this.#userAgents]) this.#network.interfaces.letGo(host);
    for (const node of this.#nodes) node.freeze(false, now);
    for (const { station } of this.#userAgents) station.resume();
  }
}
