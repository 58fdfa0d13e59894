import { type Chain, transposed } from "../chain/chain.ts";
import { poissonWeights } from "../chain/poisson.ts";

/** Probability left out of the number of jumps. */
const TRUNCATION = 1e-13;

/** Where a chain is some time after it was spread over its states, by uniformisation. */
export class Passage {
  readonly #chain: Chain;
  readonly #inwards: Pick<Chain, "rowStart" | "target" | "rate">;
  readonly #rate: number;

  constructor(chain: Chain) {
    this.#chain = chain;
    this.#inwards = transposed(chain);
    this.#rate = chain.exitRate.reduce((a, b) => Math.max(a, b), 0);
  }

  /** @param from probability of each state; @param time [s] */
  after(from: Float64Array, time: number): Float64Array {
    return this.#move(from, time, null);
  }

  /** The same, but who has come to a state where it stops stays there. */
  until(from: Float64Array, stops: (state: number) => boolean, time: number): Float64Array {
    return this.#move(
      from,
      time,
      Uint8Array.from(from, (_, state) => Number(stops(state))),
    );
  }

  #move(from: Float64Array, time: number, stops: Uint8Array | null): Float64Array {
    const { states, exitRate } = this.#chain;
    const { rowStart, target: source, rate } = this.#inwards;
    const { left, weights } = poissonWeights(this.#rate * time, TRUNCATION);
    const result = new Float64Array(states);
    let now = from.slice();
    let next = new Float64Array(states);
    const last = left + weights.length - 1;
    for (let jump = 0; jump <= last; jump++) {
      if (jump >= left) {
        const weight = weights[jump - left]!;
        for (let state = 0; state < states; state++) result[state]! += weight * now[state]!;
      }
      if (jump === last) break;
      for (let state = 0; state < states; state++) {
        let sum = now[state]! * (this.#rate - (stops?.[state] === 1 ? 0 : exitRate[state]!));
        for (let t = rowStart[state]!; t < rowStart[state + 1]!; t++)
          if (stops === null || stops[source[t]!] === 0) sum += now[source[t]!]! * rate[t]!;
        next[state] = sum / this.#rate;
      }
      [now, next] = [next, now];
    }
    return result;
  }
}
