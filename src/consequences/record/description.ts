import { durations } from "../../distributions/duration.ts";
import { defaulted, object } from "../../notation/object.ts";
import { duration, wholeNumber } from "../../notation/quantities.ts";
import { ofKind, type Read, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { type ConsequenceKind, checkOwned, time } from "../kind.ts";

const fields = ofKind(
  "record",
  object("a changed record", {
    update: defaulted("From the verdict until the name server says the new address.", durations("1 s"), 1, "1 s"),
    ttl: defaulted("How long resolvers keep what they have fetched.", duration("60 s"), 60, "60 s"),
    caches: defaulted(
      "Resolvers between user agents and name server; each fetches at times of its own.",
      wholeNumber(1, 1000, 1),
      1,
    ),
  }),
);

/** The watcher changes the DNS record of the names that lead to the dead node; resolvers have a cache each; times in seconds. */
export type NameChange = Read<typeof fields>;

export const record: ConsequenceKind<NameChange, { readonly record: Written<typeof fields> }> = {
  meaning: "The watcher changes the DNS record of the names that lead to the dead node.",
  shape: fields,
  example: "record: { }",
  effect: "addresses move",
  mayElect: false,
  goesBack: () => false,
  arp: () => "none",
  check: (_, watched, place) => checkOwned(watched, "which owns no address", place),
  warn: ({ ttl, caches }, place) => {
    if (ttl === 0 && caches > 1)
      place
        .at("caches")
        .warn(
          `${caches} resolvers that keep nothing (a TTL of 0)`,
          "they all say the same at any time",
          "Say a ttl above 0, or one of caches.",
        );
  },
  warnOfEnd: ({ ttl }, left, place) => {
    if (ttl >= left && left > 0)
      place.warn(
        `a TTL of ${formatDuration(ttl)} in a run that lasts ${formatDuration(left, 3)} after its first fault`,
        "some callers keep the old address until the run ends",
        "Let the traffic last for the TTL and longer.",
      );
  },
  words: ({ update, ttl }) =>
    `its DNS record is changed after ${time(update)}; resolvers keep the old one for up to the TTL of ${time(ttl)}`,
  drawn: (dice) => ({
    record: { update: dice.pick("0 s", "100 ms"), ttl: dice.pick("0 s", "500 ms"), caches: dice.whole(1, 3) },
  }),
};
