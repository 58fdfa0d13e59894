import { defaulted, listOf, object } from "../../notation/object.ts";
import { duration, wholeNumber, word } from "../../notation/quantities.ts";
import { ofKind, type Read, type Shape, scalar, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { quoted, UnitError } from "../../units/unit-error.ts";
import { type DetectorKind, type Lateness, time } from "../kind.ts";

const CLASSES = ["3xx", "4xx", "5xx", "6xx"] as const;
/** A status, or all of a class. */
type ReplyCode = number | (typeof CLASSES)[number];
const LOWEST = 300;
const HIGHEST = 699;
const reply: Shape<ReplyCode, ReplyCode> = scalar(
  "a status from 300 to 699, or a class such as 5xx",
  503,
  { anyOf: [{ type: "integer", minimum: LOWEST, maximum: HIGHEST }, { enum: CLASSES }] },
  (value) => {
    const found = CLASSES.find((one) => one === value);
    if (found !== undefined) return found;
    if (typeof value === "number" && Number.isInteger(value) && value >= LOWEST && value <= HIGHEST) return value;
    throw new UnitError(quoted(value), "a status from 300 to 699, or a class such as 5xx");
  },
);

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
    replies: defaulted(
      "Replies besides 2xx that count as answers (ds_ping_reply_codes of Kamailio, options_reply_codes of OpenSIPS); others count like none. A proxy refuses by 503 what its overload control refuses.",
      listOf("replies", reply, 0, 32),
      [],
    ),
    asks: defaulted(
      "Who is asked (ds_probing_mode): all (1; 3 where all have the flag P), those that a failed request has marked, again and again until they are back (2), or once for each mark (0, Kamailio's default): one that is still down then stays out.",
      word("all", "marked", "marked once"),
      "all" as const,
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

const REQUEST_TIMEOUT = 408;

/** Requests of one pair that may be open at a time; the model tells 256 of them apart. */
const OPEN_MAX = 100;

/** Whether a final response other than 2xx counts as an answer. */
export const countsAsAnswer = ({ replies }: Pick<Options, "replies">, status: number): boolean =>
  replies.some((one) => one === status || one === `${Math.floor(status / 100)}xx`);

export const bears = ({ timeout }: Pick<Options, "timeout">): Lateness => ({ most: timeout, hops: 2 });

export const options: DetectorKind<Options, { readonly options: Written<typeof fields> }> = {
  meaning: "SIP OPTIONS requests that queue with the traffic: an overloaded server may be considered down.",
  shape: fields,
  elections: "none",
  channels: "node",
  counted: "OPTIONS requests",
  outlivesProcess: () => false,
  hearsHang: () => true,
  check: ({ timeout, interval, source, asks, ...answers }, { watched, watchers, addresses }, place) => {
    if (countsAsAnswer(answers, REQUEST_TIMEOUT))
      place
        .at("replies")
        .report(
          "408 among the replies that count as answers",
          "others: a request that nobody answers ends with a 408 of tm's own, so that no death would ever be noticed. To see that, leave the watch out",
        );
    if (asks !== "all" && (watchers.transactions?.failover?.probation ?? 0) === 0)
      place
        .at("asks")
        .report(
          `${asks} nodes, and nobody who marks any`,
          `asks: all (ds_probing_mode 1), or tiers.${watchers.name}.transactions.failover.probation: a failure route with ds_mark_dst`,
        );
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
