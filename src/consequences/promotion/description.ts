import { durations } from "../../distributions/duration.ts";
import { defaulted, object, optional } from "../../notation/object.ts";
import { duration, probability, wholeNumber } from "../../notation/quantities.ts";
import { ofKind, type Read, type Written } from "../../notation/shape.ts";
import { quorumOf } from "../../tiers/description.ts";
import { type ConsequenceKind, nothing, time } from "../kind.ts";

const fields = ofKind(
  "promotion",
  object("a promotion", {
    time: defaulted(
      "From the verdict until the replica serves. 1.2 s are Redis Sentinel's: a look or two for the others' agreement, the second until the replica says in its INFO that it is the primary, and a look.",
      durations("1200 ms"),
      1.2,
      "1.2 s",
    ),
    probability: defaulted("Probability that it works.", probability, 0.95, "95 %"),
    manualRecovery: defaulted("Mean time until it is done by hand.", duration("30 min", { above: 0 }), 1800, "30 min"),
    quorum: optional(
      "How many watchers must consider the primary dead (quorum of Redis Sentinel); left out: more than half. Beside that more than half of all watchers must run and hear each other, to elect who does it.",
      wholeNumber(1, 64, 2),
    ),
  }),
);

/** Watchers who agree that the primary of a database is dead promote a replica; times in seconds. */
export type PromotionByWatchers = Read<typeof fields>;

export const promotion: ConsequenceKind<PromotionByWatchers, { readonly promotion: Written<typeof fields> }> = {
  meaning: "Watchers who agree that the primary of a database is dead promote a replica.",
  shape: fields,
  example: "promotion: { }",
  effect: "primary changes",
  mayElect: false,
  goesBack: () => false,
  arp: () => "none",
  check: ({ quorum }, { watched, watchers }, place) => {
    if (watched.role !== "database" || watched.standby === 0)
      place.at("tier").report(`${watched.name}, which has no replicas`, "a database with standby nodes, its replicas");
    if (watched.promotion !== undefined)
      place
        .at("promotion")
        .report(`a second promotion of ${watched.name}`, "the promotion of the tier or that of a watch, not both");
    if (quorum !== undefined && quorum > watchers.nodes.length)
      place
        .at("promotion", "quorum")
        .report(`a quorum of ${quorum} of ${watchers.nodes.length} watchers`, `at most ${watchers.nodes.length}`);
  },
  warn: nothing,
  warnOfEnd: nothing,
  words: ({ time: takes, probability: works }) =>
    `a replica is promoted after ${time(takes)}${works < 1 ? `, if that works (${+(100 * works).toPrecision(4)} %)` : ""}`,
  drawn: (dice) => ({ promotion: { time: dice.pick("0 s", "500 ms"), probability: 1 } }),
};

/** Watchers who must agree, and those who must be there to elect one of them. */
export const votesFor = ({ quorum }: PromotionByWatchers, watchers: number) => ({
  agree: quorum ?? quorumOf(watchers),
  elect: quorumOf(watchers),
});
