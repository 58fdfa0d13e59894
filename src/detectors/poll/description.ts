import { defaulted, object, optional } from "../../notation/object.ts";
import { duration, wholeNumber, word } from "../../notation/quantities.ts";
import { ofKind, type Read, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { type DetectorKind, type Lateness, time } from "../kind.ts";

const fields = ofKind(
  "poll",
  object("a polling detector", {
    interval: defaulted(
      "From one check to the next (delay_loop of Keepalived, inter of HAProxy).",
      duration("6 s", { above: 0 }),
      60,
      "60 s",
    ),
    timeout: defaulted("How long an answer is awaited (connect_timeout).", duration("3 s", { above: 0 }), 5, "5 s"),
    retries: defaulted("Further tries before a check has failed (retry).", wholeNumber(0, 100, 1), 1),
    retryDelay: defaulted("From a failed try to the next (delay_before_retry).", duration("3 s"), 1, "1 s"),
    fall: defaulted(
      "Checks that fail in a row after which a node is considered down (fall, unhealthy threshold).",
      wholeNumber(1, 100, 1),
      1,
    ),
    rise: defaulted(
      "Checks that succeed in a row after which it is considered up again (rise, healthy threshold).",
      wholeNumber(1, 100, 1),
      1,
    ),
    from: defaulted(
      "Whether the interval counts from the start of a check, or from its end, be it a success or a failure, as in HAProxy and Keepalived.",
      word("start", "end"),
      "start" as const,
    ),
    fastInterval: optional(
      "The interval while checks disagree with what a node is considered to be (fastinter); counts from the end.",
      duration("1 s", { above: 0 }),
    ),
    downInterval: optional(
      "The interval while it is considered down and no check has succeeded (downinter); counts from the end.",
      duration("10 s", { above: 0 }),
    ),
  }),
);

/** A check every `interval`, failed after `timeout` and `retries` more tries, each `retryDelay` later; down after `fall` that failed in a row. */
export type Poll = Read<typeof fields>;

export const bears = ({ timeout }: Pick<Poll, "timeout">): Lateness => ({ most: timeout, hops: 2 });

export const poll: DetectorKind<Poll, { readonly poll: Written<typeof fields> }> = {
  meaning: "Active checks at an interval, with the defaults of Keepalived: dead after a time-out and its retries.",
  shape: fields,
  elections: "none",
  channels: "node",
  counted: "polling",
  outlivesProcess: () => false,
  hearsHang: () => false,
  check: ({ from, ...others }, _, place) => {
    for (const key of ["fastInterval", "downInterval"] as const)
      if (from === "start" && others[key] !== undefined)
        place.at(key).report(`a ${key} that counts from the start of a check`, "from: end, as in HAProxy");
  },
  warn: ({ timeout, interval, from }, _, place) => {
    if (timeout > interval && from === "start")
      place
        .at("timeout")
        .warn(
          `a time-out of ${formatDuration(timeout)}, longer than the ${formatDuration(interval)} from one check to the next`,
          "while a check waits the next ones are left out, so the interval says nothing",
          "Let the interval be longer, or the time-out shorter; where checks count from the end of the last one, say so (from: end).",
        );
  },
  bears,
  name: ({ interval, retries, fall }) =>
    `poll ${time(interval)}${fall === 1 ? "" : ` × ${fall}`}, ${retries + 1} ${retries === 0 ? "try" : "tries"}`,
  words: ({ interval, timeout, retries, fall }) =>
    `probes every ${formatDuration(interval, 3)}, time-out ${formatDuration(timeout, 3)}, ${retries} ${retries === 1 ? "retry" : "retries"}${fall === 1 ? "" : `, dead after ${fall} that failed in a row`}`,
  work: ({ interval }, _, watched, watchers) => ({ period: interval, pairs: watched * watchers }),
  cheaper: (detector) => detector,
  drawn: (dice) => ({
    poll: {
      interval: dice.seconds(0.3, 1),
      timeout: dice.seconds(0.1, 0.4),
      retries: dice.whole(0, 2),
      retryDelay: dice.seconds(0, 0.1),
      fall: dice.pick(1, 1, 2),
      rise: dice.pick(1, 1, 2),
      ...(dice.happens(0.3) && { from: "end", fastInterval: "200 ms", downInterval: "400 ms" }),
    },
  }),
};
