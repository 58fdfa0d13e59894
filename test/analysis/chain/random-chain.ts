import { type Chain, chainOf, type Transition } from "../../../src/analysis/chain/chain.ts";

/** A repeatable stream of numbers in [0, 1) (mulberry32), for chains made up in tests. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An irreducible chain: a ring through all states and some chords, with rates over several powers of ten. */
export function randomChain(states: number, seed: number, decades = 4): Chain {
  const next = numbers(seed);
  const rate = () => 10 ** (decades * (next() - 0.5));
  const transitions: Transition[] = [];
  for (let from = 0; from < states; from++) {
    transitions.push({ from, to: (from + 1) % states, rate: rate() });
    for (let chord = 0; chord < 3; chord++) {
      transitions.push({ from, to: Math.floor(next() * states), rate: rate() });
    }
  }
  const names = Array.from({ length: states }, (_, state) => `s${state}`);
  return chainOf(names, transitions);
}
