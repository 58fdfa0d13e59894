import type { FittedLaws } from "../fit.ts";
import { supportOf } from "../law.ts";
import { heartbeat as law } from "./analysed.ts";

export const heartbeat = {
  heartbeat: {
    meaning: "the last beat came within an interval: U(misses − 1, misses)·interval",
    timers: ["interval"],
    assumed: { misses: 3 },
    counts: ["misses"],
    ends: ({ interval = 0, misses = 3 }) =>
      supportOf(law.hostDeath({ kind: "heartbeat", interval, misses }, { delay: 0, loss: 0 }, 2)),
    guess: (smallest, largest, { misses = 3 }) => ({
      interval: misses > 1 ? (0.999 * smallest) / (misses - 1) : largest,
    }),
    written: (timer, number) => `heartbeat: { interval: ${timer("interval")}, misses: ${number("misses")} }`,
  },
} satisfies FittedLaws;
