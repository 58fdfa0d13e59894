/**
 * How a distribution is written in a scenario file:
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
 */
import type { Distribution } from "./distribution.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { formatProbability, parseProbability } from "./probability.ts";
import { quoted, UnitError } from "./unit-error.ts";

/** The names a distribution may have in a file, in the order in which they are offered to the reader. */
export const distributionNames = [
  "exponential",
  "uniform",
  "erlang",
  "gamma",
  "lognormal",
  "weibull",
  "hyperexponential",
  "empirical",
] as const;

type DistributionName = (typeof distributionNames)[number];

const expected = 'a duration or a distribution, such as "0.3 ms" or { exponential: "0.8 ms" }';

/** Most stages of an Erlang distribution: beyond that it is as good as deterministic. */
const stagesMax = 1000;

/** Shapes and coefficients of variation beyond these are mistakes of a decimal point, and overflow the moments. */
const shapeRange = [0.05, 10_000] as const;
const cvMax = 100;

/**
 * Reads a distribution of durations as a scenario file says it.
 *
 * @param value a duration, or an object with exactly one key, the name of the distribution
 * @returns plain data, in seconds
 * @throws UnitError whose `path` leads to the part that cannot be read
 */
export function parseDistribution(value: unknown): Distribution {
  if (typeof value === "string" || typeof value === "number") {
    return { kind: "deterministic", value: parseDuration(value) };
  }
  const [name, parameters] = onlyEntry(value);
  return inside(name, () => readers[name](parameters));
}

const readers: { readonly [Name in DistributionName]: (parameters: unknown) => Distribution } = {
  exponential: (mean) => ({ kind: "exponential", mean: positive(mean) }),
  uniform: (bounds) => {
    const items = list(bounds, 'two durations, such as ["0 s", "6 s"]');
    if (items.length !== 2) throw new UnitError(quoted(bounds), 'two durations, such as ["0 s", "6 s"]');
    const [low, high] = items.map((item, i) => inside(i, () => duration(item))) as [number, number];
    if (low < high) return { kind: "uniform", low, high };
    throw new UnitError(
      `bounds from ${quoted(items[0])} to ${quoted(items[1])}`,
      "the lower bound first, then a higher",
    );
  },
  erlang: (parameters) => {
    const { stages, mean } = fields(parameters, ["stages", "mean"], '{ stages: 3, mean: "1 s" }');
    return { kind: "erlang", stages: inside("stages", () => wholeNumber(stages)), mean: meanOf(mean) };
  },
  gamma: (parameters) => {
    const { shape, mean } = fields(parameters, ["shape", "mean"], '{ shape: 2.5, mean: "1 s" }');
    return { kind: "gamma", shape: shapeOf(shape), mean: meanOf(mean) };
  },
  lognormal: (parameters) => {
    const { mean, cv } = fields(parameters, ["mean", "cv"], '{ mean: "4 h", cv: 1.5 }');
    return { kind: "lognormal", mean: meanOf(mean), cv: inside("cv", () => number(cv, 0, cvMax)) };
  },
  weibull: (parameters) => {
    const { shape, mean } = fields(parameters, ["shape", "mean"], '{ shape: 0.7, mean: "1500 h" }');
    return { kind: "weibull", shape: shapeOf(shape), mean: meanOf(mean) };
  },
  hyperexponential: (parameters) => {
    if (Array.isArray(parameters)) return { kind: "hyperexponential", branches: branchesOf(parameters) };
    const { mean, cv } = fields(parameters, ["mean", "cv"], '{ mean: "1 s", cv: 2 }');
    return balancedHyperexponential(
      meanOf(mean),
      inside("cv", () => number(cv, 1, cvMax)),
    );
  },
  empirical: (values) => {
    const items = list(values, 'a list of durations, such as ["1 ms", "2 ms"]');
    return { kind: "empirical", values: items.map((item, i) => inside(i, () => duration(item))) };
  },
};

/**
 * The hyperexponential distribution of two branches with the given mean and coefficient of variation cv > 1 whose
 * branches carry half of the mean each ("balanced means"): p₁ = (1 + √((cv²−1)/(cv²+1)))/2, mean₁ = mean/(2p₁).
 * Source: H. C. Tijms, Stochastic Models (1994), appendix B.
 */
