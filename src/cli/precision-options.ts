import type { PrecisionGoal, PrecisionPlan } from "../experiment/precision.ts";
import { METRIC_NAMES } from "../experiment/study-summary.ts";
import { metricNamed } from "../metrics/catalogue.ts";
import { didYouMean } from "../scenario/nearest.ts";
import type { SweepBlock } from "../scenario/sweep-shape.ts";
import { splitQuantity } from "../units/decimal.ts";
import { parseDuration } from "../units/duration.ts";
import { UnitError } from "../units/unit-error.ts";
import type { CommandLine } from "./command-line.ts";
import { Refusal } from "./refusal.ts";

/** The options that say how often to replicate. */
export interface PrecisionOptions {
  readonly replications?: string;
  readonly precision?: readonly string[];
  readonly minimum?: string;
  readonly maximum?: string;
}

const MINIMUM = 10;
const MAXIMUM = 1000;
export const REPLICATIONS_MAX = 1_000_000;

/** Does what may throw a complaint about a value, and points at the value. */
export function located<T>(line: CommandLine, option: string, value: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw Refusal.at(line.value(option, value), option, error.found, error.expected);
  }
}

/** A whole number behind an option. */
export function wholeNumberOption(line: CommandLine, option: string, value: string, low: number, high: number): number {
  const number = Number(value);
  if (/^\d{1,15}$/.test(value) && number >= low && number <= high) return number;
  throw Refusal.at(line.value(option, value), option, JSON.stringify(value), `a whole number from ${low} to ${high}`);
}

/** A metric by its name. */
export function metricOption(line: CommandLine, option: string, value: string, name: string): string {
  if (metricNamed(name)) return name;
  throw Refusal.at(
    line.value(option, value),
    option,
    `the unknown metric ${JSON.stringify(name)}`,
    'a metric that "sipnines list" shows',
    didYouMean(name, METRIC_NAMES),
  );
}

/** Reads `metric=5%` (of its mean) or `metric=10ms` (in its unit). */
function goalOf(text: string, line: CommandLine): PrecisionGoal {
  const equals = text.indexOf("=");
  const expected = "metric=width, such as failedCalls=5% of the mean or outageTime=10ms";
  const name = equals > 0 ? text.slice(0, equals) : "";
  const width = text.slice(equals + 1).trim();
  const quantity = splitQuantity(width);
  if (name === "" || !quantity)
    throw Refusal.at(line.value("--precision", text), "--precision", JSON.stringify(text), expected);
  const metric = metricOption(line, "--precision", text, name);
  const refuse = (): Refusal =>
    Refusal.at(line.value("--precision", text), "--precision", JSON.stringify(width), "a width above 0, below 100 %");
  if (quantity.unit === "%") {
    const relative = Number(quantity.number) / 100;
    if (!(relative > 0 && relative < 1)) throw refuse();
    return { metric, relative };
  }
  const isTime = metricNamed(metric)!.unit === "s";
  const absolute = located(line, "--precision", text, () => {
    if (isTime) return parseDuration(width);
    if (quantity.unit !== "") throw new UnitError(JSON.stringify(width), expected);
    return Number(quantity.number);
  });
  if (!(absolute > 0 && absolute < Infinity)) throw refuse();
  return { metric, absolute };
}

/**
 * The precision that is asked for, by the options or else by the scenario's own `sweep` block; null if none is.
 *
 * @throws Refusal for what cannot be read
 */
export function precisionOf(
  options: PrecisionOptions,
  block: SweepBlock | undefined,
  line: CommandLine,
): PrecisionPlan | null {
  const said = options.precision ?? (options.replications === undefined ? block?.precision : undefined) ?? [];
  const goals = said.map((text) => goalOf(text, line));
  const bound = (option: "minimum" | "maximum", otherwise: number, low: number) => {
    const value = options[option];
    if (value === undefined) return otherwise;
    if (goals.length === 0)
      throw Refusal.at(line.word(`--${option}`), `--${option}`, "no precision", "--precision metric=width beside it");
    return wholeNumberOption(line, `--${option}`, value, low, REPLICATIONS_MAX);
  };
  const minimum = bound("minimum", MINIMUM, 5);
  const maximum = bound("maximum", Math.max(MAXIMUM, minimum), minimum);
  if (goals.length > 0 && options.replications !== undefined)
    throw Refusal.at(
      line.word("--replications"),
      "--replications",
      "replications beside a precision",
      "one of them: with a precision, --minimum and --maximum bound the replications",
    );
  return goals.length === 0 ? null : { goals, minimum, maximum };
}
