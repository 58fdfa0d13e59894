import { type Distribution, exponential } from "../distributions/description.ts";
import { momentsOf } from "../distributions/law.ts";
import { samplerOf } from "../distributions/simulated.ts";
import { type FailureCoverage, type KindsByWeight, nodesStruck, type RepairCrew } from "../faults/by-chance.ts";
import type { Fault } from "../faults/description.ts";
import { riskOf } from "../faults/simulated.ts";
import type { Node } from "../ha/node.ts";
import type { Engine, EventCode } from "../kernel/engine.ts";
import type { Sampler } from "../random/sampler.ts";
import { shuffled } from "../random/shuffled.ts";
import type { Stream, Streams } from "../random/stream.ts";
import type { Architecture } from "../service/description.ts";
import type { FaultKind } from "../tiers/fault-kind.ts";
import { RepairShop } from "./repair-shop.ts";
import { ServingNodes } from "./serving-nodes.ts";

/** A node that a line of `faults` strikes by chance. */
interface Life {
  readonly node: Node;
  /** None for a shock, which strikes all its nodes at its own times. */
  readonly timeToFailure: Sampler | null;
  readonly timeToRepair: Sampler;
  readonly random: Stream;
  /** What of it is broken on account of this line; null while nothing is. */
  broken: FaultKind | null;
  /** When its life ends [s]; a life that something else has ended in the meantime is none. */
  endsAt: number;
}

/** What strikes several nodes of a line at once. */
interface Strike {
  readonly every: Sampler;
  /** That a node breaks. */
  readonly probability: number;
  /** Of which tier; null: all of the line. */
  readonly tier: string | null;
}

interface Line {
  readonly from: number;
  readonly kind: KindsByWeight;
  readonly coverage: FailureCoverage | undefined;
  readonly recovery: Stream | null;
  /** In which order those who break at once come to the crew. */
  readonly order: Stream;
  readonly shop: RepairShop;
  readonly lives: readonly Life[];
  readonly strikes: readonly Strike[];
  /** Failure rate of a standby relative to a node that serves; share of failures that are common to a tier. */
  readonly standby: number;
  readonly commonCause: number;
}

/** What fails by chance, and who is told. */
export interface FailuresByChanceParts {
  readonly engine: Engine;
  readonly streams: Streams;
  readonly architecture: Architecture;
  readonly nodes: readonly Node[];
  readonly faults: readonly Fault[];
  /** Virtual address → the node that holds it. */
  readonly holders: ReadonlyMap<number, Node>;
  /** Told when people have freed what an uncovered failure had blocked. */
  readonly onRecovery: readonly (() => void)[];
}

/**
 * Failures and repairs by chance: each node lives for a time drawn from its distribution, breaks, waits for a repairman, is
 * repaired, and lives again. A shock, or a cause common to a tier, strikes several nodes at once. What is dead for another reason
 * does not break; its next life begins then. A failure of a node that stands by is passed over with the probability that it has
 * beside one that serves, which is exact for exponential lives.
 *
 * The failure of a node that serves is covered with a probability, while there is something left to lose: a spare standby where
 * its place would be blocked, a tier that is not blocked yet, another node that would fail with it.
 */
export class FailuresByChance {
  readonly nodes: readonly Node[];
  readonly #engine: Engine;
  readonly #lines: readonly Line[];
  readonly #shops: readonly RepairShop[];
  readonly #serving: ServingNodes;
  readonly #onRecovery: readonly (() => void)[];
  readonly #fail: EventCode;
  readonly #shock: EventCode;
  readonly #recover: EventCode;

