import { defaulted, object } from "../../notation/object.ts";
import { duration, numberAbove, wholeNumber } from "../../notation/quantities.ts";
import { ofKind, type Read, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { type DetectorKind, type Lateness, nothing, time } from "../kind.ts";

const fields = ofKind(
  "phi",
  object("a phi accrual detector", {
    interval: defaulted("Between two beats of a node.", duration("1 s", { above: 0 }), 1, "1 s"),
    threshold: defaulted(
      "A node is considered down when the probability that its next beat is only late falls below 10 to the power of minus this.",
      numberAbove(0, 15, 8),
      8,
    ),
    samples: defaulted(
      "Intervals between beats from which mean and deviation are estimated.",
      wholeNumber(2, 10_000, 1000),
      1000,
    ),
    deviation: defaulted(
      "Standard deviation that is assumed at least.",
      duration("100 ms", { above: 0 }),
      0.1,
      "100 ms",
    ),
    pause: defaulted("How much longer than usual a node may be silent.", duration("3 s"), 3, "3 s"),
  }),
);

/** Beats every `interval`; down when a silence is too unlikely beside the intervals of before. */
export type Phi = Read<typeof fields>;

export const bears = ({ pause }: Pick<Phi, "pause">): Lateness => ({ most: pause, hops: 1 });

export const phi: DetectorKind<Phi, { readonly phi: Written<typeof fields> }> = {
  meaning:
    "Phi accrual, as Akka and Cassandra use it: heartbeats whose time-out follows from the mean and deviation of their intervals.",
  shape: fields,
  elections: "none",
  channels: "watch",
  counted: "heartbeats",
  outlivesProcess: () => false,
  hearsHang: () => true,
  check: nothing,
  warn: nothing,
  bears,
  name: ({ interval, threshold }) => `phi ${time(interval)}, ${threshold}`,
  words: ({ interval, threshold, pause }) =>
    `heartbeats every ${formatDuration(interval, 3)}, considered down at phi ${threshold} after a pause of ${formatDuration(pause, 3)}`,
  work: ({ interval }, _, watched, watchers) => ({ period: interval, pairs: watched * watchers }),
  cheaper: (detector) => detector,
  drawn: (dice) => ({
    phi: {
      interval: dice.seconds(0.05, 0.1, 0.3),
      threshold: dice.pick(3, 8),
      samples: dice.whole(2, 30),
      deviation: dice.pick("5 ms", "20 ms"),
      pause: dice.seconds(0, 0.1),
    },
  }),
};