export function balancedHyperexponential(mean: number, cv: number): Distribution {
  const squared = cv * cv;
  const first = (1 + Math.sqrt((squared - 1) / (squared + 1))) / 2;
  const second = 1 / (squared + 1) / (2 * first); // (1 − first) without cancellation: first · second = 1/(2(cv²+1))
  return {
    kind: "hyperexponential",
    branches: [
      { probability: first, mean: mean / (2 * first) },
      { probability: second, mean: mean / (2 * second) },
    ],
  };
}

function branchesOf(items: readonly unknown[]): { probability: number; mean: number }[] {
  const example = '{ probability: "90 %", mean: "1 min" }';
  const branches = items.map((item, i) =>
    inside(i, () => {
      const { probability, mean } = fields(item, ["probability", "mean"], example);
      return { probability: inside("probability", () => probabilityOf(probability)), mean: meanOf(mean) };
    }),
  );
  const total = branches.reduce((sum, branch) => sum + branch.probability, 0);
  if (Math.abs(total - 1) <= 1e-9) return branches;
  throw new UnitError(
    `branches whose probabilities add up to ${total}`,
    `branches that add up to 1, such as [${example}, …]`,
  );
}

/** Reads a part, and names it in whatever complaint comes out. */
function inside<T>(step: string | number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UnitError ? error.inside(step) : error;
  }
}

function onlyEntry(value: unknown): [DistributionName, unknown] {
  if (!isObject(value)) throw new UnitError(quoted(value), expected);
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fields<Key extends string>(value: unknown, keys: readonly Key[], example: string): Record<Key, unknown> {
  const wanted = `an object with ${keys.join(" and ")}, such as ${example}`;
  if (!isObject(value)) throw new UnitError(quoted(value), wanted);
  const extra = Object.keys(value).find((key) => !keys.some((known) => known === key));
  if (extra !== undefined) throw new UnitError(`the unknown key ${quoted(extra)}`, wanted);
  const missing = keys.find((key) => value[key] === undefined);
  if (missing !== undefined) throw new UnitError(`no ${missing}`, wanted);
  return value as Record<Key, unknown>;
}

function list(value: unknown, wanted: string): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  throw new UnitError(Array.isArray(value) ? "an empty list" : quoted(value), wanted);
}

function duration(value: unknown): number {
  if (typeof value === "string" || typeof value === "number") return parseDuration(value);
  throw new UnitError(quoted(value), 'a duration, such as "0.8 ms"');
}

function positive(value: unknown): number {
  const mean = duration(value);
  if (mean > 0) return mean;
  throw new UnitError(quoted(value), 'a mean above 0, such as "0.8 ms"');
}

const meanOf = (value: unknown): number => inside("mean", () => positive(value));

const shapeOf = (value: unknown): number => inside("shape", () => number(value, ...shapeRange));

function probabilityOf(value: unknown): number {
  if (typeof value === "string" || typeof value === "number") return parseProbability(value);
  throw new UnitError(quoted(value), 'a probability, such as "90 %"');
}

function number(value: unknown, above: number, upTo: number): number {
  if (typeof value === "number" && value > above && value <= upTo) return value;
  throw new UnitError(quoted(value), `a number above ${above} and up to ${upTo}, such as ${Math.max(2 * above, 1.5)}`);
}

function wholeNumber(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= stagesMax) return value;
  throw new UnitError(quoted(value), `a whole number from 1 to ${stagesMax}, such as 3`);
}

/**
 * Writes a distribution as a scenario file would say it; `parseDistribution` reads back the same plain data, number for
 * number. A hyperexponential distribution is always written with its branches.
 */
export function formatDistribution(distribution: Distribution): string | Record<string, unknown> {
  switch (distribution.kind) {
    case "deterministic":
      return formatDuration(distribution.value);
    case "exponential":
      return { exponential: formatDuration(distribution.mean) };
    case "uniform":
      return { uniform: [formatDuration(distribution.low), formatDuration(distribution.high)] };
    case "erlang":
      return { erlang: { stages: distribution.stages, mean: formatDuration(distribution.mean) } };
    case "gamma":
    case "weibull":
      return { [distribution.kind]: { shape: distribution.shape, mean: formatDuration(distribution.mean) } };
    case "lognormal":
      return { lognormal: { mean: formatDuration(distribution.mean), cv: distribution.cv } };
    case "hyperexponential":
      return {
        hyperexponential: distribution.branches.map(({ probability, mean }) => ({
          probability: formatProbability(probability),
          mean: formatDuration(mean),
        })),
      };
    case "empirical":
      return { empirical: distribution.values.map((value) => formatDuration(value)) };
  }
}
