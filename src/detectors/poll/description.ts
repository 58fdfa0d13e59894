import { defaulted, object } from "../../notation/object.ts";
import { duration, wholeNumber } from "../../notation/quantities.ts";
import { ofKind, type Read, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { type DetectorKind, type Lateness, nothing, time } from "../kind.ts";

const fields = ofKind(
  "poll",
  object("a polling detector", {
    interval: defaulted("From one check to the next.", duration("6 s", { above: 0 }), 6, "6 s"),
    timeout: defaulted("How long an answer is awaited.", duration("3 s", { above: 0 }), 3, "3 s"),
    retries: defaulted("Further tries before the verdict.", wholeNumber(0, 100, 1), 1),
    retryDelay: defaulted("From a failed try to the next.", duration("3 s"), 3, "3 s"),
  }),
);

/** A check every `interval`, down after `timeout` and `retries` more tries, each `retryDelay` later. */
export type Poll = Read<typeof fields>;

export const bears = ({ timeout }: Pick<Poll, "timeout">): Lateness => ({ most: timeout, hops: 2 });

export const poll: DetectorKind<Poll, { readonly poll: Written<typeof fields> }> = {
  meaning: "Active checks at an interval, as Keepalived makes them: dead after a time-out and its retries.",
  shape: fields,
  elections: "none",
  channels: "node",
  counted: "polling",
  outlivesProcess: () => false,
  check: nothing,
  warn: ({ timeout, interval }, _, place) => {
    if (timeout > interval)
      place
        .at("timeout")
        .warn(
          `a time-out of ${formatDuration(timeout)}, longer than the ${formatDuration(interval)} from one check to the next`,
          "while a check waits the next ones are left out, so the interval says nothing",
          "Let the interval be longer, or the time-out shorter.",
        );
  },
  bears,
  name: ({ interval, retries }) => `poll ${time(interval)}, ${retries + 1} ${retries === 0 ? "try" : "tries"}`,
  words: ({ interval, timeout, retries }) =>
    `probes every ${formatDuration(interval, 3)}, time-out ${formatDuration(timeout, 3)}, ${retries} ${retries === 1 ? "retry" : "retries"}`,
  work: ({ interval }, _, watched, watchers) => ({ period: interval, pairs: watched * watchers }),
  cheaper: (detector) => detector,
  drawn: (dice) => ({
    poll: {
      interval: dice.seconds(0.3, 1),
      timeout: dice.seconds(0.1, 0.4),
      retries: dice.whole(0, 2),
      retryDelay: dice.seconds(0, 0.1),
    },
  }),
};
