import type { FailureCoverage, KindsByWeight } from "../faults/by-chance.ts";
import type { Fault } from "../faults/description.ts";
import type { Machine } from "../ha/machine.ts";
import type { Node } from "../ha/node.ts";
import type { Engine, EventCode } from "../kernel/engine.ts";
import { shuffled } from "../random/shuffled.ts";
import type { Stream, Streams } from "../random/stream.ts";
import type { Architecture } from "../service/description.ts";
import type { FailureKind } from "../tiers/fault-kind.ts";
import { comesBack, fails } from "./broken.ts";
import { type Line, linesOfChance } from "./lines-of-chance.ts";
import type { RepairShop } from "./repair-shop.ts";
import { ServingNodes } from "./serving-nodes.ts";

/** What fails by chance, and who is told. */
export interface FailuresByChanceParts {
  readonly engine: Engine;
  readonly streams: Streams;
  readonly architecture: Architecture;
  readonly nodes: readonly Node[];
  readonly faults: readonly Fault[];
  /** Virtual address → the node that holds it. */
  readonly holders: ReadonlyMap<number, Node>;
  /** The machine that a node is on. */
  readonly machineOf: (node: string) => Machine;
  /** Told when people have freed what an uncovered failure had blocked. */
  readonly onRecovery: readonly (() => void)[];
}

/**
 * Failures and repairs by chance: each node lives for a time drawn from its distribution, breaks, waits for a repairman, is
 * repaired, and lives again. Where a cluster manager sees to its process, that comes first. A shock, or a cause common to a tier, strikes several nodes at once. What is dead for another reason
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
  readonly #machineOf: (node: string) => Machine;
  readonly #onRecovery: readonly (() => void)[];
  readonly #fail: EventCode;
  readonly #shock: EventCode;
  readonly #recover: EventCode;
  readonly #tried: EventCode;

  constructor(parts: FailuresByChanceParts) {
    const { engine, streams, architecture, nodes, faults, holders, onRecovery } = parts;
    this.#machineOf = parts.machineOf;
    this.#engine = engine;
    this.#serving = new ServingNodes(architecture, nodes, holders);
    this.#onRecovery = onRecovery;
    const { lines, shops } = linesOfChance({ engine, streams, architecture, nodes, faults });
    this.#lines = lines;
    this.#shops = shops;
    this.nodes = nodes.filter((node) => this.#lines.some(({ lives }) => lives.some((life) => life.node === node)));
    for (const [line, { isOfProcess, lives, from }] of lines.entries())
      if (isOfProcess)
        for (const [i, life] of lives.entries())
          life.node.onStart(() => {
            if (life.broken === null && engine.now >= from) this.#live(line, i, engine.now);
          });
    this.#fail = engine.register("failure by chance", (line, i) => this.#strike(line, i));
    this.#shock = engine.register("shock", (line, strike) => this.#strikeAll(line, strike));
    this.#recover = engine.register("recovered by people", (line, i) => this.#free(line, i));
    this.#tried = engine.register("recovery tried", (line, i) => this.#judge(line, i));
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
    const { every, probability, tries, tier } = strikes[strike]!;
    const struck = [...lives.keys()].filter((i) => {
      const { node, random } = lives[i]!;
      return tier === null ? random.bernoulli(probability) : node.tier === tier;
    });
    this.#breakAll(line, tries < struck.length ? this.#taking(line, struck, tries) : struck, tier !== null);
    this.#engine.after(every.sample(), this.#shock, line, strike);
  }

  /** Those that take what kills them, one after the other: any that are sound. */
  #taking(line: number, among: readonly number[], tries: number): number[] {
    const { lives, order } = this.#lines[line]!;
    const sound = among.filter((i) => lives[i]!.node.isSound && lives[i]!.broken === null);
    return shuffled(sound, order).slice(0, tries);
  }

  /** Several break at once: which of them a crew finds first is chance. */
  #breakAll(line: number, struck: readonly number[], isCovered: boolean): void {
    for (const i of shuffled(struck, this.#lines[line]!.order)) this.#break(line, i, isCovered);
  }

  /** A node breaks and waits for a repairman; false if it is not sound in the first place. */
  #break(line: number, i: number, isCovered = false): boolean {
    const { kind, coverage, lives } = this.#lines[line]!;
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
    fails(life.broken, this.#struck(life.node), this.#engine.now);
    const manager = life.broken === "process" ? life.node.manager : null;
    if (manager === null) this.#goOn(line, i, 0);
    else
      manager.awaits(life.node.host, (isBack) => (isBack ? this.#bringBack(line, i, false) : this.#goOn(line, i, 0)));
    return true;
  }

  /** What is tried next to bring a node back, from this attempt on; after the last people come. */
  #goOn(line: number, i: number, from: number): void {
    const { lives, shop } = this.#lines[line]!;
    const life = lives[i]!;
    const { attempts, travel, repair } = life.recovery;
    for (life.attempt = from; life.attempt < attempts.length; life.attempt++) {
      const { takes, needed, ofHost } = attempts[life.attempt]!;
      if (needed < 1 && !life.random.bernoulli(needed)) continue;
      if (ofHost && life.broken !== "host" && life.broken !== "link") {
        if (life.broken === "freeze") this.#machineOf(life.node.name).goOn(this.#engine.now);
        life.broken = "host";
        life.node.kill("host", this.#engine.now);
      }
      this.#engine.after(takes.sample(), this.#tried, line, i);
      return;
    }
    shop.submit({
      tier: life.node.tier,
      duration: () => (travel?.sample() ?? 0) + repair.sample(),
      done: () => this.#bringBack(line, i, false),
    });
  }

  #judge(line: number, i: number): void {
    const { attempt, random, recovery } = this.#lines[line]!.lives[i]!;
    const { succeeds, goesOn } = recovery.attempts[attempt]!;
    if (succeeds > 0 && random.bernoulli(succeeds)) this.#bringBack(line, i, goesOn);
    else this.#goOn(line, i, attempt + 1);
  }

  #struck = (node: Node) => ({ node, machine: this.#machineOf(node.name) });

  #bringBack(line: number, i: number, goesOn: boolean): void {
    const life = this.#lines[line]!.lives[i]!;
    comesBack(life.broken!, goesOn, this.#struck(life.node), this.#engine.now);
    life.broken = null;
    this.#live(line, i, this.#engine.now);
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
function drawn(kind: KindsByWeight, random: Stream): FailureKind {
  if (typeof kind === "string") return kind;
  const kinds = Object.entries(kind) as [FailureKind, number][];
  let left = random.uniform() * kinds.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of kinds) {
    left -= weight;
    if (left < 0) return name;
  }
  return kinds.at(-1)![0];
}
