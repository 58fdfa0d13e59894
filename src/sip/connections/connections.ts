import type { EventCode } from "../../kernel/engine.ts";
import { kindOf } from "../../network/message.ts";
import { FAILURES_MAX, waitAfter } from "../back-off.ts";
import { Kind } from "../message.ts";
import { LOST } from "./balancers.ts";
import { type ConnectionsParts, endsOf } from "./connection-parts.ts";
import { Handshakes } from "./handshakes.ts";
import { KeepAlives } from "./keep-alives.ts";
import { MissingConnections } from "./missing-connections.ts";
import { hostAt } from "./processes.ts";
import { Stalls } from "./stalls.ts";

/** More failures in a row do not change the wait any further. */

/** How a user agent sees its connection. NEW: it has had none yet. */
const State = { NEW: 0, DOWN: 1, CONNECTING: 2, UP: 3 } as const;

/** What a segment would meet at the address that a connection leads to. */
const Met = { KNOWN: 0, RESET: 1, SILENCE: 2 } as const;

/**
 * The connections of user agents (TCP, TLS, WebSocket), one for each registration, as a flow of RFC 5626 is. A connection belongs to a
 * user agent and a process: when the process dies on a living host, or another host has its address, it is reset at once or at the next
 * segment; where nobody answers it is believed in until a ping, a transaction or TCP itself gives up. Single segments are not
 * simulated. While all is well a connection costs no event; pings are made only once the way to the process is no longer what it was.
 */
export class Connections {
  readonly handshakes: Handshakes;
  /** Connections that were lost, and those that took the place of a lost one. */
  broken = 0;
  renewed = 0;
  readonly missing: MissingConnections;
  readonly #with: ConnectionsParts;
  readonly #state: Uint8Array;
  /** By registration: the process that it is connected to, and whether that has answered a REGISTER over it. */
  readonly #host: Int16Array;
  readonly #life: Int32Array;
  readonly #registered: Uint8Array;
  readonly #failures: Uint8Array;
  /** Grows whenever a connection ends or begins, so that events of an earlier one are recognised. */
  readonly #generation: Int32Array;
  readonly #keepAlives: KeepAlives;
  readonly #stalls: Stalls;
  /** What waits for a connection, by registration. */
  readonly #waiting = new Map<number, [from: number, message: number, envelope: number][]>();
  readonly #lose: EventCode;
  readonly #connect: EventCode;
  readonly #unregistered: EventCode;

