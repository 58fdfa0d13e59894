import { Beats } from "../beats.ts";
import { BEAT, type Mechanism, type Surroundings } from "../mechanism.ts";
import type { Phi as Described } from "./description.ts";
import { Arrivals } from "./simulated/arrivals.ts";

/**
 * Heartbeats as in `heartbeat`, but each watcher learns how regularly each node beats, and waits accordingly: with φ(t) = −log10 P(a
 * beat later than t), normal with the mean and the deviation of the last intervals, a node is considered down when φ reaches the threshold.
 * The first beat after that is no sample of its intervals, as in Akka.
 *
 * Source: N. Hayashibara, X. Défago, R. Yared, T. Katayama, The φ accrual failure detector, SRDS 2004.
 */
class Phi extends Beats {
  /** Per pair (watcher, watched): its intervals. */
  readonly #arrivals: readonly Arrivals[];

  constructor(surroundings: Surroundings, { interval, samples, deviation, pause, threshold }: Described) {
    super(surroundings, interval, true, ["phi heartbeat", "phi above threshold", "phi heartbeats awaited"]);
    const pairs = this.nodes.length ** 2;
    this.#arrivals = Array.from({ length: pairs }, () => new Arrivals(samples, interval, deviation, pause, threshold));
  }

  protected reset(): void {
    for (const arrivals of this.#arrivals) arrivals.forget();
  }

  protected forget(pair: number): void {
    this.#arrivals[pair]!.forget();
  }

  protected heard(pair: number, wasDown: boolean): boolean {
    this.#arrivals[pair]!.heard(this.with.engine.now, wasDown);
    return true;
  }

  protected wait(pair: number, watcher: number, watched: number): void {
    const { engine } = this.with;
    if (this.armed[pair]! >= 0) engine.cancel(this.armed[pair]!);
    this.armed[pair] = engine.timer(this.#arrivals[pair]!.patience, this.overdue, watcher, watched);
  }
}

export const phi: Mechanism<Described> = {
  make: (surroundings, detector) => new Phi(surroundings, detector),
  sign: ({ interval }) => ({ by: "rhythm", interval }),
  says: { [BEAT]: "beat" },
  wire: (_, __, ___, from) => ({ text: `heartbeat from ${from}` }),
};
