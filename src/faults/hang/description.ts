import { formatDuration } from "../../units/duration.ts";
import { lasting, lineAt, node, ofNode } from "../fields.ts";
import { plain, type VerbOf } from "../kind.ts";
import { runs } from "../node-state.ts";

const line = lineAt("hang", {
  hang: node("Name of the node whose process stops working without dying."),
  for: lasting,
});

/** The server process stops working and does not die. */
export const hang: VerbOf<typeof line.shape> = {
  ...plain("mends", "isForGood", "isRare", "completed", "events"),
  ...line,
  ...ofNode("hang"),
  of: "node",
  lasts: (fault) => fault.for ?? 0,
  warn: ({ hang, at }, { nodes }, place) => {
    const state = nodes.get(hang);
    if (state && (!runs(state) || state.hangs))
      place
        .at("hang")
        .warn(
          `${hang} hangs at ${formatDuration(at)}, when it ${runs(state) ? "hangs already" : "is dead"}`,
          "nothing changes",
        );
  },
  rehearse: (fault, on) => {
    on.change(fault.hang, (state) => ({ ...state, hangs: runs(state) }));
    on.after(fault.for, () => on.change(fault.hang, (state) => ({ ...state, hangs: false })));
  },
  words: ({ hang }) => ({ past: `${hang} hung`, present: `${hang} hangs` }),
  byHand: () => "`kill -STOP` its server process",
  passing: [({ at, node, lasting }) => ({ at, hang: node, for: lasting })],
  unending: [({ at, nodes, dice }) => ({ at, hang: dice.pick(...nodes) })],
  alone: ({ at, name, long }) => [{ at, hang: name, for: long }],
};
