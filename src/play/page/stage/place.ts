import type { Box } from "./layout.ts";
import type { Target } from "./offers.ts";

/** Where a dialog opens: beside what it is about, on a wide screen [px]. */
export interface Anchor {
  readonly left: number;
  readonly top: number;
}

/** Opens what can be done to a target, beside a place. */
export type Open = (target: Target, words: string, anchor: Anchor) => void;

export const placed = ({ x, y, width, height }: Box): string =>
  `left:${x.toFixed(1)}px;top:${y.toFixed(1)}px;width:${width.toFixed(1)}px;height:${height.toFixed(1)}px`;

export const anchorOf = (element: Element): Anchor => {
  const { right, top } = element.getBoundingClientRect();
  return { left: right + 8, top };
};
