import { type DecisionDiagram, ONE, ZERO } from "./decision-diagram.ts";

/** A family of sets of components, held as a zero-suppressed decision diagram. Iterating it lists smaller sets first. */
export class SetFamily implements Iterable<ReadonlySet<string>> {
  /** How many sets there are; exact up to 2⁵³. */
  readonly count: number;
  /** How many sets there are of each size: entry k counts those of k components. */
  readonly countBySize: readonly number[];

  readonly diagram: DecisionDiagram;
  readonly root: number;
  /** The component that stands at each level of the diagram. */
  readonly names: readonly string[];
  /** For each node, how many of its sets have 0, 1, 2, … components more. */
  readonly #counts = new Map<number, readonly number[]>();

  constructor(diagram: DecisionDiagram, root: number, names: readonly string[]) {
    this.diagram = diagram;
    this.root = root;
    this.names = names;
    this.#counts.set(ZERO, []);
    this.#counts.set(ONE, [1]);
    for (const node of diagram.reachable(root)) {
      const joined = this.#counts.get(diagram.high[node]!)!;
      const apart = this.#counts.get(diagram.low[node]!)!;
      const sizes = Array.from({ length: Math.max(joined.length + 1, apart.length) }, (_, size) => {
        return (apart[size] ?? 0) + (joined[size - 1] ?? 0);
      });
      this.#counts.set(node, sizes);
    }
    this.countBySize = this.#counts.get(root)!;
    this.count = this.countBySize.reduce((sum, count) => sum + count, 0);
  }

  /** The sets, smaller ones first; within a size in the order of the components. Take as many as you need. */
  *[Symbol.iterator](): Generator<ReadonlySet<string>> {
    for (let size = 0; size < this.countBySize.length; size += 1) yield* this.ofSize(size);
  }

  /** The sets of exactly `size` components. */
  *ofSize(size: number): Generator<ReadonlySet<string>> {
    yield* this.#list(this.root, size, []);
  }

  *#list(node: number, size: number, chosen: readonly string[]): Generator<ReadonlySet<string>> {
    if (!this.#counts.get(node)![size]) return;
    if (node === ONE) {
      yield new Set(chosen);
      return;
    }
    const name = this.names[this.diagram.level[node]!]!;
    if (size > 0) yield* this.#list(this.diagram.high[node]!, size - 1, [...chosen, name]);
    yield* this.#list(this.diagram.low[node]!, size, chosen);
  }
}
