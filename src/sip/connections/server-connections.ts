import type { EventCode } from "../../kernel/engine.ts";
import { kindOf, subjectOf, toOf } from "../../network/message.ts";
import type { Receiver } from "../../network/network-parts.ts";
import type { ConnectionEnds } from "../../network/tap.ts";
import type { Carrier } from "../carrier.ts";
import { isResponse, isSip, Kind, ofCall } from "../message.ts";
import { Handshakes, isHandshake } from "./handshakes.ts";
import { KeepAlives } from "./keep-alives.ts";
import { hostAt } from "./processes.ts";
import type { ServerConnectionsParts } from "./server-connection-parts.ts";
import { Stalls } from "./stalls.ts";

/** How a server sees its connection. */
const State = { NONE: 0, CONNECTING: 1, UP: 2 } as const;

/** What a segment would meet where a connection leads. */
const Met = { KNOWN: 0, RESET: 1, SILENCE: 2 } as const;

/** Hosts and addresses that an envelope can name. */
const ADDRESSES = 2 ** 12;

type Said = readonly [from: number, message: number, envelope: number];

/**
 * The connections between servers (TCP, TLS), one for each pair of processes: opened with the first request, kept, and opened again with the
 * first one after their end. Each end believes in it until it hears otherwise: at once, when the process at the other end dies on a living
 * host; at the next segment, when another process has the address; else when TCP or a ping gives up. What nobody has acknowledged by then, and
 * what waits for a connection that does not come about, its sender is told of; what was acknowledged is lost with the process that had it.
 */
export class ServerConnections implements Carrier {
  readonly hosts: number;
  readonly #with: ServerConnectionsParts;
  /** By host and address. */
  readonly #numbers: ReadonlyMap<number, number>;
  /** Hosts that send requests over connections, that get those of calls over them, and that get all of them, from directors. */
  readonly #inFront: ReadonlySet<number>;
  readonly #behind: ReadonlySet<number>;
  readonly #dispatched: ReadonlySet<number>;
  readonly #state: Uint8Array;
  readonly #host: Int16Array;
  readonly #life: Int32Array;
  /** Whether the other end has opened it. */
  readonly #isAccepted: Uint8Array;
  /** Grows whenever a connection ends or begins, so that events of an earlier one are recognised. */
  readonly #generation: Int32Array;
  readonly #waiting = new Map<number, Said[]>();
  readonly #handshakes: Handshakes;
  readonly #stalls: Stalls;
  readonly #keepAlives: KeepAlives;
  readonly #reset: EventCode;

  constructor(parts: ServerConnectionsParts) {
    this.#with = parts;
    const { engine, network, ways } = parts;
    this.hosts = network.hosts;
    const count = ways.length;
    this.#numbers = new Map(ways.map(({ from, to }, i) => [from * ADDRESSES + to, i]));
    const [back, forth] = [ways.filter(({ isBack }) => isBack), ways.filter(({ isBack }) => !isBack)];
    this.#inFront = new Set(forth.map(({ from }) => from));
    this.#behind = new Set(back.map(({ from }) => from));
    this.#dispatched = new Set(forth.flatMap(({ to }) => (to < network.hosts ? [to] : [])));
    this.#state = new Uint8Array(count);
    this.#host = new Int16Array(count);
    this.#life = new Int32Array(count);
    this.#isAccepted = new Uint8Array(count);
    this.#generation = new Int32Array(count);
    const transportOf = (way: number) => ways[way]!.transport;
    const current = (act: (way: number) => unknown) => (way: number, generation: number) => {
      if (generation === this.#generation[way]) act(way);
    };
    const hearsReset = current((way) => this.#state[way] === State.UP && this.#close(way));
    this.#reset = engine.register("connection of a server reset", hearsReset);
    const pings = current((way) => this.#pinged(way));
    this.#keepAlives = new KeepAlives(engine, count, (way) => transportOf(way).keepAlive?.interval ?? Infinity, pings);
    this.#stalls = new Stalls(engine, (way) => transportOf(way).retransmissions, {
      retransmitted: (way) => this.#retransmitted(way),
      givenUp: (way) => this.#close(way),
    });
    this.#handshakes = new Handshakes({
      ...{ engine, network, count, processes: parts.processes },
      timeout: (way) => transportOf(way).timeout,
      clientOf: (way) => ways[way]!.from,
      addressOf: (way) => ways[way]!.to,
      ends: (way) => this.#endsOf(way),
      hasTls: (way) => transportOf(way).over === "tls",
      isCurrent: (way, generation) => this.#generation[way] === generation && this.#state[way] === State.CONNECTING,
      done: (way, host, life) => this.#established(way, host, life),
      failed: (way) => this.#close(way),
    });
    network.onChange(() => this.#review());
  }

