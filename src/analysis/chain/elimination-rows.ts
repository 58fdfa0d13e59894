import type { ProgressListener } from "../../structure/told.ts";
import type { Chain } from "./chain.ts";
import { eliminateDense } from "./elimination-dense.ts";
import { NEGLIGIBLE } from "./negligible.ts";
import { queueOf, type StateQueue } from "./state-queue.ts";

/** Share of all possible transitions at which what remains is eliminated as a full matrix. */
const DENSE = 0.2;
/** States that may remain then: 128 MB. */
const DENSE_STATES_MAX = 4000;

/** Rates that lead into a state from those that were still there when it was removed. */
export interface Entering {
  readonly from: Int32Array;
  readonly rate: Float64Array;
}

export type EliminationOrder = "few neighbours first" | "outermost first";

/** The rows of a chain's generator while its states are removed one after the other. */
export class Elimination {
  /** States in the order in which they were removed, the last one remaining. */
  readonly removed: Int32Array;
  /** Of each state, when it was removed: the rates into it, and the sum of those out of it. */
  readonly entering: Entering[];
  readonly leaving: Float64Array;
  readonly #targets: Int32Array[];
  readonly #rates: Float64Array[];
  readonly #sources: Int32Array[];
  readonly #outCount: Int32Array;
  /** Entries of a list of sources; those that are gone already are among them. */
  readonly #sourceCount: Int32Array;
  /** Sources that are still there. */
  readonly #inCount: Int32Array;
  readonly #isGone: Uint8Array;
  readonly #queue: StateQueue;
  #kept: number;
  #work = 0;

