import type { Engine } from "../kernel/engine.ts";
import type { Node } from "./node.ts";

/** The stages of one failover, as times [s]; NaN where it has not got so far. */
export interface Failover {
  readonly dead: Node;
  /** The standby that steps in, or the director that stops dispatching. */
  by: Node;
  readonly failedAt: number;
  readonly detectedAt: number;
  selectedAt: number;
  claimedAt: number;
  announcedAt: number;
  /** The successor served its first request at the address, or the dead node was no longer dispatched to. */
  restoredAt: number;
}

/** What failovers happened in a run, and when each of their stages was reached. */
export class FailoverLog {
  readonly failovers: Failover[] = [];
  readonly #engine: Engine;
  /** Per address: the host whose first service there is awaited, −1 if none. Read at every request served. */
  readonly #awaited: Int32Array;
  readonly #open: (Failover | null)[];

  /** @param addresses how many addresses the network has, hosts' own included */
  constructor(engine: Engine, addresses: number) {
    this.#engine = engine;
    this.#awaited = new Int32Array(addresses).fill(-1);
    this.#open = new Array<Failover | null>(addresses).fill(null);
  }

  reset(): void {
    this.failovers.length = 0;
    this.#awaited.fill(-1);
  }

  /** A death has been noticed and something will be done about it. */
  detected(dead: Node, by: Node): Failover {
    const unknown = Number.NaN;
    const failover: Failover = {
      dead,
      by,
      failedAt: dead.failedAt,
      detectedAt: this.#engine.now,
      selectedAt: unknown,
      claimedAt: unknown,
      announcedAt: unknown,
      restoredAt: unknown,
    };
    this.failovers.push(failover);
    return failover;
  }

  /** From now on the first request that `successor` serves at the address ends the outage. */
  awaitService(address: number, successor: Node, failover: Failover): void {
    this.#awaited[address] = successor.host;
    this.#open[address] = failover;
  }

  /** A host has served a request sent to an address. */
  served(address: number, host: number): void {
    if (this.#awaited[address] !== host) return;
    this.#awaited[address] = -1;
    this.#open[address]!.restoredAt = this.#engine.now;
  }
}