  /** As at the start of a replication: nobody has said anything yet. */
  start(): void {
    this.#waiting.clear();
    this.#state.fill(State.NONE);
    this.#generation.fill(0);
    this.#stalls.reset();
    this.#handshakes.reset();
    this.#keepAlives.reset(this.#with.phases);
  }

  connect(host: number, receiver: Receiver): void {
    this.#with.network.connect(host, receiver);
  }

  send(from: number, message: number, envelope: number): void {
    const way = this.#wayOf(from, toOf(envelope));
    if (way === undefined) this.#with.others.send(from, message, envelope);
    else this.#say(way, message, envelope);
  }

  /** Which end of a connection sends a message, its client or its server; null: it is no message of these, but a datagram, as pings of watchers are. */
  sideOf(from: number, message: number, envelope: number): "client" | "server" | null {
    const kind = kindOf(message);
    const way = isSip(kind) && kind !== Kind.OPTIONS ? this.#wayOf(from, toOf(envelope)) : undefined;
    return way === undefined ? null : this.#isAccepted[way] === 1 ? "server" : "client";
  }

  /** Whether a message has come to a host over a connection, which holds it until there is room. */
  holds(host: number, message: number): boolean {
    const kind = kindOf(message);
    if (isHandshake(kind)) return true;
    if (!ofCall(kind)) return this.#dispatched.has(host);
    if (isResponse(kind) || kind === Kind.OK_UPDATE || kind === Kind.FAIL_UPDATE)
      return this.#inFront.has(host) && !this.#with.isFromCallee(host, kind);
    return this.#behind.has(host);
  }

  /** A worker of a process has done its part of a handshake, or the process has died before that. */
  served(host: number, message: number, envelope: number): void {
    this.#handshakes.served(host, message, envelope);
  }

  refused(host: number, message: number): void {
    this.#handshakes.lost(host, subjectOf(message));
  }

