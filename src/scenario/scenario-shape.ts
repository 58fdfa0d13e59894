import type { Fault } from "../ha/fault.ts";
import { CATALOGUE, type Metric, metricNamed } from "../metrics/catalogue.ts";
import { parseDuration } from "../units/duration.ts";
import { parseProbability } from "../units/probability.ts";
import { quoted, UnitError } from "../units/unit-error.ts";
import { architectureShape } from "./architecture-shape.ts";
import { checkAvailability } from "./availability-checks.ts";
import { availabilityShape } from "./availability-shape.ts";
import { didYouMean } from "./nearest.ts";
import { networkShape } from "./network-shape.ts";
import { defaulted, listOf, name, object, optional, required, section } from "./object.ts";
import type { Place } from "./place.ts";
import { duration, probability, text, wholeNumber, word } from "./quantities.ts";
import { checkRun } from "./run-checks.ts";
import type { Expectation, Scenario } from "./scenario.ts";
import { converted, described, type JsonSchema, type Shape, scalar } from "./shape.ts";
import { sweepShape } from "./sweep-shape.ts";
import { trafficShape } from "./traffic-shape.ts";

const faultShape: Shape<Fault> = object("a fault", {
  at: required("When it strikes.", duration("10 s")),
  kill: required("Name of the node.", name),
  kind: defaulted(
    "A dead process leaves a host that refuses connections; a dead host answers nothing; a cut link leaves a node that nobody hears.",
    word("host", "process", "link"),
    "host" as const,
  ),
});

const runShape = object("run", {
  seed: defaulted("Whole number that all chance derives from.", wholeNumber(0, Number.MAX_SAFE_INTEGER, 1), 1),
  replications: defaulted(
    "How often the scenario is run, each time with other chances.",
    wholeNumber(1, 1_000_000, 10),
    10,
  ),
  horizon: defaulted(
    "When a run stops; until done: when all calls have ended, at the latest drain after the last arrival.",
    duration("58 s", { above: 0, words: { "until done": null } }),
    null,
    "until done",
  ),
  drain: defaulted("Longest wait for calls after the last arrival.", duration("32 s"), 32, "32 s"),
  stratify: defaulted(
    "Replications in a block over which the phases of unsynchronised clocks are spread evenly; 1: all by chance.",
    wholeNumber(1, 1_000_000, 1),
    1,
  ),
  warmUp: defaulted("Durations are counted from here on.", duration("5 s"), 0, "0 s"),
});

const PLAIN_NUMBER: JsonSchema = { type: "number", minimum: 0 };

/** A value of a metric, with its unit where it is a time. */
function valueShape({ unit, name: metric }: Metric): Shape<number> {
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

const expectationFields = (value: Shape<number>) =>
  object("an expectation", {
    atLeast: optional("The mean over the replications is not below this.", value),
    atMost: optional("The mean over the replications is not above this.", value),
    equals: optional("The mean over the replications is this.", value),
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
  if (bounds.length === 0) place.report("no bound", "atLeast, atMost or equals");
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

const METRICS = CATALOGUE.map((metric) => metric.name);

/** Expectations by unit, which the schema of a metric refers to. */
export const EXPECTATION_DEFINITIONS: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  CATALOGUE.map((metric) => [`expectation-${metric.unit}`, expectationFields(valueShape(metric)).schema]),
);

/** What must hold, by metric. */
const expectShape: Shape<readonly Expectation[]> = {
  expected: "a map from metrics to bounds, such as failedCalls: { atMost: 140 }",
  schema: {
    type: "object",
    additionalProperties: false,
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
      const metric = metricNamed(key);
      const at = place.at(key);
      if (metric) return [expectationOf(key, expectationFields(valueShape(metric)).read(value, at), at)];
      at.reportAt(
        span,
        `the unknown metric ${JSON.stringify(key)}`,
        'a metric that "sipnines list" shows',
        didYouMean(key, METRICS),
      );
      return [];
    });
  },
};

const fields = object("a scenario", {
  title: defaulted("What the scenario is called.", text("a title", 200), ""),
  about: defaulted("What it is good for, and where its numbers come from.", text("a description", 10_000), ""),
  architecture: required("The service: a preset, or spelt out.", architectureShape),
  network: section("The network between all nodes and users.", networkShape),
  traffic: section("What users do.", trafficShape),
  faults: defaulted("What breaks, and when.", listOf("faults", faultShape, 0, 1000), []),
  run: section("How the scenario is run.", runShape),
  sweep: optional('What "sipnines sweep" varies.', sweepShape),
  expect: section("What must hold for the means over the replications.", expectShape),
  availability: optional("What the analyzer is told beside the architecture.", availabilityShape),
});

/** A whole scenario file; null if it describes no architecture. */
export const scenarioShape = converted<typeof fields.sample, Scenario | null>(fields, null, (read, place) => {
  const { architecture, ...rest } = read;
  if (architecture === null) return null;
  const scenario = { ...rest, architecture };
  checkRun(scenario, place);
  checkAvailability(
    scenario.availability,
    architecture.tiers.map(({ name }) => name),
    place.at("availability"),
  );
  return scenario;
});
