import type { Access, Arrivals } from "../sip/traffic.ts";
import { didYouMean } from "./nearest.ts";
import { defaulted, name, object, optional } from "./object.ts";
import type { Place } from "./place.ts";
import { duration, rate, wholeNumber, word } from "./quantities.ts";
import { described, type Shape } from "./shape.ts";

/** Calls of one replication: each keeps some thirty bytes until the end. */
export const CALLS_MAX = 10_000_000;

const accessWord = word("weighted", "round robin");
const accessFields = object("an address", { address: { ...optional("Always this address.", name), isRequired: true } });
const accessShape: Shape<Access> = {
  expected: "weighted, round robin or { address: SAP1 }",
  schema: { anyOf: [accessWord.schema, accessFields.schema] },
  sample: "weighted",
  read(node, place) {
    if (node.kind === "map") return { address: accessFields.read(node, place).address ?? "" };
    if (node.kind === "scalar" && (node.value === "weighted" || node.value === "round robin")) return node.value;
    const hint = node.kind === "scalar" ? didYouMean(String(node.value), ["weighted", "round robin"]) : "";
    return place.refuse(described(node), this.expected, this.sample, hint);
  },
};

/** When something arrives, and where it goes. */
export const arrivalFields = {
  rate: optional("How many arrive per second, minute, hour or day.", rate),
  arrivals: defaulted(
    "At even intervals, as a call generator paces them, or with exponential ones.",
    word("poisson", "paced"),
    "poisson" as const,
  ),
  start: defaulted("When the first may arrive.", duration("0 s"), 0, "0 s"),
  count: optional("So many are created.", wholeNumber(1, CALLS_MAX, 10_000)),
  duration: optional("None arrives later than this after the start.", duration("60 s", { above: 0 })),
  access: defaulted(
    "How a caller chooses its address: by SRV priority and weight, in turn, or always the same.",
    accessShape,
    "weighted" as const,
  ),
};

type ArrivalsRead = {
  readonly [Key in "rate" | "arrivals" | "start" | "count" | "duration"]: (typeof arrivalFields)[Key]["otherwise"];
} & { readonly rate: number | undefined };

const SOME: Arrivals = { kind: "poisson", rate: 1, start: 0, count: 1, duration: Infinity };

/** Arrivals by rate: until so many are created, or for so long. */
export function arrivalsOf(read: ArrivalsRead, place: Place): Arrivals {
  const { rate: perSecond, arrivals: kind, start, count = Infinity, duration: lasting = Infinity } = read;
  if (perSecond === undefined && !place.at("rate").isBroken)
    place.at("rate").report("no rate", `rate: ${rate.expected}`);
  if (place.at("count").node === undefined && place.at("duration").node === undefined)
    place.report("arrivals without an end", "a count, such as count: 10000, or a duration, such as duration: 60 s");
  if (perSecond === undefined || (count === Infinity && lasting === Infinity)) return SOME;
  const expected = Math.min(count, perSecond * lasting);
  if (expected > CALLS_MAX && !place.at("duration").isBroken && !place.at("rate").isBroken)
    place
      .at("duration")
      .report(
        `some ${Math.round(expected)} arrivals in a replication`,
        `at most ${CALLS_MAX}: a lower rate, a count or a shorter duration`,
      );
  return { kind, rate: perSecond, start, count, duration: lasting };
}

/** What says how many arrive when. */
export const RATE_KEYS = ["rate", "arrivals", "start", "count", "duration"] as const;
