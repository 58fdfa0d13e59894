import type { PromotionPlan } from "../../../consequences/mechanism.ts";
import type { Failover, FailoverLog } from "../../../ha/failover-log.ts";
import type { Node } from "../../../ha/node.ts";
import type { Engine, EventCode } from "../../../kernel/engine.ts";
import type { Stream } from "../../../random/stream.ts";

/** What a promotion finds in a world. */
export interface PromotionParts {
  readonly engine: Engine;
  readonly servers: readonly Node[];
  /** How a replica is promoted when the primary dies; left out: not before somebody demands it. */
  readonly plan: PromotionPlan | undefined;
  readonly random: Stream;
  readonly log: FailoverLog;
}

/**
 * Which server of a replicated database is its primary. When it dies, a replica is promoted after a while, or people have to do it. A
 * primary that is back before that stays what it was, but serves nobody where people are at work. Where no replica is left, the first server that comes back is the primary.
 * Where watchers decide, a replica takes the place of the primary that they consider dead, be it back by then; where none is left, the first that comes back does.
 */
export class Promotion {
  readonly servers: readonly Node[];
  /** How often another server has become the primary, or the primary has started again. */
  changes = 0;
  readonly #engine: Engine;
  readonly #plan: PromotionPlan | undefined;
  readonly #random: Stream;
  readonly #log: FailoverLog;
  readonly #promote: EventCode;
  #primary: Node;
  /** What watchers want, and who found the primary dead; null while they do not. */
  #demand: { readonly plan: PromotionPlan; readonly by: Node } | null = null;
  /** The failover that watchers have begun; null: none. */
  #failover: Failover | null = null;
  /** Whether a promotion is under way; one of an earlier number is void. */
  #isUnderWay = false;
  #number = 0;
  readonly #onChange: ((before: Node) => void)[] = [];

  constructor({ engine, servers, plan, random, log }: PromotionParts) {
    this.#engine = engine;
    this.servers = servers;
    this.#plan = plan;
    this.#random = random;
    this.#log = log;
    this.#primary = servers[0]!;
    this.#promote = engine.register("replica promoted", (number) => {
      if (number !== this.#number) return;
      this.#isUnderWay = this.#primary.isBlocked = false;
      this.#choose();
    });
    for (const server of this.servers) {
      server.onFailure(() => this.#failed(server));
      const back = () => {
        if (this.#isUnderWay) return;
        if (this.#demand !== null) this.#begin(this.#demand);
        else if (this.#plan !== undefined) this.#choose();
      };
      server.onStart(() => {
        if (server === this.#primary) this.changes++;
        back();
      });
      server.onAttach(back);
    }
  }

  get primary(): Node {
    return this.#primary;
  }

  /** Hears each time another server has become the primary. */
  onChange(hears: (before: Node) => void): void {
    this.#onChange.push(hears);
  }

  reset(): void {
    this.#number = 0;
    this.#primary = this.servers[0]!;
    this.#isUnderWay = false;
    this.#demand = this.#failover = null;
    this.changes = 0;
  }

  /** Watchers consider the primary dead: a replica takes its place as soon as there is one. */
  demand(plan: PromotionPlan, by: Node): void {
    if (this.#demand !== null) return;
    this.#demand = { plan, by };
    if (!this.#isUnderWay) this.#begin(this.#demand);
  }

  /** They have heard from it again, or are too few by now. What is under way goes on. */
  withdraw(): void {
    this.#demand = null;
  }

  #failed(server: Node): void {
    if (server === this.#primary && !this.#isUnderWay && this.#plan !== undefined) this.#begin({ plan: this.#plan });
  }

  #begin({ plan: { time, probability, manualRecovery }, by }: { plan: PromotionPlan; by?: Node }): void {
    if (!this.servers.some((server) => server !== this.#primary && server.isSound)) return; // nobody to promote
    const works = probability === 1 || this.#random.bernoulli(probability);
    this.#isUnderWay = true;
    this.#primary.isBlocked = !works;
    if (by !== undefined) this.#failover = this.#log.detected(this.#primary, by);
    const takes = works ? time() : manualRecovery * this.#random.exponential();
    this.#engine.after(takes, this.#promote, ++this.#number, 0);
  }

  /** The primary while it is sound and nobody considers it dead, else the first server that is. */
  #choose(): void {
    const before = this.#primary;
    if (before.isSound && this.#demand === null && this.#plan !== undefined) return;
    const next = this.servers.find((server) => server !== before && server.isSound);
    if (next === undefined) return;
    const failover = this.#failover ?? this.#log.detected(before, next);
    failover.restoredAt = this.#engine.now;
    this.#demand = this.#failover = null;
    this.#primary = next;
    this.changes++;
    for (const hears of this.#onChange) hears(before);
  }
}