  constructor({ engine, streams, architecture, nodes, faults, holders, onRecovery }: FailuresByChanceParts) {
    this.#engine = engine;
    this.#serving = new ServingNodes(architecture, nodes, holders);
    this.#onRecovery = onRecovery;
    const lifetimes = new Map(
      architecture.tiers.flatMap((tier) => tier.nodes.map(({ name }) => [name, tier.lifetimes] as const)),
    );
    const shops = new Map<string, RepairShop>();
    const shopOf = (crew: RepairCrew | undefined, line: number): RepairShop => {
      const name = crew?.name ?? `/${line}`;
      const shop = shops.get(name) ?? new RepairShop(engine, streams, crew);
      shops.set(name, shop);
      return shop;
    };
    const risks = faults.map(riskOf).filter((risk) => risk !== null);
    this.#lines = risks.map(({ names: said, from, kind, coverage, crew, timeToRepair, by }, line): Line => {
      const stream = (what: string, name: string) => streams.stream(`${what} by chance/${line}/${name}`);
      const lawOf = (given: Distribution | undefined, what: "timeToFailure" | "timeToRepair", name: string) =>
        given ?? lifetimes.get(name)![what];
      const names = nodesStruck(said, architecture);
      const { standby, commonCause } = "own" in by ? by : { standby: 1, commonCause: 0 };
      const common = architecture.tiers.filter((tier) => tier.nodes.length > 1 && commonCause > 0);
      return {
        ...{ from, kind, coverage, standby, commonCause },
        order: stream("order", ""),
        recovery: coverage?.manualRecovery === undefined ? null : stream("recovery", ""),
        shop: shopOf(crew, line),
        lives: names.map((name) => ({
          node: nodes.find((node) => node.name === name)!,
          timeToFailure:
            "own" in by ? samplerOf(lawOf(by.own, "timeToFailure", name), stream("timeToFailure", name)) : null,
          timeToRepair: samplerOf(lawOf(timeToRepair, "timeToRepair", name), stream("timeToRepair", name)),
          random: stream("kind", name),
          broken: null,
          endsAt: Number.NaN,
        })),
        strikes:
          "shocks" in by
            ? [{ every: samplerOf(by.shocks, stream("shock", "")), probability: by.probability, tier: null }]
            : common.flatMap((tier) => {
                const first = tier.nodes.find(({ name }) => names.includes(name));
                if (first === undefined) return [];
                const { mean } = momentsOf(lawOf(by.own, "timeToFailure", first.name));
                const every = samplerOf(exponential(mean / commonCause), stream("common cause", tier.name));
                return [{ every, probability: 1, tier: tier.name }];
              }),
      };
    });
    this.#shops = [...shops.values()];
    this.nodes = nodes.filter((node) => this.#lines.some(({ lives }) => lives.some((life) => life.node === node)));
    this.#fail = engine.register("failure by chance", (line, i) => this.#strike(line, i));
    this.#shock = engine.register("shock", (line, strike) => this.#strikeAll(line, strike));
    this.#recover = engine.register("recovered by people", (line, i) => this.#free(line, i));
  }

  start(): void {
    for (const shop of this.#shops) shop.reset();
    for (const [line, { from, lives, strikes }] of this.#lines.entries()) {
      for (const [i, { every }] of strikes.entries()) this.#engine.at(from + every.sample(), this.#shock, line, i);
      for (const [i, life] of lives.entries()) {
        life.broken = null;
        this.#live(line, i, from);
      }
    }
  }

  /** The life of a node is over, unless this failure is one that only nodes that serve have, or is counted with its tier's. */
  #strike(line: number, i: number): void {
    const state = this.#lines[line]!;
    const { node, random, endsAt } = state.lives[i]!;
    if (endsAt !== this.#engine.now) return;
    const isAlone = this.#serving.tierOf(node).length === 1;
    const own =
      (isAlone ? 1 : 1 - state.commonCause) *
      (this.#serving.serves(node) || this.#serving.isReplica(node) ? 1 : state.standby);
    if ((own < 1 && !random.bernoulli(own)) || !this.#break(line, i)) this.#live(line, i, this.#engine.now);
  }

  #strikeAll(line: number, strike: number): void {
    const { lives, strikes } = this.#lines[line]!;
    const { every, probability, tier } = strikes[strike]!;
    const struck = [...lives.keys()].filter((i) => {
      const { node, random } = lives[i]!;
      return tier === null ? random.bernoulli(probability) : node.tier === tier;
    });
    this.#breakAll(line, struck, tier !== null);
    this.#engine.after(every.sample(), this.#shock, line, strike);
  }

  /** Several break at once: which of them a crew finds first is chance. */
  #breakAll(line: number, struck: readonly number[], isCovered: boolean): void {
    for (const i of shuffled(struck, this.#lines[line]!.order)) this.#break(line, i, isCovered);
  }

  /** A node breaks and waits for a repairman; false if it is not sound in the first place. */
  #break(line: number, i: number, isCovered = false): boolean {
    const { kind, coverage, lives, shop } = this.#lines[line]!;
    const life = lives[i]!;
    if (!life.node.isSound || life.broken !== null) return false;
    const isUncovered =
      coverage !== undefined &&
      !isCovered &&
      coverage.probability < 1 &&
      this.#isAtRisk(coverage, life.node) &&
      !life.random.bernoulli(coverage.probability);
    if (isUncovered && coverage.uncovered === "fails group") {
      const group = [...lives.keys()].filter((j) => lives[j]!.node.tier === life.node.tier);
      this.#breakAll(line, group, true);
      return true;
    }
    life.broken = drawn(kind, life.random);
    if (isUncovered) this.#fall(line, i);
    life.node.kill(life.broken, this.#engine.now);
    shop.submit({
      tier: life.node.tier,
      duration: () => life.timeToRepair.sample(),
      done: () => {
        life.node.bringBack(life.broken!, this.#engine.now);
        life.broken = null;
        this.#live(line, i, this.#engine.now);
      },
    });
    return true;
  }

  /** Whether an uncovered failure of a node would take something away. */
  #isAtRisk({ uncovered }: FailureCoverage, node: Node): boolean {
    const tier = this.#serving.tierOf(node);
    if (tier.length === 1 || !this.#serving.serves(node) || this.#serving.isReplica(node)) return false;
    // A node that is back before people have freed its place serves nobody.
    if (uncovered === "blocks place") return !node.isBlocked && this.#serving.spare(node.tier) > 0;
    if (uncovered === "blocks group") return !tier.some(({ isBlocked }) => isBlocked);
    return tier.some((other) => other !== node && other.isSound);
  }

  /** An uncovered failure: nobody steps in for the node, or nobody of its tier serves, until people have recovered it. */
  #fall(line: number, i: number): void {
    const { coverage, lives, recovery } = this.#lines[line]!;
    const { node } = lives[i]!;
    if (coverage!.uncovered === "blocks place") node.uncovered = true;
    if (recovery === null) return;
    for (const one of this.#blockedWith(coverage!, node)) one.isBlocked = true;
    this.#engine.after(coverage!.manualRecovery! * recovery.exponential(), this.#recover, line, i);
  }

  #free(line: number, i: number): void {
    const { coverage, lives } = this.#lines[line]!;
    for (const one of this.#blockedWith(coverage!, lives[i]!.node)) one.isBlocked = one.uncovered = false;
    for (const hears of this.#onRecovery) hears();
  }

  #blockedWith({ uncovered }: FailureCoverage, node: Node): readonly Node[] {
    return uncovered === "blocks group" ? this.#serving.tierOf(node) : [node];
  }

  #live(line: number, i: number, from: number): void {
    const life = this.#lines[line]!.lives[i]!;
    if (life.timeToFailure === null) return;
    life.endsAt = from + life.timeToFailure.sample();
    this.#engine.at(life.endsAt, this.#fail, line, i);
  }
}

/** One of several kinds, each as likely as it weighs. */
function drawn(kind: KindsByWeight, random: Stream): FaultKind {
  if (typeof kind === "string") return kind;
  const kinds = Object.entries(kind) as [FaultKind, number][];
  let left = random.uniform() * kinds.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of kinds) {
    left -= weight;
    if (left < 0) return name;
  }
  return kinds.at(-1)![0];
}
