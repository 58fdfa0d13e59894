import { Beats } from "../beats.ts";
import { BEAT, type DetectorMechanism, type DetectorSurroundings } from "../mechanism.ts";
import { BeatIntervals } from "./core.ts";
import type { Phi as Described } from "./description.ts";

/**
 * Heartbeats as in `heartbeat`, but each watcher learns how regularly each node beats, and waits accordingly: with φ(t) = −log10 P(a
 * beat later than t), normal with the mean and the deviation of the last intervals, a node is considered down when φ reaches the threshold.
 * The first beat after that is no sample of its intervals, as in Akka.
 *
 * Source: N. Hayashibara, X. Défago, R. Yared, T. Katayama, The φ accrual failure detector, SRDS 2004.
 */
class Phi extends Beats<BeatIntervals> {
  constructor(surroundings: DetectorSurroundings, options: Described) {
    const events = ["phi heartbeat", "phi above threshold", "phi heartbeats awaited"] as const;
    super(surroundings, options.interval, () => new BeatIntervals(options), events);
  }

  protected wait(pair: number, watcher: number, watched: number): void {
    const { engine } = this.with;
    if (this.armed[pair]! >= 0) engine.cancel(this.armed[pair]!);
    this.armed[pair] = engine.timer(this.heard[pair]!.patience, this.overdue, watcher, watched);
  }
}

export const phi: DetectorMechanism<Described> = {
  make: (surroundings, detector) => new Phi(surroundings, detector),
  sign: ({ interval }) => ({ by: "rhythm", interval }),
  says: { [BEAT]: "beat" },
  wire: (_, __, ___, from) => ({ text: `heartbeat from ${from}` }),
};
