import { durations } from "../../distributions/duration.ts";
import { defaulted, required } from "../../notation/object.ts";
import { probability } from "../../notation/quantities.ts";
import { lasting, lineAt } from "../fields.ts";
import { plain, type VerbOf } from "../kind.ts";
import { between, checkEnds, ENDS, endsShape, impair } from "../links.ts";

const line = lineAt("degrade", {
  degrade: required(`Messages take longer and are lost more often between ${ENDS}.`, endsShape),
  delay: defaulted("Delay that is added, one way.", durations("50 ms"), 0, "0 s"),
  loss: defaulted("Probability of loss that is added.", probability, 0, "0 %"),
  for: lasting,
});

/** What passes between hosts takes longer and is lost more often. */
export const degrade: VerbOf<typeof line.shape> = {
  ...plain("mends", "isForGood", "completed", "events", "alone"),
  ...line,
  of: "links",
  names: ({ degrade }) => degrade,
  lasts: (fault) => fault.for ?? 0,
  isRare: ({ loss }) => loss > 0,
  check: ({ degrade }, scene, _, place) => checkEnds(degrade, scene, place.at("degrade")),
  warn: ({ delay, loss }, _, place) => {
    if (delay === 0 && loss === 0)
      place.warn("a link that becomes worse by nothing", "it stays as it was", "Say a delay or a loss.");
  },
  rehearse: (fault, on) => impair(fault.for, on),
  words: ({ degrade }) => ({
    past: `the link ${between(degrade)} became worse`,
    present: `the link ${between(degrade)} becomes worse`,
  }),
  byHand: () => "`tc qdisc add … netem delay … loss …` on the interfaces between them",
  passing: [
    ({ at, nodes, dice, lasting }) => ({
      ...{ at, degrade: dice.several([...nodes, "callers", "callees"], dice.whole(1, 2)) },
      ...{ delay: dice.pick("0 s", "20 ms"), loss: dice.pick(0, 0.3, 1), for: lasting },
    }),
  ],
  unending: [],
};
