import { batch, signal } from "@preact/signals";
import type { Problem } from "../../notation/problem.ts";
import type { Edit, Frame, Piece, Scene } from "../protocol.ts";
import { type Deed, nextMoment } from "../text/by-hand.ts";
import type { FailedCall, Happening } from "../watched/happenings.ts";
import type { Bucket } from "../watched/series.ts";
import type { View } from "../watched/view.ts";
import type { Line } from "./line.ts";

/** What a worker may compute of a frame before it shows how far it is [ms]. */
const BUDGET = 12;

/** One scenario that is played: what is known of it, and what can be done to it. The page shows its signals and calls its methods. */
export class Player {
  readonly piece = signal<Piece | null>(null);
  /** The piece as it was loaded, before anything was done to it here. */
  readonly loaded = signal<Piece | null>(null);
  readonly scene = signal<Scene | null>(null);
  readonly view = signal<View | null>(null);
  readonly isPlaying = signal(false);
  /** Simulated seconds per second. */
  readonly speed = signal(1);
  /** The same as it is reached: lower where the model takes longer. */
  readonly reachedSpeed = signal(1);
  /** How far the run is known [s]: further than now, after going back. */
  readonly known = signal(0);
  /** While a time is on its way: which [s], or none. */
  readonly seeking = signal<number | null>(null);
  readonly incidents = signal<readonly Happening[]>([]);
  readonly failedCalls = signal<readonly FailedCall[]>([]);
  readonly buckets = signal<readonly Bucket[]>([]);
  /** Of all events so far. */
  readonly fingerprint = signal("");
  /** What is wrong with the piece that was tried last. */
  readonly problems = signal<readonly Problem[]>([]);
  /** A fault of the program, as a sentence. */
  readonly broken = signal<string | null>(null);
  /** How many lines of the fault script were made here, by hand. */
  readonly deeds = signal(0);
  readonly #line: Line;
  #isAsking = false;
  #lastTick = Number.NaN;

  constructor(line: Line) {
    this.#line = line;
  }

