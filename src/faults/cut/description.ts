import { optional, required } from "../../notation/object.ts";
import { flag, word } from "../../notation/quantities.ts";
import { lasting, lineAt } from "../fields.ts";
import { nothing, plain, type VerbOf } from "../kind.ts";
import { between, checkEnds, DROPPED, ENDS, endsShape, impair } from "../links.ts";

const line = lineAt("cut", {
  cut: required(`No message passes any more between ${ENDS}.`, endsShape),
  only: optional(
    "watches: nothing but what detectors say does not pass (heartbeats, tokens, advertisements), as where a switch or a firewall blocks multicast. Left out: nothing at all passes.",
    word("watches"),
  ),
  oneWay: optional("Beside only: what the first says does not reach the second, and the other way it does.", flag),
  for: lasting,
});

/** Nothing passes any more between two hosts or groups of hosts; one alone is cut off from all others. */
export const cut: VerbOf<typeof line.shape> = {
  ...plain("mends", "isForGood", "isRare", "completed", "events"),
  ...line,
  of: "links",
  names: ({ cut }) => cut,
  lasts: (fault) => fault.for ?? 0,
  check: ({ cut, only, oneWay }, scene, _, place) => {
    checkEnds(cut, scene, place.at("cut"));
    if (oneWay === true && (only === undefined || cut.length < 2))
      place.at("oneWay").report("oneWay", "only: watches beside it, and two names: from the first to the second");
  },
  warn: nothing,
  rehearse: (fault, on) => impair(fault.for, on),
  words: ({ cut, only, oneWay }) =>
    oneWay === true
      ? {
          past: `watches from ${cut.join(" to ")} were blocked`,
          present: `watches from ${cut.join(" to ")} are blocked`,
        }
      : only === undefined
        ? { past: `the link ${between(cut)} was cut`, present: `the link ${between(cut)} is cut` }
        : { past: `watches ${between(cut)} were blocked`, present: `watches ${between(cut)} are blocked` },
  byHand: ({ only }) => (only === undefined ? DROPPED : "drop multicast between the two sides, as by `nft`"),
  passing: [
    ({ at, nodes, dice, lasting }) => ({
      ...{ at, cut: dice.several([...nodes, "callers", "callees"], dice.whole(1, 2)), for: lasting },
    }),
  ],
  unending: [({ at, nodes, dice }) => ({ at, cut: dice.several(nodes, dice.whole(1, 2)) })],
  alone: ({ at, name, long }) => [{ at, cut: [name, "callers"], for: long }],
};
