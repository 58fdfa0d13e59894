/**
 * The dependable workstation cluster of Haverkort, Hermanns and Katoen (SRDS 2000), also in the PRISM and QComp
 * benchmark sets, written state by state for these tests only: two sub-clusters of N workstations behind a switch each, a
 * backbone between them, one repairman who first picks what to repair. Times are hours.
 */
import { type Chain, ChainBuilder } from "../../../src/analysis/chain/chain.ts";

/** Left and right workstations, left switch, backbone, right switch: how many are up, and which is being repaired. */
type State = readonly [
  left: number,
  right: number,
  leftSwitch: number,
  line: number,
  rightSwitch: number,
  repaired: number,
];

const FAILURE_RATE = [1 / 500, 1 / 500, 1 / 4000, 1 / 5000, 1 / 4000];
const REPAIR_RATE = [2, 2, 1 / 4, 1 / 8, 1 / 4];
const PICK_RATE = 10;
const NOTHING = -1;

export interface ClusterChain {
  readonly chain: Chain;
  /** Whether at least k workstations are connected in a state. */
  readonly connected: (k: number) => (state: number) => boolean;
}

export function clusterChain(n: number): ClusterChain {
  const sizes = [n, n, 1, 1, 1];
  const builder = new ChainBuilder();
  const states: State[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (state: State): number => {
    const key = state.join();
    const known = numbers.get(key) ?? states.length;
    if (known === states.length) {
      numbers.set(key, known);
      states.push(state);
    }
    return known;
  };
  numberOf([n, n, 1, 1, 1, NOTHING]);
  for (let from = 0; from < states.length; from++) {
    const state = states[from]!;
    const go = (part: number, change: number, repaired: number, rate: number): void => {
      const next = state.map((value, index) => (index === part ? value + change : value));
      next[5] = repaired;
      builder.add(from, numberOf(next as unknown as State), rate);
    };
    const repaired = state[5];
    sizes.forEach((size, part) => {
      const up = state[part]!;
      if (up > 0) go(part, -1, repaired, FAILURE_RATE[part]! * up);
      if (up < size && repaired === NOTHING) go(part, 0, part, PICK_RATE);
      if (repaired === part) go(part, +1, NOTHING, REPAIR_RATE[part]!);
    });
  }
  return {
    chain: builder.build(states.length, 0, (state) => states[state]!.join()),
    connected: (k) => (number) => {
      const [left, right, leftSwitch, line, rightSwitch] = states[number]!;
      return (
        (left >= k && leftSwitch === 1) ||
        (right >= k && rightSwitch === 1) ||
        (left + right >= k && leftSwitch + line + rightSwitch === 3)
      );
    },
  };
}
