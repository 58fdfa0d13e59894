import type { AnyMetric } from "../metrics/catalogue.ts";
import { metricCalled } from "../metrics/named.ts";
import { splitQuantity } from "../units/decimal.ts";
import { parseDuration } from "../units/duration.ts";
import { quoted, UnitError } from "../units/unit-error.ts";

/** How narrow the interval of a metric is to be: at least one of the two is given; with both, the looser counts. */
export interface PrecisionGoal {
  readonly metric: string;
  /** Largest half-width as a share of the mean. */
  readonly relative?: number;
  /** Largest half-width in the unit of the metric. */
  readonly absolute?: number;
}

/**
 * Reads `metric=5%` (of its mean) or `metric=10ms` (in its unit).
 *
 * @param own formulas of the scenario
 * @throws UnitError for an unknown metric, or a width that is none
 */
export function parsePrecision(text: string, own: readonly AnyMetric[] = []): PrecisionGoal {
  const equals = text.indexOf("=");
  const expected = "metric=width, such as failedCalls=5% of the mean or outageTime=10ms";
  const name = equals > 0 ? text.slice(0, equals) : "";
  const width = text.slice(equals + 1).trim();
  const quantity = splitQuantity(width);
  if (name === "" || !quantity) throw new UnitError(quoted(text), expected);
  const metric = metricCalled(name, own);
  const refusal = new UnitError(quoted(width), "a width above 0, below 100 %");
  if (quantity.unit === "%") {
    const relative = Number(quantity.number) / 100;
    if (!(relative > 0 && relative < 1)) throw refusal;
    return { metric: metric.name, relative };
  }
  if (metric.unit !== "s" && quantity.unit !== "") throw new UnitError(quoted(width), expected);
  const absolute = metric.unit === "s" ? parseDuration(width) : Number(quantity.number);
  if (!(absolute > 0 && absolute < Infinity)) throw refusal;
  return { metric: metric.name, absolute };
}
