import type { Chance, Fault, Shock } from "../ha/fault.ts";
import type { FaultKind, Node } from "../ha/node.ts";
import type { Engine, EventCode } from "../kernel/engine.ts";
import { Sampler } from "../random/sampler.ts";
import type { Stream, Streams } from "../random/stream.ts";
import type { Distribution } from "../units/distribution.ts";
import type { Architecture } from "./description.ts";

/** A node that a line of `faults` strikes by chance. */
interface Life {
  readonly node: Node;
  /** None for a shock, which strikes all its nodes at its own times. */
  readonly timeToFailure: Sampler | null;
  readonly timeToRepair: Sampler;
  readonly random: Stream;
  /** What of it is broken on account of this line; null while nothing is. */
  broken: FaultKind | null;
}

interface Line {
  readonly from: number;
  readonly kind: Chance["kind"];
  readonly coverage: number;
  readonly crews: number;
  readonly lives: readonly Life[];
  readonly shocks: { readonly every: Sampler; readonly probability: number } | null;
  /** Nodes that wait for a crew, in the order in which they broke; crews at work. */
  readonly waiting: number[];
  busy: number;
}

const isByChance = (fault: Fault): fault is Chance | Shock => "chance" in fault || "shock" in fault;

/** Names of the nodes that a line of chance strikes: those named, and all of the tiers named. */
export const nodesStruck = (fault: Chance | Shock, { tiers }: Architecture): string[] => {
  const names = "chance" in fault ? fault.chance : fault.shock;
  return tiers.flatMap((tier) =>
    tier.nodes.flatMap(({ name }) => (names.includes(name) || names.includes(tier.name) ? [name] : [])),
  );
};

/**
 * Failures and repairs by chance: each node lives for a time drawn from its distribution, breaks, waits for one of a limited
 * number of repair crews, is repaired, and lives again. A shock strikes several nodes at once (common cause). What is dead for
 * another reason does not break; its next life begins then.
 */
export class FailuresByChance {
  readonly nodes: readonly Node[];
  readonly #engine: Engine;
  readonly #lines: readonly Line[];
  readonly #fail: EventCode;
  readonly #repaired: EventCode;
  readonly #shock: EventCode;

  constructor(
    engine: Engine,
    streams: Streams,
    architecture: Architecture,
    nodes: readonly Node[],
    faults: readonly Fault[],
  ) {
    this.#engine = engine;
    const lifetimes = new Map(
      architecture.tiers.flatMap((tier) => tier.nodes.map(({ name }) => [name, tier.lifetimes] as const)),
    );
    this.#lines = faults.filter(isByChance).map((fault, line): Line => {
      const isShock = "shock" in fault;
      const stream = (what: string, name: string) => streams.stream(`${what} by chance/${line}/${name}`);
      const sampler = (given: Distribution | undefined, what: "timeToFailure" | "timeToRepair", name: string) =>
        new Sampler(given ?? lifetimes.get(name)![what], stream(what, name));
      return {
        from: fault.at,
        kind: fault.kind,
        coverage: fault.coverage,
        crews: fault.crews,
        lives: nodesStruck(fault, architecture).map((name) => ({
          node: nodes.find((node) => node.name === name)!,
          timeToFailure: isShock ? null : sampler(fault.timeToFailure, "timeToFailure", name),
          timeToRepair: sampler(fault.timeToRepair, "timeToRepair", name),
          random: stream("kind", name),
          broken: null,
        })),
        shocks: isShock
          ? { every: new Sampler(fault.every, stream("shock", "")), probability: fault.probability }
          : null,
        waiting: [],
        busy: 0,
      };
    });
    this.nodes = nodes.filter((node) => this.#lines.some(({ lives }) => lives.some((life) => life.node === node)));
    this.#fail = engine.register("failure by chance", (line, i) => this.#strike(line, i));
    this.#repaired = engine.register("repair by chance", (line, i) => this.#repair(line, i));
    this.#shock = engine.register("shock", (line) => this.#strikeAll(line));
  }

  start(): void {
    for (const [line, { from, lives, shocks }] of this.#lines.entries()) {
      const state = this.#lines[line]!;
      state.busy = 0;
      state.waiting.length = 0;
      if (shocks !== null) this.#engine.at(from + shocks.every.sample(), this.#shock, line, 0);
      for (const [i, life] of lives.entries()) {
        life.broken = null;
        if (life.timeToFailure !== null) this.#engine.at(from + life.timeToFailure.sample(), this.#fail, line, i);
      }
    }
  }

  #strike(line: number, i: number): void {
    if (!this.#break(line, i)) this.#liveOn(line, i);
  }

  #strikeAll(line: number): void {
    const { lives, shocks } = this.#lines[line]!;
    for (const [i, { random }] of lives.entries()) if (random.bernoulli(shocks!.probability)) this.#break(line, i);
    this.#engine.after(shocks!.every.sample(), this.#shock, line, 0);
  }

  /** A node breaks and waits for a crew; false if it is not sound in the first place. */
  #break(line: number, i: number): boolean {
    const state = this.#lines[line]!;
    const life = state.lives[i]!;
    if (!life.node.isSound || life.broken !== null) return false;
    life.broken = drawn(state.kind, life.random);
    if (state.coverage < 1) life.node.uncovered = !life.random.bernoulli(state.coverage);
    life.node.kill(life.broken, this.#engine.now);
    if (state.busy < state.crews) this.#beginRepair(line, i);
    else state.waiting.push(i);
    return true;
  }

  #beginRepair(line: number, i: number): void {
    const state = this.#lines[line]!;
    state.busy++;
    this.#engine.after(state.lives[i]!.timeToRepair.sample(), this.#repaired, line, i);
  }

  #repair(line: number, i: number): void {
    const state = this.#lines[line]!;
    const life = state.lives[i]!;
    life.node.bringBack(life.broken!, this.#engine.now);
    life.broken = null;
    state.busy--;
    const next = state.waiting.shift();
    if (next !== undefined) this.#beginRepair(line, next);
    this.#liveOn(line, i);
  }

  #liveOn(line: number, i: number): void {
    const { timeToFailure } = this.#lines[line]!.lives[i]!;
    if (timeToFailure !== null) this.#engine.after(timeToFailure.sample(), this.#fail, line, i);
  }
}

/** One of several kinds, each as likely as it weighs. */
function drawn(kind: Chance["kind"], random: Stream): FaultKind {
  if (typeof kind === "string") return kind;
  const kinds = Object.entries(kind) as [FaultKind, number][];
  let left = random.uniform() * kinds.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of kinds) {
    left -= weight;
    if (left < 0) return name;
  }
  return kinds.at(-1)![0];
}
