import { required } from "../../notation/object.ts";
import { numberAbove } from "../../notation/quantities.ts";
import { lasting, lineAt, node, ofNode } from "../fields.ts";
import { plain, type VerbOf } from "../kind.ts";

const line = lineAt("slow", {
  slow: node("Name of the node that becomes slow."),
  factor: required("Factor by which service times are multiplied.", numberAbove(0, 1e6, 10)),
  for: lasting,
});

/** Service times of a node are multiplied by a factor. */
export const slow: VerbOf<typeof line.shape> = {
  ...plain("mends", "isForGood", "isRare", "completed", "events", "alone"),
  ...line,
  ...ofNode("slow"),
  of: "speed",
  lasts: (fault) => fault.for ?? 0,
  warn: ({ factor }, _, place) => {
    if (factor <= 1)
      place
        .at("factor")
        .warn(
          `a node that becomes slow by a factor of ${factor}`,
          factor === 1 ? "it stays as it was" : "it becomes faster",
          "Say a factor above 1.",
        );
  },
  rehearse: () => {},
  words: ({ slow, factor }) => ({
    past: `${slow} became ${factor} times as slow`,
    present: `${slow} becomes ${factor} times as slow`,
  }),
  byHand: () => "give its process less of the processor, as by `systemctl set-property … CPUQuota=`",
  passing: [({ at, node, dice, lasting }) => ({ at, slow: node, factor: dice.pick(0.5, 1, 20), for: lasting })],
  unending: [],
};
