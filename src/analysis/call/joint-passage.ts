import { type Chain, transposed } from "../chain/chain.ts";
import { product } from "../chain/doubling.ts";
import { poissonWeights } from "../chain/poisson.ts";

/** Probability left out of the number of jumps. */
const TRUNCATION = 1e-12;
/** Largest number of states for which full matrices are used. */
const DENSE_MAX = 160;
/** Shortest moves by matrices in the mean life of the fastest state. */
const FINE = 4;
/** Cost of an operation of a matrix product relative to one of a sparse jump. */
const DENSE_EASE = 0.4;

/**
 * Probabilities of a chain's states jointly with what users know (one of `kinds`), after some time. In states that forget, users move to the
 * first kind, which knows nothing. Values are ordered by state, within a state in sets of `kinds` numbers.
 */
export interface JointPassage {
  /** @param width numbers of each state, a multiple of `kinds`; @param time [s] */
  after(from: Float64Array, width: number, time: number): Float64Array;
}

/** The work to be done: number of moves, their total time [s], numbers per state, and the largest number of operations. */
export interface Amount {
  readonly moves: number;
  readonly time: number;
  readonly width: number;
  readonly most: number;
}

/** @returns undefined where it would take too long */
export function jointPassage(
  chain: Chain,
  isKept: Uint8Array,
  kinds: number,
  { moves, time, width, most }: Amount,
): JointPassage | undefined {
  const n = chain.states;
  const fastest = chain.exitRate.reduce((a, b) => Math.max(a, b), 0);
  const doublings = Math.max(0, Math.ceil(Math.log2(FINE * fastest * time)));
  const forgets = isKept.includes(0);
  const jumps = (fastest * time + 25 * moves) * (chain.rate.length + 2 * n) * width;
  const dense =
    (doublings + 1) * n * n * n * (forgets ? 4 : 1) +
    moves * (doublings / 2) * n * n * width * (forgets ? 2 : 1) +
    moves * 20 * (chain.rate.length + 2 * n) * width;
  if (n <= DENSE_MAX && dense * DENSE_EASE < jumps && dense <= most)
    return new ByMatrices(chain, isKept, kinds, doublings);
  return jumps <= most ? new ByJumps(chain, isKept, kinds) : undefined;
}

/** By uniformisation. */
class ByJumps implements JointPassage {
  readonly #inwards: Pick<Chain, "rowStart" | "target" | "rate">;
  readonly #fastest: number;
  readonly #stays: Float64Array;
  readonly #isKept: Uint8Array;
  readonly #kinds: number;

  constructor(chain: Chain, isKept: Uint8Array, kinds: number) {
    const fastest = chain.exitRate.reduce((a, b) => Math.max(a, b), 0);
    const inwards = transposed(chain);
    this.#fastest = fastest;
    this.#inwards = { ...inwards, rate: inwards.rate.map((rate) => rate / fastest) };
    this.#stays = chain.exitRate.map((rate) => 1 - rate / fastest);
    this.#isKept = isKept;
    this.#kinds = kinds;
  }

