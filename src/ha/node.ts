import { kindOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import type { Receiver } from "../network/network-parts.ts";
import type { Station } from "../network/station.ts";
import { isSip } from "../sip/message.ts";
import type { FaultKind } from "../tiers/fault-kind.ts";
import type { Manager, Middleware, NodeParts, Unheard } from "./node-parts.ts";
import { channelOf, type Ear, hostOf, payloadOf, signal } from "./signal.ts";

/** One server: a host, the process on it, and the station where its SIP messages queue. */
export class Node {
  readonly name: string;
  readonly host: number;
  readonly tier: string;
  readonly station: Station;
  /** Whether the server process runs. */
  running = true;
  /** Time at which something went wrong with it [s]; NaN while nothing is. */
  failedAt = Number.NaN;
  /** Whether the failover that its death leads to fails as well. */
  uncovered = false;
  /** Whether it serves nobody, sound as it may be, until people have recovered what an uncovered failure has blocked. */
  isBlocked = false;
  /** Whether it is out of service on purpose; may not serve for want of quorum; waits to step in for others: a standby, or one that has lost its addresses. */
  isInMaintenance = false;
  lacksQuorum = false;
  standsBy = false;
  manager: Manager | null = null; // who sees to its process when that has died
  /** What a process that starts has to do before it serves and counts as running, and `serve` ends; null: nothing. */
  prepare: (() => void) | null = null;
  /** What has started and is at that; null: nothing. */
  #prepares: "process" | "host" | null = null;
  #downTime = 0;
  #hasPower = true;
  #hasLink = true;
  #hangs = false;
  #isFrozen = false;
  /** What a process that hangs will do when it goes on. */
  readonly #deferred: (() => void)[] = [];
  readonly #onStart: ((what: "process" | "host") => void)[] = [];
  readonly #onResume: (() => void)[] = [];
  readonly #onGoOn: (() => void)[] = [];
  readonly #onAttach: (() => void)[] = [];
  readonly #network: Network;
  readonly #middleware: (Middleware | undefined)[] = [];
  readonly #ears: (Map<number, Ear> | undefined)[] = [];
  /** What daemons hear that outlive the server process: signals of a kind and a channel. */
  readonly #daemons = new Set<number>();
  readonly #lost: (message: number) => void;
  readonly #onDeath: (() => void)[] = [];
  readonly #onFailure: (() => void)[] = [];

  constructor({ name, host, tier, network, station, lost }: NodeParts) {
    this.name = name;
    this.host = host;
    this.tier = tier;
    this.station = station;
    this.#network = network;
    this.#lost = lost;
    network.connect(host, (message, envelope) => this.#receive(message, envelope));
  }

  /** Whether others can reach a running process here. */
  get isUp(): boolean {
    return this.running && this.#network.attached[this.host] === 1;
  }

  /** Whether programs beside the server process run: they die with the host only. */
  get hostRuns(): boolean {
    return this.#hasPower;
  }

  /** Whether the server process runs and does its work. */
  get works(): boolean {
    return this.running && !this.#hangs && !this.#isFrozen;
  }

  /** Whether its process has started and does not serve yet. */
  get prepares(): boolean {
    return this.#prepares !== null;
  }

  /** Whether its machine is frozen, with all that runs there. */
  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** Whether nothing at all is wrong with it. */
  get isSound(): boolean {
    return this.works && this.#hasPower && this.#hasLink;
  }

  /** How long something has been wrong with it since the start [s]. */
  downTime(now: number): number {
    return this.#downTime + (Number.isNaN(this.failedAt) ? 0 : now - this.failedAt);
  }

  /** What of it is dead: a link, a host with the process on it, or a process on a living host. */
  get deadParts(): FaultKind[] {
    const parts: FaultKind[] = [];
    if (!this.#hasLink) parts.push("link");
    if (!this.#hasPower) parts.push("host");
    else if (!this.running) parts.push("process");
    return parts;
  }

  /** Says what the node's middleware does with messages of a kind that is not SIP. */
  on(kind: number, hear: Receiver, { waits = false, refuse = null }: Unheard = {}): void {
    this.#middleware[kind] = { hear, waits, refuse };
  }

  /**
   * Takes the signals of one channel; several detectors share a node this way.
   * @param isDaemon whether the ear belongs to a program of its own, which hears while the server process is dead
   */
  listen(kind: number, channel: number, ear: Ear, isDaemon = false): void {
    if (isDaemon) this.#daemons.add(signal(kind, channel, 0, 0));
    const ears = this.#ears[kind] ?? new Map<number, Ear>();
    this.#ears[kind] = ears;
    ears.set(channel, ear);
    this.on(kind, (message, envelope) => ears.get(channelOf(message))?.(hostOf(message), payloadOf(message), envelope));
  }

  /** One of its workers has spent its time on an answer to a request of the node itself. */
  hear(message: number, envelope: number): void {
    this.#middleware[kindOf(message)]?.hear(message, envelope);
  }

  /** Hears each time the server process has started again, alone or with its host, and with nothing in its memory. */
  onStart(hears: (what: "process" | "host") => void): void {
    this.#onStart.push(hears);
  }

  /** Hears each time a process that hung goes on, with all that it knew. */
  onResume(hears: () => void): void {
    this.#onResume.push(hears);
  }

  /** Hears each time its machine goes on after a freeze. */
  onGoOn(hears: () => void): void {
    this.#onGoOn.push(hears);
  }

  /** Hears each time a cable is plugged in again. */
  onAttach(hears: () => void): void {
    this.#onAttach.push(hears);
  }

  /** Hears each time a process, host or link dies here. */
  onFailure(hears: () => void): void {
    this.#onFailure.push(hears);
  }

  /** Hears each time the server process dies on a host that lives. */
  onDeath(hears: () => void): void {
    this.#onDeath.push(hears);
  }

  reset(): void {
    this.running = this.#hasPower = this.#hasLink = true;
    this.#hangs = this.#isFrozen = false;
    this.#prepares = null;
    this.#deferred.length = 0;
    this.failedAt = Number.NaN;
    this.#downTime = 0;
    this.uncovered = this.isBlocked = this.standsBy = this.isInMaintenance = this.lacksQuorum = false;
    this.station.reset();
  }

  /** A fault strikes now. What is dead already does not die again. */
  kill(kind: FaultKind, now: number): void {
    if (kind !== "link" && this.prepares) {
      this.#prepares = null;
      this.station.crash();
    }
    if (kind === "process" ? !this.running : kind === "host" ? !this.#hasPower : !this.#hasLink) return;
    if (Number.isNaN(this.failedAt)) this.failedAt = now;
    if (kind === "host") {
      this.#hasPower = false;
      this.#network.segments.forget(this.host);
    }
    if (kind === "link") this.#hasLink = false;
    const dies = kind !== "link" && this.running;
    if (dies) this.running = false;
    this.#plug();
    for (const hears of this.#onFailure) hears();
    if (!dies) return;
    this.#hangs = false;
    this.#deferred.length = 0;
    // The operating system resets a dead process's connections, those of queries at work included.
    if (kind === "process")
      for (const message of this.station.held()) this.#middleware[kindOf(message)]?.refuse?.(message);
    this.station.crash();
    if (kind === "process") for (const hears of this.#onDeath) hears();
  }

  /** What was dead is there again: a host with a new process on it, a process if its host has power, a link. */
  bringBack(kind: FaultKind, now: number): void {
    if (kind === "link") {
      if (this.#hasLink) return;
      this.#hasLink = true;
      this.#plug();
      this.#heal(now);
      for (const hears of this.#onAttach) hears();
      return;
    }
    if (kind === "host") this.#hasPower = true;
    const starts = !this.running && !this.prepares && this.#hasPower;
    if (starts) this.#prepares = kind;
    if (starts && this.prepare === null) {
      this.serve(now);
      return;
    }
    this.#plug();
    if (starts) this.prepare!();
  }

  /** A process that has started is ready to serve. */
  serve(now: number): void {
    const started = this.#prepares;
    if (started === null) return;
    this.#prepares = null;
    this.running = true;
    if (this.#isFrozen) this.station.suspend();
    this.#plug();
    this.#heal(now);
    for (const hears of this.#onStart) hears(started);
  }

  /**
   * The server process stops working and does not die: what is in service stands still, messages queue until the queue is full,
   * and answers wait to be read. The kernel of the host and the programs beside the process go on.
   */
  hang(now: number): void {
    if (!this.running || this.#hangs) return;
    if (this.works) this.#stop(now);
    this.#hangs = true;
  }

  /** It goes on where it stood, and reads what has come in the meantime. */
  resume(now: number): void {
    if (!this.#hangs) return;
    this.#hangs = false;
    if (this.works) this.#goOn(now);
  }

  /** Its machine freezes, or goes on, with all that runs there; what is said to it and by it meanwhile, the network keeps. */
  freeze(isFrozen: boolean, now: number): void {
    const worked = this.works;
    this.#isFrozen = isFrozen;
    if (worked && isFrozen) this.#stop(now);
    else if (!worked && this.works) this.#goOn(now);
    if (!isFrozen) for (const hears of this.#onGoOn) hears();
  }

  #stop(now: number): void {
    if (Number.isNaN(this.failedAt)) this.failedAt = now;
    this.station.suspend();
  }

  #goOn(now: number): void {
    this.#heal(now);
    this.station.resume();
    for (const act of this.#deferred.splice(0)) if (this.running) act();
    for (const hears of this.#onResume) hears();
  }

  /** Does something now, or when the process goes on if it hangs; never, if it dies before that. */
  whenItWorks(act: () => void): void {
    if (this.works) act();
    else if (this.running) this.#deferred.push(act);
  }

  #plug(): void {
    this.#network.plug(this.host, this.#hasPower && this.#hasLink);
  }

  #heal(now: number): void {
    if (!this.isSound || Number.isNaN(this.failedAt)) return;
    this.#downTime += now - this.failedAt;
    this.failedAt = Number.NaN;
    if (!this.isBlocked) this.uncovered = false;
  }

  #receive(message: number, envelope: number): void {
    const kind = kindOf(message);
    if (isSip(kind)) {
      if (this.running && !this.isBlocked) this.station.accept(message, envelope);
      else this.#lost(message);
      return;
    }
    const middleware = this.#middleware[kind];
    if (!this.running && !this.#daemons.has(signal(kind, channelOf(message), 0, 0))) {
      // The process is dead, the host is not.
      if (middleware?.refuse) middleware.refuse(message);
      else this.#lost(message);
    } else if (middleware?.waits && !this.works) this.#deferred.push(() => middleware.hear(message, envelope));
    else middleware?.hear(message, envelope);
  }
}
