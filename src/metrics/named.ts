import { didYouMean } from "../notation/nearest.ts";
import { quoted, UnitError } from "../units/unit-error.ts";
import { CATALOGUE, type Metric, metricNamed } from "./catalogue.ts";

/** The metric that a user calls so. @throws UnitError if there is none of that name */
export function metricCalled(name: string): Metric {
  const metric = metricNamed(name);
  if (metric) return metric;
  const names = CATALOGUE.map((known) => known.name);
  throw new UnitError(
    `the unknown metric ${quoted(name)}`,
    'a metric that "sipnines list" shows',
    [],
    didYouMean(name, names),
  );
}
