import type { Engine, EventCode } from "../kernel/engine.ts";
import { kindOf, subjectOf } from "../network/message.ts";
import type { Sampler } from "../random/sampler.ts";
import type { TransactionKeeping } from "../tiers/description.ts";
import type { Director } from "./director.ts";
import { Kind, STATUS } from "./message.ts";
import type { TargetSet } from "./target-set.ts";

/** Whose destinations, and what is done about those that fail. */
export interface DestinationsParts {
  readonly engine: Engine;
  /** Known once the world stands. */
  readonly director: () => Director;
  readonly failover: NonNullable<TransactionKeeping["failover"]> | undefined;
  /** Draws how long a destination may be silent. */
  readonly silence: Sampler | null;
}

/**
 * The destinations of a stateful director: one after the other, as Kamailio's dispatcher tries them in a failure route. Without `failover` there is
 * no other after the first. A branch has the number of its proxy's host.
 */
export class Destinations implements TargetSet {
  readonly silence: Sampler | null;
  readonly ringing = Infinity;
  readonly #engine: Engine;
  readonly #director: () => Director;
  readonly #failover: DestinationsParts["failover"];
  readonly #reprieve: EventCode = -1;
  /** Per director and proxy: when its probation ends [s]. */
  readonly #until = new Map<number, number>();

  constructor({ engine, director, failover, silence }: DestinationsParts) {
    this.#engine = engine;
    this.#director = director;
    this.#failover = failover;
    this.silence = silence;
    if (failover === undefined || failover.probation === 0) return;
    this.#reprieve = engine.register("probation is over", (host, proxy) => {
      if (engine.now >= this.#until.get(pair(host, proxy))!) director().dispatch.reprieve(host, proxy);
    });
  }

  next(host: number, message: number, tried: readonly number[]): readonly number[] {
    if (tried.length >= (this.#failover?.destinations ?? 1)) return [];
    const target = this.#director().target(host, message, tried);
    if (target < 0) return [];
    if (kindOf(message) === Kind.INVITE) this.#director().dispatch.takes(host, subjectOf(message), target);
    return [target];
  }

  ended(host: number, call: number): void {
    this.#director().dispatch.ended(host, call);
  }

  destination(branch: number): number {
    return branch;
  }

  mark(_: number, extra: number): number {
    return extra;
  }

  goesOn(status: number): boolean {
    return this.#failover?.on.some((reply) => reply === STATUS[status]) ?? false;
  }

  failed(host: number, branch: number): void {
    const { probation = 0, fails = 1 } = this.#failover ?? {};
    if (probation === 0) return;
    const { now } = this.#engine;
    if (this.#director().dispatch.fails(host, branch, now, now - probation) < fails) return;
    this.#director().dispatch.suspend(host, branch);
    if (probation === Infinity) return;
    this.#until.set(pair(host, branch), this.#engine.now + probation);
    this.#engine.lane(probation).send(this.#reprieve, host, branch);
  }
}

const pair = (host: number, proxy: number): number => host * 4096 + proxy;
