import { Refused } from "../../units/refused.ts";

/**
 * A continuous-time Markov chain on finitely many states, its rates per second kept row by row in typed arrays. Only
 * transitions between different states are kept; the diagonal of the generator matrix is minus the exit rate.
 */
export interface Chain {
  readonly states: number;
  /** Transitions out of state i are those from `rowStart[i]` to `rowStart[i + 1]`, targets ascending. */
  readonly rowStart: Int32Array;
  readonly target: Int32Array;
  /** Rate of each transition [1/s], > 0. */
  readonly rate: Float64Array;
  /** Sum of the rates out of each state [1/s]. */
  readonly exitRate: Float64Array;
  /** The state it starts in. */
  readonly initial: number;
  /** What a state is called in reports and errors. */
  readonly nameOf: (state: number) => string;
}

/** One transition of a chain under construction. */
export interface Transition {
  readonly from: number;
  readonly to: number;
  /** [1/s] */
  readonly rate: number;
}

/** Transitions as they are found, in growing typed arrays; the chain is made of them at the end. */
export class ChainBuilder {
  #from = new Int32Array(1 << 10);
  #to = new Int32Array(1 << 10);
  #rate = new Float64Array(1 << 10);
  #count = 0;

  /** Adds a transition. Transitions between the same two states add up; those of rate 0 or onto itself are left out. */
  add(from: number, to: number, rate: number): void {
    if (!(rate >= 0 && rate < Infinity)) {
      throw new Refused(`${rate}`, "a finite rate ≥ 0", `rate from state ${from} to ${to}`);
    }
    if (rate === 0 || from === to) return;
    if (this.#count === this.#from.length) this.#grow();
    this.#from[this.#count] = from;
    this.#to[this.#count] = to;
    this.#rate[this.#count] = rate;
    this.#count++;
  }

  /**
   * The chain of all transitions added.
   *
   * @throws Refused naming a state whose rates add up beyond the number range
   */
  build(states: number, initial: number, nameOf: (state: number) => string): Chain {
    const rowStart = new Int32Array(states + 1);
    for (let t = 0; t < this.#count; t++) rowStart[this.#from[t]! + 1]!++;
    for (let state = 0; state < states; state++) rowStart[state + 1] = rowStart[state + 1]! + rowStart[state]!;
    const next = rowStart.slice();
    const order = new Int32Array(this.#count);
    for (let t = 0; t < this.#count; t++) {
      order[next[this.#from[t]!]!] = t;
      next[this.#from[t]!]!++;
    }
    const target = new Int32Array(this.#count);
    const rate = new Float64Array(this.#count);
    const exitRate = new Float64Array(states);
    let kept = 0;
    for (let state = 0; state < states; state++) {
      const row = order.subarray(rowStart[state]!, rowStart[state + 1]!).sort((a, b) => this.#to[a]! - this.#to[b]!);
      rowStart[state] = kept;
      for (const t of row) {
        const to = this.#to[t]!;
        if (kept > rowStart[state]! && target[kept - 1] === to) {
          rate[kept - 1] = rate[kept - 1]! + this.#rate[t]!;
        } else {
          target[kept] = to;
          rate[kept] = this.#rate[t]!;
          kept++;
        }
        exitRate[state] = exitRate[state]! + this.#rate[t]!;
      }
    }
    rowStart[states] = kept;
    const beyond = exitRate.indexOf(Infinity);
    if (beyond >= 0)
      throw new Refused("a sum beyond 1.8e308", "smaller rates", `rates out of state "${nameOf(beyond)}"`);
    return { states, rowStart, target: target.slice(0, kept), rate: rate.slice(0, kept), exitRate, initial, nameOf };
  }

  #grow(): void {
    const capacity = 2 * this.#from.length;
    const from = new Int32Array(capacity);
    const to = new Int32Array(capacity);
    const rate = new Float64Array(capacity);
    from.set(this.#from);
    to.set(this.#to);
    rate.set(this.#rate);
    this.#from = from;
    this.#to = to;
    this.#rate = rate;
  }
}

/** A chain from a list of transitions between states 0 … n − 1, for the small ones that are written by hand. */
export function chainOf(names: readonly string[], transitions: Iterable<Transition>, initial = 0): Chain {
  const builder = new ChainBuilder();
  for (const { from, to, rate } of transitions) builder.add(from, to, rate);
  return builder.build(names.length, initial, (state) => names[state]!);
}

/** All transitions of a chain, row by row. */
export function* transitionsOf(chain: Chain): Generator<Transition> {
  for (let from = 0; from < chain.states; from++) {
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++) {
      yield { from, to: chain.target[t]!, rate: chain.rate[t]! };
    }
  }
}

/** How many transitions a chain has. */
export const transitionCount = (chain: Chain): number => chain.rate.length;

/** The same chain with every transition turned round, and exit rates as they were: row j lists what flows into j. */
export function transposed(chain: Chain): Pick<Chain, "rowStart" | "target" | "rate"> {
  const rowStart = new Int32Array(chain.states + 1);
  for (const to of chain.target) rowStart[to + 1]!++;
  for (let state = 0; state < chain.states; state++) rowStart[state + 1] = rowStart[state + 1]! + rowStart[state]!;
  const next = rowStart.slice();
  const target = new Int32Array(chain.target.length);
  const rate = new Float64Array(chain.rate.length);
  for (let from = 0; from < chain.states; from++) {
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++) {
      const place = next[chain.target[t]!]!;
      next[chain.target[t]!] = place + 1;
      target[place] = from;
      rate[place] = chain.rate[t]!;
    }
  }
  return { rowStart, target, rate };
}
