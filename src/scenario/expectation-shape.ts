/** What a scenario expects: bounds of metrics, and of their differences between the points of a sweep. */
import { type AnyMetric, CATALOGUE, metricAmong } from "../metrics/catalogue.ts";
import { unknownMetric } from "../metrics/named.ts";
import { listOf, object, optional, required } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { duration, probability, text } from "../notation/quantities.ts";
import { converted, described, type JsonSchema, type Shape, scalar } from "../notation/shape.ts";
import { parseDuration } from "../units/duration.ts";
import { parseProbability } from "../units/probability.ts";
import { quoted, UnitError } from "../units/unit-error.ts";
import type { DifferenceExpectation, Expectation } from "./expectation.ts";

const PLAIN_NUMBER: JsonSchema = { type: "number", minimum: 0 };

/** A value of a metric that may be negative, such as a difference: "-20 ms", −5. */
const signedValue: Shape<number | string> = scalar(
  'a value with its unit, such as "-20 ms" or 5',
  0,
  { type: ["number", "string"] },
  (value) => {
    if (typeof value === "boolean") throw new UnitError(quoted(value), 'a value with its unit, such as "-20 ms" or 5');
    return value;
  },
);

/** Reads a signed value in the unit of a metric. */
function signed(value: number | string, { unit, name }: AnyMetric, place: Place): number {
  try {
    const isNegative = typeof value === "string" ? value.trim().startsWith("-") : value < 0;
    const size = typeof value === "string" ? value.trim().replace(/^-\s*/, "") : Math.abs(value);
    const amount = unit === "s" ? parseDuration(size) : unit === "ratio" ? parseProbability(size) : Number(size);
    if (!Number.isFinite(amount)) throw new UnitError(quoted(value), `a number of ${unit}`);
    return isNegative ? -amount : amount;
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    place.report(error.found, `a value of ${name}, which may be negative: ${error.expected}`);
    return 0;
  }
}

/** A value of a metric, with its unit where it is a time. */
function valueShape(one: AnyMetric): Shape<number> {
  const { unit, name: metric, least = 0 } = one;
  if (least < 0) return converted(signedValue, 0, (value, place) => signed(value, one, place));
  const example = unit === "s" ? '"1.3 s"' : unit === "ratio" ? '0.99 or "99 %"' : "120";
  const expected = `a value of ${metric}${unit === "s" ? ", a duration" : unit === "ratio" ? "" : ` in ${unit}`}, such as ${example}`;
  const schema = unit === "s" ? duration("1.3 s").schema : unit === "ratio" ? probability.schema : PLAIN_NUMBER;
  return scalar(expected, 0, schema, (value) => {
    if (typeof value === "boolean") throw new UnitError(quoted(value), expected);
    if (unit === "s") return parseDuration(value);
    if (unit === "ratio") return parseProbability(value);
    if (typeof value === "number" && value >= 0 && value < Infinity) return value;
    throw new UnitError(quoted(value), expected);
  });
}

/** Bounds of a value that is read by a shape. */
const expectationFields = (value: Shape<number>) =>
  object("an expectation", {
    atLeast: optional("Not below this.", value),
    atMost: optional("Not above this.", value),
    equals: optional("This value.", value),
    because: optional("Where the expected value comes from.", text("a reason", 500)),
  });

function expectationOf(
  metric: string,
  read: ReturnType<typeof expectationFields>["sample"],
  place: Place,
): Expectation {
  const { equals, because } = read;
  const [atLeast, atMost] = [read.atLeast ?? equals, read.atMost ?? equals];
  const bounds = ["atLeast", "atMost", "equals"].filter((key) => place.at(key).node !== undefined);
  if (bounds.length === 0 && place.node?.kind === "map") place.report("no bound", "atLeast, atMost or equals");
  else if (bounds.includes("equals") && bounds.length > 1)
    place.at("equals").report("equals beside another bound", "equals alone, or atLeast and atMost");
  else if (atLeast !== undefined && atMost !== undefined && atLeast > atMost && !place.isBroken)
    place.at("atLeast").report(`a lower bound above the upper, ${atMost}`, "atLeast ≤ atMost");
  return {
    metric,
    ...(atLeast === undefined ? {} : { atLeast }),
    ...(atMost === undefined ? {} : { atMost }),
    ...(because === undefined ? {} : { because }),
  };
}

/** Expectations of a formula, whose unit the schema does not know. */
const ownExpectation = (): JsonSchema => expectationFields(signedValue as Shape<never>).schema;

/** Expectations by unit, which the schema of a metric refers to. */
export const EXPECTATION_DEFINITIONS: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  CATALOGUE.map((metric) => [`expectation-${metric.unit}`, expectationFields(valueShape(metric)).schema]),
);

/** Amounts that have no unit. */
const plainNumber: Shape<number> = scalar("a number ≥ 0, such as 5", 0, PLAIN_NUMBER, (value) => {
  if (typeof value === "number" && value >= 0 && value < Infinity) return value;
  throw new UnitError(quoted(value), "a number ≥ 0, such as 5");
});

