import { didYouMean } from "../notation/nearest.ts";
import { quoted, UnitError } from "../units/unit-error.ts";
import { type AnyMetric, CATALOGUE, metricAmong } from "./catalogue.ts";

/** What is said of a name that is neither in the catalogue nor that of a formula. */
export const unknownMetric = (name: string, own: readonly AnyMetric[] = []): UnitError => {
  const names = [...CATALOGUE, ...own].map((known) => known.name);
  const expected = 'a metric that "sipnines list" shows, or one that the scenario makes by a formula';
  return new UnitError(`the unknown metric ${quoted(name)}`, expected, [], didYouMean(name, names));
};

/** The metric that a user calls so. @throws UnitError if there is none of that name */
export function metricCalled(name: string, own: readonly AnyMetric[] = []): AnyMetric {
  const metric = metricAmong(name, own);
  if (metric) return metric;
  throw unknownMetric(name, own);
}
