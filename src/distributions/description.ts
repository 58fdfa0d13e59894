import { didYouMean } from "../notation/nearest.ts";
import { inside, isObject } from "../notation/plain-parts.ts";
import { duration } from "../notation/quantities.ts";
import { described, type JsonSchema, type Shape, strict } from "../notation/shape.ts";
import { plain } from "../notation/tree.ts";
import { parseDuration } from "../units/duration.ts";
import { quoted, UnitError } from "../units/unit-error.ts";
import { deterministic as constant } from "./deterministic/description.ts";
import { empirical } from "./empirical/description.ts";
import { erlang } from "./erlang/description.ts";
import { exponential as memoryless } from "./exponential/description.ts";
import { gamma } from "./gamma/description.ts";
import { hyperexponential } from "./hyperexponential/description.ts";
import type { DistributionKind } from "./kind.ts";
import { lognormal } from "./lognormal/description.ts";
import { uniform } from "./uniform/description.ts";
import { weibull } from "./weibull/description.ts";

/** Kinds that a file says by name, in the order in which they are offered to the reader. */
const NAMED = { exponential: memoryless, uniform, erlang, gamma, lognormal, weibull, hyperexponential, empirical };
/** Every kind of distribution; a duration alone is the same every time. The other registries must name the same. */
const DISTRIBUTIONS = { deterministic: constant, ...NAMED };

/** The kinds of distributions. */
export type DistributionName = keyof typeof DISTRIBUTIONS;
/** What is said of a distribution, by kind. Times are in seconds. */
export type DistributionData = { readonly [K in DistributionName]: ReturnType<(typeof DISTRIBUTIONS)[K]["read"]> };
type Written = { readonly [K in DistributionName]: ReturnType<(typeof DISTRIBUTIONS)[K]["written"]> };

/** A duration with spread, as plain data: what a scenario file says and both engines read. Times are in seconds. */
export type Distribution<K extends DistributionName = DistributionName> = {
  [P in K]: { readonly kind: P } & DistributionData[P];
}[K];
/** The same as a file says it: "0.2 ms", { exponential: "0.8 ms" }. */
export type DurationNotation = Written[DistributionName];

/** The same value every time [s]. */
export const deterministic = (value: number): Distribution<"deterministic"> => ({ kind: "deterministic", value });

/** Memoryless, with the given mean [s]. */
export const exponential = (mean: number): Distribution<"exponential"> => ({ kind: "exponential", mean });

const KINDS: { readonly [K in DistributionName]: DistributionKind<Distribution<K>, Written[K]> } = DISTRIBUTIONS;
type Named = keyof typeof NAMED;
export const distributionNames = Object.keys(NAMED) as readonly Named[];

/**
 * Writes a distribution as a scenario file would say it; `parseDistribution` reads back the same plain data, number for
 * number. A hyperexponential distribution is always written with its branches.
 */
export const formatDistribution = <K extends DistributionName>(distribution: Distribution<K>): Written[K] =>
  KINDS[distribution.kind].written(distribution);

/** The same, with every time divided by a factor. */
export const divided = <K extends DistributionName>(law: Distribution<K>, by: number): Distribution<K> =>
  KINDS[law.kind].divided(law, by);

/** Four digits of every number: what is fitted has no more. */
export const rounded = <K extends DistributionName>(law: Distribution<K>): Distribution<K> =>
  KINDS[law.kind].rounded(law);

/**
 * Reads a distribution of durations as a scenario file says it:
 *
 *     0.3 ms                                             always the same
 *     { exponential: 0.8 ms }                            memoryless, by its mean
 *     { uniform: [0 s, 6 s] }
 *     { erlang: { stages: 3, mean: 1 s } }
 *     { gamma: { shape: 2.5, mean: 1 s } }
 *     { lognormal: { mean: 4 h, cv: 1.5 } }              cv = standard deviation / mean
 *     { weibull: { shape: 0.7, mean: 1500 h } }          shape < 1: infant mortality, > 1: wear-out
 *     { hyperexponential: { mean: 1 s, cv: 2 } }         two branches with balanced means
 *     { hyperexponential: [{ probability: 90 %, mean: 1 min }, { probability: 10 %, mean: 72 h }] }
 *     { empirical: [1 ms, 2 ms, 5 ms] }                  one of these, each as likely
 *
 * @param value a duration, or an object with exactly one key, the name of the distribution
 * @returns plain data, in seconds
 * @throws UnitError whose `path` leads to the part that cannot be read
 */
export function parseDistribution(value: unknown): Distribution {
  if (typeof value === "string" || typeof value === "number") return constant.read(value);
  const [name, parameters] = onlyEntry(value);
  return inside(name, () => NAMED[name].read(parameters));
}

function onlyEntry(value: unknown): [Named, unknown] {
  if (!isObject(value))
    throw new UnitError(quoted(value), 'a duration or a distribution, such as "0.3 ms" or { exponential: "0.8 ms" }');
  const entries = Object.entries(value);
  const [entry] = entries;
  if (entries.length !== 1 || !entry)
    throw new UnitError(quoted(value), `one distribution, such as { exponential: "0.8 ms" }`);
  const name = distributionNames.find((candidate) => candidate === entry[0]);
  if (name) return [name, entry[1]];
  throw new UnitError(
    `an unknown distribution, ${quoted(entry[0])}`,
    `one of ${distributionNames.join(", ")}, such as { exponential: "0.8 ms" }`,
  );
}

/** A duration that is the same every time, or a distribution of durations. */
export function distribution(example: string, above?: number): Shape<Distribution, DurationNotation> {
  const expected = `a duration or a distribution, such as "${example}" or { exponential: "${example}" }`;
  const single = duration(example, above === undefined ? {} : { above });
  return {
    expected,
    sample: deterministic(parseDuration(example)),
    schema: { $ref: "#/$defs/durations" },
    read(node, place) {
      if (node.kind === "scalar") return deterministic(single.read(node, place));
      if (node.kind === "list") return place.refuse(described(node), expected, this.sample);
      try {
        return parseDistribution(plain(node));
      } catch (error) {
        if (!(error instanceof UnitError)) throw error;
        const [given = ""] = node.entries.keys();
        const hint = error.found.startsWith("an unknown distribution") ? didYouMean(given, distributionNames) : "";
        return place.at(...error.path).refuse(error.found, error.expected, this.sample, hint);
      }
    },
  };
}

/** What may stand for a distribution: a map with the one key that names it. */
export const DISTRIBUTION_SCHEMA: JsonSchema = {
  description: "A distribution of durations.",
  anyOf: Object.entries(NAMED).map(([name, { meaning, schema }]) =>
    strict({ [name]: { ...schema, description: meaning } }),
  ),
};
