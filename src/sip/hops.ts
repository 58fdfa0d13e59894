import { envelopeOf, kindOf, subjectOf, toOf, viaOf } from "../network/message.ts";
import type { Dialogs } from "./dialogs.ts";
import { isInDialog } from "./message.ts";

/**
 * How the messages of a call get from one tier of servers to another, where one stands in front: towards the callee by the address that its
 * servers send calls on to, and back by the address that they use on their inner side, which the Via of the request names.
 */
export interface Hops {
  /** The address that a host sends requests of a call on to; the callees' where it looks them up itself. */
  next(host: number, call: number): number;
  /** Where a host sends the responses to a request of a call: to the tier in front, or the callers. */
  upstream(host: number, call: number): number;
  /** The inner address that belongs to an outer one, and the outer one of an inner one; an address with one side is both. */
  inside(address: number): number;
  outside(address: number): number;
}

/** Where requests and responses go from a server. */
export class Ways {
  readonly #hops: Hops | null;
  readonly #callers: number;
  readonly #callees: number;
  readonly #recordRoute: boolean;
  readonly #dialogs: readonly (Dialogs | undefined)[];
  readonly #director: ((call: number) => number) | null;

  /**
   * @param hops null where each server sends calls to the callees
   * @param dialogs of the back-to-back user agents, by host
   * @param director the address of the stateful director that the requests of a call come from; null: there is none
   */
  constructor(
    hops: Hops | null,
    endpoints: { readonly callers: number; readonly callees: number },
    recordRoute: boolean,
    dialogs: readonly (Dialogs | undefined)[],
    director: ((call: number) => number) | null,
  ) {
    this.#hops = hops;
    this.#callers = endpoints.callers;
    this.#callees = endpoints.callees;
    this.#recordRoute = recordRoute;
    this.#dialogs = dialogs;
    this.#director = director;
  }

  /** Whether a host sends calls on to other servers instead of looking the callee up. */
  isInFront(host: number, message: number): boolean {
    return this.#hops !== null && this.#hops.next(host, subjectOf(message)) !== this.#callees;
  }

  /** The address at which a request has come, or to whose request this is the response. */
  arrival(envelope: number): number {
    const address = viaOf(envelope) || toOf(envelope); // a director names it in the Via it passes on
    return this.#hops === null ? address : this.#hops.outside(address);
  }

  /**
   * The envelope of a request that goes on: to the callee, or the next tier. What a back-to-back user agent says within a dialog passes only
   * those who have recorded the route.
   */
  downstream(host: number, message: number, address: number, extra = 0): number {
    if (this.#hops === null) return envelopeOf(this.#callees, address, extra);
    const next = this.#hops.next(host, subjectOf(message));
    const isDirect = !this.#recordRoute && isInDialog(kindOf(message)) && this.#dialogs[host] !== undefined;
    return next === this.#callees || isDirect
      ? envelopeOf(this.#callees, this.#hops.inside(address), extra)
      : envelopeOf(next, 0, extra);
  }

  /** Whether a host knows the dialog of a call, so that responses in it pass whatever has become of their transactions. */
  isInDialog(host: number, call: number): boolean {
    return this.#dialogs[host]?.knows(host, call) === true;
  }

  /** The address that a server uses towards the callees. */
  inside(address: number): number {
    return this.#hops === null ? address : this.#hops.inside(address);
  }

  /** What a proxy writes into its Via: the address that it was spoken to at; behind a stateful director, which has one itself, its own. */
  own(host: number, envelope: number): number {
    return this.#director === null ? this.arrival(envelope) : host;
  }

  /** The envelope of a response to a request of a call. @param via what a caller has to know of the way by which it comes, or 0 */
  response(host: number, call: number, via: number, extra = 0): number {
    if (this.#director !== null) return envelopeOf(this.#director(call), host, extra);
    const to = this.upstream(host, call);
    return envelopeOf(to, to === this.#callers ? via : 0, extra);
  }

  /** The address that the responses to a request of a call are for, as its Via says. */
  origin(host: number, call: number): number {
    return this.#director === null ? this.upstream(host, call) : this.#director(call);
  }

  /** Where the responses to a request of a call go. */
  upstream(host: number, call: number): number {
    return this.#hops === null ? this.#callers : this.#hops.upstream(host, call);
  }
}
