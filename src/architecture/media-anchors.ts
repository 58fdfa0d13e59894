import type { Node } from "../ha/node.ts";
import type { Engine, EventCode } from "../kernel/engine.ts";
import { envelopeOf, messageOf, subjectOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import { CallState, type Calls } from "../sip/calls.ts";
import type { Dialogs } from "../sip/dialogs.ts";
import { grown } from "../sip/growing.ts";
import type { Hops } from "../sip/hops.ts";
import { Kind } from "../sip/message.ts";
import type { Sessions } from "../sip/sessions.ts";
import { type BaseTimers, sendingInstants, timerA } from "../sip/timers.ts";
import type { DialogKeeping } from "../tiers/description.ts";
import { CALLEES, CALLERS } from "./hosts.ts";

/** Where media flow, and who has a part in it. */
export interface MediaAnchorsParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly calls: Calls;
  readonly sessions: Sessions;
  readonly hops: Hops | null;
  readonly timers: BaseTimers;
  readonly nodes: readonly Node[];
  /** The servers, the relays that they use, and how. */
  readonly servers: readonly Node[];
  readonly relays: readonly Node[];
  readonly dialogs: Dialogs;
  readonly options: NonNullable<DialogKeeping["media"]>;
}

/** Whose answer a re-INVITE waits for: nobody's, the callee's, then the caller's. */
const Moving = { NO: 0, CALLEE: 1, CALLER: 2 } as const;

/**
 * The media of the calls of one tier, anchored at its servers or at relays. They fall silent when that host dies or is cut off, and are heard
 * again when it is reached again with the process that knew them, or when a server that knows the dialog has moved them by re-INVITEs: one
 * call after the other, first the callee, then the caller. Calls take relays in turn, but for those whose death has been noticed.
 */
export class MediaAnchors {
  readonly #with: MediaAnchorsParts;
  readonly #anchors: readonly Node[];
  readonly #instants: number;
  readonly #notice: EventCode;
  readonly #begin: EventCode;
  readonly #again: EventCode;
  #anchor = new Int32Array(0);
  #moving = new Uint8Array(0);
  /** By call: the server that moves it, and the host its media move to. */
  #server = new Int32Array(0);
  #towards = new Int32Array(0);
  readonly #noticed = new Set<Node>();
  /** By server: until when its re-INVITEs are spaced out already [s]. */
  readonly #busyUntil = new Map<number, number>();

