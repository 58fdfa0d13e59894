import { batch, effect, signal } from "@preact/signals";
import type { Held } from "../../document.ts";
import { aside, begin, type Guide, look, turn } from "../../stories/guide.ts";
import { STORIES } from "../../stories/stories.ts";
import type { Seen, Setting, Story } from "../../stories/story.ts";
import type { Happening } from "../../watched/happenings.ts";
import type { Player } from "../player.ts";

/** Of a list in the order of time, what is not later than `now` [s]. */
const upTo = <One extends Pick<Happening, "time">>(list: readonly One[], now: number): readonly One[] =>
  (list.at(-1)?.time ?? 0) <= now ? list : list.slice(0, list.findLastIndex(({ time }) => time <= now) + 1);

/** What a guide knows of the run that is shown; null while nothing is. */
export function seenBy(player: Player): Seen | null {
  const [view, scene, piece, deeds] = [player.view.value, player.scene.value, player.piece.value, player.deeds.value];
  if (view === null || scene === null || piece === null) return null;
  return {
    ...{ view, scene },
    incidents: upTo(player.incidents.value, view.time),
    failedCalls: upTo(player.failedCalls.value, view.time),
    deeds: deeds === 0 ? [] : scene.faults.slice(-deeds),
    text: piece.text,
  };
}

/** Tells one of the stories that the page holds: it sets the page for each step, and looks whether the viewer has done what the step asks for. */
export class Teller {
  readonly guide = signal<Guide | null>(null);
  /** What is said to something else that the viewer has tried. */
  readonly aside = signal<string | null>(null);
  readonly isListOpen = signal(false);
  /** While the page is being set, or does what a step asks for. */
  readonly isBusy = signal(false);
  readonly #player: Player;
  readonly #held: Held;

  constructor(player: Player, held: Held) {
    this.#player = player;
    this.#held = held;
    effect(() => {
      const seen = this.isBusy.value ? null : seenBy(player);
      const guide = this.guide.peek();
      if (seen === null || guide === null) return;
      const after = look(guide, seen);
      if (after !== guide) {
        player.pause();
        this.guide.value = after;
      }
      this.aside.value = aside(after, seen);
    });
  }

  /** The page plays what it holds: now it begins the guide of its story, if it has one, or offers all. */
  async open(): Promise<void> {
    const { piece, story } = this.#held;
    this.isListOpen.value = piece === null;
    const told = STORIES.find(({ name }) => name === story);
    if (told !== undefined) await this.#set(begin(told));
  }

  async tell(story: Story): Promise<void> {
    this.isListOpen.value = false;
    await this.#player.load(this.#held.stories[story.name]!);
    await this.#set(begin(story));
  }

  /** To the next step, or back to the one before. */
  async turn(by: 1 | -1): Promise<void> {
    const guide = this.guide.value;
    if (guide !== null) await this.#set(turn(guide, by));
  }

  /** Ends the guide, and leaves the run as it is. */
  leave(): void {
    batch(() => {
      this.guide.value = null;
      this.aside.value = null;
    });
  }

  /** Does what the step asks for. */
  async show(): Promise<void> {
    const guide = this.guide.value;
    if (guide === null) return;
    this.#player.pause();
    this.isBusy.value = true;
    for (const move of guide.story.steps[guide.step]!.moves) {
      if ("goTo" in move) await this.#player.seek({ time: move.goTo });
      else if ("act" in move) await this.#player.act(move.act);
      else await this.#player.change(move.change);
    }
    this.isBusy.value = false;
  }

  async #set(guide: Guide): Promise<void> {
    batch(() => {
      this.isBusy.value = true;
      this.guide.value = guide;
      this.aside.value = null;
    });
    await this.#begin(guide.story, guide.story.steps[guide.step]!.begins ?? {});
    this.isBusy.value = false;
  }

  async #begin(story: Story, { afresh, time, speed }: Setting): Promise<void> {
    this.#player.pause();
    if (afresh) await this.#player.load(this.#held.stories[story.name]!);
    if (time !== undefined) await this.#player.seek({ time });
    if (speed !== undefined) this.#player.speed.value = speed;
  }
}
