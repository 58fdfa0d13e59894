import type { Lane } from "../../kernel/engine.ts";
import { Beats } from "../beats.ts";
import { BEAT, type DetectorMechanism, type DetectorSurroundings } from "../mechanism.ts";
import { Silence } from "./core.ts";
import type { Heartbeat as Described } from "./description.ts";

/**
 * Who has been silent for too long is considered down: for k intervals in a row, or for k of the last m, which bears a network that loses
 * beats in bursts less well and one that is half dead better.
 *
 * Judged at the time-out, detection after a crash is uniform in ((k−1)h, kh]; judged at own ticks it comes up to one interval
 * later.
 */
class Heartbeat extends Beats<Silence> {
  readonly #options: Described;
  readonly #patience: Lane;

  constructor(surroundings: DetectorSurroundings, options: Described) {
    const events = ["heartbeat tick", "heartbeat overdue", "heartbeats awaited"] as const;
    super(surroundings, options.interval, () => new Silence(options), events);
    this.#options = options;
    this.#patience = surroundings.engine.lane(this.heard[0]!.patience);
  }

  protected override get waits(): boolean {
    return this.#options.judged === "at timeout";
  }

  protected override first(i: number): number {
    const { stagger } = this.#options;
    return stagger === null ? super.first(i) : (stagger * (i + 1)) % this.interval;
  }

  protected override ticked(i: number): void {
    if (this.waits || !this.isWatcher[i]) return;
    const { now } = this.with.engine;
    for (let j = 0; j < this.nodes.length; j++)
      if (j !== i && this.isWatched[j] && this.heard[i * this.nodes.length + j]!.judge(now)) this.tell(i, j);
  }

  protected wait(pair: number, watcher: number, watched: number): void {
    if (this.armed[pair]! >= 0) this.#patience.cancel(this.armed[pair]!);
    this.armed[pair] = this.#patience.timer(this.overdue, watcher, watched);
  }
}

export const heartbeat: DetectorMechanism<Described> = {
  make: (surroundings, detector) => new Heartbeat(surroundings, detector),
  sign: ({ interval }) => ({ by: "rhythm", interval }),
  says: { [BEAT]: "beat" },
  wire: (_, __, ___, from) => ({ text: `heartbeat from ${from}` }),
};
