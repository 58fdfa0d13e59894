import type { Dice } from "../../notation/dice.ts";
import { isKnown } from "../../notation/known.ts";
import { required } from "../../notation/object.ts";
import { quoted } from "../../units/unit-error.ts";
import { lasting, lineAt } from "../fields.ts";
import { nothing, plain, type VerbOf } from "../kind.ts";
import { DROPPED, groupsShape, impair } from "../links.ts";

const line = lineAt("partition", {
  partition: required(
    "Groups whose members reach only each other; everything that is not named is one more group.",
    groupsShape,
  ),
  for: lasting,
});

/** Some nodes and perhaps the users on one side, others on the other; who is on neither side is alone with his like. */
function twoSides(nodes: readonly string[], dice: Dice): string[][] {
  const members = dice.several([...nodes, "users"], dice.whole(2, nodes.length + 1));
  const parting = dice.whole(1, members.length - 1);
  return [members.slice(0, parting), members.slice(parting)];
}

/** Hosts reach those of their own group only; all that are not named are one more group. */
export const partition: VerbOf<typeof line.shape> = {
  ...plain("mends", "isForGood", "isRare", "completed", "events", "alone"),
  ...line,
  of: "links",
  names: ({ partition }) => partition.flat(),
  lasts: (fault) => fault.for ?? 0,
  check: ({ partition }, { hosts, hostsNamed }, _, place) => {
    const seen = new Map<number, string>();
    for (const [i, group] of partition.entries())
      for (const [j, member] of group.entries()) {
        const at = place.at("partition", i, j);
        if (!isKnown(member, hosts, "a host", at)) continue;
        const named = hostsNamed(member);
        const before = named.map((host) => seen.get(host)).find((other) => other !== undefined);
        if (before !== undefined)
          at.report(`${quoted(member)} in a second group (with ${before})`, "each in one group");
        for (const host of named) seen.set(host, member);
      }
  },
  warn: nothing,
  rehearse: (fault, on) => impair(fault.for, on),
  words: () => ({ past: "the network was divided", present: "the network is divided" }),
  byHand: () => DROPPED,
  passing: [({ at, nodes, dice, lasting }) => ({ at, partition: twoSides(nodes, dice), for: lasting })],
  unending: [({ at, nodes, dice }) => ({ at, partition: twoSides(nodes, dice) })],
};
