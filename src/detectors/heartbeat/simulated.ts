import type { Node } from "../../ha/node.ts";
import { signal } from "../../ha/signal.ts";
import type { EventCode, Lane } from "../../kernel/engine.ts";
import { BEAT, type Mechanism, type RunningDetector, type Surroundings } from "../mechanism.ts";
import type { Heartbeat as Described } from "./description.ts";

/**
 * A time-out is longer than k intervals by this part of one, so that the k-th beat, which is due at that very moment, still
 * counts: a false suspicion takes k lost beats in a row, not k − 1 and the last digit of a sum.
 */
const GRACE = 1e-6;

/**
 * Everybody tells everybody "I am here", at a fixed interval; who has been silent for too long is considered down: for k intervals in a
 * row, or for k of the last m, which bears a network that loses beats in bursts less well and one that is half dead better.
 *
 * Judged at the time-out, detection after a crash is uniform in ((k−1)h, kh]; judged at own ticks it comes up to one interval
 * later. Beats cost no service time: they are handled by the middleware (OpenAIS AMF in the thesis), not by a SIP worker. But they
 * are sent by the server process: one that hangs does not beat, and judges nobody.
 */
class Heartbeat implements RunningDetector {
  readonly #with: Surroundings;
  readonly #options: Described;
  readonly #nodes: readonly Node[];
  readonly #isWatcher: readonly boolean[];
  readonly #isWatched: readonly boolean[];
  /** Per pair (watcher, watched): when the last beat was heard, whether it is considered down, the armed time-out. */
  readonly #heardAt: Float64Array;
  readonly #dead: Uint8Array;
  readonly #ticket: Float64Array;
  /** Per pair: the last intervals of the watcher as bits, 1 for a silent one, the latest lowest. */
  readonly #silent: Int32Array;
  /** Per node: its last tick. */
  readonly #tickedAt: Float64Array;
  /** Per node: how often its clock was started again; ticks of an earlier one are none. */
  readonly #life: Int32Array;
  readonly #tick: EventCode;
  readonly #overdue: EventCode;
  readonly #begin: EventCode;
  readonly #period: Lane;
  readonly #patience: Lane;

