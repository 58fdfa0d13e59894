import { distribution } from "../distributions/description.ts";
import { coverageShape, STANDBY, standbyShape } from "../faults/by-chance.ts";
import { crewShape, maintenanceShape } from "../faults/recovery.ts";
import { defaulted, listOf, named, object, optional, section } from "../notation/object.ts";
import { duration, probability, text, wholeNumber } from "../notation/quantities.ts";
import { converted, described, type JsonSchema, type Shape, scalar } from "../notation/shape.ts";
import { lifetimesShape } from "../tiers/notation.ts";
import { parseNines } from "../units/nines.ts";
import { quoted, UnitError } from "../units/unit-error.ts";
import type { AvailabilitySettings } from "./availability-settings.ts";
import { availabilityExpectShape } from "./expectation-shape.ts";

/** A price, in any currency: the search compares sums of them only. */
const price: Shape<number> = scalar("a price ≥ 0, such as 2500", 1, { type: "number", minimum: 0 }, (value) => {
  if (typeof value === "number" && value >= 0 && value < Infinity) return value;
  throw new UnitError(quoted(value), "a price ≥ 0, such as 2500");
});

const TARGET_SCHEMA: JsonSchema = { anyOf: [{ type: "string" }, { type: "number", minimum: 0, maximum: 1 }] };
const target: Shape<number> = scalar('an availability, such as "5 nines"', 1e-5, TARGET_SCHEMA, (value) => {
  if (typeof value === "boolean") throw new UnitError(quoted(value), 'an availability, such as "5 nines"');
  return parseNines(value);
});

/** Values that a search tries at one path: numbers or texts, as the file would say them. */
const searchValue: Shape<string | number> = scalar(
  "a number or a text",
  "",
  { type: ["string", "number"] },
  (value) => {
    if (typeof value !== "boolean") return value;
    throw new UnitError(quoted(value), "a number or a text");
  },
);

const searchShape: Shape<AvailabilitySettings["search"]> = (() => {
  const values = listOf("values", searchValue, 1, 50);
  const expected = "a map from paths to values to try, such as architecture.active: [1, 2, 3]";
  return {
    expected,
    sample: [],
    schema: { type: "object", additionalProperties: values.schema },
    read(node, place) {
      if (node.kind !== "map") return place.refuse(described(node), expected, []);
      return [...node.entries].map(([path, { value }]) => [path, values.read(value, place.at(path))] as const);
    },
  };
})();

const uncertainty = object("an uncertainty", {
  mttf: optional("Distribution of the mean time to failure.", distribution("1500 h", 0)),
  mttr: optional("Distribution of the mean time to repair.", distribution("72 h", 0)),
});

/** The `availability` section. */
export const availabilityShape = object("availability", {
  target: defaulted(
    "Availability asked for, such as 5 nines.",
    converted(target, null, (value) => value as number | null),
    null,
    undefined,
  ),
  lifetimes: optional("Lifetimes of tiers without their own.", lifetimesShape),
  crew: optional("Who repairs; left out: every failed node is repaired at once.", crewShape),
  standby: defaulted(`How nodes stand by: ${STANDBY}.`, standbyShape, 1, "hot"),
  coverage: optional("Whether failures are handled as designed.", coverageShape),
  commonCause: defaulted("Share of failures that take down all nodes of a tier at once.", probability, 0, "0 %"),
  maintenance: optional("Planned work on every tier: one node at a time, while all are well.", maintenanceShape),
  replicas: defaulted(
    "How many nodes stand in for each node of a tier, itself included.",
    named("tiers", wholeNumber(1, 8, 2), 0, 16),
    [],
    {},
  ),
  failoverStages: defaulted(
    "Stages of detection and takeover: 1 exponential, more for nearly constant times.",
    wholeNumber(1, 20, 1),
    1,
  ),
  costs: section(
    "Prices, for single points of failure, the design search and reports for those who decide.",
    object("costs", {
      nodes: defaulted("Price of one node of a tier, or one component.", named("tiers", price, 0, 1000), [], {}),
      crew: defaulted("Price of one repairman.", price, 0),
      minuteDown: optional(
        "What a minute costs in which the service is down, beside what its failed calls cost.",
        price,
      ),
      failedCall: optional("What a call that fails costs.", price),
      currency: optional(
        "What prices are in, as reports write it behind them.",
        text("a currency, such as EUR", 12, true),
      ),
    }),
  ),
  uncertain: defaulted("What is not known exactly, by tier or component.", named("tiers", uncertainty, 0, 100), [], {}),
  calls: section(
    "What users do while the service is down.",
    object("users", {
      patience: defaulted("How long a caller retransmits before giving up.", duration("32 s"), 32, "32 s"),
      redials: defaulted("How often a failed call is tried again.", wholeNumber(0, 100, 1), 1),
      redialAfter: defaulted("After how long.", duration("30 s"), 30, "30 s"),
    }),
  ),
  search: defaulted("What a design search may change, and the values to try.", searchShape, [], {}),
  expect: defaulted("What must hold of the results.", availabilityExpectShape, [], {}),
});

/** What holds where a file has no `availability` section. */
export const NOTHING_SAID: AvailabilitySettings = availabilityShape.sample;
