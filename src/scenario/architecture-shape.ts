import type { AddressDescription, Architecture, BindingStore } from "../architecture/description.ts";
import { addressShape, watchShape } from "../architecture/notation.ts";
import type { Preset } from "../architecture/preset.ts";
import { PRESETS, presetNamed } from "../architecture/presets.ts";
import { didYouMean, oneOf } from "../notation/nearest.ts";
import {
  choiceOf,
  defaulted,
  name,
  named,
  object,
  optional,
  readField,
  refuseUnknownKeys,
  required,
} from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { duration, flag, titleText, wholeNumber, word } from "../notation/quantities.ts";
import { converted, described, type Shape, scalar } from "../notation/shape.ts";
import { type Entry, isAbsent, type Located, type LocatedMap, located } from "../notation/tree.ts";
import { parseDuration } from "../units/duration.ts";
import { quoted, UnitError } from "../units/unit-error.ts";
import { checkArchitecture } from "./architecture-checks.ts";
import { merged } from "./merge.ts";
import { needsShape } from "./needs-shape.ts";
import { tiersShape } from "./tier-shape.ts";
import { warnOfArchitecture } from "./warnings/architecture-warnings.ts";

type Checkpoint = Extract<BindingStore, { kept: "memory" }>["checkpoint"];

const modeWord = word("synchronous", "none");
const LAG = 'a duration, such as "50 ms", or a negative one, such as "-1 ms"';
/** A duration after the answer, or before it if a minus stands ahead. */
const lagShape = scalar(
  LAG,
  0.05,
  { anyOf: [duration("50 ms").schema, { type: "string", pattern: "^[-−].*$" }] },
  (value) => {
    const before = typeof value === "string" ? /^[-−](.*)$/s.exec(value) : null;
    if (typeof value === "boolean") throw new UnitError(quoted(value), LAG);
    return before ? -parseDuration(before[1]!) : parseDuration(value);
  },
);
const lagFields = object("a checkpoint with a lag", {
  lag: required("How long after the answer bindings are copied; with a minus, before it.", lagShape),
});
const checkpointShape: Shape<Checkpoint> = {
  expected: 'synchronous, none or { lag: "50 ms" }',
  schema: { anyOf: [modeWord.schema, lagFields.schema] },
  sample: { mode: "none" },
  read(node, place) {
    if (node.kind === "map") return { mode: "lagged", lag: lagFields.read(node, place).lag };
    if (node.kind === "scalar" && (node.value === "synchronous" || node.value === "none")) return { mode: node.value };
    const hint = node.kind === "scalar" ? didYouMean(String(node.value), ["synchronous", "none", "lag"]) : "";
    return place.refuse(described(node), this.expected, this.sample, hint);
  },
};

const transferFields = object("a transfer of bindings", {
  start: defaulted("From the start of the process until it asks a peer.", duration("180 ms"), 0.18, "180 ms"),
  each: defaulted(
    "What one binding costs a worker of the peer that sends it, at speed 1: so long later the next one follows.",
    duration("0.2 ms"),
    0.2e-3,
    "0.2 ms",
  ),
});
const memoryFields = object("bindings in memory", {
  checkpoint: defaulted(
    "Whether and when REGISTERs are copied to other nodes.",
    checkpointShape,
    { mode: "synchronous" },
    "synchronous",
  ),
  copiedTo: defaulted(
    "Who gets the copies. With all proxies, each finds every user, whatever address the user registered at.",
    word("standbys", "all proxies"),
    "standbys" as const,
  ),
  transfer: optional(
    "How a process that starts again gets the bindings that its peers know; until then it answers 404 to callers of the others. Left out: it knows them all one round trip after its start.",
    transferFields,
  ),
});
const databaseFields = object("bindings in a database", {
  tier: required("Tier with the role database.", name),
  cache: defaulted("Whether proxies keep a copy in memory, so that only REGISTERs visit the database.", flag, false),
  timeout: defaulted("A query without an answer after this time is an error.", duration("2 s", { above: 0 }), 2, "2 s"),
});

const bindingsShape = choiceOf("where bindings are kept", {
  memory: {
    meaning: "In the memory of the proxies.",
    shape: converted<typeof memoryFields.sample, BindingStore>(
      memoryFields,
      { kept: "memory", checkpoint: { mode: "none" } },
      ({ checkpoint, copiedTo, transfer }) => ({
        kept: "memory",
        checkpoint,
        ...(transfer === undefined ? {} : { transfer }),
        ...(copiedTo === "all proxies" ? { copiedTo } : {}),
      }),
    ),
  },
  database: {
    meaning: "In a database that all proxies query.",
    shape: converted<typeof databaseFields.sample, BindingStore>(
      databaseFields,
      { kept: "memory", checkpoint: { mode: "none" } },
      (database) => ({ kept: "database", ...database }),
    ),
  },
});

/** The architecture as a file spells it out, without a preset. */
export const inlineFields = object("an architecture", {
  title: defaulted("What it is called in reports.", titleText, ""),
  tiers: required("Servers of one role, by name of the tier.", tiersShape),
  addresses: required("Virtual IPs that clients aim at, by name.", named("addresses", addressShape, 1, 64)),
  watches: defaulted("Who watches whom, and what follows from a death.", named("watches", watchShape, 0, 8), [], {}),
  directors: defaulted(
    "How directors choose a proxy.",
    word("call-id hash", "round robin", "consistent hash"),
    "call-id hash" as const,
  ),
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
  const names = PRESETS.map((known) => known.name);
  if (preset === undefined) {
    const found = at.node === undefined || asked === null ? "nothing" : quoted(asked);
    return at.refuse(
      found,
      `a preset: ${oneOf(names, 20)}`,
      null,
      typeof asked === "string" ? didYouMean(asked, names) : "",
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
    const { title, tiers, addresses, watches, directors, bindings, needs } = inlineFields.read(whole, inside);
    const named: AddressDescription[] = addresses.map(([address, rest]) => ({ name: address, ...rest }));
    const preset =
      withPreset && place.at("preset").node?.kind === "scalar"
        ? String((place.at("preset").node as { value: unknown }).value)
        : "custom";
    const architecture = {
      preset,
      title,
      tiers,
      addresses: named,
      watches: watches.map(([, watch]) => watch),
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
