import { type Duration, distributionOf } from "../../../distributions/duration.ts";
import { samplerOf } from "../../../distributions/simulated.ts";
import type { Node } from "../../../ha/node.ts";
import type { Engine, EventCode } from "../../../kernel/engine.ts";
import type { Sampler } from "../../../random/sampler.ts";
import type { Stream } from "../../../random/stream.ts";

export interface PromotionOptions {
  /** From the death of the primary until a replica serves in its place [s]. */
  readonly time: Duration;
  /** That it works; else people do it, after an exponential time of this mean [s]. */
  readonly probability: number;
  readonly manualRecovery: number;
}

/**
 * Which server of a replicated database is its primary. When it dies, a replica is promoted after a while, or people have to do it. A
 * primary that is back before that stays what it was, but serves nobody where people are at work. Where no replica is left, the first server that comes back is the primary.
 * Replicas are synchronous: none lacks what was answered.
 */
export class Promotion {
  readonly servers: readonly Node[];
  /** How often another server has become the primary, or the primary has started again. */
  changes = 0;
  readonly #engine: Engine;
  readonly #options: PromotionOptions | undefined;
  readonly #random: Stream;
  /** How long promotions take [s]. */
  readonly #times: Sampler;
  readonly #promote: EventCode;
  #primary: Node;
  /** Whether a promotion is under way; one of an earlier number is void. */
  #isUnderWay = false;
  #number = 0;

  /** @param options left out: the first server serves, or nobody */
  constructor(engine: Engine, servers: readonly Node[], options: PromotionOptions | undefined, random: Stream) {
    this.#engine = engine;
    this.servers = options === undefined ? servers.slice(0, 1) : servers;
    this.#options = options;
    this.#random = random;
    this.#times = samplerOf(distributionOf(options?.time ?? 0), random);
    this.#primary = servers[0]!;
    this.#promote = engine.register("replica promoted", (number) => {
      if (number !== this.#number) return;
      this.#isUnderWay = this.#primary.isBlocked = false;
      this.#choose();
    });
    for (const server of this.servers) {
      server.onFailure(() => this.#failed(server));
      const back = () => {
        if (!this.#isUnderWay) this.#choose();
      };
      server.onStart(() => {
        if (server === this.#primary) this.changes++;
        back();
      });
      server.onAttach(back);
    }
  }

  get primary(): Node {
    return this.#primary;
  }

  reset(): void {
    this.#primary = this.servers[0]!;
    this.#isUnderWay = false;
    this.changes = 0;
  }

  #failed(server: Node): void {
    if (server !== this.#primary || this.#isUnderWay || this.#options === undefined) return;
    const { probability, manualRecovery } = this.#options;
    if (!this.servers.some(({ isSound }) => isSound)) return; // nobody to promote: the first that is back serves
    const works = probability === 1 || this.#random.bernoulli(probability);
    this.#isUnderWay = true;
    this.#primary.isBlocked = !works;
    this.#engine.after(
      works ? this.#times.sample() : manualRecovery * this.#random.exponential(),
      this.#promote,
      ++this.#number,
      0,
    );
  }

  /** The primary while it is sound, else the first server that is. */
  #choose(): void {
    const next = this.#primary.isSound ? this.#primary : this.servers.find(({ isSound }) => isSound);
    if (next === undefined || next === this.#primary) return;
    this.#primary = next;
    this.changes++;
  }
}
