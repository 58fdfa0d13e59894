import { defaulted, object } from "../../notation/object.ts";
import { duration, wholeNumber, word } from "../../notation/quantities.ts";
import { ofKind, type Read, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { type DetectorKind, type Lateness, time } from "../kind.ts";

const fields = ofKind(
  "options",
  object("an OPTIONS detector", {
    interval: defaulted(
      "From one OPTIONS request to the next (ds_ping_interval; there 0, and so off, by default).",
      duration("10 s", { above: 0 }),
      10,
      "10 s",
    ),
    timeout: defaulted(
      "How long an answer is awaited, while the request is sent again by timer E: a request is a transaction, and ends with tm's fr_timer.",
      duration("2 s", { above: 0 }),
      30,
      "30 s",
    ),
    misses: defaulted(
      "Requests without an answer in a row after which a node is considered down (ds_probing_threshold).",
      wholeNumber(1, 100, 1),
      1,
    ),
    answers: defaulted(
      "Answers in a row after which it is considered up again (ds_inactive_threshold).",
      wholeNumber(1, 100, 1),
      1,
    ),
    source: defaulted(
      "From which address requests go out. A watcher without the virtual address gets no answers to those from it, and considers all down until it has taken over and asked again.",
      word("own address", "virtual address"),
      "own address" as const,
    ),
  }),
);

/**
 * A SIP OPTIONS request every `interval`, served by the node's own workers; down after `misses` without an answer in a row. Each is a
 * transaction: sent again until it is answered or its `timeout` is over.
 */
export type Options = Read<typeof fields>;

/** Requests of one pair that may be open at a time; the model tells 256 of them apart. */
const OPEN_MAX = 100;

export const bears = ({ timeout }: Pick<Options, "timeout">): Lateness => ({ most: timeout, hops: 2 });

export const options: DetectorKind<Options, { readonly options: Written<typeof fields> }> = {
  meaning: "SIP OPTIONS requests that queue with the traffic: an overloaded server may be considered down.",
  shape: fields,
  elections: "none",
  channels: "node",
  counted: "OPTIONS requests",
  outlivesProcess: () => false,
  check: ({ timeout, interval, source }, { watched, watchers, addresses }, place) => {
    if (source === "virtual address" && !addresses.some(({ tier }) => tier === watchers.name))
      place
        .at("source")
        .report(`OPTIONS from an address of ${watchers.name}, which owns none`, "own address, or an address of theirs");
    const deaf = [watched, watchers].find(
      ({ role }) => role === "database" || (role === "monitor" && role === watched.role),
    );
    if (deaf) place.report(`OPTIONS requests and the database ${deaf.name}`, "poll: a database speaks no SIP");
    if (timeout > OPEN_MAX * interval)
      place
        .at("timeout")
        .report(`a time-out of more than ${OPEN_MAX} intervals`, `at most ${OPEN_MAX} requests open at a time`);
  },
  warn: ({ timeout, interval, misses }, _, place) => {
    if (timeout > interval)
      place
        .at("timeout")
        .warn(
          `a time-out of ${formatDuration(timeout)}, longer than the ${formatDuration(interval)} from one request to the next`,
          `a dead node is noticed ${formatDuration((misses - 1) * interval + timeout)} after the first request that it misses, or later, however often it is asked`,
          "Let the time-out be shorter (fr_timer of Kamailio and OpenSIPS, of which this is the default).",
        );
  },
  bears,
  name: ({ interval, misses }) => `OPTIONS ${time(interval)} × ${misses}`,
  words: ({ interval, misses }) =>
    `OPTIONS every ${formatDuration(interval, 3)}, dead after ${misses} without an answer`,
  work: ({ interval }, _, watched, watchers) => ({ period: interval, pairs: watched * watchers }),
  cheaper: (detector) => detector,
  drawn: (dice) => ({
    options: {
      interval: dice.seconds(0.2, 0.5),
      timeout: dice.seconds(0.1, 0.3),
      misses: dice.whole(1, 2),
      answers: dice.whole(1, 2),
    },
  }),
};
