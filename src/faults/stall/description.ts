import { isKnown } from "../../notation/known.ts";
import { optional } from "../../notation/object.ts";
import { duration } from "../../notation/quantities.ts";
import { hostUnder, nodesOn } from "../../tiers/description.ts";
import { formatDuration } from "../../units/duration.ts";
import { quoted } from "../../units/unit-error.ts";
import { lineAt, node } from "../fields.ts";
import { plain, type VerbOf } from "../kind.ts";
import { runs } from "../node-state.ts";

const line = lineAt("stall", {
  stall: node("Name of the host that stands still, or of a node that shares none, for its machine."),
  for: optional("How long.", duration("50 ms", { above: 0 })),
});

/** A machine stands still with all that runs on it, as when a hypervisor gives its cores to others, and goes on where it stood. */
export const stall: VerbOf<typeof line.shape> = {
  ...plain("mends", "isForGood", "isRare", "completed", "events", "alone"),
  ...line,
  of: "node",
  names: ({ stall }) => [stall],
  lasts: (fault) => fault.for ?? 0,
  check: ({ stall, for: lasting }, { architecture }, _line, place) => {
    const { hosts = [], tiers } = architecture;
    const at = place.at("stall");
    const nodes = tiers.flatMap((tier) => tier.nodes.map(({ name }) => name));
    if (!isKnown(stall, [...hosts.map(({ name }) => name), ...nodes], "a host or node", at)) return;
    const host = hosts.some(({ name }) => name === stall) ? undefined : hostUnder(architecture, stall);
    if (host !== undefined)
      at.report(`${quoted(stall)}, which shares the host ${host.name}`, `stall: ${host.name}, or hang: ${stall}`);
    if (lasting === undefined && !place.isBroken)
      place.report("a stall without an end", "for: how long it lasts, such as for: 50 ms");
  },
  warn: ({ stall, at }, { architecture, nodes }, place) => {
    const states = nodesOn(stall, architecture).map((name) => nodes.get(name));
    if (states.length > 0 && states.every((state) => state && !runs(state)))
      place.at("stall").warn(`a stall of ${stall} at ${formatDuration(at)}, when all on it is dead`, "nothing changes");
  },
  rehearse: (fault, play) => {
    const names = nodesOn(fault.stall, play.architecture);
    for (const name of names) play.change(name, (state) => ({ ...state, hangs: runs(state) }));
    play.after(fault.for, () => {
      for (const name of names) play.change(name, (state) => ({ ...state, hangs: false }));
    });
  },
  words: ({ stall }) => ({
    past: `the machine of ${stall} stood still`,
    present: `the machine of ${stall} stands still`,
  }),
  byHand: () => "suspend its virtual machine (`virsh suspend`), and resume it",
  passing: [({ at, node, lasting }) => ({ at, stall: node, for: lasting })],
  unending: [],
};
