import { distribution } from "../../distributions/description.ts";
import { defaulted, required } from "../../notation/object.ts";
import { probability } from "../../notation/quantities.ts";
import {
  checkMortal,
  completedRepair,
  DRAWN_BEFOREHAND,
  lifetimesFor,
  lineOfChance,
  nodesStruck,
  OF_FAILURE,
  struckShape,
} from "../by-chance.ts";
import { plain, type VerbOf } from "../kind.ts";

const line = lineOfChance("shock", {
  shock: required("Nodes, tiers or hosts that are struck together (common cause).", struckShape),
  every: required("From one shock to the next.", distribution("1 y", 0)),
  probability: defaulted("Probability that a node breaks in a shock.", probability, 1, "100 %"),
});

/** Common cause: at times drawn by chance each of these nodes breaks with some probability. */
export const shock: VerbOf<typeof line.shape> = {
  ...plain("mends", "isForGood", "alone"),
  ...line,
  of: "chance",
  names: ({ shock }) => shock,
  isRare: () => true,
  lasts: () => 0,
  completed: (fault, line, architecture, defaults) => ({
    ...fault,
    ...completedRepair(fault, line, lifetimesFor(fault.shock, architecture, defaults), defaults),
  }),
  check: ({ shock, timeToRepair }, scene, _, place) => checkMortal(shock, { timeToRepair }, scene, "shock", place),
  warn: ({ probability }, _, place) => {
    if (probability === 0)
      place.at("probability").warn("shocks that break no node", "nothing breaks", "Say a probability above 0.");
  },
  rehearse: ({ shock }, on) => on.lose(nodesStruck(shock, on.architecture)),
  events: ({ shock, every }, { architecture, mean }, end) =>
    (OF_FAILURE * nodesStruck(shock, architecture).length * end) / mean(every),
  words: ({ shock, failure }) => ({
    past: `${shock.join(", ")} were struck by ${failure ?? "shocks"}`,
    present: `${shock.join(", ")} are struck by ${failure ?? "shocks"}`,
  }),
  byHand: () => DRAWN_BEFOREHAND,
  passing: [],
  unending: [
    ({ at, tiers, dice, kind }) => ({
      ...{ at, shock: [...tiers], every: { exponential: "700 ms" }, probability: dice.pick(0.5, 1) },
      ...{ timeToRepair: { exponential: "200 ms" }, kind, crews: dice.whole(1, 2) },
    }),
  ],
};
