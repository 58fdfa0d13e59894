import type { Engine, EventCode } from "../kernel/engine.ts";
import { envelopeOf, messageOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import type { DialogKeeping } from "../tiers/description.ts";

/** A copy of a dialog on its way to another node of the tier, and its confirmation. Their subject is the call. */
export const DIALOG_COPY = 48;
export const DIALOG_COPIED = 49;

/** Who keeps dialogs, and who hears what becomes of them. */
export interface DialogsParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly options: Pick<DialogKeeping, "replication">;
  /** Hosts of the tier. */
  readonly hosts: readonly number[];
  /** Whether a host can be reached and its process runs. */
  readonly isUp: (host: number) => boolean;
  readonly isRunning: (host: number) => boolean;
  /** Does something for a process now, or when it goes on if it hangs. */
  readonly whenItWorks: (host: number, act: () => void) => void;
  /** Hears of each dialog that begins at a host. */
  readonly begun: (host: number, call: number) => void;
  /** Hears of each dialog that nobody knows any more, and of one that somebody knows after all, because a copy was still on its way. */
  readonly lost: (call: number) => void;
  readonly found: (call: number) => void;
}

/** A 200 that waits for confirmations. */
interface Held {
  readonly host: number;
  readonly awaited: Set<number>;
  readonly release: () => void;
}

/**
 * The dialogs of the back-to-back user agents of one tier, in the memory of their processes, with which they die. A dialog begins with the
 * 200 to its INVITE and ends with the 200 to its BYE. The other nodes of the tier get copies: before the 200 is sent on, which then waits
 * until all who live have confirmed, or some time after it. A process that starts again knows what its peers know one round trip later.
 */
export class Dialogs {
  readonly #with: DialogsParts;
  /** By host: calls. */
  readonly #known = new Map<number, Set<number>>();
  readonly #held = new Map<number, Held>();
  readonly #copyLater: EventCode;
  readonly #read: EventCode;

  constructor(parts: DialogsParts) {
    this.#with = parts;
    const { engine, isRunning, whenItWorks } = parts;
    this.#copyLater = engine.register("dialog copied", (host, call) => {
      if (isRunning(host))
        whenItWorks(host, () => {
          if (this.knows(host, call)) this.#copy(host, call);
        });
    });
    this.#read = engine.register("dialogs read", (host) => this.#readFromPeers(host));
  }

  reset(): void {
    this.#held.clear();
    for (const host of this.#with.hosts) this.#known.set(host, new Set());
  }

  knows(host: number, call: number): boolean {
    return this.#known.get(host)!.has(call);
  }

  /**
   * The 200 to an INVITE has come: @returns whether it goes on at once
   * @param release sends it on later, when all copies are confirmed
   */
  confirm(host: number, call: number, release: () => void): boolean {
    if (this.knows(host, call)) return true;
    const { replication } = this.#with.options;
    if (replication.mode === "synchronous") {
      const awaited = new Set(this.#copy(host, call));
      if (awaited.size > 0) {
        this.#held.set(call, { host, awaited, release });
        return false;
      }
    }
    this.#begin(host, call);
    if (replication.mode === "lagged") this.#with.engine.lane(replication.lag).send(this.#copyLater, host, call);
    return true;
  }

  /** A host gets a copy from another, and confirms it. */
  receive(host: number, call: number, from: number): void {
    this.#known.get(host)!.add(call);
    this.#with.found(call);
    if (this.#with.options.replication.mode === "synchronous")
      this.#with.network.send(host, messageOf(DIALOG_COPIED, call), envelopeOf(from, host));
  }

  /** A copy is confirmed. */
  confirmed(by: number, call: number): void {
    const held = this.#held.get(call);
    if (held === undefined) return;
    held.awaited.delete(by);
    if (held.awaited.size > 0) return;
    this.#held.delete(call);
    this.#with.whenItWorks(held.host, () => {
      this.#begin(held.host, call);
      held.release();
    });
  }

  /** The 200 to its BYE ends a dialog, wherever it is known. */
  end(call: number): void {
    for (const known of this.#known.values()) known.delete(call);
  }

  /** A process dies. What nobody else knows is lost; nobody waits for its confirmations any more. */
  forget(host: number): void {
    const gone = this.#known.get(host)!;
    this.#known.set(host, new Set());
    for (const call of gone) if (!this.#isKnown(call)) this.#with.lost(call);
    for (const [call, held] of [...this.#held]) {
      if (held.host === host) this.#held.delete(call);
      else this.confirmed(host, call);
    }
  }

  /** A process starts. */
  start(host: number): void {
    const { engine, network, options } = this.#with;
    if (options.replication.mode !== "none") engine.after(2 * network.delay, this.#read, host, 0);
  }

  #begin(host: number, call: number): void {
    this.#known.get(host)!.add(call);
    this.#with.begun(host, call);
  }

  #isKnown(call: number): boolean {
    return this.#with.hosts.some((host) => this.knows(host, call));
  }

  /** @returns to whom a copy is on its way */
  #copy(host: number, call: number): number[] {
    const { hosts, isUp, network } = this.#with;
    const others = hosts.filter((other) => other !== host && isUp(other));
    for (const other of others) network.send(host, messageOf(DIALOG_COPY, call), envelopeOf(other, host));
    return others;
  }

  #readFromPeers(host: number): void {
    const { hosts, isRunning, network } = this.#with;
    if (!isRunning(host)) return;
    for (const peer of hosts)
      if (peer !== host && isRunning(peer) && network.reaches(peer, host))
        for (const call of this.#known.get(peer)!) this.#known.get(host)!.add(call);
  }
}
