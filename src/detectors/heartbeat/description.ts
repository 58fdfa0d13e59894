import { defaulted, object, optional } from "../../notation/object.ts";
import { duration, wholeNumber, word } from "../../notation/quantities.ts";
import { converted, ofKind, type Read, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { type DetectorKind, type Lateness, nothing, time } from "../kind.ts";

const fields = ofKind(
  "heartbeat",
  object("a heartbeat detector", {
    interval: defaulted("Between two beats of a node.", duration("100 ms", { above: 0 }), 0.1, "100 ms"),
    misses: defaulted("Silent intervals after which a node is considered down.", wholeNumber(1, 1000, 3), 3),
    of: optional(
      "Down after that many misses among so many of the watcher's own intervals, in a row or not; judged at its own ticks.",
      wholeNumber(1, 31, 5),
    ),
    judged: defaulted(
      "Down the moment the time-out passes, or at the watcher's own next beat.",
      word("at timeout", "at own tick"),
      "at timeout" as const,
    ),
    stagger: defaulted(
      "First beat of the j-th node at j times this; random: at a random time within the first interval.",
      duration("10 ms", { words: { random: null } }),
      null,
      "random",
    ),
  }),
);

/** Beats every `interval`; silent for `misses` of them is down. */
export type Heartbeat = Read<typeof fields>;

/** A beat of which that many are awaited. */
export const bears = ({ misses, interval }: Pick<Heartbeat, "misses" | "interval">): Lateness => ({
  most: (misses - 1) * interval,
  hops: 1,
});

export const heartbeat: DetectorKind<Heartbeat, { readonly heartbeat: Written<typeof fields> }> = {
  meaning: "Every node tells the others that it lives, at a fixed interval; silence for several intervals is death.",
  shape: converted(fields, fields.sample, (value, place): Heartbeat => {
    if (value.of === undefined) return value;
    if (value.of < value.misses && !place.isBroken)
      place.at("of").report(`${value.misses} misses of ${value.of}`, `at least ${value.misses}, the misses`);
    return { ...value, judged: "at own tick" };
  }),
  elections: "none",
  channels: "watch",
  counted: "heartbeats",
  outlivesProcess: () => false,
  hearsHang: () => true,
  check: nothing,
  warn: nothing,
  bears,
  name: ({ interval, misses, of }) =>
    `heartbeat ${time(interval)} × ${of === undefined ? misses : `${misses} of ${of}`}`,
  words: ({ interval, misses }) => `heartbeats every ${formatDuration(interval, 3)}, dead after ${misses} without one`,
  work: ({ interval }, _, watched, watchers) => ({ period: interval, pairs: watched * watchers }),
  cheaper: (detector) => detector,
  drawn: (dice) => {
    const misses = dice.whole(1, 3);
    return {
      heartbeat: {
        interval: dice.seconds(0.05, 0.1, 0.3),
        misses,
        ...(dice.happens(0.2) ? { of: misses + dice.whole(0, 2) } : { judged: dice.pick("at timeout", "at own tick") }),
        stagger: dice.pick("random", "10 ms"),
      },
    };
  },
};