/** What the analyzer says of a service, and can be held to. */
const AVAILABILITY_MEASURES = {
  unavailability: { meaning: "share of time in which the service is down", value: probability },
  nines: { meaning: "−log10 of the unavailability", value: plainNumber },
  downtimePerYear: { meaning: "expected downtime in 365 days", value: duration("5.26 min") },
  failuresPerYear: { meaning: "outages in 365 days", value: plainNumber },
  meanUpTime: { meaning: "mean time from a recovery to the next outage", value: duration("2000 h") },
  meanDownTime: { meaning: "mean length of an outage", value: duration("30 min") },
  singlePointsOfFailure: { meaning: "nodes that stop the service alone", value: plainNumber },
  defectsPerMillion: { meaning: "calls lost in a million when callers do not try again", value: plainNumber },
} as const satisfies Record<string, { meaning: string; value: Shape<number> }>;
export type AvailabilityMeasure = keyof typeof AVAILABILITY_MEASURES;

/** Something that a file can expect a value of, and how the value is read. */
type Measures = Readonly<Record<string, { readonly meaning: string; readonly value: Shape<number> }>>;

/** Bounds of measures, by their names. */
const measuresShape = (measures: Measures) => {
  const names = Object.keys(measures);
  const bounds = (name: string) =>
    converted<ReturnType<typeof expectationFields>["sample"], Expectation | null>(
      expectationFields(measures[name]!.value),
      null,
      (read, place) => expectationOf(name, read, place),
    );
  const fields = object(
    "expected results",
    Object.fromEntries(names.map((name) => [name, optional(`${measures[name]!.meaning}.`, bounds(name))])),
  );
  return converted<typeof fields.sample, readonly Expectation[]>(fields, [], (read) =>
    Object.values(read).filter((expectation) => expectation !== undefined && expectation !== null),
  );
};

/** What must hold of the analyzer's results. They are exact for the model: the value itself decides. */
export const availabilityExpectShape = measuresShape(AVAILABILITY_MEASURES);

/** What a plan says of each of its steps, and can be held to. */
const PLAN_MEASURES = {
  failedCalls: { meaning: "calls lost of those made during the step", value: plainNumber },
  delayedCalls: { meaning: "calls of those made during the step whose set-up took too long", value: plainNumber },
  withoutSpare: { meaning: "time without a spare", value: duration("2 min") },
  secondFailure: {
    meaning: "calls lost if another node dies during the step, whichever costs most",
    value: plainNumber,
  },
  secondFailureProbability: { meaning: "probability that another node dies during the step", value: probability },
} as const satisfies Measures;
export type PlanMeasure = keyof typeof PLAN_MEASURES;

/** What must hold of a step of a plan if it is to go on. */
export const planExpectShape = measuresShape(PLAN_MEASURES);

/**
 * What must hold, by metric.
 *
 * @param own formulas of the scenario
 */
export const expectShape = (own: readonly AnyMetric[]): Shape<readonly Expectation[]> => ({
  expected: "a map from metrics to bounds, such as failedCalls: { atMost: 140 }",
  schema: {
    type: "object",
    additionalProperties: {
      ...ownExpectation(),
      description: "Bounds of a metric that the scenario makes by a formula.",
    },
    properties: Object.fromEntries(
      CATALOGUE.map((metric) => [
        metric.name,
        { $ref: `#/$defs/expectation-${metric.unit}`, description: `${metric.meaning} [${metric.unit}]` },
      ]),
    ),
  },
  sample: [],
  read(node, place) {
    if (node.kind !== "map") return place.refuse(described(node), this.expected, this.sample);
    return [...node.entries].flatMap(([key, { key: span, value }]) => {
      const metric = metricAmong(key, own);
      const at = place.at(key);
      if (metric) return [expectationOf(key, expectationFields(valueShape(metric)).read(value, at), at)];
      const { found, expected, hint } = unknownMetric(key, own);
      at.reportAt(span, found, expected, hint);
      return [];
    });
  },
});

/** A value of a parameter, as the sweep varies it. */
const level: Shape<string> = scalar(
  "a value of the parameter, as it is varied",
  "",
  { type: ["string", "number", "boolean"] },
  (value) => String(value).trim(),
);

const differenceFields = object("an expected difference", {
  metric: required("Metric whose difference is expected: the first value less the second.", text("a metric", 100)),
  parameter: required(
    "Varied parameter in which the two points differ; all others are equal.",
    text("a parameter", 1000),
  ),
  first: required("Value of the parameter.", level),
  second: required("The other value.", level),
  atLeast: optional("The mean difference is not below this.", signedValue),
  atMost: optional("The mean difference is not above this.", signedValue),
  because: optional("Where the expected value comes from.", text("a reason", 500)),
});

/**
 * What must hold between the points of a sweep.
 *
 * @param own formulas of the scenario
 */
export const differencesShape = (own: readonly AnyMetric[]): Shape<readonly DifferenceExpectation[]> =>
  listOf(
    "expected differences",
    converted<typeof differenceFields.sample, DifferenceExpectation>(
      differenceFields,
      { metric: "", parameter: "", first: "", second: "" },
      (read, place) => {
        const { metric, parameter, first, second, atLeast, atMost, because } = read;
        const known = metricAmong(metric, own);
        if (known === undefined) {
          const { found, expected, hint } = unknownMetric(metric, own);
          if (!place.at("metric").isBroken) place.at("metric").report(found, expected, hint);
          return { metric, parameter, first, second };
        }
        if (atLeast === undefined && atMost === undefined) place.report("no bound", "atLeast or atMost");
        return {
          metric,
          parameter,
          first,
          second,
          ...(atLeast === undefined ? {} : { atLeast: signed(atLeast, known, place.at("atLeast")) }),
          ...(atMost === undefined ? {} : { atMost: signed(atMost, known, place.at("atMost")) }),
          ...(because === undefined ? {} : { because }),
        };
      },
    ),
    0,
    100,
  );
