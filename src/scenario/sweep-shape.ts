import type { AnyMetric } from "../metrics/catalogue.ts";
import { listOf, object, optional } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { text } from "../notation/quantities.ts";
import { converted, described, type Shape } from "../notation/shape.ts";
import { isAbsent, type Located, plain } from "../notation/tree.ts";
import { quoted, UnitError } from "../units/unit-error.ts";
import { parseAxis } from "./axis.ts";
import type { DifferenceExpectation } from "./expectation.ts";
import { differencesShape } from "./expectation-shape.ts";
import { parsePrecision } from "./precision-goal.ts";
import { parseSampling } from "./sampling.ts";

/** What a study of a scenario varies, as its file says it and `sipnines sweep` reads it. */
export interface SweepBlock {
  /** `path=values`, as for --vary. */
  readonly vary: readonly string[];
  /** Names that go through their values together, with commas between them. */
  readonly zip: readonly string[];
  readonly where: readonly string[];
  readonly sample?: string;
  /** `metric=width`, as for --precision. */
  readonly precision: readonly string[];
  /** What must hold between points. */
  readonly expect: readonly DifferenceExpectation[];
}

/** One value as it would stand on a command line. */
function written(node: Located): string | undefined {
  if (node.kind === "scalar") return node.value === null ? undefined : String(node.value).trim();
  return JSON.stringify(plain(node));
}

/** What was read before without a complaint: a study reads its scenario again for each of its points. */
const sound = new WeakMap<(text: string) => unknown, Set<string>>();

/** Reads a text by a function that throws `UnitError` for what it cannot read. */
function checked(text: string, parse: (text: string) => unknown, place: Place): void {
  const seen = sound.get(parse) ?? new Set();
  if (seen.has(text)) return;
  try {
    parse(text);
    sound.set(parse, seen.add(text));
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    place.report(error.found, error.expected);
  }
}

/** A map from names to a text, or to a list of values: one `name=values` each, which `parse` can read. */
function assignments(expected: string, most: number, parse: (text: string) => unknown): Shape<readonly string[]> {
  return {
    expected,
    schema: {
      type: "object",
      maxProperties: most,
      additionalProperties: { anyOf: [{ type: ["string", "number", "boolean"] }, { type: "array", minItems: 1 }] },
    },
    sample: [],
    read(node, place) {
      if (node.kind !== "map") return place.refuse(described(node), expected, []);
      if (node.entries.size > most) return place.refuse(`${node.entries.size} entries`, `at most ${most}`, []);
      return [...node.entries].flatMap(([key, { value }]) => {
        const items = value.kind === "list" ? value.items.map(written) : [written(value)];
        if (isAbsent(value) || items.length === 0 || items.includes(undefined)) {
          place.at(key).report(items.length === 0 ? "an empty list" : "nothing", expected);
          return [];
        }
        if (key.includes("=")) place.at(key).report(quoted(key), "a name without =");
        const text = `${key}=${items.join(",")}`;
        checked(text, parse, place.at(key));
        return [text];
      });
    },
  };
}

const fields = (own: readonly AnyMetric[]) =>
  object("a sweep", {
    vary: optional(
      "What is varied, by name or path: a list of values, first:last:step, first:last:log5, or low:high to be sampled.",
      assignments("a map such as rate: 100:400:100 or architecture: [iprs, ppdr]", 64, parseAxis),
    ),
    zip: optional(
      "Names that go through their values together, such as active,standby.",
      listOf("zips", text("names with commas between them", 1000), 0, 32),
    ),
    where: optional(
      "Relations that points must satisfy, such as standby <= active.",
      listOf("relations", text("a relation", 1000), 0, 32),
    ),
    sample: optional(
      "A sampled design instead of all combinations: latin-hypercube:100 or sobol:64.",
      converted(text("a method and a number", 100), "", (sample, place) => {
        checked(sample, parseSampling, place);
        return sample;
      }),
    ),
    precision: optional(
      "Replicate until the intervals are this narrow.",
      assignments(
        "a map such as failedCalls: 5% or outageTime: 10ms",
        64,
        own.length === 0 ? parsePrecision : (text) => parsePrecision(text, own),
      ),
    ),
    expect: optional("What must hold for differences between points, by paired replications.", differencesShape(own)),
  });

/**
 * The `sweep:` block of a scenario. Its values are read by `sipnines sweep`, which knows the whole design.
 *
 * @param own formulas of the scenario
 */
export const sweepShape = (own: readonly AnyMetric[]): Shape<SweepBlock> => ({
  ...fields(own),
  sample: { vary: [], zip: [], where: [], precision: [], expect: [] },
  read(node, place) {
    const { vary = [], zip = [], where = [], sample, precision = [], expect = [] } = fields(own).read(node, place);
    return { vary, zip, where, precision, expect, ...(sample === undefined ? {} : { sample }) };
  },
});
