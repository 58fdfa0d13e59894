import { Sim } from "simjs";
import {
  type Engine,
  type EventCode,
  type EventId,
  type Handler,
  type Lane,
  type Observer,
  refuseDelay,
  refuseTime,
  type Ticket,
} from "./engine.ts";

/** The one entity behind all events; simjs wants every request to belong to somebody. */
class World extends Sim.Entity {
  start(): void {}
}

/**
 * simjs 2.0.3 behind the face of our own engine, so that every model can be checked event for event against a calendar that
 * shares no code with ours. Its heap, its clock and its delivery of requests do the work; around three of its habits we step:
 * `simulate(T)` would lose the first event after T, so we look at the head and `step`; `setTimer` takes only delays, so we
 * insert requests with absolute due times; cancelled requests stay in its heap until they are due.
 */
export class SimjsEngine implements Engine {
  readonly name = "simjs";
  handled = 0;
  readonly #handlers: Handler[] = [];
  readonly #names: string[] = [];
  readonly #lanes: SimjsLane[] = [];
  #observer: Observer | null = null;
  #sim = new Sim.Sim();
  #world = this.#sim.addEntity(World);
  #requests = new Map<EventId, Sim.Request>();
  #serial = 0;
  #horizon = 0;
  stopped = false;

  get now(): number {
    return Math.max(this.#sim.time(), this.#horizon);
  }

  get pending(): number {
    return this.#requests.size;
  }

  register(name: string, handler: Handler): EventCode {
    this.#names.push(name);
    return this.#handlers.push(handler) - 1;
  }

  nameOf(code: EventCode): string {
    return this.#names[code] ?? `unregistered event ${code}`;
  }

  after(delay: number, code: EventCode, a: number, b: number): void {
    this.timer(delay, code, a, b);
  }

  at(time: number, code: EventCode, a: number, b: number): void {
    if (!(time >= this.now && time < Infinity)) refuseTime(time, this.now, this.nameOf(code));
    this.#schedule(time, code, a, b);
  }

  timer(delay: number, code: EventCode, a: number, b: number): EventId {
    if (!(delay >= 0 && delay < Infinity)) refuseDelay(delay, this.nameOf(code));
    return this.#schedule(this.now + delay, code, a, b);
  }

  #schedule(time: number, code: EventCode, a: number, b: number): EventId {
    const id = this.#serial++;
    const request = new Sim.Request(this.#world, this.#sim.time(), time);
    request.done(() => {
      this.#requests.delete(id);
      this.handled++;
      this.#observer?.(time, code, a, b);
      this.#handlers[code]!(a, b);
    });
    this.#requests.set(id, request);
    this.#sim.queue.insert(request);
    return id;
  }

  cancel(id: EventId): boolean {
    const request = this.#requests.get(id);
    if (!request) return false;
    request.cancel();
    this.#requests.delete(id);
    return true;
  }

  lane(delay: number): Lane {
    if (!(delay >= 0 && delay < Infinity)) refuseDelay(delay, "lane");
    const known = this.#lanes.find((lane) => lane.delay === delay);
    if (known) return known;
    const lane = new SimjsLane(this, delay);
    this.#lanes.push(lane);
    return lane;
  }

  run(until: number): void {
    this.stopped = false;
    const heap = this.#sim.queue.data;
    for (;;) {
      const head = heap[0];
      if (head === undefined || head.deliverAt > until) break;
      if (head.cancelled) this.#sim.queue.remove();
      else this.#sim.step();
      if (this.stopped) return;
    }
    if (until < Infinity) this.#horizon = until;
  }

  stop(): void {
    this.stopped = true;
  }

  reset(): void {
    this.#sim = new Sim.Sim();
    this.#world = this.#sim.addEntity(World);
    this.#requests = new Map();
    this.#serial = this.#horizon = this.handled = 0;
    this.stopped = false;
  }

  observe(observer: Observer | null): void {
    this.#observer = observer;
  }
}

/** simjs has no lanes: a constant delay is a delay like any other. */
class SimjsLane implements Lane {
  readonly #engine: SimjsEngine;
  readonly delay: number;

  constructor(engine: SimjsEngine, delay: number) {
    this.#engine = engine;
    this.delay = delay;
  }

  send(code: EventCode, a: number, b: number): void {
    this.#engine.timer(this.delay, code, a, b);
  }

  timer(code: EventCode, a: number, b: number): Ticket {
    return this.#engine.timer(this.delay, code, a, b);
  }

  cancel(ticket: Ticket): boolean {
    return this.#engine.cancel(ticket);
  }
}
