import { REPLICATIONS_MAX } from "../experiment/plan-shape.ts";
import type { PrecisionPlan } from "../experiment/precision.ts";
import { METRIC_NAMES } from "../experiment/study-summary.ts";
import { type MetricName, metricNamed } from "../metrics/catalogue.ts";
import { didYouMean } from "../notation/nearest.ts";
import { type PrecisionGoal, parsePrecision } from "../scenario/precision-goal.ts";
import type { SweepBlock } from "../scenario/sweep-shape.ts";
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
export function metricOption(line: CommandLine, option: string, value: string, name: string): MetricName {
  const metric = metricNamed(name);
  if (metric) return metric.name;
  throw Refusal.at(
    line.value(option, value),
    option,
    `the unknown metric ${JSON.stringify(name)}`,
    'a metric that "sipnines list" shows',
    didYouMean(name, METRIC_NAMES),
  );
}

/** A goal, whose metric may be a misspelt one. */
function goalOf(text: string, line: CommandLine): PrecisionGoal {
  const [name = ""] = text.split("=", 1);
  if (name !== "" && name !== text) metricOption(line, "--precision", text, name);
  return located(line, "--precision", text, () => parsePrecision(text));
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
