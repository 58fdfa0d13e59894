import type { EventCode, Lane } from "../../kernel/engine.ts";
import { Beats } from "../beats.ts";
import { Looks } from "../core.ts";
import { BEAT, type DetectorMechanism, type DetectorSurroundings } from "../mechanism.ts";
import { Silence } from "./core.ts";
import type { Heartbeat as Described } from "./description.ts";

/** What a beat says where probes of the process have failed. */
const UNREADY = 1;

/**
 * Who has been silent for too long is considered down: for k intervals in a row, or for k of the last m, which bears a network that loses
 * beats in bursts less well and one that is half dead better.
 *
 * With a probe a program of the host beats, a kubelet say, and looks at the process: what it finds goes with each beat, and at once where it is news.
 *
 * Judged at the time-out, detection after a crash is uniform in ((k−1)h, kh]; judged at own ticks it comes up to one interval
 * later.
 */
class Heartbeat extends Beats<Silence> {
  readonly #options: Described;
  readonly #patience: Lane;
  /** Of each node, what the probes of its host have found. */
  readonly #looks: readonly Looks[];
  readonly #look: EventCode = -1;
  readonly #unanswered: EventCode = -1;

  constructor(surroundings: DetectorSurroundings, options: Described) {
    const events = ["heartbeat tick", "heartbeat overdue", "heartbeats awaited"] as const;
    super(surroundings, options.interval, () => new Silence(options), events);
    this.#options = options;
    const { engine } = surroundings;
    this.#patience = engine.lane(this.heard[0]!.patience);
    const { probe } = options;
    this.#looks = probe === undefined ? [] : this.nodes.map(() => new Looks(probe));
    if (probe === undefined) return;
    this.#look = engine.register("probe of a process", (i) => this.#lookAt(i, probe));
    this.#unanswered = engine.register("probe gives up", (i) => this.#found(i, false));
    for (const [i, node] of this.nodes.entries()) node.onStart((what) => what === "host" && this.#looks[i]!.forget());
  }

  override start(): void {
    super.start();
    const { probe } = this.#options;
    if (probe === undefined) return;
    for (const [i, looks] of this.#looks.entries()) {
      looks.forget();
      const phase = this.with.phase(this.nodes.length + i, probe.interval);
      if (this.isWatched[i]) this.with.engine.after(phase * probe.interval, this.#look, i, 0);
    }
  }

  protected override beatsByHost(i: number): boolean {
    return this.#options.probe !== undefined && this.isWatched[i]!;
  }

  protected override says(i: number): number {
    return this.#looks[i]?.isAlive === false ? UNREADY : 0;
  }

  protected override hears(pair: number, says: number, now: number): boolean {
    return says === UNREADY ? this.heard[pair]!.unready(now) : super.hears(pair, says, now);
  }

  /** A probe: refused at once where there is no process, and not answered by one that hangs. */
  #lookAt(i: number, { interval, timeout }: NonNullable<Described["probe"]>): void {
    const { engine } = this.with;
    engine.lane(interval).send(this.#look, i, 0);
    const node = this.nodes[i]!;
    if (!node.hostRuns || node.isFrozen) return;
    if (node.running && !node.works) engine.lane(timeout).send(this.#unanswered, i, 0);
    else this.#found(i, node.running);
  }

  #found(i: number, isAlive: boolean): void {
    if (this.nodes[i]!.hostRuns && this.#looks[i]!.found(isAlive)) this.speak(i);
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
