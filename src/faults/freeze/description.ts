import { isKnown } from "../../notation/known.ts";
import { optional } from "../../notation/object.ts";
import { duration } from "../../notation/quantities.ts";
import { hostUnder, nodesOn } from "../../tiers/description.ts";
import { formatDuration } from "../../units/duration.ts";
import { quoted } from "../../units/unit-error.ts";
import { lineAt, node } from "../fields.ts";
import { plain, type VerbOf } from "../kind.ts";
import { runs } from "../node-state.ts";

const line = lineAt("freeze", {
  freeze: node("Name of the host that freezes, or of a node that shares none, for its machine."),
  for: optional("How long.", duration("50 ms", { above: 0 })),
});

/** A machine freezes with all that runs on it, as when a hypervisor gives its cores to others or takes a snapshot, and goes on where it stood. */
export const freeze: VerbOf<typeof line.shape> = {
  ...plain("mends", "isForGood", "isRare", "completed", "events", "alone"),
  ...line,
  of: "node",
  names: ({ freeze }) => [freeze],
  lasts: (fault) => fault.for ?? 0,
  check: ({ freeze, for: lasting }, { architecture }, _line, place) => {
    const { hosts = [], tiers } = architecture;
    const at = place.at("freeze");
    const nodes = tiers.flatMap((tier) => tier.nodes.map(({ name }) => name));
    if (!isKnown(freeze, [...hosts.map(({ name }) => name), ...nodes], "a host or node", at)) return;
    const host = hosts.some(({ name }) => name === freeze) ? undefined : hostUnder(architecture, freeze);
    if (host !== undefined)
      at.report(`${quoted(freeze)}, which shares the host ${host.name}`, `freeze: ${host.name}, or hang: ${freeze}`);
    if (lasting === undefined && !place.isBroken)
      place.report("a freeze without an end", "for: how long it lasts, such as for: 50 ms");
  },
  warn: ({ freeze, at }, { architecture, nodes }, place) => {
    const states = nodesOn(freeze, architecture).map((name) => nodes.get(name));
    if (states.length > 0 && states.every((state) => state && !runs(state)))
      place
        .at("freeze")
        .warn(`a freeze of ${freeze} at ${formatDuration(at)}, when all on it is dead`, "nothing changes");
  },
  rehearse: (fault, play) => {
    const names = nodesOn(fault.freeze, play.architecture);
    for (const name of names) play.change(name, (state) => ({ ...state, hangs: runs(state) }));
    play.after(fault.for, () => {
      for (const name of names) play.change(name, (state) => ({ ...state, hangs: false }));
    });
  },
  words: ({ freeze }) => ({
    past: `the machine of ${freeze} froze`,
    present: `the machine of ${freeze} freezes`,
  }),
  byHand: () => "suspend its virtual machine (`virsh suspend`), and resume it",
  passing: [({ at, node, lasting }) => ({ at, freeze: node, for: lasting })],
  unending: [],
};
