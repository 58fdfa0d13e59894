import type { Preset } from "../architecture/preset.ts";
import { PRESET_NAMES, presetNamed } from "../architecture/presets.ts";
import { bindingsShape } from "../bindings/description.ts";
import { promotionBy } from "../consequences/description.ts";
import { detectorAmong } from "../detectors/description.ts";
import { didYouMean, oneOf } from "../notation/nearest.ts";
import { defaulted, named, object, readField, refuseUnknownKeys, required } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { titleText, wholeNumber } from "../notation/quantities.ts";
import { described, type Shape } from "../notation/shape.ts";
import { type Entry, isAbsent, type Located, type LocatedMap, located } from "../notation/tree.ts";
import type { Architecture } from "../service/description.ts";
import { directorsShape } from "../service/directors.ts";
import { membersOf } from "../service/members.ts";
import { watchShape } from "../service/notation.ts";
import type { AddressDescription, Tier } from "../tiers/description.ts";
import { addressShape, hostShape } from "../tiers/notation.ts";
import { quoted } from "../units/unit-error.ts";
import { checkArchitecture } from "./architecture-checks.ts";
import { merged } from "./merge.ts";
import { needsShape } from "./needs-shape.ts";
import { tiersShape } from "./tier-shape.ts";
import { warnOfArchitecture } from "./warnings/architecture-warnings.ts";

/** The architecture as a file spells it out, without a preset. */
export const inlineFields = object("an architecture", {
  title: defaulted("What it is called in reports.", titleText, ""),
  tiers: required("Servers of one role, by name of the tier.", tiersShape),
  addresses: required("Virtual IPs that clients aim at, by name.", named("addresses", addressShape, 1, 64)),
  hosts: defaulted(
    "Machines with cores that the workers of their nodes share; a node on none has a core for each worker.",
    named("hosts", hostShape, 0, 64),
    [],
    {},
  ),
  watches: defaulted("Who watches whom, and what follows from a death.", named("watches", watchShape, 0, 8), [], {}),
  directors: defaulted("How directors choose a proxy.", directorsShape, "call-id hash" as const),
  bindings: required("Where bindings are kept.", bindingsShape),
  needs: required("What the service needs to be up.", needsShape),
});
const INLINE_KEYS = Object.keys(inlineFields.sample);

const presetParameter = (preset: Preset, parameter: string): Shape<number> => {
  const { min, max, default: usual } = preset.parameters[parameter]!;
  return wholeNumber(min, max, usual);
};

/** Reads `preset`, its parameters, and lays what else is written over the preset. */
function expanded(node: LocatedMap, place: Place): Located | null {
  const at = place.at("preset");
  const asked = at.node?.kind === "scalar" ? at.node.value : null;
  const preset = typeof asked === "string" ? presetNamed(asked) : undefined;
  if (preset === undefined) {
    const found = at.node === undefined || asked === null ? "nothing" : quoted(asked);
    return at.refuse(
      found,
      `a preset: ${oneOf(PRESET_NAMES, 20)}`,
      null,
      typeof asked === "string" ? didYouMean(asked, PRESET_NAMES) : "",
    );
  }
  const parameters = Object.keys(preset.parameters);
  refuseUnknownKeys(node, place, ["preset", ...parameters, ...INLINE_KEYS]);
  const given = parameters.map((parameter) => {
    const { meaning, default: usual } = preset.parameters[parameter]!;
    return [
      parameter,
      readField(place, parameter, defaulted(meaning, presetParameter(preset, parameter), usual)),
    ] as const;
  });
  const over = new Map<string, Entry>([...node.entries].filter(([key]) => INLINE_KEYS.includes(key)));
  return merged(located(preset.expand(Object.fromEntries(given)), at.node!.span), { ...node, entries: over }, []);
}

/** The whole service: a preset with changes, or spelt out. */
export const architectureShape: Shape<Architecture | null> = {
  expected: "a preset, such as { preset: iprs, active: 2, standby: 1 }, or tiers, addresses, bindings and needs",
  schema: { $ref: "#/$defs/architecture" },
  sample: null,
  read(node, place) {
    if (node.kind === "scalar" && typeof node.value === "string" && presetNamed(node.value))
      return place.refuse(described(node), `a map: { preset: ${node.value} }`, null);
    if (node.kind !== "map") return place.refuse(described(node), this.expected, null);
    const withPreset = node.entries.has("preset");
    if (!withPreset && [...node.entries.values()].every(({ value }) => isAbsent(value)))
      return place.refuse(described(node), this.expected, null);
    const whole = withPreset ? expanded(node, place) : node;
    if (whole === null) return null;
    const inside = place.with(whole);
    const { title, tiers, addresses, hosts, watches, directors, bindings, needs } = inlineFields.read(whole, inside);
    const named: AddressDescription[] = addresses.map(([address, rest]) => ({ name: address, ...rest }));
    const preset =
      withPreset && place.at("preset").node?.kind === "scalar"
        ? String((place.at("preset").node as { value: unknown }).value)
        : "custom";
    const isPromoted = ({ name }: Tier): boolean =>
      watches.some(([, watch]) => watch.tier === name && promotionBy(watch) !== undefined) &&
      !inside.at("tiers", name, "promotion").isWritten;
    const architecture = {
      preset,
      title,
      tiers: tiers.map(({ promotion, ...tier }) => ({ ...tier, ...(promotion && !isPromoted(tier) && { promotion }) })),
      addresses: named,
      ...(hosts.length > 0 && { hosts: hosts.map(([host, rest]) => ({ name: host, ...rest })) }),
      watches: watches.map(([, watch]) => ({
        ...watch,
        detector: detectorAmong(watch.detector, membersOf({ tiers }, watch)),
      })),
      directors,
      bindings,
      needs,
    };
    checkArchitecture(
      architecture,
      watches.map(([watch]) => watch),
      inside,
    );
    if (!inside.isBroken)
      warnOfArchitecture(
        architecture,
        watches.map(([watch]) => watch),
        inside,
      );
    return architecture;
  },
};
