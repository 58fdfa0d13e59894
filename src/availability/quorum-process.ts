import type { GroupVotes } from "../analysis/model.ts";
import type { Add } from "./recovery-process.ts";

/** The votes of one group, from one event to the next. */
export class QuorumProcess {
  readonly #of: GroupVotes;
  readonly #nodes: number;
  #phase: "held" | "losing" | "lost" | "gaining" = "held";
  #waitsForAll = false;
  #expected: number;
  #isArbiterUp = true;
  #well: number;

  constructor(quorum: GroupVotes, nodes: number) {
    this.#of = quorum;
    this.#nodes = nodes;
    this.#expected = this.#well = nodes;
  }

  reset(): void {
    this.#phase = "held";
    this.#waitsForAll = false;
    this.#isArbiterUp = true;
    this.#expected = this.#well = this.#nodes;
  }

  /** Whether its nodes serve nobody. */
  get stops(): boolean {
    return this.#phase === "lost" || this.#phase === "gaining";
  }

  /** Whether places may be taken over. */
  get isHeld(): boolean {
    return this.#phase === "held";
  }

  get isAsNew(): boolean {
    return this.isHeld && this.#isArbiterUp && !this.#waitsForAll && this.#expected === this.#nodes;
  }

  /** Whether those that are well are enough. */
  get hasVotes(): boolean {
    const { twoNode, device } = this.#of;
    if (this.#waitsForAll || twoNode) return !this.#waitsForAll;
    const own = device?.votes ?? 0;
    return 2 * (this.#well + (this.#isArbiterUp ? own : 0)) > this.#expected + own;
  }

  /** So many nodes are well now. @returns whether quorum is back this moment */
  count(well: number): boolean {
    if (well > this.#well) this.#expected = this.#nodes;
    this.#well = well;
    if (this.#of.waitForAll && (well === 0 || well === this.#nodes)) this.#waitsForAll = well === 0;
    if (!this.hasVotes) {
      const isNoticed = this.stops || well === 0 || this.#of.notice === 0;
      this.#phase = isNoticed ? "lost" : "losing";
      return false;
    }
    if (this.isHeld) return false;
    this.#phase = this.stops && this.#of.restart > 0 ? "gaining" : "held";
    return this.isHeld;
  }

  /** @param back hears that quorum is back, and its nodes serve */
  list(add: Add, back: () => void): void {
    const { notice, restart, lowering, device } = this.#of;
    if (this.#phase === "losing")
      add(1 / notice, false, () => {
        this.#phase = "lost";
      });
    if (this.#phase === "gaining")
      add(1 / restart, false, () => {
        this.#phase = "held";
        back();
      });
    if (lowering !== undefined && this.isHeld && this.#well < this.#expected)
      add(1 / lowering, false, () => {
        this.#expected = this.#well;
      });
    if (device !== undefined)
      add(1 / (this.#isArbiterUp ? device.mttf : device.mttr), this.#isArbiterUp, () => {
        this.#isArbiterUp = !this.#isArbiterUp;
      });
  }
}
