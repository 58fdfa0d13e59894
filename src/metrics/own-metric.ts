import { type Expression, evaluate, partsOf } from "../formula/expression.ts";
import { type AnyMetric, CATALOGUE } from "./catalogue.ts";
import type { Figures } from "./collector.ts";

/** Names that a scenario may give to its metrics. */
export const OWN_NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

/** A metric that a scenario makes by a formula from those of the catalogue. */
export interface OwnMetric extends AnyMetric {
  /** As the scenario writes it. */
  readonly formula: string;
  /** The same, with the formulas before it put in. */
  readonly expression: Expression;
}

/** Whether a formula needs no simulation: it is made of numbers and of values of the scenario alone. */
export const isKnownBefore = ({ expression }: OwnMetric): boolean =>
  [...partsOf(expression)].every((part) => !("metric" in part));

/** All metrics of a scenario: those of the catalogue, then its own. */
export const withOwn = (own: readonly OwnMetric[] = []): readonly AnyMetric[] =>
  own.length === 0 ? CATALOGUE : [...CATALOGUE, ...own];

const PLACES: ReadonlyMap<string, number> = new Map(CATALOGUE.map(({ name }, place) => [name, place]));

/** Figures of replications, followed by what the formulas make of each; NaN where a formula has no value. */
export function extended(figures: readonly Figures[], own: readonly OwnMetric[] = []): readonly Figures[] {
  if (own.length === 0) return figures;
  return figures.map((one) => {
    const metric = (name: string): number => one[PLACES.get(name)!]!;
    return Float64Array.from([...one, ...own.map(({ expression }) => evaluate(expression, metric))]);
  });
}
