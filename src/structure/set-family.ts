import { type DecisionDiagram, ONE, ZERO } from "./decision-diagram.ts";

/** How many sets there are of each size, from the smallest size that occurs. */
interface Sizes {
  readonly least: number;
  readonly counts: readonly number[];
}

const NONE: Sizes = { least: 0, counts: [] };

/** A set under construction: its latest member, and those before. */
interface Chosen {
  readonly name: string;
  readonly before: Chosen | undefined;
}

/** A family of sets of components, held as a zero-suppressed decision diagram. Iterating it lists smaller sets first. */
export class SetFamily implements Iterable<ReadonlySet<string>> {
  /** How many sets there are; exact up to 2⁵³. */
  readonly count: number;
  /** How many sets there are of each size: entry k counts those of k components. */
  readonly countBySize: readonly number[];

  /** @internal */
  readonly diagram: DecisionDiagram;
  /** @internal */
  readonly root: number;
  /**
   * The component that stands at each level of the diagram.
   * @internal
   */
  readonly names: readonly string[];
  /** For each node, how many of its sets have so many components more. */
  readonly #sizes = new Map<number, Sizes>();

  /** @internal */
  constructor(diagram: DecisionDiagram, root: number, names: readonly string[]) {
    this.diagram = diagram;
    this.root = root;
    this.names = names;
    this.#sizes.set(ZERO, NONE);
    this.#sizes.set(ONE, { least: 0, counts: [1] });
    for (const node of diagram.reachable(root)) {
      const joined = this.#sizes.get(diagram.high[node]!)!;
      const apart = this.#sizes.get(diagram.low[node]!)!;
      this.#sizes.set(node, added({ ...joined, least: joined.least + 1 }, apart));
    }
    const { least, counts } = this.#sizes.get(root)!;
    this.countBySize = [...new Array<number>(least).fill(0), ...counts];
    this.count = this.countBySize.reduce((sum, count) => sum + count, 0);
  }

  /** The sets, smaller ones first; within a size in the order of the components. Take as many as you need. */
  *[Symbol.iterator](): Generator<ReadonlySet<string>> {
    for (let size = 0; size < this.countBySize.length; size++) yield* this.ofSize(size);
  }

  /** The sets of exactly `size` components. */
  *ofSize(size: number): Generator<ReadonlySet<string>> {
    const { high, level, low } = this.diagram;
    const pending: { node: number; more: number; chosen: Chosen | undefined }[] = [
      { node: this.root, more: size, chosen: undefined },
    ];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { node, more, chosen } = next;
      const { least, counts } = this.#sizes.get(node)!;
      if (!counts[more - least]) continue;
      if (node === ONE) {
        yield membersOf(chosen);
        continue;
      }
      pending.push({ node: low[node]!, more, chosen });
      if (more > 0)
        pending.push({
          node: high[node]!,
          more: more - 1,
          chosen: { name: this.names[level[node]!]!, before: chosen },
        });
    }
  }
}

function added(a: Sizes, b: Sizes): Sizes {
  if (a.counts.length === 0) return b;
  if (b.counts.length === 0) return a;
  const least = Math.min(a.least, b.least);
  const most = Math.max(a.least + a.counts.length, b.least + b.counts.length);
  const counts = Array.from(
    { length: most - least },
    (_, i) => (a.counts[i + least - a.least] ?? 0) + (b.counts[i + least - b.least] ?? 0),
  );
  return { least, counts };
}

function membersOf(chosen: Chosen | undefined): ReadonlySet<string> {
  const names: string[] = [];
  for (let each = chosen; each !== undefined; each = each.before) names.push(each.name);
  return new Set(names.reverse());
}
