import { NoAnswer } from "../../units/refused.ts";
import type { Chain } from "./chain.ts";

/** Thrown for a chain that has no steady state, or not one only. The message names the states and a remedy. */
export class ChainProblem extends NoAnswer {
  override readonly name = "ChainProblem";
}

/** The states that can be reached from the initial one, itself included. */
function reachableStates(chain: Chain): Uint8Array {
  const reached = new Uint8Array(chain.states);
  const pending = [chain.initial];
  reached[chain.initial] = 1;
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t++) {
      const to = chain.target[t]!;
      if (reached[to] === 0) {
        reached[to] = 1;
        pending.push(to);
      }
    }
  }
  return reached;
}

/**
 * The recurrent classes: sets of states that reach one another and cannot be left. A chain has one steady state if it
 * has one of them.
 *
 * Source: R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Computing 1 (1972), without recursion.
 */
export function recurrentClasses(chain: Chain): number[][] {
  const n = chain.states;
  const index = new Int32Array(n).fill(-1);
  const lowest = new Int32Array(n);
  const component = new Int32Array(n).fill(-1);
  const edge = chain.rowStart.slice(0, n);
  const stack: number[] = [];
  const path: number[] = [];
  const members: number[][] = [];
  let found = 0;
  for (let root = 0; root < n; root++) {
    if (index[root] !== -1) continue;
    path.push(root);
    while (path.length > 0) {
      const state = path[path.length - 1]!;
      if (index[state] === -1) {
        index[state] = found;
        lowest[state] = found;
        found++;
        stack.push(state);
      }
      const t = edge[state]!;
      if (t < chain.rowStart[state + 1]!) {
        edge[state] = t + 1;
        const to = chain.target[t]!;
        if (index[to] === -1) path.push(to);
        else if (component[to] === -1) lowest[state] = Math.min(lowest[state]!, index[to]!);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) lowest[parent] = Math.min(lowest[parent]!, lowest[state]!);
      if (lowest[state] === index[state]) {
        const own = stack.splice(stack.lastIndexOf(state));
        for (const member of own) component[member] = members.length;
        members.push(own.sort((a, b) => a - b));
      }
    }
  }
  return members.filter((own, number) =>
    own.every((state) => {
      for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t++) {
        if (component[chain.target[t]!] !== number) return false;
      }
      return true;
    }),
  );
}

/**
 * The states a chain visits for ever, or an error that says why there is no steady state.
 *
 * @throws ChainProblem naming states that cannot be reached, that cannot be left, or classes that exclude each other
 */
export function recurrentStates(chain: Chain): number[] {
  const reached = reachableStates(chain);
  const lost = [...reached.keys()].filter((state) => reached[state] === 0);
  if (lost.length > 0) {
    throw new ChainProblem(
      `${listed(chain, lost)} cannot be reached from ${chain.nameOf(chain.initial)}`,
      "Remove it, or add the missing transition.",
    );
  }
  const classes = recurrentClasses(chain);
  const absorbing = classes.filter((states) => states.length === 1).flat();
  if (absorbing.length > 0 && chain.states > 1) {
    throw new ChainProblem(
      `${listed(chain, absorbing)} cannot be left, so the chain ends there`,
      "Add the repair that leaves it, or ask when it is reached (--reach) instead of for a steady state.",
    );
  }
  if (classes.length > 1) {
    const [first, second] = classes.map((states) => chain.nameOf(states[0]!));
    throw new ChainProblem(
      `${first} and ${second} lie in parts that cannot reach each other, so the steady state depends on chance`,
      "Connect them.",
    );
  }
  return classes[0]!;
}

function listed(chain: Chain, states: readonly number[]): string {
  const shown = states.slice(0, 5).map((state) => `"${chain.nameOf(state)}"`);
  const more = states.length > shown.length ? ` and ${states.length - shown.length} more` : "";
  return `${states.length === 1 ? "State" : "States"} ${shown.join(", ")}${more}`;
}
