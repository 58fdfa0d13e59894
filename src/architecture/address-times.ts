import type { Node } from "../ha/node.ts";
import type { Engine } from "../kernel/engine.ts";
import type { Network } from "../network/network.ts";
import { CALLERS } from "./hosts.ts";

/** How long something has been so [s]. */
class Stretch {
  #since = Number.NaN;
  #total = 0;

  reset(): void {
    this.#since = Number.NaN;
    this.#total = 0;
  }

  note(holds: boolean, now: number): void {
    if (!Number.isNaN(this.#since)) this.#total += now - this.#since;
    this.#since = holds ? now : Number.NaN;
  }

  total(now: number): number {
    return this.#total + (Number.isNaN(this.#since) ? 0 : now - this.#since);
  }
}

/**
 * For how long virtual addresses were not as they should be: some had more than one owner, or callers sent to a host that did not
 * have the address although they could reach one that had. An owner is a running process on a host with its cable plugged in.
 */
export class AddressTimes {
  readonly #engine: Engine;
  readonly #network: Network;
  readonly #nodes: readonly Node[];
  readonly #shared = new Stretch();
  readonly #stale = new Stretch();
  /** Addresses with more than one owner now. */
  shared = 0;

  constructor(engine: Engine, network: Network, nodes: readonly Node[]) {
    this.#engine = engine;
    this.#network = network;
    this.#nodes = nodes;
    network.onChange(() => this.#look());
  }

  reset(): void {
    this.#shared.reset();
    this.#stale.reset();
    this.shared = 0;
  }

  /** Time for which some address had more than one owner [s]. */
  get sharedTime(): number {
    return this.#shared.total(this.#engine.now);
  }

  /** Time for which callers were misled about some address [s]. */
  get staleTime(): number {
    return this.#stale.total(this.#engine.now);
  }

  #look(): void {
    const { addresses, hosts } = this.#network;
    let shared = 0;
    let misled = false;
    for (let address = hosts; address < addresses.count; address++) {
      if (this.#network.isSteered(address)) continue;
      let owners = 0;
      let isReached = false;
      for (const node of this.#nodes) {
        if (!node.isUp || !addresses.has(node.host, address)) continue;
        owners++;
        isReached ||= this.#network.reaches(CALLERS, node.host);
      }
      if (owners > 1) shared++;
      misled ||= isReached && !addresses.has(addresses.believed[CALLERS]![address]!, address);
    }
    this.shared = shared;
    this.#shared.note(shared > 0, this.#engine.now);
    this.#stale.note(misled, this.#engine.now);
  }
}
