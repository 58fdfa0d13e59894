import { isKnown } from "../../notation/known.ts";
import { listOf, name, required } from "../../notation/object.ts";
import type { Shape } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { lineAt } from "../fields.ts";
import { plain, type VerbOf } from "../kind.ts";
import { isHealed } from "../links.ts";
import type { Names } from "../scene.ts";

const namesShape: Shape<Names, string | readonly string[]> = {
  expected: "all, or the names that were cut, degraded or divided",
  schema: { anyOf: [{ const: "all" }, name.schema, { type: "array", items: name.schema }] },
  sample: "all",
  read(found, place) {
    if (found.kind === "scalar" && found.value === "all") return "all";
    if (found.kind === "scalar") return [name.read(found, place)];
    return listOf("names", name, 1, 200).read(found, place);
  },
};

const line = lineAt("heal", {
  heal: required(
    "Ends what cut, degrade and partition do: all of it, or only the lines that give exactly these names.",
    namesShape,
  ),
});

/** What was cut, degraded or divided is whole again: everything, or what was said of these names. */
export const heal: VerbOf<typeof line.shape> = {
  ...plain("isForGood", "isRare", "completed", "events", "alone"),
  ...line,
  of: "links",
  mends: true,
  names: ({ heal }) => heal,
  lasts: () => 0,
  check: ({ heal }, { hosts }, _, place) => {
    if (heal !== "all") for (const end of heal) isKnown(end, hosts, "a host", place.at("heal"));
  },
  warn: (fault, { impaired, nodes }, place) => {
    if (fault.drawn !== undefined || [...impaired.values()].some((names) => isHealed(names, fault.heal))) return;
    const at = formatDuration(fault.at);
    const [open] = impaired.keys();
    const unplugged = [...nodes].find(([, state]) => state?.dead.has("link"))?.[0];
    place
      .at("heal")
      .warn(
        open === undefined
          ? `a heal at ${at}, when nothing is cut, degraded or divided`
          : `a heal at ${at} of names that no line has said`,
        "nothing changes",
        open !== undefined
          ? `Say the names of faults.${open}, or all.`
          : unplugged === undefined
            ? ""
            : `The link of ${unplugged}, which was killed, comes back by restart.`,
      );
  },
  rehearse: ({ heal }, on) => on.heal(heal),
  words: () => ({ past: "the network was whole again", present: "the network is whole again" }),
  byHand: () => "take the rules of `nft` and `tc` away again",
  passing: [],
  unending: [({ at }) => ({ at, heal: "all" })],
};