  /** A process is dead, by itself or with its host, and with it its ends of connections. */
  forget(host: number): void {
    for (const [way, { from }] of this.#with.ways.entries())
      if (from === host) for (const [, message] of this.#end(way)) this.#with.lost(message, false);
  }

  /** A process has died on a host that lives: the kernel tells everybody at once. */
  died(host: number, life: number): void {
    for (const [way, { from }] of this.#with.ways.entries())
      if (this.#state[way] === State.UP && this.#host[way] === host && this.#life[way] === life)
        if (this.#with.network.reaches(host, from)) this.#resetSoon(way, 1);
  }

  #wayOf(from: number, to: number): number | undefined {
    return this.#numbers.get(from * ADDRESSES + to);
  }

  #endsOf(way: number): ConnectionEnds {
    const { from, to, speaksAs } = this.#with.ways[way]!;
    return { address: to, user: -1, client: from, clientAddress: speaksAs };
  }

  #say(way: number, message: number, envelope: number): void {
    const { network, ways } = this.#with;
    const { from, isBack } = ways[way]!;
    if (this.#state[way] !== State.UP) {
      const before = this.#waiting.get(way) ?? [];
      this.#waiting.set(way, [...before, [from, message, envelope]]);
      if (hostAt(network, from, toOf(envelope)) < 0) this.#with.lost(message, true);
      if (this.#state[way] === State.NONE) this.#begin(way);
      return;
    }
    if (this.#stalls.takes(way, from, message, envelope)) {
      this.#with.lost(message, true);
      return;
    }
    const met = this.#meets(way);
    if (met === Met.KNOWN) {
      if (!isBack) this.#leadsBack(way, message);
      network.carry(from, message, envelope);
      return;
    }
    this.#stalls.begin(way);
    this.#stalls.takes(way, from, message, envelope);
    this.#with.lost(message, true);
    if (met === Met.RESET) this.#resetSoon(way);
  }

  /** The response to a request of a call will come back over its connection. */
  #leadsBack(way: number, message: number): void {
    if (!ofCall(kindOf(message))) return;
    const [from, host] = [this.#with.ways[way]!.from, this.#host[way]!];
    const life = this.#with.processes.life(from);
    const back = this.#wayOf(host, this.#with.upstream(host, subjectOf(message)));
    if (back === undefined) return;
    if (this.#state[back] === State.UP && this.#host[back] === from && this.#life[back] === life) return;
    const before = this.#end(back);
    this.#state[back] = State.UP;
    this.#isAccepted[back] = 1;
    this.#host[back] = from;
    this.#life[back] = life;
    // What was being said over another connection is lost with it.
    for (const [, said] of before) this.#with.lost(said, false);
  }

  #begin(way: number): void {
    this.#generation[way]!++;
    this.#state[way] = State.CONNECTING;
    this.#isAccepted[way] = 0;
    this.#handshakes.begin(way, this.#generation[way]!);
  }

  #established(way: number, host: number, life: number): void {
    this.#state[way] = State.UP;
    this.#host[way] = host;
    this.#life[way] = life;
    const waiting = this.#waiting.get(way) ?? [];
    this.#waiting.delete(way);
    for (const [, message, envelope] of waiting) this.#say(way, message, envelope);
  }

  #meets(way: number): number {
    const { network, processes, ways } = this.#with;
    const { from, to } = ways[way]!;
    const host = hostAt(network, from, to);
    if (host < 0) return Met.SILENCE;
    const isKnown = host === this.#host[way] && processes.runs(host) && processes.life(host) === this.#life[way];
    return isKnown ? Met.KNOWN : Met.RESET;
  }

  /** After so many hops the sender hears that its connection is no more. */
  #resetSoon(way: number, hops = 2): void {
    const { engine, network, ways } = this.#with;
    const { from, to } = ways[way]!;
    const host = network.addresses.believed[from]![to]!;
    network.tap?.segment?.("RST", host, from, this.#endsOf(way));
    engine.after(network.delayBetween(host, from, hops), this.#reset, way, this.#generation[way]!);
  }

  /** What nobody has acknowledged is sent again. */
  #retransmitted(way: number): void {
    const met = this.#meets(way);
    if (met === Met.RESET) this.#resetSoon(way);
    if (met !== Met.KNOWN) return;
    for (const [, message, envelope] of this.#stalls.end(way)) this.#say(way, message, envelope);
  }

  #pinged(way: number): void {
    if (this.#state[way] !== State.UP) return;
    const met = this.#meets(way);
    if (met === Met.RESET) this.#resetSoon(way);
    if (met !== Met.SILENCE) return;
    if (!this.#stalls.has(way)) this.#stalls.begin(way);
    this.#stalls.endAfter(way, this.#with.ways[way]!.transport.keepAlive!.timeout);
  }

  /** @returns what waited for it, or for an acknowledgement */
  #end(way: number): readonly Said[] {
    const unsent = [...this.#stalls.end(way), ...(this.#waiting.get(way) ?? [])];
    this.#waiting.delete(way);
    this.#state[way] = State.NONE;
    this.#generation[way]!++;
    return unsent;
  }

  /** A server has found out that its connection is no more, or does not come about. */
  #close(way: number): void {
    for (const [from, message, envelope] of this.#end(way)) {
      this.#with.lost(message, false);
      this.#with.unsent(from, message, envelope);
    }
  }

  /** Something has changed on the network: which connections lead nowhere now, and when a ping will tell. */
  #review(): void {
    for (let way = 0; way < this.#state.length; way++)
      if (this.#state[way] === State.UP && this.#meets(way) !== Met.KNOWN)
        this.#keepAlives.await(way, this.#generation[way]!);
  }
}
