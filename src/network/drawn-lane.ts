import type { Engine, EventCode, Lane, Ticket } from "../kernel/engine.ts";
import type { Delay } from "./network-options.ts";

/** Addresses of a network, at most. */
const ADDRESSES = 2 ** 12;

/** What goes over one connection arrives in the order in which it was sent, however long each message would take by itself. */
export class Order {
  /** The connection, and the direction, by which is sent what is sent now; −1: by none. */
  #flow = -1;
  /** By connection and direction: when the last of its messages arrives [s]. */
  readonly #last = new Map<number, number>();

  reset(): void {
    this.#last.clear();
  }

  /**
   * Until `end` a host sends over a connection.
   *
   * @param connection its number; −1: the host has just one to that address
   */
  begin(from: number, to: number, connection: number): void {
    this.#flow = (connection < 0 ? to : ADDRESSES + connection) * ADDRESSES + from;
  }

  end(): void {
    this.#flow = -1;
  }

  /** When what would come at a time arrives [s]: not before what was sent ahead of it. */
  arrival(time: number): number {
    if (this.#flow < 0) return time;
    const arrival = Math.max(time, this.#last.get(this.#flow) ?? 0);
    this.#last.set(this.#flow, arrival);
    return arrival;
  }
}

/** A way whose messages take times of their own: datagrams overtake each other. To those who send it looks like a lane. */
class DrawnLane implements Lane {
  /** Mean [s]. */
  readonly delay: number;
  readonly #engine: Engine;
  readonly #order: Order;
  readonly #delays: readonly Delay[];

  constructor(engine: Engine, order: Order, delays: readonly Delay[]) {
    this.#engine = engine;
    this.#order = order;
    this.#delays = delays;
    this.delay = delays.reduce<number>((sum, delay) => sum + (typeof delay === "number" ? delay : delay.mean), 0);
  }

  /** How long the next message takes [s]. */
  sample(): number {
    let time = 0;
    for (const delay of this.#delays) time += typeof delay === "number" ? delay : delay.sample();
    return time;
  }

  send(code: EventCode, a: number, b: number): void {
    this.#engine.at(this.#order.arrival(this.#engine.now + this.sample()), code, a, b);
  }

  timer(code: EventCode, a: number, b: number): Ticket {
    return this.#engine.timer(this.sample(), code, a, b);
  }

  cancel(ticket: Ticket): boolean {
    return this.#engine.cancel(ticket);
  }
}

/** The way of messages that take the sum of some delays. */
export function laneOf(engine: Engine, order: Order, delays: readonly Delay[]): Lane {
  if (delays.some((delay) => typeof delay !== "number")) return new DrawnLane(engine, order, delays);
  return engine.lane((delays as readonly number[]).reduce((sum, delay) => sum + delay, 0));
}

/** How long the next messages take on a way, one after the other [s]. */
export function timeOn(lane: Lane, messages: number): number {
  if (!(lane instanceof DrawnLane)) return messages * lane.delay;
  let time = 0;
  for (let i = 0; i < messages; i++) time += lane.sample();
  return time;
}
