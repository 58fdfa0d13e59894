import type { Box, Layout } from "./layout.ts";

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const middleOf = ({ left, top, right, bottom }: Rectangle) => [(left + right) / 2, (top + bottom) / 2] as const;

/**
 * The rectangle that is nearest in a direction: distance along it counts once, that across it twice.
 *
 * @returns its place in the list; −1: none is there
 */
export function nearestTowards(
  [dx, dy]: readonly [number, number],
  from: Rectangle,
  others: readonly Rectangle[],
): number {
  const [x, y] = middleOf(from);
  let best = -1;
  let least = Infinity;
  for (const [i, other] of others.entries()) {
    const [ox, oy] = middleOf(other);
    const along = (ox - x) * dx + (oy - y) * dy;
    const across = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
    if (along > 1 && along + 2 * across < least) [best, least] = [i, along + 2 * across];
  }
  return best;
}

/** The hosts on the side of a line with fewer of them, by the middle of each; the line goes on beyond its ends. */
export function sidesOf(
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  { hosts }: Pick<Layout, "hosts">,
): number[] {
  const isLeft = ({ x, y, width, height }: Box): boolean =>
    (x2 - x1) * (y + height / 2 - y1) - (y2 - y1) * (x + width / 2 - x1) > 0;
  const left = [...hosts].filter(([, box]) => isLeft(box)).map(([host]) => host);
  const right = [...hosts.keys()].filter((host) => !left.includes(host));
  return left.length <= right.length ? left : right;
}
