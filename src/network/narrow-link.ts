import type { Engine } from "../kernel/engine.ts";
import type { LinkDescription } from "./network-options.ts";

/**
 * One direction of a link that puts messages on the wire one after the other: each takes its size over the bandwidth, and those that come
 * meanwhile wait in their order. As a delay it is what a message waits and takes; datagrams that find the queue full are lost.
 */
export class NarrowLink {
  /** How long one message takes by itself [s]. */
  readonly mean: number;
  readonly #engine: Pick<Engine, "now">;
  readonly #queue: number;
  /** When the link is free again [s]. */
  #freeAt = 0;

  constructor(engine: Pick<Engine, "now">, { bandwidth, messageSize, queue }: LinkDescription) {
    this.#engine = engine;
    this.mean = (8 * messageSize) / bandwidth;
    this.#queue = queue;
  }

  reset(): void {
    this.#freeAt = 0;
  }

  /** Whether as many messages wait as may. */
  get isFull(): boolean {
    // Of what is not sent yet one message is under way; what is left of it counts as a whole.
    const unsent = Math.ceil((this.#freeAt - this.#engine.now) / this.mean - 1e-9);
    return unsent > this.#queue;
  }

  /** A message comes: how long until it has been sent [s]. */
  sample(): number {
    const { now } = this.#engine;
    this.#freeAt = Math.max(now, this.#freeAt) + this.mean;
    return this.#freeAt - now;
  }
}
