/** Metrics that a scenario makes by formulas, and the values that it gives them: what they may use, and where they may not fit. */
import { dimensionOf, unitText } from "../formula/dimension.ts";
import { FUNCTIONS } from "../formula/operations.ts";
import { type Quantity, readFormula, type Vocabulary } from "../formula/read.ts";
import { FormulaProblem } from "../formula/tokens.ts";
import { CATALOGUE, METRIC_UNITS, metricNamed } from "../metrics/catalogue.ts";
import { isKnownBefore, OWN_NAME, type OwnMetric } from "../metrics/own-metric.ts";
import type { Place } from "../notation/place.ts";
import { described, type JsonSchema, type Shape } from "../notation/shape.ts";
import type { Span } from "../notation/source.ts";
import type { Located } from "../notation/tree.ts";
import { DAY, HOUR, MINUTE, YEAR } from "../units/duration.ts";
import { readQuantity } from "../units/quantity.ts";
import { isShortName } from "./axis.ts";

/** Most formulas and parameters of a scenario. */
const ENTRIES_MAX = 50;
const NAME_EXPECTED = "a name of letters, digits and _, letters first, at most 40 characters, such as lossPerNode";
/** Sections of a scenario whose values formulas can name by their path. */
const SECTIONS = ["architecture", "network", "traffic", "run", "availability", "parameters"];

/** What tables of results have beside metrics. */
const COLUMNS = [
  "point",
  "replication",
  "replications",
  "complete",
  "scenario",
  "metric",
  "unit",
  "mean",
  "values",
  "call",
];

const SECONDS: Readonly<Record<string, number>> = {
  ...{ us: 1e-6, ms: 1e-3, s: 1, second: 1, seconds: 1, min: MINUTE, minute: MINUTE, minutes: MINUTE },
  ...{ h: HOUR, hour: HOUR, hours: HOUR, d: DAY, day: DAY, days: DAY, y: YEAR, year: YEAR, years: YEAR },
};
const COUNTS: readonly string[] = METRIC_UNITS.filter((unit) => unit !== "s" && unit !== "ratio");
const isUnit = (name: string): boolean => Object.hasOwn(SECONDS, name) || COUNTS.includes(name);

const mapOf = (additionalProperties: JsonSchema): JsonSchema => ({
  type: "object",
  propertyNames: { pattern: OWN_NAME.source },
  maxProperties: ENTRIES_MAX,
  additionalProperties,
});

/** The formulas, which are read when the rest of the scenario has been: only then is it known what they may use. */
export const ownMetricsShape: Shape<readonly OwnMetric[]> = {
  expected: 'a map from names to formulas, such as lossPerNode: "failedCalls / 3"',
  schema: mapOf({ type: ["string", "number"] }),
  sample: [],
  read: () => [],
};

/** Values that nothing but formulas uses. They are looked up where a formula names them. */
export const parametersShape: Shape<undefined> = {
  expected: "a map from names to values, such as mttf: 2000 h",
  schema: mapOf({ type: ["string", "number"] }),
  sample: undefined,
  read(node, place) {
    if (node.kind !== "map") return place.refuse(described(node), this.expected, undefined);
    for (const [key, { key: span, value }] of node.entries) {
      const at = place.at(key);
      checkName(key, at, span);
      if (amountIn(value) === undefined)
        at.report(described(value), 'a number ≥ 0, a duration, a rate or a share, such as "2000 h", "400/s" or "99 %"');
    }
    return undefined;
  },
};

/** A value ≥ 0 in base units; undefined for anything else. */
function amountIn(node: Located | undefined) {
  if (node?.kind !== "scalar" || node.value === null || typeof node.value === "boolean") return undefined;
  const read = readQuantity(String(node.value));
  return read !== undefined && read.value >= 0 ? read : undefined;
}

/** Names that mean something else. */
const TAKEN: readonly (readonly [(name: string) => boolean, string])[] = [
  [(name) => metricNamed(name) !== undefined, "a metric of the catalogue"],
  [isUnit, "a unit"],
  [(name) => Object.hasOwn(FUNCTIONS, name), "a function"],
  [(name) => SECTIONS.includes(name), "a section of the scenario"],
  [isShortName, "a parameter that is often varied"],
  [(name) => COLUMNS.includes(name), "a column of results"],
];

/** Says what is wrong with a name that the user gives to a formula or a parameter. */
function checkName(name: string, place: Place, span: Span): void {
  const taken = TAKEN.find(([isTaken]) => isTaken(name))?.[1];
  if (!OWN_NAME.test(name)) place.reportAt(span, `the name ${JSON.stringify(name)}`, NAME_EXPECTED);
  else if (taken !== undefined)
    place.reportAt(span, `the name ${JSON.stringify(name)}, which is that of ${taken}`, "another name");
}

