import { durations } from "../../distributions/duration.ts";
import { isKnown } from "../../notation/known.ts";
import { defaulted, name, required } from "../../notation/object.ts";
import { lineAt, within } from "../fields.ts";
import { nothing, plain, type VerbOf } from "../kind.ts";

const line = lineAt("upgrade", {
  upgrade: required(
    "Name of the tier whose nodes are drained, stopped and started again in turn, standbys first.",
    name,
  ),
  within,
  takes: defaulted("From the stop of a node until it is back.", durations("60 s"), 60, "60 s"),
  pause: defaulted("From the return of a node to the drain of the next.", durations("5 s"), 5, "5 s"),
});

/** All nodes of a tier in turn, each drained, stopped and back before the next. */
export const upgrade: VerbOf<typeof line.shape> = {
  ...plain("mends", "isForGood", "isRare", "completed", "events"),
  ...line,
  of: "tier",
  names: ({ upgrade }) => [upgrade],
  lasts: () => 0,
  check: ({ upgrade }, { architecture: { tiers } }, _, place) =>
    void isKnown(
      upgrade,
      tiers.map((tier) => tier.name),
      "a tier",
      place.at("upgrade"),
    ),
  warn: nothing,
  rehearse: ({ upgrade }, on) =>
    on.lose(on.architecture.tiers.flatMap(({ name, nodes }) => (name === upgrade ? nodes.map((one) => one.name) : []))),
  words: ({ upgrade }) => ({ past: `${upgrade} were upgraded in turn`, present: `${upgrade} are upgraded in turn` }),
  byHand: () => "take it out of service as its operating manual says",
  passing: [
    ({ at, tiers, dice, soon }) => ({
      ...{ at, upgrade: dice.pick(...tiers), within: soon, takes: soon, pause: dice.pick("0 s", soon) },
    }),
  ],
  unending: [],
  alone: ({ at, name, short }) => [{ at, upgrade: name, within: short, takes: short, pause: "0 s" }],
};
