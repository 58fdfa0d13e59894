import type { Node } from "../ha/node.ts";
import { signal } from "../ha/signal.ts";
import type { EventCode, Lane } from "../kernel/engine.ts";
import { BEAT, type RunningDetector, type Surroundings } from "./mechanism.ts";

/**
 * Everybody tells everybody "I am here", at a fixed interval. Beats cost no service time: they are handled by the middleware (OpenAIS AMF in
 * the thesis), not by a SIP worker. But they are sent by the server process: one that hangs does not beat, and judges nobody. When
 * silence means death is for each kind of detector to say.
 */
export abstract class Beats implements RunningDetector {
  protected readonly with: Surroundings;
  protected readonly interval: number;
  protected readonly nodes: readonly Node[];
  protected readonly isWatcher: readonly boolean[];
  protected readonly isWatched: readonly boolean[];
  /** Per pair (watcher, watched): whether it is considered down, the armed time-out. */
  protected readonly down: Uint8Array;
  protected readonly armed: Float64Array;
  protected readonly overdue: EventCode;
  /** Per node: how often its clock was started again; ticks of an earlier one are none. */
  readonly #life: Int32Array;
  readonly #tick: EventCode;
  readonly #begin: EventCode;
  readonly #period: Lane;
  readonly #waits: boolean;

  /**
   * @param waits whether a silence is judged when its time-out runs out
   * @param names of its events: a tick, a time-out that has run out, the first time-outs
   */
  constructor(surroundings: Surroundings, interval: number, waits: boolean, names: readonly [string, string, string]) {
    this.with = surroundings;
    this.interval = interval;
    this.#waits = waits;
    const { engine, channel } = surroundings;
    this.nodes = [...new Set([...surroundings.watchers, ...surroundings.watched])].sort((x, y) => x.host - y.host);
    this.isWatcher = this.nodes.map((node) => surroundings.watchers.includes(node));
    this.isWatched = this.nodes.map((node) => surroundings.watched.includes(node));
    const n = this.nodes.length;
    this.down = new Uint8Array(n * n);
    this.armed = new Float64Array(n * n);
    this.#life = new Int32Array(n);
    this.#period = engine.lane(interval);
    this.#tick = engine.register(names[0], (i, life) => {
      if (life === this.#life[i]) this.#beat(i);
    });
    this.overdue = engine.register(names[1], (watcher, watched) => {
      this.armed[watcher * n + watched] = -1;
      if (this.nodes[watcher]!.works) this.conclude(watcher, watched);
    });
    this.#begin = engine.register(names[2], () => {
      for (const watcher of this.nodes.keys()) for (const watched of this.nodes.keys()) this.#arm(watcher, watched);
    });
    const indexOfHost = new Map(this.nodes.map((node, i) => [node.host, i]));
    for (const [i, node] of this.nodes.entries()) {
      node.listen(BEAT, channel, (from) => this.#hear(i, indexOfHost.get(from)!));
      node.onStart(() => this.#startAgain(i));
      node.onResume(() => this.#startAgain(i));
    }
  }

  /** All that was heard of others is forgotten. */
  protected abstract reset(): void;
  /** A beat has come, from a node that was considered down or not. Returns whether that counts at once. */
  protected abstract heard(pair: number, wasDown: boolean): boolean;
  /** A watcher has started again, and knows nothing of this other. */
  protected abstract forget(pair: number): void;
  /** Arms the time-out of a pair anew, from now on for so long that silence means death. */
  protected abstract wait(pair: number, watcher: number, watched: number): void;
  /** A node has beaten, and may judge others. */
  protected ticked(_: number): void {}

  /** From the start to the first tick of a node [s]. */
  protected first(i: number): number {
    return this.with.phase(i, this.interval) * this.interval;
  }

  start(): void {
    const { engine, network } = this.with;
    this.down.fill(0);
    this.armed.fill(-1);
    this.#life.fill(0);
    this.reset();
    for (const i of this.nodes.keys()) engine.after(this.first(i), this.#tick, i, 0);
    if (this.#waits) engine.after(network.delay, this.#begin, 0, 0);
  }

  #beat(i: number): void {
    const node = this.nodes[i]!;
    if (!node.works) return;
    const { network, channel } = this.with;
    if (this.isWatched[i]) {
      const beat = signal(BEAT, channel, node.host, 0);
      for (const [j, other] of this.nodes.entries())
        if (j !== i && this.isWatcher[j]) network.send(node.host, beat, other.host);
    }
    this.#period.send(this.#tick, i, this.#life[i]!);
    this.ticked(i);
  }

  /** A process starts, or goes on after it hung: it beats at once, and takes everybody for alive until proven otherwise. */
  #startAgain(i: number): void {
    for (const j of this.nodes.keys()) {
      this.forget(i * this.nodes.length + j);
      this.#arm(i, j);
      this.revive(i, j);
    }
    this.#life[i]!++;
    this.#beat(i);
  }

  #hear(watcher: number, watched: number): void {
    const pair = watcher * this.nodes.length + watched;
    if (!this.heard(pair, this.down[pair] === 1)) return;
    this.revive(watcher, watched);
    this.#arm(watcher, watched);
  }

  #arm(watcher: number, watched: number): void {
    if (this.#waits && watcher !== watched && this.isWatcher[watcher] && this.isWatched[watched])
      this.wait(watcher * this.nodes.length + watched, watcher, watched);
  }

  protected conclude(watcher: number, watched: number): void {
    const pair = watcher * this.nodes.length + watched;
    if (this.down[pair] === 1) return;
    this.down[pair] = 1;
    this.with.verdict(this.nodes[watcher]!, this.nodes[watched]!);
  }

  protected revive(watcher: number, watched: number): void {
    const pair = watcher * this.nodes.length + watched;
    if (this.down[pair] === 0) return;
    this.down[pair] = 0;
    this.with.recovered(this.nodes[watcher]!, this.nodes[watched]!);
  }
}
