import { evaluate, partsOf } from "../../formula/expression.ts";
import { isKnownBefore, type OwnMetric } from "../../metrics/own-metric.ts";
import type { Parameter } from "../../scenario/axis.ts";
import { readQuantity } from "../../units/quantity.ts";

/** Formulas of a design's scenarios that need no simulation: over values that are varied, and others that stay. */
export class KnownFormulas {
  /** Names that can be used in a constraint. */
  readonly names: readonly string[];
  readonly #formulas: ReadonlyMap<string, readonly OwnMetric[]>;

  /**
   * @param variants names of the scenario files
   * @param own formulas of each file
   * @param parameters what is varied: a formula over a part of what is replaced as a whole is not known
   */
  constructor(variants: readonly string[], own: readonly (readonly OwnMetric[])[], parameters: readonly Parameter[]) {
    const isReplaced = (path: string): boolean => parameters.some((one) => path.startsWith(`${one.path}.`));
    const isKnown = (formula: OwnMetric): boolean =>
      isKnownBefore(formula) &&
      [...partsOf(formula.expression)].every((part) => !("path" in part && isReplaced(part.path)));
    const known = own.map((formulas) => formulas.filter(isKnown));
    this.#formulas = new Map(known.map((formulas, i) => [variants[i] ?? "", formulas]));
    this.names = (known[0] ?? [])
      .map(({ name }) => name)
      .filter((name) => known.every((formulas) => formulas.some((one) => one.name === name)));
  }

  /** Their values at a point, as a constraint reads them. */
  at(
    point: readonly { readonly path: string; readonly value: string; readonly written: string }[],
  ): [string, string][] {
    const written = new Map(point.map((one) => [one.path, one.written]));
    const file = point.find(({ path }) => path === "")?.value;
    const formulas = file === undefined ? this.#formulas.values().next().value : this.#formulas.get(file);
    const at = (path: string): number | undefined => {
      const text = written.get(path);
      return text === undefined ? undefined : readQuantity(text)?.value;
    };
    return (formulas ?? []).map(({ name, expression }) => [name, String(evaluate(expression, () => Number.NaN, at))]);
  }
}
