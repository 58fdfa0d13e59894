import type { Engine, Lane } from "../kernel/engine.ts";
import { kindOf } from "./message.ts";
import type { ProcessorShare } from "./shared-processor.ts";
import type { Served, ServiceTime, StationLoss, StationParts, Waiting } from "./station-parts.ts";

/**
 * A host's message queue and its workers: c servers, one FIFO queue, drop-tail. Service begins when a worker is free and
 * takes a time that depends on the kind of message and on the host's speed. A crash loses what waits and what is in service.
 */
export class Station implements Waiting {
  readonly #engine: Engine;
  readonly #served: Served;
  readonly #lost: (message: number, reason: StationLoss) => void;
  readonly #limit: number;
  /** Says what becomes of a message that arrives; null: it stays what it is. */
  readonly #admit: ((message: number, queue: Waiting) => number) | null;
  /** What a message costs that is not as others of its kind; null: there is none. */
  readonly #special: ((message: number, envelope: number) => ServiceTime | null) | null;
  readonly #isHeld: ((message: number) => boolean) | undefined;
  readonly #usualSpeed: number;
  #speed: number;
  readonly #service: readonly ServiceTime[];
  /** Per kind of message: a lane where its service time is constant, else null. */
  #lanes: readonly (Lane | null)[];
  readonly #usualLanes: readonly (Lane | null)[];
  readonly #end: number;
  readonly #shared: ProcessorShare | null;

  // The queue, a ring.
  #message = new Int32Array(64);
  #envelope = new Int32Array(64);
  #arrivedAt = new Float64Array(64);
  #head = 0;
  #tail = 0;

  // The workers, the idle ones as a stack.
  readonly #inService: Int32Array;
  readonly #inServiceEnvelope: Int32Array;
  readonly #inServiceSince: Float64Array;
  readonly #idle: Int32Array;
  #idleCount: number;
  /** What busy workers have done so far, less the times at which those began that are busy now [s]. */
  #occupied = 0;
  /** Messages lost because the queue was full. */
  dropped = 0;
  /** Grows at each crash, so that the ends of lost services are recognised. */
  #life = 0;

  // While its process hangs nothing is begun, and what is in service stands still.
  #isSuspended = false;
  #suspendedAt = 0;
  /** By worker: how much longer its service takes because it stood still [s]; work left when its end came while it did, −1 if none. */
  readonly #postponed: Float64Array;
  readonly #left: Float64Array;

