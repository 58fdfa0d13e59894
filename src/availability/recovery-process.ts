import { type FailureWay, type NodeGroup, waysOf } from "../analysis/model.ts";
import type { Stream } from "../random/stream.ts";

/** Takes note of something that can happen: its rate [1/s], whether it makes things worse, and what it does. */
export type Add = (rate: number, worse: boolean, happen: () => void) => void;

/** A node that has failed: how, what is being done, and how far that has come. */
interface Broken {
  readonly node: number;
  readonly way: FailureWay;
  doing: "attempt" | "waiting" | "repair";
  /** Number of what is tried, and stage of that or of the repair. */
  attempt: number;
  stage: number;
}

/** The failed nodes of a group, one by one: what is tried to bring each back, who waits for which crew, and what is repaired. */
export class RecoveryProcess {
  readonly ways: readonly FailureWay[];
  /** By node. */
  readonly #broken: (Broken | undefined)[];
  readonly #random: Stream;
  readonly #back: (node: number) => void;

  /**
   * @param random draws what has to be tried, whether it succeeds, and whom a crew takes
   * @param back a node has come back
   */
  constructor(group: NodeGroup, random: Stream, back: (node: number) => void) {
    this.ways = waysOf(group);
    this.#broken = group.nodes.map(() => undefined);
    this.#random = random;
    this.#back = back;
  }

  reset(): void {
    this.#broken.fill(undefined);
  }

  /** Nodes that have failed. */
  get failed(): number {
    return this.#broken.reduce((count, one) => count + Number(one !== undefined), 0);
  }

  waitingFor = (crew: string): number => this.#of(crew, "waiting").length;

  underRepairBy = (crew: string): number => this.#of(crew, "repair").length;

  /** @param from number of the first thing that may be tried */
  fail(node: number, way: FailureWay, from = 0): void {
    const broken: Broken = { node, way, doing: "attempt", attempt: from - 1, stage: 0 };
    this.#broken[node] = broken;
    this.#goOn(broken);
  }

  /** What is tried without a crew, and repairs for which nobody waits. */
  listOwn(add: Add): void {
    for (const one of this.#broken) {
      if (one === undefined) continue;
      if (one.doing === "attempt") {
        const { time, succeeds } = one.way.attempts[one.attempt]!;
        add(time.stages / time.mean, false, () => {
          one.stage++;
          if (one.stage < time.stages) return;
          if (succeeds === 1 || (succeeds > 0 && this.#random.bernoulli(succeeds))) this.#comeBack(one);
          else this.#goOn(one);
        });
      } else if (one.way.crew === undefined) this.#listRepair(one, add);
    }
  }

  /** Repairs under way by a crew. */
  listRepairsBy(crew: string, add: Add): void {
    for (const one of this.#of(crew, "repair")) this.#listRepair(one, add);
  }

  /** Repairs by a crew that divides itself evenly: each failed node gets a share of a repairman's time. */
  listSharedRepairs(crew: string, add: Add, share: number): void {
    for (const one of this.#of(crew, "waiting")) add(share / one.way.repair.mean, false, () => this.#comeBack(one));
  }

  /** A repairman of a crew begins on a node that waits, any of those that have failed in different ways. */
  startRepair(crew: string): void {
    const waiting = this.#of(crew, "waiting");
    const alike = waiting.every(({ way }) => way === waiting[0]!.way);
    const one = waiting[alike ? 0 : this.#random.integer(waiting.length)]!;
    one.doing = "repair";
    one.stage = 0;
  }

  #of(crew: string, doing: Broken["doing"]): Broken[] {
    return this.#broken.filter((one) => one?.doing === doing && one.way.crew === crew) as Broken[];
  }

  #listRepair(one: Broken, add: Add): void {
    const { mean, stages } = one.way.repair;
    add(stages / mean, false, () => {
      one.stage++;
      if (one.stage === stages) this.#comeBack(one);
    });
  }

  /** The next thing that is needed, or people. */
  #goOn(one: Broken): void {
    one.stage = 0;
    for (one.attempt++; one.attempt < one.way.attempts.length; one.attempt++) {
      const { needed } = one.way.attempts[one.attempt]!;
      if (needed === 1 || (needed > 0 && this.#random.bernoulli(needed))) return;
    }
    one.doing = one.way.crew === undefined ? "repair" : "waiting";
  }

  #comeBack({ node }: Broken): void {
    this.#broken[node] = undefined;
    this.#back(node);
  }
}
