import type { Lane } from "../../kernel/engine.ts";
import { Beats } from "../beats.ts";
import { BEAT, type Mechanism, type Surroundings } from "../mechanism.ts";
import type { Heartbeat as Described } from "./description.ts";

/**
 * A time-out is longer than k intervals by this part of one, so that the k-th beat, which is due at that very moment, still
 * counts: a false suspicion takes k lost beats in a row, not k − 1 and the last digit of a sum.
 */
const GRACE = 1e-6;

/**
 * Who has been silent for too long is considered down: for k intervals in a row, or for k of the last m, which bears a network that loses
 * beats in bursts less well and one that is half dead better.
 *
 * Judged at the time-out, detection after a crash is uniform in ((k−1)h, kh]; judged at own ticks it comes up to one interval
 * later.
 */
class Heartbeat extends Beats {
  readonly #options: Described;
  /** Per pair (watcher, watched): when the last beat was heard. */
  readonly #heardAt: Float64Array;
  /** Per pair: the last intervals of the watcher as bits, 1 for a silent one, the latest lowest. */
  readonly #silent: Int32Array;
  /** Per node: its last tick. */
  readonly #tickedAt: Float64Array;
  readonly #patience: Lane;

  constructor(surroundings: Surroundings, options: Described) {
    const events = ["heartbeat tick", "heartbeat overdue", "heartbeats awaited"] as const;
    super(surroundings, options.interval, options.judged === "at timeout", events);
    this.#options = options;
    const n = this.nodes.length;
    this.#heardAt = new Float64Array(n * n);
    this.#silent = new Int32Array(n * n);
    this.#tickedAt = new Float64Array(n);
    this.#patience = surroundings.engine.lane(options.interval * (options.misses + GRACE));
  }

  protected reset(): void {
    this.#heardAt.fill(this.with.network.delay); // as if everybody had beaten at the start
    this.#silent.fill(0);
    this.#tickedAt.fill(0);
  }

  protected override first(i: number): number {
    const { stagger } = this.#options;
    return stagger === null ? super.first(i) : (stagger * (i + 1)) % this.interval;
  }

  protected override ticked(i: number): void {
    if (this.#options.judged !== "at own tick" || !this.isWatcher[i]) return;
    const { now } = this.with.engine;
    const n = this.nodes.length;
    if (this.#options.of !== undefined) {
      for (let j = 0; j < n; j++) if (j !== i && this.isWatched[j]) this.#count(i, j, this.#options.of);
      this.#tickedAt[i] = now;
      return;
    }
    const limit = this.interval * (this.#options.misses + GRACE);
    for (let j = 0; j < n; j++)
      if (j !== i && this.isWatched[j] && now - this.#heardAt[i * n + j]! > limit) this.conclude(i, j);
  }

  /** One more interval of the watcher has passed: silent or not, dead or alive. */
  #count(watcher: number, watched: number, of: number): void {
    const pair = watcher * this.nodes.length + watched;
    const silent = this.#heardAt[pair]! < this.#tickedAt[watcher]! ? 1 : 0;
    this.#silent[pair] = ((this.#silent[pair]! << 1) | silent) & (2 ** of - 1);
    let misses = 0;
    for (let bits = this.#silent[pair]!; bits !== 0; bits &= bits - 1) misses++;
    if (misses >= this.#options.misses) this.conclude(watcher, watched);
    else this.revive(watcher, watched);
  }

  protected forget(pair: number): void {
    this.#heardAt[pair] = this.with.engine.now;
    this.#silent[pair] = 0;
  }

  protected heard(pair: number): boolean {
    this.#heardAt[pair] = this.with.engine.now;
    return this.#options.of === undefined; // else the next tick counts it
  }

  protected wait(pair: number, watcher: number, watched: number): void {
    if (this.armed[pair]! >= 0) this.#patience.cancel(this.armed[pair]!);
    this.armed[pair] = this.#patience.timer(this.overdue, watcher, watched);
  }
}

export const heartbeat: Mechanism<Described> = {
  make: (surroundings, detector) => new Heartbeat(surroundings, detector),
  sign: ({ interval }) => ({ by: "rhythm", interval }),
  says: { [BEAT]: "beat" },
  wire: (_, __, ___, from) => ({ text: `heartbeat from ${from}` }),
};