/**
 * The formulas of a scenario, in the order of the file; each may use those before it.
 *
 * @param root of the whole scenario
 */
export function readOwnMetrics(root: Place): readonly OwnMetric[] {
  const place = root.at("metrics");
  const { node } = place;
  if (node === undefined || (node.kind === "scalar" && node.value === null)) return [];
  if (node.kind !== "map") return place.refuse(described(node), ownMetricsShape.expected, []);
  if (node.entries.size > ENTRIES_MAX)
    return place.refuse(`${node.entries.size} formulas`, `at most ${ENTRIES_MAX}`, []);
  const before = new Map<string, Quantity | null>();
  return [...node.entries].flatMap(([name, { key, value }]): OwnMetric[] => {
    const at = place.at(name);
    checkName(name, at, key);
    if (root.at("parameters", name).isWritten)
      at.reportAt(key, `the name ${JSON.stringify(name)}, which is that of a parameter`, "another name");
    if (value.kind !== "scalar" || value.value === null || typeof value.value === "boolean")
      return at.refuse(described(value), 'a formula, such as "failedCalls / 3"', []);
    const formula = String(value.value);
    try {
      const quantity = readFormula(formula, vocabularyOf(root, before));
      before.set(name, quantity);
      return [ownMetric(name, formula, quantity)];
    } catch (error) {
      before.set(name, null);
      if (error instanceof FormulaProblem)
        at.reportAt(spanOf(value.span, formula, error), error.found, error.expected, error.hint);
      else if (!(error instanceof RestsOnBroken)) throw error;
      return [];
    }
  });
}

/** A formula uses one that could not be read, of which enough has been said. */
class RestsOnBroken extends Error {}

/** A share if it can lie nowhere but between 0 and 1: then its intervals are those of proportions. */
function ownMetric(name: string, formula: string, { expression, dimension, range }: Quantity): OwnMetric {
  const metric = { name, unit: unitText(dimension), meaning: formula, source: "scenario", formula, expression };
  const isShare = dimension === 1 && range.least >= 0 && range.most <= 1 && !isKnownBefore(metric);
  return {
    ...metric,
    ...(isShare ? { unit: "ratio" } : {}),
    ...(range.least === 0 ? {} : { least: Math.min(0, range.least) }),
  };
}

/** A stretch of a formula in the text of its file; all of it where the file writes it in another way, such as over several lines. */
function spanOf(span: Span, formula: string, { start, end }: FormulaProblem): Span {
  const written = span.source.text.slice(span.start, span.end);
  const lead = [0, 1].find((skipped) => written.slice(skipped, written.length - skipped) === formula);
  if (lead === undefined) return span;
  const from = span.start + lead;
  return { source: span.source, start: from + start, end: from + Math.max(end, start + 1) };
}

const EXPECTED =
  'a metric that "sipnines list" shows, a formula before this one, one of the parameters, or the path of a value that the file states, such as traffic.calls.rate';

/** The names that the next formula may use. */
function vocabularyOf(root: Place, before: ReadonlyMap<string, Quantity | null>): Vocabulary {
  const parameters = root.at("parameters").node;
  const given = parameters?.kind === "map" ? [...parameters.entries.keys()] : [];
  return {
    names: [...CATALOGUE.map(({ name }) => name), ...before.keys(), ...given, ...Object.keys(SECONDS), ...COUNTS],
    expected: EXPECTED,
    find(name) {
      if (before.get(name) === null) throw new RestsOnBroken();
      return (
        before.get(name) ??
        unitNamed(name) ??
        measured(name) ??
        valueAt(root, given.includes(name) ? ["parameters", name] : name.split("."))
      );
    },
  };
}

/** One second, one year, one call: what a number can be multiplied by. */
function unitNamed(name: string): Quantity | undefined {
  if (!isUnit(name)) return undefined;
  const number = Object.hasOwn(SECONDS, name) ? SECONDS[name]! : 1;
  const dimension = dimensionOf(COUNTS.includes(name) ? name : "s");
  return { expression: { number }, dimension, range: { least: number, most: number } };
}

function measured(name: string): Quantity | undefined {
  const metric = metricNamed(name);
  if (metric === undefined) return undefined;
  const range = { least: 0, most: metric.unit === "ratio" ? 1 : Infinity };
  return { expression: { metric: name }, dimension: dimensionOf(metric.unit), range };
}

/** A value of the scenario by its path, as far as the file states it. Its range is that of all values: it may be varied. */
function valueAt(root: Place, path: readonly string[]): Quantity | undefined {
  if (path.length < 2 || !SECTIONS.includes(path[0]!)) return undefined;
  const read = amountIn(root.at(...path).node);
  if (read === undefined) return undefined;
  const range = { least: 0, most: Infinity };
  return { expression: { number: read.value, path: path.join(".") }, dimension: dimensionOf(read.unit), range };
}
