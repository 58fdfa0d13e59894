import { batch, computed, signal } from "@preact/signals";
import type { Problem } from "../../notation/problem.ts";
import { momentText } from "../../report/trace/words.ts";
import type { Answer, Edit, Frame, Piece, Scene } from "../protocol.ts";
import { type Deed, nextMoment } from "../text/by-hand.ts";
import type { View } from "../watched/view.ts";
import { Knowledge } from "./knowledge.ts";
import type { Line } from "./line.ts";
import { type Mark, marksOf, nearestMark } from "./time/marks.ts";
import { Pace } from "./time/pace.ts";

/** What a worker may compute of a frame before it shows how far it is [ms]. */
const BUDGET = 14;
/** How often metrics are wanted while the run is played [ms]. */
const COUNTED_EVERY = 250;

type Goal = { readonly time: number } | { readonly events: number };

/**
 * One scenario that is played: what is known of it, and what can be done to it. The page shows its signals and calls its methods. Of what is
 * wanted one after another the last one counts; what is done to the scenario is done in turn.
 */
export class Player {
  readonly piece = signal<Piece | null>(null);
  /** The piece as it was loaded, before anything was done to it here. */
  readonly loaded = signal<Piece | null>(null);
  readonly scene = signal<Scene | null>(null);
  readonly view = signal<View | null>(null);
  readonly isPlaying = signal(false);
  /** Simulated seconds per second; Infinity: as fast as it can. */
  readonly speed = signal(1);
  /** The same as it is reached: lower where the model takes longer. */
  readonly reachedSpeed = signal(1);
  /** While a time is on its way: which [s], and how far the run has come; or none. */
  readonly seeking = signal<number | null>(null);
  readonly passing = signal<number | null>(null);
  readonly #knowledge = new Knowledge();
  /** How far the run is known [s]: further than now, after going back. */
  readonly known = this.#knowledge.until;
  readonly incidents = this.#knowledge.incidents;
  readonly failedCalls = this.#knowledge.failedCalls;
  /** Incidents and failed calls that are told nowhere, because there are too many. */
  readonly leftOut = this.#knowledge.leftOut;
  readonly buckets = this.#knowledge.buckets;
  /** Where to jump, in the order of time. */
  readonly marks = computed(() => marksOf(this.incidents.value, this.failedCalls.value));
  /** Of all events so far. */
  readonly fingerprint = signal("");
  /** What is wrong with the piece that was tried last. */
  readonly problems = signal<readonly Problem[]>([]);
  /** Why what was wanted last cannot be done, as a sentence. */
  readonly refusal = signal<string | null>(null);
  /** A fault of the program, as a sentence. */
  readonly broken = signal<string | null>(null);
  /** How many lines of the fault script were made here, by hand. */
  readonly deeds = signal(0);
  readonly #line: Line;
  readonly #pace = new Pace();
  /** A frame that came after the last one of the screen. */
  #held: Frame | null = null;
  #isAsking = false;
  #clock = Number.NaN;
  #countedAt = -Infinity;
  /** Grows with each time that is sought: what was asked for before it comes too late. */
  #search = 0;
  #wantedEvents: number | null = null;
  #inTurn: Promise<unknown> = Promise.resolve();
  /** On its way to where another text is to be shown first. */
  #going: Promise<unknown> = Promise.resolve();
  #waitingChange = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  /** Reads a piece and stands at its beginning; false if it has problems, which are told, and then all stays as it was. */
  load(piece: Piece): Promise<boolean> {
    this.pause();
    return this.#next(async () => {
      if (!(await this.#replace(piece, 0))) return false;
      this.loaded.value = piece;
      this.deeds.value = 0;
      return true;
    });
  }

  play(): void {
    if (this.view.value?.isOver) return;
    this.#pace.begin();
    this.isPlaying.value = true;
  }

  pause(): void {
    if (!this.isPlaying.value) return;
    this.isPlaying.value = false;
    const { view, seeking } = this;
    if (view.value !== null && seeking.value === null) this.#playOn(this.#held?.view.time ?? view.value.time, true);
  }

