import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { View } from "../../watched/view.ts";
import type { Player } from "../player.ts";
import { ratesOf, sentBetween, type WayCounts } from "./traffic.ts";

/** What is written is written anew so often while time goes on, and rates and announcements so often [ms]. */
const [WRITTEN, RATED, SAID] = [100, 1000, 2500] as const;

/** What is written on the stage, which the eye or the ear could not follow sixty times a second. */
export class Shown {
  readonly #view: Signal<View>;
  readonly #rates = signal<readonly WayCounts[]>([]);
  readonly #said = signal("");
  readonly #summary: (view: View) => string;
  #writtenAt = 0;
  #ratedAt = 0;
  #saidAt = 0;
  #rated: View;

  /** @param summary what those who listen are told */
  constructor(view: View, summary: (view: View) => string) {
    this.#view = signal(view);
    this.#rated = view;
    this.#summary = summary;
  }

  get view(): ReadonlySignal<View> {
    return this.#view;
  }

  /** Messages per simulated second over the last second. */
  get rates(): ReadonlySignal<readonly WayCounts[]> {
    return this.#rates;
  }

  get said(): ReadonlySignal<string> {
    return this.#said;
  }

  /** @param clock of the screen [ms] */
  look(player: Player, clock: number): void {
    const view = player.view.peek();
    if (view === null) return;
    const isStill = !player.isPlaying.peek();
    if (view !== this.#view.peek() && (isStill || clock - this.#writtenAt >= WRITTEN)) {
      this.#writtenAt = clock;
      this.#view.value = view;
    }
    if (view !== this.#rated && clock - this.#ratedAt >= RATED) {
      this.#ratedAt = clock;
      const { time, flows } = this.#rated;
      if (view.time > time) this.#rates.value = ratesOf(sentBetween(flows, view.flows), view.time - time);
      this.#rated = view;
    }
    if (clock - this.#saidAt >= SAID) {
      this.#saidAt = clock;
      const words = this.#summary(view);
      if (words !== this.#said.peek()) this.#said.value = words;
    }
  }
}
