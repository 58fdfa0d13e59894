import { consequenceKind } from "../../consequences/description.ts";
import { defaulted } from "../../notation/object.ts";
import { wholeNumber } from "../../notation/quantities.ts";
import { lasting, lineAt, node, ofNode } from "../fields.ts";
import { plain, type VerbOf } from "../kind.ts";

const line = lineAt("loseArp", {
  loseArp: node("Name of the node whose gratuitous ARPs are lost."),
  next: defaulted("How many of its next ones are lost; with for: all during that time.", wholeNumber(1, 1000, 1), 1),
  for: lasting,
});

/** Gratuitous ARPs of a node are lost: the next `next` of them, or all for a time. */
export const loseArp: VerbOf<typeof line.shape> = {
  ...plain("mends", "isForGood", "isRare", "completed", "events", "alone"),
  ...line,
  ...ofNode("loseArp"),
  of: "announcements",
  lasts: (fault) => fault.for ?? 0,
  warn: ({ loseArp }, { architecture: { tiers, watches } }, place) => {
    const tier = tiers.find(({ nodes }) => nodes.some(({ name }) => name === loseArp));
    const announces = watches.some(
      (watch) => watch.tier === tier?.name && consequenceKind(watch.consequence).arp(watch.consequence) === "told",
    );
    if (!announces)
      place
        .at("loseArp")
        .warn(
          `gratuitous ARPs of ${loseArp}, whose tier ${tier?.name} sends none`,
          "nothing is lost",
          "They are sent at a takeover, unless gratuitousArp is false.",
        );
  },
  rehearse: () => {},
  words: ({ loseArp }) => ({
    past: `gratuitous ARP of ${loseArp} was lost`,
    present: `gratuitous ARP of ${loseArp} is lost`,
  }),
  byHand: () => "drop its gratuitous ARP, as by `nft` in the family `netdev`",
  passing: [
    ({ at, node, dice, lasting }) => ({
      ...{ at, loseArp: node, ...(dice.happens(0.5) ? { next: dice.whole(1, 2) } : { for: lasting }) },
    }),
  ],
  unending: [],
};
