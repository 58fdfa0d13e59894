import type { Node } from "../../ha/node.ts";
import { signal } from "../../ha/signal.ts";
import type { EventCode, EventId, Lane } from "../../kernel/engine.ts";
import { BEAT, type Mechanism, type RunningDetector, type Surroundings } from "../mechanism.ts";
import type { Phi as Described } from "./description.ts";
import { Arrivals } from "./simulated/arrivals.ts";

/**
 * Heartbeats as in `heartbeat`, but each watcher learns how regularly each node beats, and waits accordingly: with φ(t) = −log10 P(a
 * beat later than t), normal with the mean and the deviation of the last intervals, a node is considered down when φ reaches the threshold.
 * The first beat after that is no sample of its intervals, as in Akka.
 *
 * Source: N. Hayashibara, X. Défago, R. Yared, T. Katayama, The φ accrual failure detector, SRDS 2004.
 */
class Phi implements RunningDetector {
  readonly #with: Surroundings;
  readonly #detector: Described;
  readonly #nodes: readonly Node[];
  readonly #isWatcher: readonly boolean[];
  readonly #isWatched: readonly boolean[];
  /** Per pair (watcher, watched): its intervals, whether it is considered down, the armed time-out. */
  readonly #arrivals: readonly Arrivals[];
  readonly #down: Uint8Array;
  readonly #timer: Float64Array;
  /** Per node: how often its clock was started again; ticks of an earlier one are none. */
  readonly #life: Int32Array;
  readonly #tick: EventCode;
  readonly #overdue: EventCode;
  readonly #begin: EventCode;
  readonly #period: Lane;

  constructor(surroundings: Surroundings, detector: Described) {
    this.#with = surroundings;
    this.#detector = detector;
    const { engine, channel } = surroundings;
    this.#nodes = [...new Set([...surroundings.watchers, ...surroundings.watched])].sort((x, y) => x.host - y.host);
    this.#isWatcher = this.#nodes.map((node) => surroundings.watchers.includes(node));
    this.#isWatched = this.#nodes.map((node) => surroundings.watched.includes(node));
    const n = this.#nodes.length;
    const { interval, samples, deviation, pause, threshold } = detector;
    this.#arrivals = Array.from({ length: n * n }, () => new Arrivals(samples, interval, deviation, pause, threshold));
    this.#down = new Uint8Array(n * n);
    this.#timer = new Float64Array(n * n);
    this.#life = new Int32Array(n);
    this.#period = engine.lane(interval);
    this.#tick = engine.register("phi heartbeat", (i, life) => {
      if (life === this.#life[i]) this.#beat(i);
    });
    this.#overdue = engine.register("phi above threshold", (watcher, watched) => {
      const pair = watcher * n + watched;
      this.#timer[pair] = -1;
      if (!this.#nodes[watcher]!.works || this.#down[pair] === 1) return;
      this.#down[pair] = 1;
      surroundings.verdict(this.#nodes[watcher]!, this.#nodes[watched]!);
    });
    this.#begin = engine.register("phi heartbeats awaited", () => {
      for (const watcher of this.#nodes.keys()) for (const watched of this.#nodes.keys()) this.#arm(watcher, watched);
    });
    const indexOfHost = new Map(this.#nodes.map((node, i) => [node.host, i]));
    for (const [i, node] of this.#nodes.entries()) {
      node.listen(BEAT, channel, (from) => this.#hear(i, indexOfHost.get(from)!));
      node.onStart(() => this.#startAgain(i));
      node.onResume(() => this.#startAgain(i));
    }
  }

  start(): void {
    const { engine, network, phase } = this.#with;
    for (const arrivals of this.#arrivals) arrivals.forget();
    this.#down.fill(0);
    this.#timer.fill(-1);
    this.#life.fill(0);
    const { interval } = this.#detector;
    for (const i of this.#nodes.keys()) engine.after(phase(i, interval) * interval, this.#tick, i, 0);
    engine.after(network.delay, this.#begin, 0, 0);
  }

  #beat(i: number): void {
    const node = this.#nodes[i]!;
    if (!node.works) return;
    const { network, channel } = this.#with;
    if (this.#isWatched[i]) {
      const beat = signal(BEAT, channel, node.host, 0);
      for (const [j, other] of this.#nodes.entries())
        if (j !== i && this.#isWatcher[j]) network.send(node.host, beat, other.host);
    }
    this.#period.send(this.#tick, i, this.#life[i]!);
  }

  /** A process starts, or goes on after it hung: it beats at once, and knows nothing of the others. */
  #startAgain(i: number): void {
    const n = this.#nodes.length;
    for (let j = 0; j < n; j++) {
      const pair = i * n + j;
      this.#arrivals[pair]!.forget();
      this.#arm(i, j);
      if (this.#down[pair] === 0) continue;
      this.#down[pair] = 0;
      this.#with.recovered(this.#nodes[i]!, this.#nodes[j]!);
    }
    this.#life[i]!++;
    this.#beat(i);
  }

  #hear(watcher: number, watched: number): void {
    const pair = watcher * this.#nodes.length + watched;
    const wasDown = this.#down[pair] === 1;
    this.#arrivals[pair]!.heard(this.#with.engine.now, wasDown);
    if (wasDown) {
      this.#down[pair] = 0;
      this.#with.recovered(this.#nodes[watcher]!, this.#nodes[watched]!);
    }
    this.#arm(watcher, watched);
  }

  #arm(watcher: number, watched: number): void {
    if (watcher === watched || !this.#isWatcher[watcher] || !this.#isWatched[watched]) return;
    const { engine } = this.#with;
    const pair = watcher * this.#nodes.length + watched;
    const armed: EventId = this.#timer[pair]!;
    if (armed >= 0) engine.cancel(armed);
    this.#timer[pair] = engine.timer(this.#arrivals[pair]!.patience, this.#overdue, watcher, watched);
  }
}

export const phi: Mechanism<Described> = {
  make: (surroundings, detector) => new Phi(surroundings, detector),
  sign: ({ interval }) => ({ by: "rhythm", interval }),
  says: { [BEAT]: "beat" },
  wire: (_, __, ___, from) => ({ text: `heartbeat from ${from}` }),
};