  /** Reads a piece and stands at its beginning; false if it has problems, which are told. */
  async load(piece: Piece): Promise<boolean> {
    this.pause();
    if (!(await this.#read(piece))) return false;
    batch(() => {
      this.loaded.value = piece;
      this.deeds.value = 0;
      this.#forget(0);
    });
    await this.seek({ time: 0 });
    return true;
  }

  play(): void {
    this.#lastTick = Number.NaN;
    this.isPlaying.value = true;
  }

  pause(): void {
    this.isPlaying.value = false;
  }

  /** Once a frame of the screen, at a time of its clock [ms]: plays on. */
  tick(clock: number): void {
    const view = this.view.value;
    const passed = Math.min(0.1, (clock - this.#lastTick) / 1000);
    if (!this.isPlaying.value || view === null || this.#isAsking || this.seeking.value !== null) return;
    if (view.isOver) {
      this.pause();
      return;
    }
    this.#lastTick = clock;
    if (Number.isNaN(passed)) return;
    const until = view.time + passed * this.speed.value;
    this.#isAsking = true;
    this.#line
      .ask({ kind: "play", until, budget: BUDGET, known: this.#counts() })
      .then((answer) => {
        this.#isAsking = false;
        if (answer.kind === "broken") this.#break(answer.what);
        if (answer.kind !== "frame" || this.seeking.value !== null) return;
        this.reachedSpeed.value = (answer.frame.view.time - view.time) / passed;
        this.#show(answer.frame);
      })
      .catch(() => {});
  }

  /** Goes to a time [s], or to where so many events have happened, forward or back. */
  async seek(to: { readonly time: number } | { readonly events: number }): Promise<void> {
    this.seeking.value = "time" in to ? to.time : (this.view.value?.time ?? 0);
    const answer = await this.#line.ask({ kind: "seek", to, known: this.#counts() }, (onTheWay) => {
      if (onTheWay.kind === "frame") this.#keep(onTheWay.frame);
    });
    if (answer.kind === "overtaken") return;
    if (answer.kind === "broken") this.#break(answer.what);
    batch(() => {
      this.seeking.value = null;
      if (answer.kind === "frame") this.#show(answer.frame);
    });
    this.#lastTick = Number.NaN;
  }

  /** One event further, or back. */
  async step(by: 1 | -1): Promise<void> {
    this.pause();
    const view = this.view.value;
    if (view !== null) await this.seek({ events: Math.max(0, view.events + by) });
  }

  /** Does something now: it becomes a line of the fault script. False if it cannot be done, and why is told. */
  async act(deed: Deed): Promise<boolean> {
    const view = this.view.value;
    if (view === null) return false;
    const at = nextMoment(view.time);
    const isDone = await this.#edit({ kind: "fault", at, deed }, at);
    if (isDone) this.deeds.value++;
    return isDone;
  }

  /** Takes back what was done last. */
  async takeBack(): Promise<void> {
    const now = this.view.value?.time ?? 0;
    if (this.deeds.value > 0 && (await this.#edit({ kind: "take back" }, now))) this.deeds.value--;
  }

  /** Other values at some paths of the scenario: the run begins again with them, and goes to where it was. */
  async change(values: readonly (readonly [path: string, value: string])[]): Promise<boolean> {
    return this.#edit({ kind: "values", values }, this.view.value?.time ?? 0, 0);
  }

  /** Another text for the same scenario. */
  async rewrite(text: string): Promise<boolean> {
    const piece = this.piece.value;
    return piece !== null && this.#replace({ ...piece, text }, this.view.value?.time ?? 0, 0);
  }

  /** @param since what came later than this is another run now [s]; left out: what comes later than `now` */
  async #edit(edit: Edit, now: number, since = now): Promise<boolean> {
    const piece = this.piece.value;
    if (piece === null) return false;
    const answer = await this.#line.ask({ kind: "edit", text: piece.text, edit });
    return answer.kind === "text" && this.#replace({ ...piece, text: answer.text }, now, since);
  }

  async #replace(piece: Piece, now: number, since: number): Promise<boolean> {
    const interval = this.scene.value?.interval;
    if (!(await this.#read(piece))) return false;
    this.#forget(this.scene.value?.interval === interval ? since : 0);
    await this.seek({ time: now });
    return true;
  }

  async #read(piece: Piece): Promise<boolean> {
    const answer = await this.#line.ask({ kind: "load", piece });
    if (answer.kind === "broken") this.#break(answer.what);
    batch(() => {
      this.problems.value = answer.kind === "refused" ? answer.problems : [];
      if (answer.kind !== "scene") return;
      this.piece.value = piece;
      this.scene.value = answer.scene;
    });
    return answer.kind === "scene";
  }

  /** What happened later than a time [s] is not so any more. */
  #forget(since: number): void {
    const interval = this.scene.value?.interval ?? 1;
    batch(() => {
      this.incidents.value = this.incidents.value.filter(({ time }) => time < since);
      this.failedCalls.value = this.failedCalls.value.filter(({ time }) => time < since);
      this.buckets.value = this.buckets.value.slice(0, Math.floor(since / interval));
      this.known.value = Math.min(this.known.value, since);
    });
  }

  #counts() {
    return {
      incidents: this.incidents.value.length,
      failedCalls: this.failedCalls.value.length,
      buckets: this.buckets.value.length,
    };
  }

  #show(frame: Frame): void {
    batch(() => {
      this.view.value = frame.view;
      this.fingerprint.value = frame.fingerprint;
      this.#keep(frame);
    });
  }

  #keep({ view, incidents, failedCalls, buckets }: Frame): void {
    batch(() => {
      if (incidents.length > 0) this.incidents.value = [...this.incidents.value, ...incidents];
      if (failedCalls.length > 0) this.failedCalls.value = [...this.failedCalls.value, ...failedCalls];
      if (buckets.length > 0) this.buckets.value = [...this.buckets.value, ...buckets];
      this.known.value = Math.max(this.known.value, view.time);
    });
  }

  #break(what: string): void {
    this.broken.value = what;
    this.pause();
  }
}
