import type { Network } from "../network/network.ts";
import { envelopeOf, extraOf, Kind, kindOf, messageOf, ofCall, statusIndex, subjectOf, toOf } from "./message.ts";

/** Which proxy gets a message. */
export type Dispatch = "call-id hash" | "round robin";

const NO_PROXY = statusIndex(503);

/**
 * A load director: passes each message that arrives at its virtual IP to one of the proxies it believes alive. It works like
 * LVS with direct routing: it adds no Via, so proxies answer callers past it, but responses of callees, sent to the virtual
 * IP, go through it again.
 */
export class Director {
  readonly #network: Network;
  readonly #callers: number;
  readonly #callees: number;
  readonly #policy: Dispatch;
  readonly #all: readonly number[];
  readonly #lost: (host: number, message: number) => void;
  readonly #servedAt: (address: number, host: number) => void;
  /** Per director host, the proxies it dispatches to. */
  readonly #alive = new Map<number, number[]>();
  #turn = 0;

  /**
   * @param proxies hosts of the proxies, in order
   * @param lost hears of messages that no proxy could be found for and that nobody answers
   * @param servedAt hears of each request that a director passed on
   */
  constructor(
    network: Network,
    endpoints: { callers: number; callees: number },
    policy: Dispatch,
    proxies: readonly number[],
    lost: (host: number, message: number) => void,
    servedAt: (address: number, host: number) => void,
  ) {
    this.#network = network;
    this.#callers = endpoints.callers;
    this.#callees = endpoints.callees;
    this.#policy = policy;
    this.#all = proxies;
    this.#lost = lost;
    this.#servedAt = servedAt;
  }

  reset(): void {
    this.#alive.clear();
    this.#turn = 0;
  }

  /** Proxies that a director dispatches to. */
  aliveFor(host: number): readonly number[] {
    return this.#alive.get(host) ?? this.#all;
  }

  /** A director stops dispatching to a proxy. */
  remove(host: number, proxy: number): void {
    this.#alive.set(
      host,
      this.aliveFor(host).filter((other) => other !== proxy),
    );
  }

  /** A director dispatches to a proxy again. */
  restore(host: number, proxy: number): void {
    const alive = this.aliveFor(host);
    this.#alive.set(
      host,
      this.#all.filter((other) => other === proxy || alive.includes(other)),
    );
  }

  /** A director's worker has spent its time on a message. */
  serve(host: number, message: number, envelope: number): void {
    const alive = this.aliveFor(host);
    if (alive.length === 0) {
      this.#refuse(host, message, toOf(envelope));
      return;
    }
    const index = this.#policy === "call-id hash" ? hash(message) % alive.length : this.#turn++ % alive.length;
    if (kindOf(message) <= Kind.OPTIONS) this.#servedAt(toOf(envelope), host);
    this.#network.send(host, message, envelopeOf(alive[index]!, toOf(envelope), extraOf(envelope)));
  }

  #refuse(host: number, message: number, address: number): void {
    const kind = kindOf(message);
    const refusal =
      kind === Kind.INVITE
        ? Kind.FAIL_INVITE
        : kind === Kind.BYE
          ? Kind.FAIL_BYE
          : kind === Kind.REGISTER
            ? Kind.FAIL_REGISTER
            : null;
    if (refusal === null) this.#lost(host, message);
    else {
      const to = kind === Kind.REGISTER ? this.#callees : this.#callers;
      this.#network.send(host, messageOf(refusal, subjectOf(message)), envelopeOf(to, address, NO_PROXY));
    }
  }
}

/** A Call-ID's hash: all messages of a call share it; calls and registrations are numbered apart. */
function hash(message: number): number {
  let h = Math.imul(subjectOf(message) + (ofCall(kindOf(message)) ? 0 : 0x40000000), 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
