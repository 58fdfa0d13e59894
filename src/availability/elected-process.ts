import type { FailureWay, NodeGroup } from "../analysis/model.ts";
import type { Stream } from "../random/stream.ts";
import { GroupProcess } from "./group-process.ts";
import type { Add } from "./recovery-process.ts";

/** A place with an owner: which node has it, dead or alive, or how far its failover has come. */
interface OwnedPlace {
  /** −1: nobody has it. */
  holder: number;
  /** Stage of the failover, counted over all phases; −1: none is under way. */
  stage: number;
}

/**
 * A group whose standbys are elected, node by node: an owner that lives has its place, else the first standby that lives. A node whose
 * failure was uncovered keeps its places until they are recovered manually.
 */
export class ElectedProcess extends GroupProcess {
  readonly #held: OwnedPlace[];
  readonly #uncovered: boolean[];

  constructor(group: NodeGroup, random: Stream) {
    super(group, random);
    this.#held = Array.from({ length: group.active }, (_, owner) => ({ holder: owner, stage: -1 }));
    this.#uncovered = group.nodes.map(() => false);
  }

  override reset(): void {
    super.reset();
    for (const [owner, place] of this.#held.entries()) {
      place.holder = owner;
      place.stage = -1;
    }
    this.#uncovered.fill(false);
  }

  override get isAsNew(): boolean {
    if (this.recovery.failed + this.blocking > 0 || this.#uncovered.includes(true)) return false;
    return !this.nodes.includes("in maintenance") && this.#held.every(({ holder }, owner) => holder === owner);
  }

  /** As nodes are alike, the first ones stand for the places that are served. */
  override serves(node: number): boolean {
    if (this.blocking > 0) return false;
    return node < this.#held.filter(({ holder }) => this.#lives(holder) && !this.#uncovered[holder]).length;
  }

  protected override listOwnFailures(add: Add, rate: number, way: FailureWay): void {
    const { coverage, standby } = this.group;
    for (const node of this.nodes.keys()) {
      if (!this.#lives(node)) continue;
      if (!this.#has(node)) {
        add(rate * (standby?.failureFactor ?? 0), true, () => this.#die(node, way));
        continue;
      }
      const uncovered = coverage !== undefined && this.#mayFailUncovered(node) ? 1 - coverage.probability : 0;
      add(rate * (1 - uncovered), true, () => this.#die(node, way));
      add(rate * uncovered, true, () => {
        if (coverage!.uncovered === "blocks place") this.#uncovered[node] = true;
        if (coverage!.uncovered === "blocks group") this.blocking++;
        if (coverage!.uncovered === "fails group") this.failAll(way);
        else this.#die(node, way);
      });
    }
  }

  override listRecoveries(add: Add): void {
    const { coverage } = this.group;
    for (const place of this.#held)
      if (place.stage >= 0)
        add(this.failoverRates[place.stage]!, false, () => {
          place.stage++;
          if (place.stage === this.failoverRates.length) this.#elect(place);
        });
    if (coverage !== undefined && "manualRecovery" in coverage) {
      const rate = 1 / coverage.manualRecovery;
      add(this.blocking * rate, false, () => this.blocking--);
      for (const node of this.nodes.keys())
        if (this.#uncovered[node])
          add(rate, false, () => {
            this.#uncovered[node] = false;
            if (!this.#lives(node)) for (const place of this.#held) if (place.holder === node) this.#elect(place);
          });
    }
    this.listMaintenanceEnd(add);
  }

  override failAll(way: FailureWay): void {
    for (const node of this.nodes.keys()) if (this.#lives(node)) this.#die(node, way);
  }

  protected override comeBack(node: number): void {
    const isOwner = node < this.group.active;
    this.nodes[node] = isOwner ? "serving" : "standing by";
    for (const [owner, place] of this.#held.entries()) {
      if (owner === node || (!isOwner && place.holder > node && this.#lives(place.holder))) {
        place.holder = node;
        place.stage = -1;
      } else if (!isOwner && place.holder < 0 && place.stage < 0) this.#failOver(place);
    }
  }

  #lives(node: number): boolean {
    return this.nodes[node] === "standing by" || this.nodes[node] === "serving";
  }

  #has(node: number): boolean {
    return this.#held.some(({ holder }) => holder === node);
  }

  /** The first standby that lives, or −1. */
  get #first(): number {
    return this.nodes.findIndex((_, node) => node >= this.group.active && this.#lives(node));
  }

  #die(node: number, way: FailureWay): void {
    this.fail(node, way);
    for (const place of this.#held) {
      if (place.holder === node && !this.#uncovered[node]) this.#failOver(place);
      if (place.stage >= 0 && this.#first < 0) place.stage = -1;
    }
  }

  #failOver(place: OwnedPlace): void {
    place.holder = -1;
    if (this.#first < 0) return;
    place.stage = 0;
    if (this.failoverRates.length === 0) this.#elect(place);
  }

  #elect(place: OwnedPlace): void {
    place.holder = this.#first;
    place.stage = -1;
  }

  #mayFailUncovered(node: number): boolean {
    const all = [...this.nodes.keys()];
    switch (this.group.coverage!.uncovered) {
      case "blocks place": {
        const idle = all.filter((one) => this.#lives(one) && !this.#has(one)).length;
        const settled = all.filter((one) => this.#has(one) && (this.#lives(one) || this.#uncovered[one])).length;
        return !this.#uncovered[node] && idle > this.group.active - settled;
      }
      case "blocks group":
        return this.blocking === 0;
      case "fails group":
        return all.some((one) => one !== node && this.#lives(one));
    }
  }
}
