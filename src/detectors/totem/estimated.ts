import type { FittedLaws } from "../fit.ts";

export const totem = {
  /**
   * The law of the description, but for where an idle ring keeps its token: corosync holds it at one member for most of a round, so that
   * the token is never younger for the watcher than at the death.
   */
  totem: {
    meaning:
      "the token is lost, then consensus is sought, counted from when the token was last seen: token·(1 + ratio) − U(0, held·token), ratio = consensus/token, held = the share of it for which an idle ring holds the token",
    timers: ["token"],
    assumed: { ratio: 1.2, held: 0.18 },
    counts: ["ratio", "held"],
    ends: ({ token = 0, ratio = 1.2, held = 0.18 }) => [token * (1 + ratio - held), token * (1 + ratio)],
    guess: (smallest, _, { ratio = 1.2, held = 0.18 }) => ({ token: (0.999 * smallest) / (1 + ratio - held) }),
    written: (timer, number) =>
      `totem: { token: ${timer("token")}, consensus: ${Number(number("ratio").toPrecision(3))} x token }`,
  },
} satisfies FittedLaws;
