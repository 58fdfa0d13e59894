import type { FittedLaws } from "../fit.ts";
import { supportOf } from "../law.ts";
import { options as law } from "./analysed.ts";

export const options = {
  options: {
    meaning:
      "so many requests in a row go unanswered, and the last waits for its time-out: U(misses − 1, misses)·interval + timeout",
    timers: ["interval", "timeout"],
    assumed: { misses: 1 },
    counts: ["misses"],
    ends: ({ interval = 0, timeout = 0, misses = 1 }) =>
      supportOf(law.hostDeath({ interval, timeout, misses, answers: 1 }, { delay: 0, loss: 0 }, 2)),
    guess: (smallest, largest, { misses = 1 }) => {
      const interval = Math.max(largest - smallest, smallest * 0.01);
      return { interval, timeout: Math.max(0.999 * smallest - (misses - 1) * interval, smallest * 0.01) };
    },
    written: (timer, number) =>
      `options: { interval: ${timer("interval")}, timeout: ${timer("timeout")}, misses: ${number("misses")} }`,
  },
} satisfies FittedLaws;
