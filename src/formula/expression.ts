import { OPERATIONS, type OperationName } from "./operations.ts";

/** A formula as plain data: worker threads and files hold it as it is. */
export type Expression =
  | { readonly number: number }
  /** A value of the scenario, at its path, in base units. */
  | { readonly number: number; readonly path: string }
  /** What is measured in each replication. */
  | { readonly metric: string }
  | { readonly apply: OperationName; readonly to: readonly Expression[] };

/**
 * What a formula comes to; NaN where something in it was not measured, or it has no finite value, such as a division by zero.
 *
 * @param metric the value of a metric
 * @param at the value at a path of the scenario, where it is another than when the formula was read
 */
export function evaluate(
  expression: Expression,
  metric: (name: string) => number,
  at: (path: string) => number | undefined = () => undefined,
): number {
  const amountOf = (one: Expression): number => {
    if ("metric" in one) return metric(one.metric);
    if ("number" in one) return ("path" in one ? at(one.path) : undefined) ?? one.number;
    return (OPERATIONS[one.apply].value as (...operands: readonly number[]) => number)(...one.to.map(amountOf));
  };
  const value = amountOf(expression);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** All that an expression is made of. */
export function* partsOf(expression: Expression): Generator<Expression> {
  yield expression;
  if ("to" in expression) for (const one of expression.to) yield* partsOf(one);
}
