import type { StateVector } from "../generator/layout.ts";
import { aliveIn, workingIn } from "./entrance.ts";
import type { Split } from "./place.ts";
import type { Pool } from "./route.ts";

/** The node of the pool that a message falls on works; 1 + i: it is a dead one of layout i. */
export const ALIVE = 0;

/** What becomes of the node of a pool that messages fall on, nodes of one layout being alike. */
export class Members {
  /** Values of a member. */
  readonly count: number;
  readonly #pool: Pool | undefined;
  /** By state of the service: nodes of the pool that work, and those of each layout. */
  readonly #working: Float64Array;
  readonly #living: readonly Float64Array[];

  /** @param count by state of the service, of something */
  constructor(pool: Pool | undefined, count: (of: (state: StateVector) => number) => Float64Array) {
    const layouts = pool?.layouts ?? [];
    this.#pool = pool;
    this.count = layouts.length + 1;
    this.#working = count((state) => aliveIn(pool, state));
    this.#living = layouts.map((layout) => count((state) => workingIn(layout, state)));
  }

  /** When the service goes from one state to another. */
  after(from: number, to: number, member: number): Split {
    if (member === ALIVE) {
      const died = this.#living.map((of) => Math.max(0, of[from]! - of[to]!) / this.#working[from]!);
      const deaths = died.reduce((sum, each) => sum + each, 0);
      if (!(deaths > 0)) return [[ALIVE, 1]];
      return [[ALIVE, 1 - deaths], ...died.map((each, i) => [1 + i, each] as const)];
    }
    const i = member - 1;
    if (this.#working[from] === 0 && this.#working[to]! > 0 && this.isRemoved(member)) return this.chosenAnew(to);
    const returned = this.#living[i]![to]! - this.#living[i]![from]!;
    const back = returned > 0 ? returned / this.#deadIn(i, from) : 0;
    return [
      [ALIVE, back],
      [member, 1 - back],
    ];
  }

  /** Who is chosen once a dead node is left out: one that lives, or a dead one that nobody leaves out. */
  chosenAnew(state: number): Split {
    const dead = this.#living.map((_, i) => (this.isRemoved(1 + i) ? 0 : this.#deadIn(i, state)));
    const all = this.#working[state]! + dead.reduce((sum, each) => sum + each, 0);
    return [[ALIVE, this.#working[state]! / all], ...dead.map((each, i) => [1 + i, each / all] as const)];
  }

  /** Rate at which a dead node is left out; 0 where that does not happen, or nobody is left [1/s]. */
  leftOut(state: number, member: number): number {
    if (member === ALIVE || !this.isRemoved(member) || this.#working[state] === 0) return 0;
    return 1 / Math.max(this.#pool!.removals[member - 1]!, 1e-6);
  }

  /** Whether somebody leaves it out. */
  isRemoved(member: number): boolean {
    return this.#pool!.removals[member - 1]! < Infinity;
  }

  #deadIn(i: number, state: number): number {
    return this.#pool!.layouts[i]!.group.nodes.length - this.#living[i]![state]!;
  }
}
