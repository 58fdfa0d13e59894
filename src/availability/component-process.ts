import type { AvailabilityModel, Crew, Shock } from "../analysis/model.ts";
import type { Stream } from "../random/stream.ts";
import type { Structure } from "../structure/expression.ts";
import { ElectedProcess } from "./elected-process.ts";
import { GroupProcess } from "./group-process.ts";
import type { Add } from "./recovery-process.ts";

/**
 * A service as it lives from one event to the next, node by node: the same model that the analyzer turns into a chain,
 * told a second time and without its code, so that the two can accuse each other.
 *
 * All that can happen next is listed with its rate; whoever drives the process draws one and lets it happen.
 */
export class ComponentProcess {
  readonly groups: readonly GroupProcess[];
  /** Rates of what can happen next [1/s], the first `count` of them. */
  rates = new Float64Array(64);
  /** 1 where something gets worse: a failure, or planned work that begins; 0 where it gets better. */
  worsens = new Uint8Array(64);
  count = 0;
  #happenings: (() => void)[] = [];
  readonly #crews: readonly (readonly [crew: Crew, groups: readonly GroupProcess[]])[];
  readonly #shocks: readonly Shock[];
  readonly #isUp: () => boolean;
  readonly #couldBeUp: () => boolean;
  readonly #random: Stream;

  /** @param random draws whom a free repairman takes next among equals */
  constructor(model: AvailabilityModel, random: Stream) {
    this.#random = random;
    this.groups = model.groups.map((group) =>
      group.standby?.elected ? new ElectedProcess(group, random) : new GroupProcess(group, random),
    );
    this.#crews = model.crews.map(
      (crew) =>
        [crew, this.groups.filter(({ recovery }) => recovery.ways.some((way) => way.crew === crew.name))] as const,
    );
    this.#shocks = model.shocks ?? [];
    this.#isUp = compiled(model.needs, this.groups, (group, node) => group.serves(node));
    this.reset();
    this.#couldBeUp = compiled(model.needs, this.groups, (group, node) => group.couldServe(node));
  }

  /** Back to the beginning: all nodes well. */
  reset(): void {
    for (const group of this.groups) group.reset();
  }

  get isUp(): boolean {
    return this.#isUp();
  }

  /** Whether all components of a cut set are down: no failover will bring the service back. */
  get isCut(): boolean {
    return !this.#couldBeUp();
  }

  /** Failed nodes of the group that has most of them. */
  get failed(): number {
    return this.groups.reduce((most, { recovery }) => Math.max(most, recovery.failed), 0);
  }

  /** Whether all is as at the beginning: from here on the future forgets the past. */
  get isAsNew(): boolean {
    return this.groups.every((group) => group.isAsNew);
  }

  /** Lists what can happen next. @returns the sum of the rates */
  list(): number {
    this.count = 0;
    this.#happenings.length = 0;
    const add: Add = (rate, worse, happen) => {
      if (rate <= 0) return;
      if (this.count === this.rates.length) this.#grow();
      this.rates[this.count] = rate;
      this.worsens[this.count] = worse ? 1 : 0;
      this.#happenings[this.count] = happen;
      this.count++;
    };
    for (const group of this.groups) {
      group.listFailures(add);
      group.listRecoveries(add);
      group.recovery.listOwn(add);
    }
    for (const shock of this.#shocks) this.#listShock(shock, add);
    for (const [crew, groups] of this.#crews) this.#listCrew(crew, groups, add);
    let total = 0;
    for (let i = 0; i < this.count; i++) total += this.rates[i]!;
    return total;
  }

  /** Lets one of the things listed happen; free repairmen then go to work. */
  happen(index: number): void {
    this.#happenings[index]!();
    this.#settle();
  }

  /** A node's life is over. */
  fail(group: GroupProcess, node: number, name: string): void {
    group.failOfAge(node, group.recovery.ways.find((way) => way.name === name)!);
    this.#settle();
  }

  #settle(): void {
    for (const group of this.groups) group.settle();
    for (const [crew, groups] of this.#crews) {
      if (crew.preemptive || crew.pick !== undefined) continue;
      for (let free = crew.size - underRepair(crew, groups); free > 0; free--) {
        const next = this.#nextInLine(crew, groups);
        if (next === undefined) break;
        next.recovery.startRepair(crew.name);
      }
    }
  }

  /** All nodes of its groups that are well fail at once, or as many as it is tried on. */
  #listShock({ name, every, groups, tries }: Shock, add: Add): void {
    const struck = this.groups.filter((one) => groups.includes(one.group.name) && one.isAlive);
    if (struck.length > 0)
      add(1 / every, true, () => {
        for (const group of struck) group.failAll(group.recovery.ways.find((way) => way.name === name)!, tries);
      });
  }

  #listCrew(crew: Crew, groups: readonly GroupProcess[], add: Add): void {
    const waitingIn = ({ recovery }: GroupProcess): number => recovery.waitingFor(crew.name);
    if (crew.preemptive) {
      // On the most urgent nodes first; where there are more equals than repairmen, they share their time.
      let free = crew.size;
      for (const equals of ranked(crew, groups)) {
        const waiting = equals.reduce((sum, group) => sum + waitingIn(group), 0);
        const share = Math.min(1, free / waiting);
        if (waiting > 0 && free > 0)
          for (const { recovery } of equals) recovery.listSharedRepairs(crew.name, add, share);
        free = Math.max(0, free - waiting);
      }
      return;
    }
    for (const { recovery } of groups) recovery.listRepairsBy(crew.name, add);
    const { pick } = crew;
    if (pick === undefined) return;
    const free = crew.size - underRepair(crew, groups);
    const urgent = ranked(crew, groups).find((equals) => equals.some((group) => waitingIn(group) > 0)) ?? [];
    if (free > 0)
      for (const group of urgent)
        if (waitingIn(group) > 0) add(free / pick, false, () => group.recovery.startRepair(crew.name));
  }

  /** The group of the node that a free repairman takes next: of the highest rank, any node as likely. */
  #nextInLine(crew: Crew, groups: readonly GroupProcess[]): GroupProcess | undefined {
    for (const equals of ranked(crew, groups)) {
      const waiting = equals.reduce((sum, { recovery }) => sum + recovery.waitingFor(crew.name), 0);
      if (waiting === 0) continue;
      let chosen = equals.length === 1 ? 0 : this.#random.integer(waiting);
      for (const group of equals) {
        chosen -= group.recovery.waitingFor(crew.name);
        if (chosen < 0) return group;
      }
    }
    return undefined;
  }

  #grow(): void {
    const rates = new Float64Array(2 * this.rates.length);
    const worsens = new Uint8Array(rates.length);
    rates.set(this.rates);
    worsens.set(this.worsens);
    this.rates = rates;
    this.worsens = worsens;
  }
}

