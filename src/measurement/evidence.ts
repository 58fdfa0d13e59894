/**
 * What is known of a service, from a simulation or a measurement: quantities by condition, in the same words and units, so that
 * the one can be laid beside the other.
 */
import { metricNamed } from "../metrics/catalogue.ts";
import { Moments } from "../statistics/moments.ts";
import type { MeanEstimate } from "../statistics/skewed-arms.ts";
import { studentQuantile } from "../statistics/student.ts";
import { sampleOf } from "../statistics/student-interval.ts";

/** Independent values of one quantity, or what a summary has left of them. */
export interface Quantity {
  /** Name of a metric of ours, or of the column. */
  readonly metric: string;
  /** "" where nobody has said it. */
  readonly unit: string;
  /** By replication or run, NaN where it was not defined; null where only a summary was kept. */
  readonly values: readonly number[] | null;
  /** By single run, as which new ones come; the values themselves, unless these are means of several runs or parts of one. */
  readonly runs: readonly number[] | null;
  readonly estimate: MeanEstimate;
  /** Tick of the clock that measured it: the mean may be wrong by so much, however many values there are. */
  readonly resolution?: number;
}

/** One setting of a service and all that was found under it. */
export interface Condition {
  /** What distinguishes it from the other conditions, such as rate → 100/s. */
  readonly at: ReadonlyMap<string, string>;
  readonly quantities: readonly Quantity[];
}

/** A result, measured or simulated, as it can be compared. */
export interface Evidence {
  /** The file or directory. */
  readonly name: string;
  /** Of its scenario, where there is one. */
  readonly title?: string;
  /** How it was made, where its scenario alone does not say: settings by their path, and the seed. */
  readonly about?: ReadonlyMap<string, string>;
  /** `simulated` figures come from this program. */
  readonly kind: "simulated" | "measured";
  readonly conditions: readonly Condition[];
  /**
   * What the n-th values of all conditions rest on, such as "seed 1": two results with the same mark share their chances and
   * are compared in pairs. Null where nothing is shared.
   */
  readonly chances: string | null;
  /** What should be known before this is trusted, in sentences. */
  readonly warnings: readonly string[];
}

/** What was measured of one run, whose circumstances nobody has told. */
export const measuredRun = (name: string, quantities: readonly Quantity[], warnings: readonly string[]): Evidence => ({
  ...{ name, kind: "measured", chances: null, warnings },
  conditions: [{ at: new Map(), quantities }],
});

/**
 * @param runs what single runs gave, where the values are means of several; null where they are parts of one run
 * @returns null if no value is a number
 */
export function quantityOf(
  metric: string,
  unit: string,
  values: readonly number[],
  runs: readonly number[] | null = values,
): Quantity | null {
  const defined = values.filter((value) => Number.isFinite(value));
  if (defined.length === 0) return null;
  const one = runs === null || runs === values ? {} : { ofOneRun: Moments.of(runs.filter(Number.isFinite)).variance };
  const known = metricNamed(metric);
  const sample = sampleOf(defined, known === undefined ? undefined : (known.least ?? 0));
  return { metric, unit, values, runs, estimate: { ...sample, ...one } };
}

/** What was kept of a quantity. */
export interface Summary {
  readonly metric: string;
  readonly unit: string;
  readonly mean: number;
  /** Of its interval; null where there is none: then it is a single number, however many values it stands for. */
  readonly halfWidth: number | null;
  /** Values behind the mean. */
  readonly n: number;
  /** Of the interval; 0.95 unless told otherwise. */
  readonly confidence?: number;
}

/**
 * A quantity of which only mean and interval were kept; its variance is what makes Student's interval so wide.
 */
export function summarised({ metric, unit, mean, halfWidth, n, confidence = 0.95 }: Summary): Quantity {
  if (halfWidth === null || n < 2)
    return { metric, unit, values: null, runs: null, estimate: { n: 1, mean, variance: Number.NaN } };
  const variance = n * (halfWidth / studentQuantile((1 + confidence) / 2, n - 1)) ** 2;
  return { metric, unit, values: null, runs: null, estimate: { n, mean, variance } };
}

/** Two values of a condition mean the same: as texts, or as numbers whatever their unit of rate or time ("100" and "100/s"). */
export function sameValue(first: string, second: string): boolean {
  if (first === second) return true;
  const [a, b] = [leading(first), leading(second)];
  return a !== null && b !== null && a.number === b.number && (a.unit === b.unit || a.unit === "" || b.unit === "");
}

function leading(text: string): { number: number; unit: string } | null {
  const match = /^\s*([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*(\S*)\s*$/i.exec(text);
  return match ? { number: Number(match[1]), unit: match[2]! } : null;
}

/**
 * What two results are called: by title, or by file without its folders. Where the titles are the same, by what else is known to differ, and by their files
 * only where nothing is.
 */
export function titlesOf(first: Named, second: Named): readonly [first: string, second: string] {
  const file = ({ name }: Named): string => name.replace(/[/\\]+$/, "").replace(/^.*[/\\]/, "");
  const [a, b] = [first.title || file(first), second.title || file(second)];
  if (a !== b || first.name === second.name) return [a, b];
  const [one, other] = [first.about ?? new Map<string, string>(), second.about ?? new Map<string, string>()];
  const differing = [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key));
  const told = (about: ReadonlyMap<string, string>) =>
    differing.map((key) => `${key.slice(key.lastIndexOf(".") + 1)} ${about.get(key) ?? "as in the file"}`).join(", ");
  if (differing.length > 0) return [`${a}, ${told(one)}`, `${b}, ${told(other)}`];
  const names = file(first) === file(second) ? [first.name, second.name] : [file(first), file(second)];
  return [`${a} (${names[0]})`, `${b} (${names[1]})`];
}

type Named = Pick<Evidence, "name" | "title" | "about">;