  after(from: Float64Array, width: number, time: number): Float64Array {
    if (this.#fastest === 0) return from.slice();
    const { left, weights } = poissonWeights(this.#fastest * time, TRUNCATION);
    const result = new Float64Array(from.length);
    let now: Float64Array = from.slice();
    let next = new Float64Array(from.length);
    const last = left + weights.length - 1;
    for (let jump = 0; jump <= last; jump++) {
      if (jump >= left) {
        const weight = weights[jump - left]!;
        for (let i = 0; i < now.length; i++) result[i]! += weight * now[i]!;
      }
      if (jump === last) break;
      this.#jump(now, next, width);
      [now, next] = [next, now as Float64Array<ArrayBuffer>];
    }
    return result;
  }

  #jump(now: Float64Array, next: Float64Array, width: number): void {
    const { rowStart, target: source, rate } = this.#inwards;
    for (let state = 0; state < this.#stays.length; state++) {
      const at = state * width;
      const stays = this.#stays[state]!;
      for (let i = 0; i < width; i++) next[at + i] = now[at + i]! * stays;
      for (let t = rowStart[state]!; t < rowStart[state + 1]!; t++) {
        const of = source[t]! * width;
        const share = rate[t]!;
        for (let i = 0; i < width; i++) next[at + i]! += now[of + i]! * share;
      }
      if (this.#isKept[state] === 0) forget(next, at, at + width, this.#kinds);
    }
  }
}

/** Moves all of each set of `kinds` numbers to its first. */
function forget(values: Float64Array, start: number, end: number, kinds: number): void {
  for (let first = start; first < end; first += kinds)
    for (let i = first + 1; i < first + kinds; i++) {
      values[first]! += values[i]!;
      values[i] = 0;
    }
}

/** Transition matrices of a move: of all users, of those who keep what they know, of those who do not. */
interface Move {
  readonly all: Float64Array;
  readonly keeping: Float64Array;
  readonly forgetting: Float64Array | undefined;
}

/** By matrices of a short time, squared repeatedly: for few states with very different mean lives. */
class ByMatrices implements JointPassage {
  readonly #states: number;
  readonly #kinds: number;
  readonly #shortest: number;
  /** Matrices of the remainder of a time that is no multiple of the shortest move. */
  readonly #rest: ByJumps;
  readonly #moves: Move[] = [];

  constructor(chain: Chain, isKept: Uint8Array, kinds: number, doublings: number) {
    const n = chain.states;
    const fastest = chain.exitRate.reduce((a, b) => Math.max(a, b), 0);
    this.#rest = new ByJumps(chain, isKept, kinds);
    this.#states = n;
    this.#kinds = kinds;
    this.#shortest = 1 / (FINE * fastest);
    const forgets = isKept.includes(0);
    let move = shortMove(chain, isKept, this.#shortest);
    for (let i = 0; i <= doublings; i++) {
      this.#moves.push(move);
      const { all, keeping, forgetting } = move;
      const twice = product(all, all, n);
      move = {
        all: twice,
        keeping: forgets ? product(keeping, keeping, n) : twice,
        forgetting: forgetting && sum(product(forgetting, all, n), product(keeping, forgetting, n)),
      };
    }
  }

  after(from: Float64Array, width: number, time: number): Float64Array {
    let left = Math.floor(time / this.#shortest);
    let now = this.#rest.after(from, width, Math.max(0, time - left * this.#shortest));
    for (let i = this.#moves.length - 1; i >= 0; i--)
      for (; left >= 2 ** i; left -= 2 ** i) now = this.#moved(now, width, this.#moves[i]!);
    return now;
  }

  #moved(from: Float64Array, width: number, { all, keeping, forgetting }: Move): Float64Array {
    const n = this.#states;
    const result = new Float64Array(from.length);
    for (let kind = 0; kind < width; kind++) {
      const isFirst = kind % this.#kinds === 0;
      const to = kind - (kind % this.#kinds);
      const matrix = isFirst ? all : keeping;
      for (let state = 0; state < n; state++) {
        const value = from[state * width + kind]!;
        if (value === 0) continue;
        const row = state * n;
        for (let next = 0; next < n; next++) result[next * width + kind]! += value * matrix[row + next]!;
        if (isFirst || forgetting === undefined) continue;
        for (let next = 0; next < n; next++) result[next * width + to]! += value * forgetting[row + next]!;
      }
    }
    return result;
  }
}

/** The shortest move, during which a state is hardly left, by uniformisation. */
function shortMove(chain: Chain, isKept: Uint8Array, time: number): Move {
  const n = chain.states;
  const jumps = new ByJumps(chain, isKept, 2);
  const [all, keeping, forgetting] = [0, 1, 2].map(() => new Float64Array(n * n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let state = 0; state < n; state++) {
    const from = new Float64Array(2 * n);
    from[2 * state] = 1;
    const told = new Float64Array(2 * n);
    told[2 * state + isKept[state]!] = 1;
    const [moved, split] = [jumps.after(from, 2, time), jumps.after(told, 2, time)];
    for (let next = 0; next < n; next++) {
      all[state * n + next] = moved[2 * next]!;
      keeping[state * n + next] = split[2 * next + 1]!;
      forgetting[state * n + next] = split[2 * next]!;
    }
  }
  return isKept.includes(0) ? { all, keeping, forgetting } : { all, keeping: all, forgetting: undefined };
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i]!);
}