  constructor(parts: MediaAnchorsParts) {
    this.#with = parts;
    const { engine, servers, relays, options, timers, calls } = parts;
    this.#anchors = relays.length > 0 ? relays : servers;
    this.#instants = sendingInstants(timers, timerA).length;
    this.#notice = engine.register("relay noticed dead", (i) => {
      const relay = relays[i]!;
      if (relay.isUp) return;
      this.#noticed.add(relay);
      for (const server of servers) if (server.works) this.#moveAll(server);
    });
    this.#begin = engine.register("media moved", (call, host) => this.#move(call, host));
    this.#again = engine.register("timer A of a re-INVITE", (call, b) => {
      if (this.#moving[call] !== b >>> 8 || (b & 0xff) >= this.#instants || calls.state[call] !== CallState.CONFIRMED)
        return;
      this.#send(call);
      engine.lane(timerA(timers, (b & 0xff) + 1)).send(this.#again, call, b + 1);
    });
    for (const node of servers) node.on(Kind.OK_REINVITE, (ok) => this.#reinvited(subjectOf(ok), node.host));
    for (const node of this.#anchors) {
      node.onFailure(() => {
        if (!node.isUp) this.#fallSilent(node);
      });
      node.onAttach(() => this.#isHeardAgain(node));
    }
    for (const [i, relay] of relays.entries()) {
      relay.onFailure(() => engine.after(options.noticed, this.#notice, i, 0));
      relay.onStart(() => this.#noticed.delete(relay));
      relay.onAttach(() => this.#noticed.delete(relay));
    }
  }

  reset(): void {
    this.#noticed.clear();
    this.#busyUntil.clear();
    this.#moving.fill(Moving.NO);
    this.#anchor.fill(-1);
  }

  /** A call is confirmed at a server: its media get a place. */
  place(call: number, server: number): void {
    this.#anchor = grown(this.#anchor, call + 1);
    this.#moving = grown(this.#moving, call + 1);
    this.#server = grown(this.#server, call + 1);
    this.#towards = grown(this.#towards, call + 1);
    this.#anchor[call] = this.#placeOf(call, server);
    this.#moving[call] = Moving.NO;
  }

  /** The caller has heard of its answer: are there media? */
  answered(call: number): void {
    const node = this.#nodeAt(this.#anchor[call] ?? -1);
    if (node !== undefined && !node.isUp) this.#with.sessions.silence(call);
  }

  /** A server has taken an address: it moves what it knows and what has fallen silent. */
  tookOver(server: Node): void {
    if (this.#with.servers.includes(server)) this.#moveAll(server);
  }

  /** Somebody has answered a re-INVITE. */
  #reinvited(call: number, host: number): void {
    if (this.#server[call] !== host || this.#moving[call] === Moving.NO) return;
    this.#with.network.send(host, messageOf(Kind.ACK_REINVITE, call), this.#envelope(call));
    if (this.#moving[call] === Moving.CALLEE) {
      this.#moving[call] = Moving.CALLER;
      this.#ask(call);
      return;
    }
    this.#moving[call] = Moving.NO;
    this.#anchor[call] = this.#towards[call]!;
    if (this.#nodeAt(this.#anchor[call]!)?.isUp) this.#with.sessions.sound(call);
  }

  #nodeAt(host: number): Node | undefined {
    return this.#anchors.find((node) => node.host === host);
  }

  /** In turn among the relays that are not known to be dead; the server itself where there are none at all. */
  #placeOf(call: number, server: number): number {
    if (this.#with.relays.length === 0) return server;
    const usable = this.#with.relays.filter((relay) => !this.#noticed.has(relay));
    return usable.length === 0 ? -1 : usable[call % usable.length]!.host;
  }

  *#callsAt(host: number): Iterable<number> {
    const { created, state } = this.#with.calls;
    for (let call = 0; call < Math.min(created, this.#anchor.length); call++)
      if (this.#anchor[call] === host && state[call] === CallState.CONFIRMED) yield call;
  }

  #fallSilent({ host }: Node): void {
    for (const call of this.#callsAt(host)) this.#with.sessions.silence(call);
  }

  /** A link is whole again: media go on if the process that passed them on has lived all the time. */
  #isHeardAgain(node: Node): void {
    if (!node.isUp) return;
    for (const call of this.#callsAt(node.host))
      if (this.#with.relays.length > 0 || this.#serves(node, call)) this.#with.sessions.sound(call);
  }

  #moveAll(server: Node): void {
    const { engine, options, dialogs } = this.#with;
    if (options.moved === Infinity) return;
    for (const node of this.#anchors) {
      if (node.isUp || (this.#with.relays.length > 0 && !this.#noticed.has(node))) continue;
      for (const call of this.#callsAt(node.host)) {
        if (!dialogs.knows(server.host, call) || !this.#serves(server, call)) continue;
        const at = Math.max(engine.now + options.moved, this.#busyUntil.get(server.host) ?? 0);
        this.#busyUntil.set(server.host, at + 1 / options.rate);
        engine.at(at, this.#begin, call, server.host);
      }
    }
  }

  /** Whether a server has the address that a call has come by. */
  #serves({ host }: Node, call: number): boolean {
    return this.#with.network.addresses.has(host, this.#with.calls.target[call]!);
  }

  #move(call: number, host: number): void {
    const { calls, dialogs, servers } = this.#with;
    const server = servers.find((node) => node.host === host)!;
    if (!server.works || !dialogs.knows(host, call) || calls.state[call] !== CallState.CONFIRMED) return;
    const towards = this.#placeOf(call, host);
    if (this.#moving[call] !== Moving.NO || towards === -1) return;
    this.#server[call] = host;
    this.#towards[call] = towards;
    this.#moving[call] = Moving.CALLEE;
    this.#ask(call);
  }

  #ask(call: number): void {
    this.#send(call);
    this.#with.engine.lane(timerA(this.#with.timers, 1)).send(this.#again, call, 1 | (this.#moving[call]! << 8));
  }

  #send(call: number): void {
    this.#with.network.send(this.#server[call]!, messageOf(Kind.REINVITE, call), this.#envelope(call));
  }

  #envelope(call: number): number {
    const { calls, hops } = this.#with;
    const target = calls.target[call]!;
    return this.#moving[call] === Moving.CALLER
      ? envelopeOf(CALLERS, target)
      : envelopeOf(CALLEES, hops === null ? target : hops.inside(target));
  }
}
