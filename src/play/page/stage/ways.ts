import type { Box, Layout } from "./layout.ts";

/** The way from one end to another: points along it [px], and the direction to its right at each. Ends are hosts, or frames of crowded tiers. */
export interface Way {
  readonly key: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly right: readonly (readonly [x: number, y: number])[];
  /** [px] */
  readonly length: number;
}

const STEPS = 24;
/** How far a way goes round what stands between its ends, as parts of its length; the least that does is taken. */
const BENDS = [0, 0.14, -0.14, 0.28, -0.28, 0.45, -0.45, 0.7, -0.7];

const middle = ({ x, y, width, height }: Box): readonly [number, number] => [x + width / 2, y + height / 2];
const isIn = ([px, py]: readonly [number, number], { x, y, width, height }: Box, margin: number): boolean =>
  px > x - margin && px < x + width + margin && py > y - margin && py < y + height + margin;

/** The ways of a drawing, each worked out when it is first asked for. */
export class Ways {
  readonly #layout: Layout;
  /** By host: the crowded frame that stands for it. */
  readonly #frames = new Map<number, number>();
  readonly #ways = new Map<string, Way | null>();

  constructor(layout: Layout) {
    this.#layout = layout;
    for (const [i, { isCrowded, hosts }] of layout.tiers.entries())
      if (isCrowded) for (const host of hosts) this.#frames.set(host, i);
  }

  /** What stands for a host: itself, or the frame of its tier. */
  endOf(host: number): string {
    const frame = this.#frames.get(host);
    return frame === undefined ? `${host}` : `tier ${frame}`;
  }

  /** The way that messages from one host to another take in the drawing; null if they stay where they are. */
  between(from: number, to: number): Way | null {
    const key = `${this.endOf(from)}→${this.endOf(to)}`;
    const known = this.#ways.get(key);
    if (known !== undefined) return known;
    const way = this.#lay(key, from, to);
    this.#ways.set(key, way);
    return way;
  }

  #boxOf(host: number): Box | undefined {
    const frame = this.#frames.get(host);
    return frame === undefined ? this.#layout.hosts.get(host) : this.#layout.tiers[frame];
  }

  #lay(key: string, from: number, to: number): Way | null {
    const [start, end] = [this.#boxOf(from), this.#boxOf(to)];
    if (start === undefined || end === undefined) return null;
    if (start === end) return this.#frames.has(from) ? loopAt(key, start) : null;
    const others = [...this.#layout.hosts].filter(
      ([host]) => ![this.endOf(from), this.endOf(to)].includes(this.endOf(host)),
    );
    // Both directions of a way bend to the same side, seen from above.
    const side = from < to ? 1 : -1;
    let best: Way | null = null;
    let least = Infinity;
    for (const bend of BENDS) {
      const way = curved(key, start, end, side * bend);
      const crossed = way.points.reduce(
        (sum, point) =>
          sum + Number(others.some(([, box]) => isIn(point, box, 5))) + 3 * Number(this.#isOutside(point)),
        0,
      );
      if (crossed >= least) continue;
      [best, least] = [way, crossed];
      if (crossed === 0) break;
    }
    return best;
  }

  #isOutside([x, y]: readonly [number, number]): boolean {
    return x < 0 || y < 0 || x > this.#layout.width || y > this.#layout.height;
  }
}

/** A quadratic Bézier curve from the edge of one box to that of another. */
function curved(key: string, start: Box, end: Box, bend: number): Way {
  const [[ax, ay], [bx, by]] = [middle(start), middle(end)];
  const [cx, cy] = [(ax + bx) / 2 - bend * (by - ay) * 2, (ay + by) / 2 + bend * (bx - ax) * 2];
  const at = (t: number): readonly [number, number] => [
    (1 - t) ** 2 * ax + 2 * t * (1 - t) * cx + t ** 2 * bx,
    (1 - t) ** 2 * ay + 2 * t * (1 - t) * cy + t ** 2 * by,
  ];
  const fine = Array.from({ length: 201 }, (_, i) => i / 200);
  const first = fine.find((t) => !isIn(at(t), start, 1)) ?? 0;
  const last = fine.findLast((t) => !isIn(at(t), end, 1)) ?? 1;
  return wayOf(
    key,
    Array.from({ length: STEPS + 1 }, (_, i) => at(first + ((last - first) * i) / STEPS)),
  );
}

/** Among the nodes of a crowded tier: a loop over the right end of its frame's upper edge. */
function loopAt(key: string, { x, y, width }: Box): Way {
  const [cx, cy, radius] = [x + width - 26, y + 4, 14];
  return wayOf(
    key,
    Array.from({ length: STEPS + 1 }, (_, i) => {
      const angle = Math.PI * (0.9 + (1.2 * i) / STEPS);
      return [cx + radius * Math.cos(angle) * 1.4, cy + radius * Math.sin(angle)] as const;
    }),
  );
}

function wayOf(key: string, points: readonly (readonly [number, number])[]): Way {
  let length = 0;
  for (let i = 1; i < points.length; i++)
    length += Math.hypot(points[i]![0] - points[i - 1]![0], points[i]![1] - points[i - 1]![1]);
  const right = points.map((_, i) => {
    const [before, after] = [points[Math.max(0, i - 1)]!, points[Math.min(points.length - 1, i + 1)]!];
    const [dx, dy] = [after[0] - before[0], after[1] - before[1]];
    const size = Math.hypot(dx, dy) || 1;
    return [-dy / size, dx / size] as const;
  });
  return { key, points, right, length };
}

/** A point so far along a way, 0 … 1, and so far to the right of its middle [px]. */
export function pointOn({ points, right }: Way, fraction: number, aside: number): readonly [x: number, y: number] {
  const place = Math.min(1, Math.max(0, fraction)) * (points.length - 1);
  const i = Math.min(points.length - 2, Math.floor(place));
  const part = place - i;
  const between = (one: readonly [number, number], other: readonly [number, number], of: 0 | 1) =>
    one[of] + (other[of] - one[of]) * part;
  const [a, b, r, s] = [points[i]!, points[i + 1]!, right[i]!, right[i + 1]!];
  return [between(a, b, 0) + aside * between(r, s, 0), between(a, b, 1) + aside * between(r, s, 1)];
}

/** An SVG path along a way. */
export const pathOf = ({ points }: Way): string =>
  points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
