import { durations } from "../../distributions/duration.ts";
import { defaulted, optional } from "../../notation/object.ts";
import { COMING_BACK, type FaultKind, KINDS, kindShape } from "../../tiers/fault-kind.ts";
import { formatDuration } from "../../units/duration.ts";
import { lineAt, node, ofNode } from "../fields.ts";
import { plain, type VerbOf } from "../kind.ts";
import { cameBack, died } from "../node-state.ts";

const line = lineAt("restart", {
  restart: node("Name of the node; what is alive of it is stopped first."),
  kind: optional("What starts again; left out: everything that is dead, or if nothing is, the process.", kindShape),
  takes: defaulted("Time until it is back.", durations("30 s"), 30, "30 s"),
});

/** What is dead comes back `takes` seconds later; what is alive is stopped first. */
export const restart: VerbOf<typeof line.shape> = {
  ...plain("isForGood", "isRare", "completed", "events", "alone"),
  ...line,
  ...ofNode("restart"),
  of: "node",
  mends: true,
  lasts: ({ takes }) => takes,
  warn: ({ restart, kind, at }, { nodes }, place) => {
    if (kind === "process" && nodes.get(restart)?.dead.has("host"))
      place
        .at("restart")
        .warn(
          `a new process for ${restart}, whose host is dead at ${formatDuration(at)}`,
          "there is nothing for it to run on",
          "Leave out kind, and all that is dead starts again.",
        );
  },
  rehearse: ({ restart, kind, takes }, on) => {
    const dead = [...(on.state(restart)?.dead ?? [])];
    const kinds: readonly FaultKind[] = kind !== undefined ? [kind] : dead.length > 0 ? dead : ["process"];
    for (const one of kinds) on.change(restart, (state) => died(state, one));
    on.after(takes, () => {
      for (const one of COMING_BACK) if (kinds.includes(one)) on.change(restart, (state) => cameBack(state, one));
    });
  },
  words: ({ restart }) => ({ past: `${restart} was restarted`, present: `${restart} is restarted` }),
  byHand: () => "start again what is dead, or stop and start the server process",
  passing: [
    ({ at, node, dice, soon }) => ({
      ...{ at, restart: node, ...(dice.happens(0.5) && { kind: dice.pick(...KINDS) }), takes: soon },
    }),
  ],
  unending: [],
};
