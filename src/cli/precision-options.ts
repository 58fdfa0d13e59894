import type { PrecisionPlan } from "../experiment/precision.ts";
import type { AnyMetric } from "../metrics/catalogue.ts";
import type { Span } from "../notation/source.ts";
import { parsePrecision } from "../scenario/precision-goal.ts";
import type { SweepBlock } from "../scenario/sweep-shape.ts";
import { UnitError } from "../units/unit-error.ts";
import type { OptionValues } from "./command/option.ts";
import type { PRECISION } from "./command/shared-options.ts";
import type { CommandLine } from "./command-line.ts";
import { Refusal } from "./refusal.ts";

/** The options that say how often to replicate. */
type PrecisionOptions = Partial<OptionValues<typeof PRECISION>> & { readonly replications?: unknown };

/** Reads a value for which the scenario must be known, and points at the value where it cannot be read. */
export function readLate<T>(span: Span, flag: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw Refusal.at(span, flag, error.found, error.expected, error.hint);
  }
}

const MINIMUM = 10;
const MAXIMUM = 1000;

/**
 * The precision that is asked for, by the options or else by the scenario's own `sweep` block; null if none is.
 *
 * @param own metrics that the scenario makes by formulas
 * @throws Refusal for what cannot be read, and for options that do not go together
 */
export function precisionOf(
  { precision = [], minimum, maximum, replications }: PrecisionOptions,
  block: SweepBlock | undefined,
  line: CommandLine,
  own: readonly AnyMetric[] = [],
): PrecisionPlan | null {
  const said = precision.map((text) =>
    readLate(line.value("--precision", text), "--precision", () => parsePrecision(text, own)),
  );
  const blocks = replications === undefined ? (block?.precision ?? []) : [];
  const goals = said.length > 0 ? said : blocks.map((text) => parsePrecision(text, own));
  const refuse = (flag: string, found: string, expected: string) => Refusal.at(line.word(flag), flag, found, expected);
  if (goals.length === 0) {
    const odd = minimum !== undefined ? "--minimum" : maximum !== undefined ? "--maximum" : null;
    if (odd !== null) throw refuse(odd, "no precision", "--precision metric=width beside it");
    return null;
  }
  if (replications !== undefined)
    throw refuse(
      "--replications",
      "replications beside a precision",
      "one of them: with a precision, --minimum and --maximum bound the replications",
    );
  const least = minimum ?? MINIMUM;
  if (maximum !== undefined && maximum < least)
    throw line.refusal("--maximum", String(maximum), `at least the minimum, ${least}`);
  return { goals, minimum: least, maximum: maximum ?? Math.max(MAXIMUM, least) };
}