  /** Once a frame of the screen, at a time of its clock [ms]: shows what has come, and plays on. */
  tick(clock: number): void {
    this.#clock = clock;
    if (this.#held !== null && this.seeking.value === null) {
      this.#show(this.#held);
      this.#held = null;
    }
    const view = this.view.value;
    if (!this.isPlaying.value || view === null || this.seeking.value !== null) return;
    const reached = this.#pace.measure(clock, view.time);
    if (reached !== null) this.reachedSpeed.value = reached;
    if (view.isOver) this.pause();
    else if (!this.#isAsking) this.#playOn(view.time + this.#pace.passed(clock) * this.speed.value);
  }

  #playOn(until: number, counted = this.#clock - this.#countedAt >= COUNTED_EVERY): void {
    if (counted) this.#countedAt = this.#clock;
    const search = this.#search;
    this.#isAsking = true;
    void this.#line
      .ask({ kind: "play", until, budget: BUDGET, counted, known: this.#knowledge.counts })
      .then((answer) => {
        this.#isAsking = false;
        if (answer.kind === "broken") this.#break(answer.what);
        if (answer.kind !== "frame" || search !== this.#search) return;
        const { frame } = answer;
        this.#knowledge.keep(frame);
        this.#held = frame;
        // The model takes longer than the screen: the worker does not wait for it.
        if (this.isPlaying.value && !frame.reached) this.#playOn(frame.view.time + this.#pace.frame * this.speed.value);
      });
  }

  /** Goes to a time [s], or to where so many events have happened, forward or back. Whether it has come there: not if something else was wanted meanwhile. */
  async seek(to: Goal): Promise<boolean> {
    return this.#reach(to, () => {});
  }

  /** Goes to a mark. */
  goTo({ time }: Mark): Promise<boolean> {
    return this.seek({ time });
  }

  /** Goes to the next mark, or the one before; where none is known yet, plays on until there is one. Whether there was one. */
  async toMark(by: 1 | -1): Promise<boolean> {
    const view = this.view.value;
    if (view === null) return false;
    const from = this.seeking.value ?? view.time;
    const find = () => nearestMark(this.marks.value, from, by);
    const found = find();
    if (found !== undefined) return this.goTo(found);
    if (by < 0 || view.isOver) return false;
    let later: Mark | undefined;
    const isThere = await this.#reach({ time: Infinity }, () => {
      later ??= find();
      if (later !== undefined) void this.goTo(later);
    });
    later ??= find();
    return isThere && later !== undefined ? this.goTo(later) : later !== undefined;
  }

  /** One event further, or back. */
  async step(by: 1 | -1): Promise<void> {
    this.pause();
    const events = this.#wantedEvents ?? (this.#held?.view ?? this.view.value)?.events;
    if (events !== undefined) await this.seek({ events: Math.max(0, events + by) });
  }

  /** Does something now: it becomes a line of the fault script. False if it cannot be done, and why is told. */
  act(deed: Deed): Promise<boolean> {
    const view = this.view.value;
    if (view === null) return Promise.resolve(false);
    if (view.isOver) {
      this.refusal.value = `The run has ended at ${momentText(view.time)}, and nothing can be done to it any more: go back in time first.`;
      return Promise.resolve(false);
    }
    const at = nextMoment(view.time);
    return this.#next(async () => {
      const isDone = await this.#edit({ kind: "fault", at, deed }, at);
      if (isDone) this.deeds.value++;
      return isDone;
    });
  }

  /** Takes back what was done last. */
  takeBack(): Promise<boolean> {
    return this.#next(async () => {
      const isDone = this.deeds.value > 0 && (await this.#edit({ kind: "take back" }, this.view.value?.time ?? 0));
      if (isDone) this.deeds.value--;
      return isDone;
    });
  }

  /** Other values at some paths of the scenario: the run begins again with them, and goes to where it was. Of several that wait the last one counts. */
  change(values: readonly (readonly [path: string, value: string])[]): Promise<boolean> {
    const number = ++this.#waitingChange;
    return this.#next(async () =>
      number === this.#waitingChange ? this.#edit({ kind: "values", values }, this.view.value?.time ?? 0) : false,
    );
  }

  /** Another text for the same scenario. */
  rewrite(text: string): Promise<boolean> {
    return this.#next(async () => {
      const piece = this.piece.value;
      return piece !== null && this.#replace({ ...piece, text }, this.view.value?.time ?? 0);
    });
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#inTurn.then(work);
    this.#inTurn = done.catch(() => {});
    return done.then(async (result) => {
      await this.#going;
      return result;
    });
  }

  async #edit(edit: Edit, now: number): Promise<boolean> {
    const piece = this.piece.value;
    if (piece === null) return false;
    const answer = await this.#line.ask({ kind: "edit", text: piece.text, edit });
    if (answer.kind === "broken") this.#break(answer.what);
    return answer.kind === "text" && this.#replace({ ...piece, text: answer.text }, now);
  }

  /** Plays another text, and goes to a time; what follows in turn does not wait for that. */
  async #replace(piece: Piece, time: number): Promise<boolean> {
    const answer = await this.#line.ask({ kind: "load", piece });
    if (answer.kind === "broken") this.#break(answer.what);
    batch(() => {
      this.problems.value = answer.kind === "refused" ? answer.problems : [];
      this.refusal.value = null;
      if (answer.kind !== "scene") return;
      const hosts = (scene: Scene | null) => JSON.stringify(scene?.participants);
      if (hosts(this.scene.value) !== hosts(answer.scene)) this.view.value = null;
      this.piece.value = piece;
      this.scene.value = answer.scene;
      this.#knowledge.expire();
      this.#going = this.seek({ time });
    });
    return answer.kind === "scene";
  }

  async #reach(to: Goal, onTheWay: () => void): Promise<boolean> {
    const search = ++this.#search;
    this.#held = null;
    this.#wantedEvents = "events" in to ? to.events : null;
    batch(() => {
      this.seeking.value = "time" in to ? to.time : (this.view.value?.time ?? 0);
      this.passing.value = null;
      this.refusal.value = null;
    });
    const answer = await this.#line.ask({ kind: "seek", to, known: this.#knowledge.counts }, (passed: Answer) => {
      if (passed.kind !== "frame" || search !== this.#search) return;
      this.#knowledge.keep(passed.frame);
      this.passing.value = passed.frame.view.time;
      onTheWay();
    });
    if (search !== this.#search) return false;
    if (answer.kind === "broken") this.#break(answer.what);
    this.#wantedEvents = null;
    this.#pace.begin();
    batch(() => {
      this.seeking.value = this.passing.value = null;
      if (answer.kind !== "frame") return;
      this.#knowledge.keep(answer.frame);
      this.#show(answer.frame);
    });
    return answer.kind === "frame";
  }

  #show({ view, fingerprint, counted }: Frame): void {
    batch(() => {
      this.view.value = counted ? view : { ...view, counters: this.view.value?.counters ?? {} };
      this.fingerprint.value = fingerprint;
    });
  }

  #break(what: string): void {
    this.broken.value = what;
    this.isPlaying.value = false;
  }
}
