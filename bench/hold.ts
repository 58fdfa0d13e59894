import type { Engine } from "../src/kernel/engine.ts";
import type { Stream } from "../src/random/stream.ts";
import { eventLoopCpu, type Row } from "./row.ts";

/**
 * W1, the hold model: `pending` timers, each due after Exp(1); the earliest adds its identity to a checksum and is set again.
 * Check: `ratio` is the simulated time needed over the expected, 1 ± 5/√events.
 */
export function hold(engine: Engine, random: Stream, pending: number, events: number): Row {
  const checksum = new Float64Array(1); // a captured number would be allocated at each change
  const due = engine.register("due", (timer) => {
    checksum[0]! += timer;
    engine.after(random.exponential(), due, timer, 0);
    if (engine.handled === events) engine.stop();
  });
  for (let timer = 0; timer < pending; timer++) engine.after(random.exponential(), due, timer, 0);
  const cpu = eventLoopCpu(() => engine.run(Infinity));
  return { k: pending, n: events, events, cpu, ratio: (engine.now * pending) / events, checksum: checksum[0]! };
}
