import type { FittedLaws } from "../fit.ts";
import { supportOf } from "../law.ts";
import { poll as law } from "./analysed.ts";

export const poll = {
  poll: {
    meaning: "the next probe comes within an interval, and waits for its time-out: U(0, interval) + timeout",
    timers: ["interval", "timeout"],
    assumed: {},
    counts: [],
    ends: ({ interval = 0, timeout = 0 }) =>
      supportOf(
        law.hostDeath({ kind: "poll", interval, timeout, retries: 0, retryDelay: 0 }, { delay: 0, loss: 0 }, 2),
      ),
    guess: (smallest, largest) => ({
      timeout: smallest * 0.999,
      interval: Math.max(largest - smallest, smallest * 0.01),
    }),
    written: (timer) => `poll: { interval: ${timer("interval")}, timeout: ${timer("timeout")}, retries: 0 }`,
  },
} satisfies FittedLaws;
