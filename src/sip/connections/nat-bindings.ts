import type { Engine } from "../../kernel/engine.ts";
import type { Network } from "../../network/network.ts";
import type { Stream } from "../../random/stream.ts";
import type { Registrations } from "../registrations.ts";
import { hostAt, type Processes } from "./processes.ts";
import type { UserTransport } from "./transport.ts";

export interface NatBindingsParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly home: number;
  readonly registrations: Registrations;
  readonly processes: Processes;
  readonly options: NonNullable<UserTransport["nat"]>;
  /** By registration: whether its user is behind a NAT. */
  readonly isBehind: (registration: number) => boolean;
  /** Draws phases of pings. */
  readonly phases: Stream;
}

/**
 * What NATs before users of UDP let in: what comes from a server to which the user has sent something lately (RFC 4787 REQ-5). Pings keep
 * that open, the user's own (CRLF or STUN, RFC 5626 §4.4) or OPTIONS of the server, which the user answers. They come at equal intervals,
 * each user's in a phase of its own, so that nothing has to be simulated while they come.
 */
export class NatBindings {
  readonly #with: NatBindingsParts;
  /** By registration: when its user last sent something by himself [s], and when the NAT forgot it although the server pings. */
  readonly #sentAt: Float64Array;
  readonly #closedAt: Float64Array;
  readonly #phase: Float64Array;
  /** By address: since when nobody serves it [s]; NaN: somebody does. */
  readonly #unservedSince = new Map<number, number>();

  constructor(parts: NatBindingsParts) {
    this.#with = parts;
    const count = parts.registrations.acknowledgedUntil.length;
    this.#sentAt = new Float64Array(count);
    this.#closedAt = new Float64Array(count);
    this.#phase = new Float64Array(parts.options.keepAlive === null ? 0 : count);
    if (parts.options.keepAlive?.by === "server") parts.network.onChange(() => this.#review());
  }

  start(): void {
    const { registrations, options, phases } = this.#with;
    this.#unservedSince.clear();
    this.#closedAt.fill(Number.NaN);
    for (let i = 0; i < this.#sentAt.length; i++) this.#sentAt[i] = registrations.lastSentBeforeStart(i);
    for (let i = 0; i < this.#phase.length; i++) this.#phase[i] = phases.uniform() * options.keepAlive!.interval;
  }

  /** A user sends something to the address of a registration. */
  sent(registration: number): void {
    this.#sentAt[registration] = this.#with.engine.now;
    this.#closedAt[registration] = Number.NaN;
  }

  /** Whether what a server sends from there now gets to the user. */
  letsIn(registration: number): boolean {
    if (!this.#with.isBehind(registration)) return true;
    const { engine, options } = this.#with;
    const since = engine.now - this.#sentAt[registration]!;
    if (since < options.binding) return true;
    if (options.keepAlive === null) return false;
    if (options.keepAlive.by === "client")
      return engine.now - this.#pingBefore(registration, engine.now) < options.binding;
    return Number.isNaN(this.#closedAt[registration]) && this.#keptOpen(registration, since);
  }

  /** Whether pings of the server have kept open what the user opened so long ago: none opens what is closed. */
  #keptOpen(registration: number, since: number): boolean {
    const { engine, options, registrations } = this.#with;
    const { interval } = options.keepAlive!;
    if (options.binding >= interval) return since < Infinity || !registrations.duringRun;
    // Too rare to follow each other: the first one helps, if it is in time.
    const sentAt = this.#sentAt[registration]!;
    const ping = this.#pingBefore(registration, sentAt) + interval;
    return ping - sentAt < options.binding && engine.now - ping < options.binding;
  }

  /** The last ping not after a time [s]. */
  #pingBefore(registration: number, time: number): number {
    const { interval } = this.#with.options.keepAlive!;
    const phase = this.#phase[registration]!;
    return phase + interval * Math.floor((time - phase) / interval);
  }

  /** The server pings only while it serves; what a NAT has forgotten meanwhile only the user can open again. */
  #review(): void {
    const { engine, registrations, options, isBehind } = this.#with;
    const { now } = engine;
    for (const address of registrations.addresses) {
      const since = this.#unservedSince.get(address);
      if (!this.#isServed(address)) {
        if (since === undefined) this.#unservedSince.set(address, now);
        continue;
      }
      if (since === undefined) continue;
      this.#unservedSince.delete(address);
      for (let i = 0; i < this.#sentAt.length; i++) {
        if (registrations.addressOf(i) !== address || !isBehind(i)) continue;
        const next = this.#pingBefore(i, now) + options.keepAlive!.interval;
        const open = Math.max(this.#pingBefore(i, since), this.#sentAt[i]!) + options.binding;
        if (next > open) this.#closedAt[i] = open;
      }
    }
  }

  #isServed(address: number): boolean {
    const { network, home, processes } = this.#with;
    const host = hostAt(network, home, address);
    return host >= 0 && processes.runs(host) && network.reaches(host, home);
  }
}
