import { formatDuration } from "../../units/duration.ts";
import { lineAt, node, ofNode } from "../fields.ts";
import { plain, type VerbOf } from "../kind.ts";
import { runs } from "../node-state.ts";

const line = lineAt("resume", { resume: node("Name of the node whose process goes on.") });

/** A process that hangs goes on. */
export const resume: VerbOf<typeof line.shape> = {
  ...plain("isForGood", "isRare", "completed", "events", "alone"),
  ...line,
  ...ofNode("resume"),
  lasts: () => 0,
  of: "node",
  mends: true,
  warn: ({ resume, at }, { nodes }, place) => {
    const state = nodes.get(resume);
    if (state && !state.hangs)
      place
        .at("resume")
        .warn(
          `${resume} goes on at ${formatDuration(at)}, when it does not hang`,
          "nothing changes",
          runs(state) ? "" : "What is dead comes back by restart.",
        );
  },
  rehearse: ({ resume }, on) => on.change(resume, (state) => ({ ...state, hangs: false })),
  words: ({ resume }) => ({ past: `${resume} went on`, present: `${resume} goes on` }),
  byHand: () => "`kill -CONT` its server process",
  passing: [],
  unending: [({ at, nodes, dice }) => ({ at, resume: dice.pick(...nodes) })],
};
