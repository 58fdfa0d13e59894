import type { FittedLaws, Timers } from "../fit.ts";
import { supportOf } from "../law.ts";
import { vrrp as law } from "./analysed.ts";

const ends = ({ advertisement = 0, priority = 100, version = 3 }: Timers): readonly [number, number] =>
  supportOf(
    law.hostDeath({ kind: "vrrp", version: version === 2 ? 2 : 3, advertisement, priority }, { delay: 0, loss: 0 }, 2),
  );

export const vrrp = {
  vrrp: {
    meaning:
      "three advertisements are missing, and the skew: 3·advertisement + (256 − priority)/256 s in version 2, ·advertisement in version 3, less U(0, advertisement)",
    timers: ["advertisement"],
    assumed: { priority: 100, version: 3 },
    counts: ["priority", "version"],
    ends,
    guess: (smallest, _, { priority = 100, version = 3 }) => {
      // The least wait is linear in the interval: what it is at one second, and at next to none, gives both coefficients.
      const [[atNone], [atOne]] = [
        ends({ advertisement: 1e-9, priority, version }),
        ends({ advertisement: 1, priority, version }),
      ];
      const advertisement = (0.999 * smallest - atNone) / (atOne - atNone);
      return { advertisement: Math.max(advertisement, smallest / 100) };
    },
    written: (timer, number) =>
      `vrrp: { version: ${number("version")}, advertisement: ${timer("advertisement")}, priority: ${Math.round(number("priority"))} }`,
  },
  check: {
    meaning: "a script on the host looks once an interval: U(0, interval)",
    timers: ["interval"],
    assumed: {},
    counts: [],
    ends: ({ interval = 0 }) => [0, interval],
    guess: (_, largest) => ({ interval: largest }),
    written: (timer) => `vrrp: { track: ${timer("interval")} }`,
  },
} satisfies FittedLaws;