  constructor(surroundings: Surroundings, options: Described) {
    this.#with = surroundings;
    this.#options = options;
    const { engine, channel } = surroundings;
    this.#nodes = [...new Set([...surroundings.watchers, ...surroundings.watched])].sort((x, y) => x.host - y.host);
    this.#isWatcher = this.#nodes.map((node) => surroundings.watchers.includes(node));
    this.#isWatched = this.#nodes.map((node) => surroundings.watched.includes(node));
    const n = this.#nodes.length;
    this.#heardAt = new Float64Array(n * n);
    this.#dead = new Uint8Array(n * n);
    this.#ticket = new Float64Array(n * n);
    this.#silent = new Int32Array(n * n);
    this.#tickedAt = new Float64Array(n);
    this.#life = new Int32Array(n);
    this.#period = engine.lane(options.interval);
    this.#patience = engine.lane(options.interval * (options.misses + GRACE));
    this.#tick = engine.register("heartbeat tick", (i, life) => {
      if (life === this.#life[i]) this.#beat(i);
    });
    this.#overdue = engine.register("heartbeat overdue", (watcher, watched) => {
      this.#ticket[watcher * n + watched] = -1;
      if (this.#nodes[watcher]!.works) this.#conclude(watcher, watched);
    });
    this.#begin = engine.register("heartbeats awaited", () => {
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
    const { interval, stagger } = this.#options;
    this.#heardAt.fill(network.delay); // as if everybody had beaten at the start
    this.#dead.fill(0);
    this.#ticket.fill(-1);
    this.#silent.fill(0);
    this.#tickedAt.fill(0);
    this.#life.fill(0);
    for (const i of this.#nodes.keys())
      engine.after(stagger === null ? phase(i, interval) * interval : (stagger * (i + 1)) % interval, this.#tick, i, 0);
    if (this.#options.judged === "at timeout") engine.after(network.delay, this.#begin, 0, 0);
  }

  #beat(i: number): void {
    const node = this.#nodes[i]!;
    if (!node.works) return;
    const { engine, network, channel } = this.#with;
    if (this.#isWatched[i]) {
      const beat = signal(BEAT, channel, node.host, 0);
      for (const [j, other] of this.#nodes.entries())
        if (j !== i && this.#isWatcher[j]) network.send(node.host, beat, other.host);
    }
    this.#period.send(this.#tick, i, this.#life[i]!);
    if (this.#options.judged !== "at own tick" || !this.#isWatcher[i]) return;
    const n = this.#nodes.length;
    if (this.#options.of !== undefined) {
      for (let j = 0; j < n; j++) if (j !== i && this.#isWatched[j]) this.#count(i, j, this.#options.of);
      this.#tickedAt[i] = engine.now;
      return;
    }
    const limit = this.#options.interval * (this.#options.misses + GRACE);
    for (let j = 0; j < n; j++)
      if (j !== i && this.#isWatched[j] && engine.now - this.#heardAt[i * n + j]! > limit) this.#conclude(i, j);
  }

  /** One more interval of the watcher has passed: silent or not, dead or alive. */
  #count(watcher: number, watched: number, of: number): void {
    const pair = watcher * this.#nodes.length + watched;
    const silent = this.#heardAt[pair]! < this.#tickedAt[watcher]! ? 1 : 0;
    this.#silent[pair] = ((this.#silent[pair]! << 1) | silent) & (2 ** of - 1);
    let misses = 0;
    for (let bits = this.#silent[pair]!; bits !== 0; bits &= bits - 1) misses++;
    if (misses >= this.#options.misses) this.#conclude(watcher, watched);
    else if (this.#dead[pair] === 1) {
      this.#dead[pair] = 0;
      this.#with.recovered(this.#nodes[watcher]!, this.#nodes[watched]!);
    }
  }

  /** A process starts, or goes on after it hung: it beats at once, and takes everybody for alive until proven otherwise. */
  #startAgain(i: number): void {
    const { engine, recovered } = this.#with;
    const n = this.#nodes.length;
    for (let j = 0; j < n; j++) {
      const pair = i * n + j;
      this.#heardAt[pair] = engine.now;
      this.#silent[pair] = 0;
      if (this.#ticket[pair]! >= 0) this.#patience.cancel(this.#ticket[pair]!);
      this.#ticket[pair] = -1;
      if (this.#options.judged === "at timeout") this.#arm(i, j);
      if (this.#dead[pair] === 0) continue;
      this.#dead[pair] = 0;
      recovered(this.#nodes[i]!, this.#nodes[j]!);
    }
    this.#life[i]!++;
    this.#beat(i);
  }

  #hear(watcher: number, watched: number): void {
    const pair = watcher * this.#nodes.length + watched;
    this.#heardAt[pair] = this.#with.engine.now;
    if (this.#options.of !== undefined) return; // the next tick counts it
    if (this.#dead[pair] === 1) {
      this.#dead[pair] = 0;
      this.#with.recovered(this.#nodes[watcher]!, this.#nodes[watched]!);
    }
    if (this.#options.judged === "at own tick") return;
    if (this.#ticket[pair]! >= 0) this.#patience.cancel(this.#ticket[pair]!);
    this.#arm(watcher, watched);
  }

  #arm(watcher: number, watched: number): void {
    if (watcher === watched || !this.#isWatcher[watcher] || !this.#isWatched[watched]) return;
    this.#ticket[watcher * this.#nodes.length + watched] = this.#patience.timer(this.#overdue, watcher, watched);
  }

  #conclude(watcher: number, watched: number): void {
    const pair = watcher * this.#nodes.length + watched;
    if (this.#dead[pair] === 1) return;
    this.#dead[pair] = 1;
    this.#with.verdict(this.#nodes[watcher]!, this.#nodes[watched]!);
  }
}

export const heartbeat: Mechanism<Described> = {
  make: (surroundings, detector) => new Heartbeat(surroundings, detector),
  sign: ({ interval }) => ({ by: "rhythm", interval }),
  says: { [BEAT]: "beat" },
  wire: (_, __, ___, from) => ({ text: `heartbeat from ${from}` }),
};
