import type { Engine } from "../kernel/engine.ts";
import type { Stream } from "../random/stream.ts";
import type { OverloadControl } from "./overload-control.ts";

/** RFC 7415's TAU: how far requests may run ahead of the rate, in intervals of it. */
const TOLERANCE = 4;

/**
 * What callers hold back because a server asked for it. All of them count as one upstream client, such as the operator's border
 * controller: what one learns from an answer holds for all. By target: closed until a time (Retry-After), a share to be kept
 * back (RFC 7339 §7), or a rate not to be exceeded (RFC 7415, its leaky bucket).
 */
export class Throttle {
  readonly #engine: Engine;
  readonly #random: Stream;
  readonly #retryAfter: ReadonlyMap<number, number | null>;
  readonly #controls: ReadonlyMap<number, OverloadControl>;
  /** By address, as below: what was heard last. */
  readonly #closedUntil: Float64Array;
  readonly #loss: Float64Array;
  readonly #interval: Float64Array;
  /** When the leaky bucket will be empty [s]. */
  readonly #emptyAt: Float64Array;

  /**
   * @param controls of the servers, by host
   * @param retryAfter by address: what a 503 from there says [s]; null: nothing
   */
  constructor(
    engine: Engine,
    random: Stream,
    controls: ReadonlyMap<number, OverloadControl>,
    retryAfter: ReadonlyMap<number, number | null>,
  ) {
    const addresses = Math.max(...retryAfter.keys());
    this.#retryAfter = retryAfter;
    this.#engine = engine;
    this.#random = random;
    this.#controls = controls;
    this.#closedUntil = new Float64Array(addresses + 1);
    this.#loss = new Float64Array(addresses + 1);
    this.#interval = new Float64Array(addresses + 1);
    this.#emptyAt = new Float64Array(addresses + 1);
  }

  reset(): void {
    for (const column of [this.#closedUntil, this.#loss, this.#interval, this.#emptyAt]) column.fill(0);
  }

  /** An answer by way of an address carries what a host announces. */
  heard(address: number, host: number, number: number): void {
    const control = this.#controls.get(host);
    if (control === undefined || number === 0) return;
    if (control.algorithm === "loss") this.#loss[address] = control.announced(number);
    else this.#interval[address] = 1 / control.announced(number);
  }

  /** A 503 of an overloaded server came by way of an address. */
  refused(address: number): void {
    const duration = this.#retryAfter.get(address) ?? 0;
    this.#closedUntil[address] = Math.max(this.#closedUntil[address]!, this.#engine.now + duration);
  }

  /** Whether a new request may be sent to an address now. */
  admits(address: number): boolean {
    const { now } = this.#engine;
    if (now < this.#closedUntil[address]!) return false;
    if (this.#loss[address]! > 0 && this.#random.bernoulli(this.#loss[address]!)) return false;
    if (this.#interval[address]! === 0) return true;
    if (this.#emptyAt[address]! - now > TOLERANCE * this.#interval[address]!) return false;
    this.#emptyAt[address] = Math.max(now, this.#emptyAt[address]!) + this.#interval[address]!;
    return true;
  }
}
