import { durations } from "../../distributions/duration.ts";
import { optional } from "../../notation/object.ts";
import { formatDuration } from "../../units/duration.ts";
import { lineAt, node, ofNode, within } from "../fields.ts";
import { plain, type VerbOf } from "../kind.ts";
import { runs } from "../node-state.ts";

const line = lineAt("drain", {
  drain: node("Name of the node that hands over its work, finishes what it has, and stops."),
  within,
  takes: optional("From its stop until it is back; left out: it stays down.", durations("60 s")),
});

/** Planned maintenance: a node gives its work away, finishes what it has, stops, and comes back. */
export const drain: VerbOf<typeof line.shape> = {
  ...plain("mends", "isForGood", "isRare", "completed", "events"),
  ...line,
  ...ofNode("drain"),
  of: "node",
  lasts: ({ within, takes = 0 }) => [within, takes],
  warn: ({ drain, at }, { nodes }, place) => {
    const state = nodes.get(drain);
    if (state && !runs(state))
      place.at("drain").warn(`a drain of ${drain}, which is dead at ${formatDuration(at)}`, "nothing changes");
  },
  rehearse: ({ drain }, on) => on.lose([drain]),
  words: ({ drain }) => ({ past: `${drain} was taken out of service`, present: `${drain} is taken out of service` }),
  byHand: () => "take it out of service as its operating manual says",
  passing: [({ at, node, soon }) => ({ at, drain: node, within: soon, takes: soon })],
  unending: [({ at, nodes, dice, lasting }) => ({ at, drain: dice.pick(...nodes), within: lasting })],
  alone: ({ at, name, short, long }) => [{ at, drain: name, within: short, takes: long }],
};
