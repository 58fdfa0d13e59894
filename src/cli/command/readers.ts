/** What the values of options are read by. Loaded when there is a value to be read: help needs none of it. */
import { didYouMean, oneOf } from "../../notation/nearest.ts";
import { parseDuration } from "../../units/duration.ts";
import { parseProbability } from "../../units/probability.ts";
import { UnitError } from "../../units/unit-error.ts";

export { parseDuration } from "../../units/duration.ts";
export { parseNines } from "../../units/nines.ts";
export { parseProbability } from "../../units/probability.ts";
export { parseRate } from "../../units/rate.ts";

const odd = (given: string, expected: string): UnitError => new UnitError(JSON.stringify(given), expected);

/** One of some words. */
export function wordOf<W extends string>(given: string, known: readonly W[]): W {
  const found = known.find((one) => one === given);
  if (found !== undefined) return found;
  throw new UnitError(JSON.stringify(given), oneOf(known, 20), [], didYouMean(given, known));
}

/** A whole number from `low` to `high`. */
export function countIn(given: string, low: number, high: number): number {
  const count = Number(given);
  if (/^\d+$/.test(given) && count >= low && count <= high) return count;
  throw odd(given, `a whole number from ${low} to ${high}`);
}

/** A whole number from 1, or "all"; or "unlimited". */
export const countOrAll = (given: string): number | "all" => (given === "all" ? given : countIn(given, 1, 100_000));
export const countOrUnlimited = (given: string): number | "unlimited" =>
  given === "unlimited" ? given : countIn(given, 1, 100_000);

/** A number above 0, such as 2.5 processors. */
export function processors(given: string): number {
  const value = Number(given);
  if (value > 0 && value <= 1000) return value;
  throw odd(given, "processors above 0");
}

/** Simulated seconds for each second, above 0. */
export function speed(given: string): number {
  const value = Number(given);
  if (value >= 1e-6 && value <= 1e9) return value;
  throw odd(given, "simulated seconds for each second, such as 20, or 0.001 for slow motion");
}

/** A duration above 0 [s]. */
export function positiveDuration(given: string, example: string): number {
  const seconds = parseDuration(given);
  if (seconds > 0) return seconds;
  throw odd(given, `a duration above 0, such as "${example}"`);
}

/** Losses of a network, with commas between them; each below 1. */
export const losses = (given: string): readonly number[] =>
  given.split(",").map((one) => {
    const loss = parseProbability(one.trim());
    if (loss < 1) return loss;
    throw new UnitError("a network that loses everything", "below 100 %");
  });

/** Defects per million calls. */
export function defects(given: string): number {
  const value = Number(given);
  if (given.trim() !== "" && value >= 0 && value <= 1e6) return value;
  throw odd(given, "defects per million calls, from 0 to 1000000");
}

const STANDBY: Readonly<Record<string, number>> = { hot: 1, warm: 0.5, cold: 0 };

/** Failure rate of a standby, relative to that of an active server. */
export function standbyRate(given: string): number {
  const factor = Object.hasOwn(STANDBY, given) ? STANDBY[given]! : Number(given === "" ? Number.NaN : given);
  if (factor >= 0 && factor <= 1) return factor;
  throw odd(given, "hot, warm, cold, or the relative failure rate of a standby from 0 to 1");
}

type Pair = readonly [name: string, value: string];

/** `name=value`. */
export function pair(given: string, expected: string): Pair {
  const at = given.indexOf("=");
  if (at > 0) return [given.slice(0, at), given.slice(at + 1)];
  throw odd(given, expected);
}

/** `name=value`, or a name that stands for itself. */
export const pairOrName = (given: string): Pair => (given.includes("=") ? pair(given, "name=value") : [given, given]);

/** A name and a number or a duration [s]. */
export function knownNumber(given: string): readonly [name: string, value: number] {
  const [name, value] = pair(given, "name=value, such as timeout=1s");
  return [name, /^\d+(\.\d+)?$/.test(value) ? Number(value) : parseDuration(value)];
}

/** A share between two bounds, neither of which counts unless it is 1. */
export function shareBetween(given: string, low: number, high: number, example: string): number {
  const share = parseProbability(given);
  if (share > low && (share < high || high === 1)) return share;
  throw odd(given, `a share above ${low}${high === 1 ? "" : ` and below ${high}`}, such as ${example}`);
}

/** A quantile and what it may be at most [s]: "p95 200 ms". */
export function quantileBound(given: string): { readonly quantile: number; readonly limit: number } {
  const [, percent, limit] = /^p(\d{1,2}(?:\.\d+)?)\s+(\S.*)$/.exec(given.trim()) ?? [];
  if (percent === undefined || !(Number(percent) > 0)) throw odd(given, 'a quantile and a time, such as "p95 200 ms"');
  return { quantile: Number(percent) / 100, limit: positiveDuration(limit!, "200 ms") };
}

/** A number from 1 to 100 and a metric. */
export function numberedMetric(given: string): readonly [number: number, metric: string] {
  const [number, metric] = pair(given, "number=metric");
  return [countIn(number, 1, 100), metric];
}

/** A margin of a metric, or of all ("") where none is named: a share, a number or a duration [s]. */
export function margin(given: string) {
  const at = given.indexOf("=");
  return [given.slice(0, Math.max(at, 0)), marginOf(given.slice(at + 1))] as const;
}

function marginOf(given: string) {
  const share = /^(\d+(?:\.\d+)?)\s*%$/.exec(given)?.[1];
  if (share !== undefined) return { kind: "relative", share: Number(share) / 100 } as const;
  if (/^\d+(?:\.\d+)?$/.test(given)) return { kind: "absolute", amount: Number(given) } as const;
  try {
    return { kind: "absolute", amount: parseDuration(given) } as const;
  } catch {
    throw odd(given, "a margin such as 10%, outageTime=5ms or failedCalls=3");
  }
}

export const CALLS = ["first-failed", "first-successful", "slowest"] as const;

/** A call by what became of it, or by its number. */
export function call(given: string): (typeof CALLS)[number] | number {
  if (/^\d{1,9}$/.test(given)) return Number(given);
  const known = CALLS.find((choice) => choice === given);
  if (known !== undefined) return known;
  const expected = `the number of a call, from 0, or ${oneOf(CALLS)}`;
  throw new UnitError(JSON.stringify(given), expected, [], didYouMean(given, CALLS));
}

/** The name of the metric that says which is best, and whether less of it is better. */
export function bestBy(given: string): { metric: string; better: "lower" | "higher" } {
  const [name = "", better = "lower"] = given.split(":");
  if (better === "lower" || better === "higher") return { metric: name, better };
  throw odd(better, "lower or higher");
}

/** `path=values`, as it stands there. */
export async function axis(given: string): Promise<string> {
  (await import("../../scenario/axis.ts")).parseAxis(given);
  return given;
}

/** `method:N`. */
export const sampling = async (given: string) => (await import("../../scenario/sampling.ts")).parseSampling(given);

/** A point in time [s since 1970]. */
export const pointInTime = async (given: string) =>
  (await import("../../measurement/point-in-time.ts")).parsePointInTime(given).seconds;