  constructor({ engine, name, options, service, served, lost }: StationParts) {
    const { workers, limit, speed } = options;
    this.#engine = engine;
    this.#served = served;
    this.#lost = lost;
    this.#limit = limit;
    this.#admit = options.admit ?? null;
    this.#special = options.special ?? null;
    this.#isHeld = options.isHeld;
    this.#usualSpeed = this.#speed = speed;
    this.#service = service;
    this.#usualLanes = this.#lanes = this.#lanesAt(speed);
    this.#inService = new Int32Array(workers);
    this.#inServiceEnvelope = new Int32Array(workers);
    this.#inServiceSince = new Float64Array(workers);
    this.#idle = new Int32Array(workers);
    this.#idleCount = 0;
    this.#postponed = new Float64Array(workers);
    this.#left = new Float64Array(workers);
    this.#end = engine.register(`served at ${name}`, (worker, life) => {
      if (life === this.#life) this.#finish(worker);
    });
    this.#shared = options.processor?.share(workers, (worker) => this.#finish(worker)) ?? null;
    this.reset();
  }

  /** Time that its workers have been busy, or have waited for what they had asked, together [s]. */
  get busyTime(): number {
    return this.#occupied + this.#engine.now * (this.#idle.length - this.#idleCount);
  }

  /** Messages waiting or in service. */
  get occupancy(): number {
    return this.#tail - this.#head + this.#inService.length - this.#idleCount;
  }

  /** Messages that wait for a worker. */
  get waiting(): number {
    return this.#tail - this.#head;
  }

  /** How long the first of them has waited [s]; 0 if none waits. */
  get longestWait(): number {
    return this.#tail === this.#head ? 0 : this.#engine.now - this.#arrivedAt[this.#head & (this.#message.length - 1)]!;
  }

  /** The factor by which its service times are multiplied: 1 as a rule. */
  get slowness(): number {
    return this.#usualSpeed / this.#speed;
  }

  /** As at the start of a replication. */
  reset(): void {
    this.#life = 0;
    this.#speed = this.#usualSpeed;
    this.#lanes = this.#usualLanes;
    this.#shared?.reset();
    this.#clear();
    this.#occupied = this.dropped = 0;
  }

  /** From now on service times are multiplied by a factor; those that have begun end as they would have. */
  slowDown(factor: number): void {
    this.#speed = this.#usualSpeed / factor;
    this.#lanes = factor === 1 ? this.#usualLanes : this.#lanesAt(this.#speed);
  }

  /** The process hangs: what is in service stands still, what arrives waits. */
  suspend(): void {
    this.#isSuspended = true;
    this.#suspendedAt = this.#engine.now;
    if (this.#shared !== null) for (const worker of this.#busy()) this.#left[worker] = this.#shared.halt(worker);
  }

  /** It goes on: services have as much left as when it stopped. */
  resume(): void {
    this.#isSuspended = false;
    for (const worker of this.#busy()) {
      const left = this.#left[worker]!;
      this.#left[worker] = -1;
      if (this.#shared !== null) {
        if (left >= 0) this.#shared.begin(worker, left);
      } else if (left >= 0) this.#engine.after(left, this.#end, worker, this.#life);
      else this.#postponed[worker]! += this.#engine.now - this.#suspendedAt;
    }
    while (this.#idleCount > 0 && this.#head !== this.#tail) this.release(this.#woken());
  }

  /** The message a worker is busy with, its envelope and the time at which it arrived. */
  inService(worker: number): { message: number; envelope: number; arrivedAt: number } {
    return {
      message: this.#inService[worker]!,
      envelope: this.#inServiceEnvelope[worker]!,
      arrivedAt: this.#inServiceSince[worker]!,
    };
  }

  /** Empty, all workers idle; the first worker is on top of the stack. */
  #clear(): void {
    this.#isSuspended = false;
    this.#postponed.fill(0);
    this.#left.fill(-1);
    this.#head = this.#tail = 0;
    this.#idleCount = this.#idle.length;
    for (let i = 0; i < this.#idleCount; i++) this.#idle[i] = this.#idleCount - 1 - i;
  }

  /** A message arrives. */
  accept(arriving: number, envelope: number): void {
    const message = this.#admit === null ? arriving : this.#admit(arriving, this);
    if (this.#idleCount > 0 && !this.#isSuspended) {
      const worker = this.#woken();
      if (this.#begin(worker, message, envelope, this.#engine.now)) this.release(worker);
    } else if (this.#tail - this.#head < this.#limit || this.#isHeld?.(message)) {
      if (this.#tail - this.#head === this.#message.length) this.#grow();
      const i = this.#tail++ & (this.#message.length - 1);
      this.#message[i] = message;
      this.#envelope[i] = envelope;
      this.#arrivedAt[i] = this.#engine.now;
    } else {
      this.dropped++;
      this.#lost(message, "queueOverflow");
    }
  }

  /** A worker that waited for something outside is done and takes the next message. */
  release(worker: number): void {
    this.#postponed[worker] = 0;
    while (this.#head !== this.#tail && !this.#isSuspended) {
      const i = this.#head++ & (this.#message.length - 1);
      if (!this.#begin(worker, this.#message[i]!, this.#envelope[i]!, this.#arrivedAt[i]!)) return;
    }
    this.#idle[this.#idleCount++] = worker;
    this.#occupied += this.#engine.now;
  }

  /** The messages in service, by worker, and those that wait, by arrival. */
  held(): number[] {
    const messages = [...this.#busy()].map((worker) => this.#inService[worker]!);
    for (let i = this.#head; i < this.#tail; i++) messages.push(this.#message[i & (this.#message.length - 1)]!);
    return messages;
  }

  /** The process died: everything waiting and in service is lost. */
  crash(): void {
    this.#life++;
    if (this.#shared !== null) for (const worker of this.#busy()) this.#shared.halt(worker);
    for (const message of this.held()) this.#lost(message, "nodeCrash");
    this.#occupied = this.busyTime;
    this.#clear();
  }

  /** A worker takes a message; true if that cost no time and the worker is free again. */
  #begin(worker: number, message: number, envelope: number, arrivedAt: number): boolean {
    this.#inService[worker] = message;
    this.#inServiceEnvelope[worker] = envelope;
    this.#inServiceSince[worker] = arrivedAt;
    const special = this.#special === null ? null : this.#special(message, envelope);
    const lane = special === null ? this.#lanes[kindOf(message)]! : null;
    if (lane !== null && lane.delay === 0) return this.#served(message, envelope, arrivedAt, worker);
    if (lane !== null && this.#shared === null) lane.send(this.#end, worker, this.#life);
    else this.#take(worker, special ?? this.#service[kindOf(message)]!);
    return false;
  }

  /** A service begins that takes a random time, or that others on the same cores slow down. */
  #take(worker: number, { sampler, extra }: ServiceTime): void {
    const work = (sampler.sample() + extra) / this.#speed;
    if (this.#shared === null) this.#engine.after(work, this.#end, worker, this.#life);
    else this.#shared.begin(worker, work);
  }

  /** An idle worker that is busy from now on. */
  #woken(): number {
    this.#occupied -= this.#engine.now;
    return this.#idle[--this.#idleCount]!;
  }

  #busy(): Set<number> {
    const busy = new Set(this.#inService.keys());
    for (let i = 0; i < this.#idleCount; i++) busy.delete(this.#idle[i]!);
    return busy;
  }

  #lanesAt(speed: number): (Lane | null)[] {
    return this.#service.map(({ sampler: { constant }, extra }) =>
      constant === undefined ? null : this.#engine.lane((constant + extra) / speed),
    );
  }

  #finish(worker: number): void {
    const postponed = this.#postponed[worker]!;
    this.#postponed[worker] = 0;
    if (this.#isSuspended) {
      this.#left[worker] = this.#engine.now - this.#suspendedAt + postponed;
      return;
    }
    if (postponed > 0) {
      this.#engine.after(postponed, this.#end, worker, this.#life);
      return;
    }
    const message = this.#inService[worker]!;
    const envelope = this.#inServiceEnvelope[worker]!;
    const arrivedAt = this.#inServiceSince[worker]!;
    if (this.#served(message, envelope, arrivedAt, worker)) this.release(worker);
  }

  #grow(): void {
    const size = this.#message.length;
    const message = new Int32Array(2 * size);
    const envelope = new Int32Array(2 * size);
    const arrivedAt = new Float64Array(2 * size);
    for (let i = 0; i < size; i++) {
      const from = (this.#head + i) & (size - 1);
      message[i] = this.#message[from]!;
      envelope[i] = this.#envelope[from]!;
      arrivedAt[i] = this.#arrivedAt[from]!;
    }
    this.#message = message;
    this.#envelope = envelope;
    this.#arrivedAt = arrivedAt;
    this.#head = 0;
    this.#tail = size;
  }
}
