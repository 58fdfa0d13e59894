import type { PrecisionPlan } from "../experiment/precision.ts";
import { parsePrecision } from "../scenario/precision-goal.ts";
import type { SweepBlock } from "../scenario/sweep-shape.ts";
import type { Told } from "./command/option.ts";
import type { PRECISION } from "./command/shared-options.ts";
import type { CommandLine } from "./command-line.ts";
import { Refusal } from "./refusal.ts";

/** The options that say how often to replicate. */
type PrecisionOptions = Partial<Told<typeof PRECISION>> & { readonly replications?: unknown };

const MINIMUM = 10;
const MAXIMUM = 1000;

/**
 * The precision that is asked for, by the options or else by the scenario's own `sweep` block; null if none is.
 *
 * @throws Refusal for options that do not go together
 */
export function precisionOf(
  { precision = [], minimum, maximum, replications }: PrecisionOptions,
  block: SweepBlock | undefined,
  line: CommandLine,
): PrecisionPlan | null {
  const own = replications === undefined ? (block?.precision ?? []).map(parsePrecision) : [];
  const goals = precision.length > 0 ? precision : own;
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
    throw Refusal.at(line.option("--maximum"), "--maximum", String(maximum), `at least the minimum, ${least}`);
  return { goals, minimum: least, maximum: maximum ?? Math.max(MAXIMUM, least) };
}
