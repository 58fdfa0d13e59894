import type { Follow, GroupLayout, StateVector, WayLayout } from "./layout.ts";

/**
 * So many nodes, counted nowhere, have failed in this way: each begins with the first thing that is needed.
 *
 * @param reach receives each state that may follow, and its probability
 * @param from number of the first attempt that may be needed
 */
export function fall(of: WayLayout, next: StateVector, nodes: number, reach: Follow, from = 0): void {
  if (nodes === 0) reach(next, 1);
  else if (of.way.attempts.length === 0) {
    next[of.waiting]! += nodes;
    reach(next, 1);
  } else goOn(of, next, from, (to, p) => fall(of, to, nodes - 1, (end, share) => reach(end, p * share), from));
}

/** A node goes on to what is needed next, from this attempt on, or waits for people. */
function goOn({ way, attempts, waiting }: WayLayout, next: StateVector, from: number, reach: Follow): void {
  let left = 1;
  let at = attempts;
  way.attempts.forEach(({ needed, time }, i) => {
    if (i >= from && left * needed > 0) {
      const to = next.slice();
      to[at]!++;
      reach(to, left * needed);
      left *= 1 - needed;
    }
    at += time.stages;
  });
  if (left === 0) return;
  next[waiting]!++;
  reach(next, left);
}

/**
 * What is tried goes on, succeeds or fails.
 *
 * @param back a node is back, counted nowhere
 */
export function attemptEvents(
  layout: GroupLayout,
  state: StateVector,
  follow: Follow,
  back: (layout: GroupLayout, of: WayLayout, next: StateVector, reach: Follow) => void,
): void {
  for (const of of layout.ways) {
    let at = of.attempts;
    for (const [i, { time, succeeds }] of of.way.attempts.entries()) {
      for (let stage = 0; stage < time.stages; stage++, at++) {
        if (state[at] === 0) continue;
        const rate = (state[at]! * time.stages) / time.mean;
        const next = state.slice();
        next[at]!--;
        if (stage + 1 < time.stages) {
          next[at + 1]!++;
          follow(next, rate);
          continue;
        }
        if (succeeds > 0) back(layout, of, next.slice(), (to, share) => follow(to, rate * succeeds * share));
        if (succeeds < 1) goOn(of, next, i + 1, (to, share) => follow(to, rate * (1 - succeeds) * share));
      }
    }
  }
}
