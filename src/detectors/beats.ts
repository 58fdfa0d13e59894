import type { Node } from "../ha/node.ts";
import { signal } from "../ha/signal.ts";
import type { EventCode, Lane } from "../kernel/engine.ts";
import type { BeatsHeard } from "./core.ts";
import { BEAT, type DetectorSurroundings, type RunningDetector } from "./mechanism.ts";

/**
 * Everybody tells everybody "I am here", at a fixed interval. Beats cost no service time: they are handled by the middleware (OpenAIS AMF in
 * the thesis), not by a SIP worker. But they are sent by the server process: one that hangs does not beat, and judges nobody. When
 * silence means death is for each kind of detector to say. Where a program of the host beats, it does so whatever becomes of the process.
 */
export abstract class Beats<Heard extends BeatsHeard> implements RunningDetector {
  protected readonly with: DetectorSurroundings;
  protected readonly interval: number;
  protected readonly nodes: readonly Node[];
  protected readonly isWatcher: readonly boolean[];
  protected readonly isWatched: readonly boolean[];
  /** Per pair (watcher, watched): what the one knows of the other, the armed time-out. */
  protected readonly heard: readonly Heard[];
  protected readonly armed: Float64Array;
  protected readonly overdue: EventCode;
  /** Per node: how often its clock was started again; ticks of an earlier one are none. */
  readonly #life: Int32Array;
  readonly #tick: EventCode;
  readonly #begin: EventCode;
  readonly #period: Lane;

  /**
   * @param knowing makes what a watcher knows of a node
   * @param names of its events: a tick, a time-out that has run out, the first time-outs
   */
  constructor(
    surroundings: DetectorSurroundings,
    interval: number,
    knowing: () => Heard,
    names: readonly [string, string, string],
  ) {
    this.with = surroundings;
    this.interval = interval;
    const { engine, channel } = surroundings;
    this.nodes = [...new Set([...surroundings.watchers, ...surroundings.watched])].sort((x, y) => x.host - y.host);
    this.isWatcher = this.nodes.map((node) => surroundings.watchers.includes(node));
    this.isWatched = this.nodes.map((node) => surroundings.watched.includes(node));
    const n = this.nodes.length;
    this.heard = Array.from({ length: n * n }, knowing);
    this.armed = new Float64Array(n * n);
    this.#life = new Int32Array(n);
    this.#period = engine.lane(interval);
    this.#tick = engine.register(names[0], (i, life) => {
      if (life === this.#life[i]) this.#beat(i);
    });
    this.overdue = engine.register(names[1], (watcher, watched) => {
      const pair = watcher * n + watched;
      this.armed[pair] = -1;
      if (this.nodes[watcher]!.works && this.heard[pair]!.overdue()) this.tell(watcher, watched);
    });
    this.#begin = engine.register(names[2], () => {
      for (const watcher of this.nodes.keys()) for (const watched of this.nodes.keys()) this.#arm(watcher, watched);
    });
    const indexOfHost = new Map(this.nodes.map((node, i) => [node.host, i]));
    for (const [i, node] of this.nodes.entries()) {
      node.listen(BEAT, channel, (from, says) => this.#hear(i, indexOfHost.get(from)!, says));
      node.onStart((what) => (what === "host" || !this.beatsByHost(i)) && this.#startAgain(i));
      node.onResume(() => !this.beatsByHost(i) && this.#startAgain(i));
    }
  }

  /** Arms the time-out of a pair anew, from now on for so long that silence means death. */
  protected abstract wait(pair: number, watcher: number, watched: number): void;
  /** Whether a silence is judged when its time-out runs out. */
  protected get waits(): boolean {
    return true;
  }
  /** Whether a program of the host beats, and not the server process. */
  protected beatsByHost(_: number): boolean {
    return false;
  }
  /** What a beat of a node says besides that it lives, as a number. */
  protected says(_: number): number {
    return 0;
  }
  /** A watcher has heard a node say something. Returns whether it changes its mind by that. */
  protected hears(pair: number, _says: number, now: number): boolean {
    return this.heard[pair]!.heard(now);
  }
  /** A node has beaten, and may judge others. */
  protected ticked(_: number): void {}

  /** From the start to the first tick of a node [s]. */
  protected first(i: number): number {
    return this.with.phase(i, this.interval) * this.interval;
  }

  start(): void {
    const { engine, network } = this.with;
    for (const heard of this.heard) heard.forget(network.delay); // as if everybody had beaten at the start
    this.armed.fill(-1);
    this.#life.fill(0);
    for (const i of this.nodes.keys()) engine.after(this.first(i), this.#tick, i, 0);
    if (this.waits) engine.after(network.delay, this.#begin, 0, 0);
  }

  #beat(i: number): void {
    const node = this.nodes[i]!;
    if (!(this.beatsByHost(i) ? node.hostRuns : node.works)) return;
    this.speak(i);
    this.#period.send(this.#tick, i, this.#life[i]!);
    this.ticked(i);
  }

  /** A node says to all who watch it that it lives, and what else there is to say. */
  protected speak(i: number): void {
    const { network, channel } = this.with;
    const node = this.nodes[i]!;
    if (!this.isWatched[i] || node.isFrozen) return;
    const beat = signal(BEAT, channel, node.host, this.says(i));
    for (const [j, other] of this.nodes.entries())
      if (j !== i && this.isWatcher[j]) network.send(node.host, beat, other.host);
  }

  /** A process starts, or goes on after it hung: it beats at once, and takes everybody for alive until proven otherwise. */
  #startAgain(i: number): void {
    for (const j of this.nodes.keys()) {
      const isBack = this.heard[i * this.nodes.length + j]!.forget(this.with.engine.now);
      this.#arm(i, j);
      if (isBack) this.tell(i, j);
    }
    this.#life[i]!++;
    this.#beat(i);
  }

  #hear(watcher: number, watched: number, says: number): void {
    if (this.hears(watcher * this.nodes.length + watched, says, this.with.engine.now)) this.tell(watcher, watched);
    this.#arm(watcher, watched);
  }

  #arm(watcher: number, watched: number): void {
    if (this.waits && watcher !== watched && this.isWatcher[watcher] && this.isWatched[watched])
      this.wait(watcher * this.nodes.length + watched, watcher, watched);
  }

  /** A watcher has changed its mind about a node. */
  protected tell(watcher: number, watched: number): void {
    const { opinion } = this.heard[watcher * this.nodes.length + watched]!;
    const { verdict, recovered } = this.with;
    (opinion === "dead" ? verdict : recovered)(this.nodes[watcher]!, this.nodes[watched]!);
  }
}