  constructor(chain: Chain, order: EliminationOrder) {
    const n = chain.states;
    this.removed = new Int32Array(n);
    this.entering = new Array<Entering>(n);
    this.leaving = new Float64Array(n);
    this.#outCount = new Int32Array(n);
    this.#inCount = new Int32Array(n);
    this.#sourceCount = new Int32Array(n);
    this.#isGone = new Uint8Array(n);
    this.#targets = Array.from({ length: n }, (_, i) => chain.target.slice(chain.rowStart[i], chain.rowStart[i + 1]));
    this.#rates = Array.from({ length: n }, (_, i) => chain.rate.slice(chain.rowStart[i], chain.rowStart[i + 1]));
    for (const to of chain.target) this.#inCount[to]!++;
    this.#sources = Array.from(this.#inCount, (count) => new Int32Array(count));
    for (let from = 0; from < n; from++) {
      this.#outCount[from] = this.#targets[from]!.length;
      for (const to of this.#targets[from]!) this.#addSource(to, from);
    }
    this.#kept = chain.target.length;
    const fill = (state: number): number => this.#inCount[state]! * this.#outCount[state]!;
    this.#queue = queueOf(n, order === "outermost first" ? () => 0 : fill);
  }

  /** Removes all states but one, unless more would have to be kept or done, or a rate leaves the number range. */
  run(
    { kept, work }: { readonly kept: number; readonly work: number },
    told: ProgressListener,
  ): "eliminated" | "too large" | "out of range" {
    const n = this.removed.length;
    const stamp = new Int32Array(n).fill(-1);
    const place = new Int32Array(n);
    for (let gone = 0; gone < n - 1; gone++) {
      const left = n - gone;
      if (this.#kept > DENSE * left * left && left > 50 && left <= DENSE_STATES_MAX) {
        return this.#finishDense(gone, told);
      }
      if (this.#kept > kept || this.#work > work) return "too large";
      if (gone % 64 === 0) told(`${gone} of ${n} states eliminated`);
      const state = this.#queue.next();
      this.removed[gone] = state;
      if (!this.#remove(state, stamp, place)) return "out of range";
    }
    this.removed[n - 1] = this.#isGone.indexOf(0);
    return "eliminated";
  }

  /** Removes one state. Returns whether all rates that come of it are in the number range. */
  #remove(state: number, stamp: Int32Array, place: Int32Array): boolean {
    const outs = this.#targets[state]!.subarray(0, this.#outCount[state]);
    const rates = this.#rates[state]!.subarray(0, this.#outCount[state]);
    const ins = this.#sources[state]!.subarray(0, this.#sourceCount[state]).filter((from) => this.#isGone[from] === 0);
    const sum = rates
      .slice()
      .sort()
      .reduce((total, rate) => total + rate, 0);
    const into = new Float64Array(ins.length);
    this.#isGone[state] = 1;
    this.leaving[state] = sum;
    let inRange = sum > NEGLIGIBLE;
    for (let t = 0; t < ins.length; t++) {
      const from = ins[t]!;
      const count = this.#outCount[from]!;
      const own = this.#targets[from]!;
      for (let i = 0; i < count; i++) {
        stamp[own[i]!] = from;
        place[own[i]!] = i;
      }
      into[t] = this.#rates[from]![place[state]!]!;
      const share = into[t]! / sum;
      // The place of the state that goes is taken by the last one.
      const last = count - 1;
      const vacated = place[state]!;
      own[vacated] = own[last]!;
      this.#rates[from]![vacated] = this.#rates[from]![last]!;
      place[own[vacated]!] = vacated;
      this.#outCount[from] = last;
      this.#kept--;
      for (let o = 0; o < outs.length; o++) {
        const to = outs[o]!;
        if (to === from) continue;
        const rate = share * rates[o]!;
        if (stamp[to] === from) {
          this.#rates[from]![place[to]!]! += rate;
        } else {
          inRange &&= rate > NEGLIGIBLE;
          this.#addTarget(from, to, rate);
        }
      }
      this.#work += count + outs.length;
      this.#queue.changed(from);
    }
    for (const to of outs) {
      this.#inCount[to]!--;
      this.#queue.changed(to);
    }
    this.#kept -= outs.length;
    this.entering[state] = { from: ins, rate: into };
    this.#targets[state] = this.#targets[state]!.subarray(0, 0);
    this.#rates[state] = this.#rates[state]!.subarray(0, 0);
    this.#sources[state] = this.#sources[state]!.subarray(0, 0);
    return inRange;
  }

  /** What remains as a full matrix. */
  #finishDense(gone: number, told: ProgressListener): "eliminated" | "out of range" {
    const rest = Int32Array.from(this.#isGone.keys()).filter((state) => this.#isGone[state] === 0);
    const m = rest.length;
    const number = new Int32Array(this.removed.length);
    rest.forEach((state, i) => {
      number[state] = i;
    });
    const matrix = new Float64Array(m * m);
    rest.forEach((state, i) => {
      for (let t = 0; t < this.#outCount[state]!; t++)
        matrix[i * m + number[this.#targets[state]![t]!]!] = this.#rates[state]![t]!;
    });
    const leaving = eliminateDense(matrix, m, (left) =>
      told(`${this.removed.length - left} of ${this.removed.length} states eliminated`),
    );
    if (leaving === undefined) return "out of range";
    for (let k = m - 1; k >= 0; k--) {
      const state = rest[k]!;
      this.removed[gone + m - 1 - k] = state;
      this.leaving[state] = leaving[k]!;
      this.entering[state] = {
        from: rest.subarray(0, k),
        rate: Float64Array.from({ length: k }, (_, i) => matrix[i * m + k]!),
      };
    }
    return "eliminated";
  }

  #addTarget(from: number, to: number, rate: number): void {
    const count = this.#outCount[from]!;
    if (count === this.#targets[from]!.length) {
      const targets = new Int32Array(2 * count + 2);
      const rates = new Float64Array(2 * count + 2);
      targets.set(this.#targets[from]!);
      rates.set(this.#rates[from]!);
      this.#targets[from] = targets;
      this.#rates[from] = rates;
    }
    this.#targets[from]![count] = to;
    this.#rates[from]![count] = rate;
    this.#outCount[from] = count + 1;
    this.#inCount[to]!++;
    this.#kept++;
    this.#addSource(to, from);
  }

  #addSource(to: number, from: number): void {
    const count = this.#sourceCount[to]!;
    if (count === this.#sources[to]!.length) {
      const alive = this.#sources[to]!.filter((source) => this.#isGone[source] === 0);
      const sources = new Int32Array(Math.max(2 * alive.length, count) + 2);
      sources.set(alive);
      this.#sources[to] = sources;
      this.#sourceCount[to] = alive.length;
    }
    this.#sources[to]![this.#sourceCount[to]!] = from;
    this.#sourceCount[to]!++;
  }
}