  constructor(parts: ConnectionsParts) {
    this.#with = parts;
    const { engine, network, registrations, options } = parts;
    const count = registrations.acknowledgedUntil.length;
    this.#state = new Uint8Array(count);
    this.#host = new Int16Array(count);
    this.#life = new Int32Array(count);
    this.#registered = new Uint8Array(count);
    this.missing = new MissingConnections(engine, count);
    this.#failures = new Uint8Array(count);
    this.#generation = new Int32Array(count);
    const current = (act: (registration: number) => unknown) => (registration: number, generation: number) => {
      if (generation === this.#generation[registration]) act(registration);
    };
    const hearsReset = current((registration) => this.isUp(registration) && this.#break(registration));
    this.#lose = engine.register("connection reset", hearsReset);
    const begins = current((registration) => this.#begin(registration));
    this.#connect = engine.register("connect", begins);
    const pings = current((registration) => this.#pinged(registration));
    this.#keepAlives = new KeepAlives(engine, count, () => options.keepAlive?.interval ?? Infinity, pings);
    const judges = current((registration) => this.#registered[registration] === 1 || this.#failed(registration));
    this.#unregistered = engine.register("no 200 to REGISTER", judges);
    this.#stalls = new Stalls(engine, () => options.retransmissions, {
      retransmitted: (registration) => this.#retransmitted(registration),
      givenUp: (registration) => this.#break(registration),
    });
    this.handshakes = new Handshakes({
      ...parts,
      count,
      clientOf: () => parts.home,
      addressOf: (registration) => registrations.addressOf(registration),
      ends: (registration) => endsOf(parts, registration),
      isCurrent: (registration, generation) =>
        this.#generation[registration] === generation && this.#state[registration] === State.CONNECTING,
      done: (registration, host, life) => this.#established(registration, host, life),
      failed: (registration) => this.#failed(registration),
      timeout: () => options.timeout,
    });
    network.onChange(() => this.#review());
  }

  /** As at the start of a replication, when registrations and addresses stand as they do then. */
  start(): void {
    const { registrations, isConnected, network, home, processes, phases } = this.#with;
    this.broken = this.renewed = 0;
    this.missing.reset();
    this.#waiting.clear();
    this.#stalls.reset();
    this.handshakes.reset();
    this.#generation.fill(0);
    this.#failures.fill(0);
    this.#keepAlives.reset(phases);
    for (let i = 0; i < this.#state.length; i++) {
      const host = processes.behind(network.addresses.believed[home]![registrations.addressOf(i)]!, i, isConnected(i));
      const isUp = isConnected(i) && !registrations.duringRun;
      this.#state[i] = isUp ? State.UP : State.NEW;
      this.#registered[i] = isUp ? 1 : 0;
      this.#host[i] = host;
      this.#life[i] = processes.life(host);
      this.handshakes.remember(i, isUp ? host : -1, this.#life[i]!);
    }
  }

  /** Whether a registration is made over a connection. */
  has(registration: number): boolean {
    return this.#with.isConnected(registration);
  }

  /** Whether the user agent believes in its connection: then it registers where it did before. */
  isUp(registration: number): boolean {
    return this.#state[registration] === State.UP;
  }

  /** Whether the process has a connection to the user agent; `host`: whether that one has. */
  leadsTo(registration: number, host: number): boolean {
    return (
      this.#state[registration] === State.UP &&
      (host < 0 || this.#host[registration] === host) &&
      this.#livesOn(registration)
    );
  }

  /** The same, and the user has registered over it: what is for him may be sent there (RFC 5626 §5.3). */
  reaches(registration: number, host: number): boolean {
    return this.#registered[registration] === 1 && this.leadsTo(registration, host);
  }

  /** A user agent sends a message over its connection, or as soon as it has one. */
  send(registration: number, from: number, message: number, envelope: number): void {
    const isRegister = kindOf(message) === Kind.REGISTER;
    const state = this.#state[registration];
    if (state !== State.UP) {
      if (!isRegister) this.#wait(registration, from, message, envelope);
      else if (state === State.NEW) this.#begin(registration);
      return; // the connection's beginning is followed by a REGISTER
    }
    if (this.#stalls.takes(registration, from, message, envelope)) return;
    const met = this.#meets(registration);
    if (met === Met.KNOWN) {
      this.#with.network.carry(from, message, envelope, registration);
      return;
    }
    this.#with.lost(message, met === Met.RESET ? "flowMissing" : "unreachable");
    if (met === Met.RESET) this.#resetSoon(registration);
    else {
      this.#stalls.begin(registration);
      this.#stalls.takes(registration, from, message, envelope);
      const kind = kindOf(message);
      if (isRegister || kind === Kind.INVITE || kind === Kind.BYE)
        this.#stalls.endAfter(registration, this.#with.limit);
    }
  }

  /** A REGISTER was answered by 200 over the connection. */
  acknowledged(registration: number): void {
    if (!this.isUp(registration)) return;
    this.#registered[registration] = 1;
    this.#failures[registration] = 0;
    if (this.#meets(registration) === Met.KNOWN) this.missing.note(registration, false);
  }

  /** A REGISTER was refused for good: the connection is given up, and another one is tried later. */
  refused(registration: number): void {
    if (this.isUp(registration)) this.#failed(registration);
  }

  /** The user agent restarts, as after a power cut, and with it goes its end of the connection. */
  restarted(registration: number): void {
    if (this.has(registration)) this.#end(registration, State.NEW);
  }

  /** A process has died on a host that lives: the kernel tells everybody at once. */
  died(host: number, life: number): void {
    const { network, home } = this.#with;
    if (!network.reaches(host, home)) return;
    for (let i = 0; i < this.#state.length; i++)
      if (this.#state[i] === State.UP && this.#host[i] === host && this.#life[i] === life) this.#resetSoon(i, 1);
  }

  /** After so many hops the user agent hears that its connection is no more. */
  #resetSoon(registration: number, hops = 2): void {
    const { engine, network, home, registrations } = this.#with;
    const host = network.addresses.believed[home]![registrations.addressOf(registration)]!;
    network.tap?.segment?.("RST", host, home, endsOf(this.#with, registration));
    const delay = network.delayBetween(host, home, hops);
    engine.after(delay, this.#lose, registration, this.#generation[registration]!);
  }

  #livesOn(registration: number): boolean {
    const host = this.#host[registration]!;
    return this.#with.processes.runs(host) && this.#with.processes.life(host) === this.#life[registration];
  }

  #meets(registration: number): number {
    const { network, home, registrations } = this.#with;
    const at = hostAt(network, home, registrations.addressOf(registration));
    const host = at < 0 ? LOST : this.#with.processes.behind(at, registration, false);
    if (host === LOST) return Met.SILENCE;
    return host === this.#host[registration] && this.#livesOn(registration) ? Met.KNOWN : Met.RESET;
  }

  #wait(registration: number, from: number, message: number, envelope: number): void {
    const before = this.#waiting.get(registration) ?? [];
    this.#waiting.set(registration, [...before, [from, message, envelope]]);
    this.#with.waits(message);
  }

  /** What nobody has acknowledged is sent again. */
  #retransmitted(registration: number): void {
    const met = this.#meets(registration);
    if (met === Met.SILENCE) return;
    if (met === Met.RESET) this.#resetSoon(registration);
    for (const [from, message, envelope] of this.#stalls.end(registration))
      if (met === Met.KNOWN) this.#with.network.carry(from, message, envelope, registration);
  }

  #pinged(registration: number): void {
    if (!this.isUp(registration)) return;
    const met = this.#meets(registration);
    if (met === Met.RESET) this.#resetSoon(registration);
    if (met !== Met.SILENCE) return;
    if (!this.#stalls.has(registration)) this.#stalls.begin(registration);
    this.#stalls.endAfter(registration, this.#with.options.keepAlive!.timeout);
  }

  #end(registration: number, state: number): void {
    this.#state[registration] = state;
    this.#registered[registration] = 0;
    this.#generation[registration]!++;
    this.#stalls.end(registration);
  }

  /** The user agent has found out that its connection is no more. */
  #break(registration: number): void {
    this.#drop(registration, this.#with.reconnect?.sample());
  }

  /** An attempt at a connection, or at a registration over it, has failed. */
  #failed(registration: number): void {
    this.#failures[registration] = Math.min(this.#failures[registration]! + 1, FAILURES_MAX);
    this.#drop(registration);
  }

  #drop(registration: number, wait = this.#backOff(registration)): void {
    const wasUp = this.isUp(registration);
    this.#end(registration, State.DOWN);
    if (wait < Infinity) this.#with.engine.after(wait, this.#connect, registration, this.#generation[registration]!);
    if (!wasUp) return;
    this.broken++;
    this.missing.note(registration, true);
    this.#with.broken(registration);
  }

  #backOff(registration: number): number {
    const { registrations, backOff, random } = this.#with;
    const isAnyUp = registrations.ofSameUser(registration).some((other) => other !== registration && this.isUp(other));
    return waitAfter(backOff, this.#failures[registration]!, isAnyUp, () => random.uniform());
  }

  #begin(registration: number): void {
    this.#end(registration, State.CONNECTING);
    this.#with.registrations.choose(registration);
    this.handshakes.begin(registration, this.#generation[registration]!);
  }

  #established(registration: number, host: number, life: number): void {
    this.#state[registration] = State.UP;
    this.#host[registration] = host;
    this.#life[registration] = life;
    if (this.missing.has(registration)) this.renewed++;
    const { engine, registrations, limit } = this.#with;
    registrations.renew(registration);
    engine.after(limit, this.#unregistered, registration, this.#generation[registration]!);
    const waiting = this.#waiting.get(registration) ?? [];
    this.#waiting.delete(registration);
    for (const [from, message, envelope] of waiting) this.send(registration, from, message, envelope);
  }

  /** Something has changed on the network: which connections lead nowhere now, and when their users will find out by a ping. */
  #review(): void {
    for (let i = 0; i < this.#state.length; i++) {
      if (this.#state[i] === State.NEW) continue;
      const isKnown = this.#state[i] === State.UP && this.#meets(i) === Met.KNOWN;
      this.missing.note(i, !isKnown || this.#registered[i] === 0);
      if (!isKnown && this.#state[i] === State.UP) this.#keepAlives.await(i, this.#generation[i]!);
    }
  }
}
