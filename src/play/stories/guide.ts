import type { Seen, Story } from "./story.ts";

/** How far a viewer is in a story: which step, and what was told of each that is done. */
export interface Guide {
  readonly story: Story;
  readonly step: number;
  /** By step; null: not done yet, or skipped. */
  readonly told: readonly (string | null)[];
}

export const begin = (story: Story): Guide => ({ story, step: 0, told: story.steps.map(() => null) });

export const isLast = ({ story, step }: Guide): boolean => step === story.steps.length - 1;

/** The guide after a look at the run: a step that is done stays so, and keeps what was told of it. */
export function look(guide: Guide, seen: Seen): Guide {
  const step = guide.story.steps[guide.step]!;
  if (guide.told[guide.step] !== null || !step.isDone(seen)) return guide;
  return { ...guide, told: guide.told.with(guide.step, step.outcome(seen)) };
}

/** What is said to something else that the viewer has tried; null where there is nothing to say. */
export function aside({ story, step, told }: Guide, seen: Seen): string | null {
  if (told[step] !== null) return null;
  return story.steps[step]!.asides?.find(({ when }) => when(seen))?.says ?? null;
}

/** One step on or back; the step that is begun waits again. */
export function turn(guide: Guide, by: 1 | -1): Guide {
  const step = Math.min(guide.story.steps.length - 1, Math.max(0, guide.step + by));
  return { ...guide, step, told: guide.told.with(step, null) };
}