const underRepair = ({ name }: Crew, groups: readonly GroupProcess[]): number =>
  groups.reduce((sum, { recovery }) => sum + recovery.underRepairBy(name), 0);

/** Groups by rank: those with a priority one after the other, then all others together. */
function ranked(crew: Crew, groups: readonly GroupProcess[]): (readonly GroupProcess[])[] {
  if (crew.priorities.length === 0) return [groups];
  const named = crew.priorities.map((name) => groups.filter(({ group }) => group.name === name));
  return [...named, groups.filter(({ group }) => !crew.priorities.includes(group.name))];
}

/** What the service needs, over the nodes of which something holds. */
function compiled(
  needs: Structure,
  groups: readonly GroupProcess[],
  holds: (group: GroupProcess, node: number) => boolean,
): () => boolean {
  const owner = new Map(
    groups.flatMap((process) => process.group.nodes.map((name, node) => [name, { process, node }] as const)),
  );
  const compile = (part: Structure): (() => boolean) => {
    if (typeof part === "string") {
      const { process, node } = owner.get(part)!;
      return () => holds(process, node);
    }
    const parts = ("allOf" in part ? part.allOf : "anyOf" in part ? part.anyOf : part.of).map(compile);
    const needed = "allOf" in part ? parts.length : "anyOf" in part ? 1 : part.atLeast;
    return () => {
      let missing = needed;
      for (const test of parts) {
        if (missing === 0) break;
        if (test()) missing--;
      }
      return missing === 0;
    };
  };
  return compile(needs);
}
