import type { Engine } from "../src/kernel/engine.ts";
import type { Stream } from "../src/random/stream.ts";
import { power } from "../src/special/power.ts";
import { eventLoopCpu, type Row } from "./row.ts";

const MTTF = 1500;
const MTTR = 72;
const NODES = 4;

/**
 * W4, availability by plain Monte Carlo: four independent nodes, one event per transition, down while all four are.
 * Check: `ratio` of the estimated unavailability to (72/1572)^4.
 */
export function failures(engine: Engine, random: Stream, transitions: number): Row {
  let down = 0;
  const state = new Uint8Array(NODES);
  const sums = new Float64Array(2); // time all were down, time of the last transition
  const change = engine.register("transition", (node) => {
    if (down === NODES) sums[0]! += engine.now - sums[1]!;
    sums[1] = engine.now;
    state[node] = 1 - state[node]!;
    down += state[node] === 1 ? 1 : -1;
    if (engine.handled === transitions) engine.stop();
    else engine.after(random.exponential() * (state[node] === 1 ? MTTR : MTTF), change, node, 0);
  });
  for (let node = 0; node < NODES; node++) engine.after(random.exponential() * MTTF, change, node, 0);
  const cpu = eventLoopCpu(() => engine.run(Infinity));
  const unavailability = sums[0]! / engine.now;
  return {
    n: transitions,
    events: transitions,
    cpu,
    U: unavailability,
    ratio: unavailability / power(MTTR / (MTTF + MTTR), NODES),
  };
}
