import type { AvailabilityModel } from "../analysis/model.ts";
import { samplerOf } from "../distributions/simulated.ts";
import type { Sampler } from "../random/sampler.ts";
import { Stream } from "../random/stream.ts";
import { ComponentProcess } from "./component-process.ts";
import type { GroupProcess } from "./group-process.ts";

/** The time until a node fails in one way that comes with age. */
interface Clock {
  readonly group: GroupProcess;
  readonly node: number;
  readonly way: string;
  readonly law: Sampler;
  /** NaN while the node is not well. */
  endsAt: number;
}

/** What a stretch of a path has brought. */
export interface Stretch {
  readonly length: number;
  readonly downtime: number;
  readonly outages: number;
}

/**
 * A service whose nodes grow older, from one event to the next: times to failure are drawn from the laws that the file gives, all else as the process
 * lists it.
 */
export class AgeingPath {
  readonly #process: ComponentProcess;
  readonly #random: Stream;
  readonly #clocks: readonly Clock[];
  #now = 0;

  constructor(model: AvailabilityModel, seed: number) {
    this.#random = new Stream("components", seed);
    this.#process = new ComponentProcess(model, this.#random);
    this.#clocks = this.#process.groups.flatMap((group) =>
      (group.group.life?.laws ?? []).flatMap(([way, law]) => {
        const stream = new Stream(`lives/${group.group.name}/${way}`, seed);
        return group.group.nodes.map((_, node) => ({
          ...{ group, node, way, law: samplerOf(law, stream) },
          endsAt: Number.NaN,
        }));
      }),
    );
  }

  /** So many events more. */
  run(events: number): Stretch {
    let [length, downtime, outages] = [0, 0, 0];
    for (let event = 0; event < events; event++) {
      this.#wind();
      const wasUp = this.#process.isUp;
      const total = this.#process.list();
      const first = this.#clocks.reduce<Clock | null>(
        (least, clock) => (clock.endsAt < (least?.endsAt ?? Infinity) ? clock : least),
        null,
      );
      const next = total > 0 ? this.#now + this.#random.exponential() / total : Infinity;
      const isOfAge = first !== null && first.endsAt <= next;
      const at = isOfAge ? first.endsAt : next;
      length += at - this.#now;
      if (!wasUp) downtime += at - this.#now;
      this.#now = at;
      if (isOfAge) this.#process.fail(first.group, first.node, first.way);
      else this.#process.happen(this.#drawn(total));
      if (wasUp && !this.#process.isUp) outages++;
    }
    return { length, downtime, outages };
  }

  /** Who is well and has no time to failure gets one; who is not has none. */
  #wind(): void {
    for (const clock of this.#clocks)
      if (!clock.group.isWell(clock.node)) clock.endsAt = Number.NaN;
      else if (Number.isNaN(clock.endsAt)) clock.endsAt = this.#now + clock.law.sample();
  }

  #drawn(total: number): number {
    const { rates, count } = this.#process;
    let left = this.#random.uniform() * total;
    for (let i = 0; i < count - 1; i++) {
      left -= rates[i]!;
      if (left < 0) return i;
    }
    return count - 1;
  }
}
