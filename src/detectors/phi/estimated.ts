import type { FittedLaws, Timers } from "../fit.ts";
import { supportOf } from "../law.ts";
import { phi as law } from "./analysed.ts";

const ends = ({ interval = 0, pause = 0, threshold = 8, deviation = 0.1 }: Timers): readonly [number, number] =>
  supportOf(
    law.hostDeath({ kind: "phi", interval, threshold, samples: 1000, deviation, pause }, { delay: 0, loss: 0 }, 2),
  );

export const phi = {
  phi: {
    meaning:
      "the last beat came within an interval, and silence became too unlikely: interval + pause + z·deviation − U(0, interval), z = Φ⁻¹(1 − 10^−threshold)",
    timers: ["interval", "pause"],
    assumed: { threshold: 8, deviation: 0.1 },
    counts: ["threshold"],
    ends,
    guess: (smallest, largest, known) => {
      const interval = Math.max(largest - smallest, smallest * 0.01);
      const [least] = ends({ ...known, interval, pause: 0 });
      return { interval, pause: Math.max(0.999 * smallest - least, smallest * 0.01) };
    },
    written: (timer, number) =>
      `phi: { interval: ${timer("interval")}, pause: ${timer("pause")}, threshold: ${number("threshold")}, deviation: ${timer("deviation")} }`,
  },
} satisfies FittedLaws;
