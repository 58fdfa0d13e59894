import { Refused } from "../units/refused.ts";

/** How a value comes of its parts. */
export interface Fold<Value, Result> {
  /** The values that a value is made of; asked once for each. */
  readonly partsOf: (value: Value) => readonly Value[];
  /** A value's result from those of its parts. */
  readonly resultOf: (value: Value, results: readonly Result[]) => Result;
  /** What to put where a value is part of itself, given the way from its first occurrence to its second. */
  readonly onCircle?: (way: readonly Value[]) => Result;
  /** Results known from before, to which new ones are added. */
  readonly done?: Map<Value, Result>;
}

/**
 * What a value comes to that is made of other values, found from the innermost outwards; parts shared by several are
 * worked out once. Nothing recurs, so that a nest may be as deep as memory allows.
 *
 * @throws Refused for a value that is part of itself, where `onCircle` does not say what becomes of it
 */
export function folded<Value, Result>(root: Value, fold: Fold<Value, Result>): Result {
  const { partsOf, resultOf, onCircle = refuseCircle, done = new Map<Value, Result>() } = fold;
  const open = new Set<Value>();
  const path: { readonly value: Value; readonly parts: readonly Value[]; readonly results: Result[] }[] = [];
  const begin = (value: Value): void => {
    open.add(value);
    path.push({ value, parts: partsOf(value), results: [] });
  };
  if (!done.has(root)) begin(root);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const { value, parts, results } = top;
    if (results.length === parts.length) {
      done.set(value, resultOf(value, results));
      open.delete(value);
      path.pop();
      continue;
    }
    const part = parts[results.length] as Value;
    if (done.has(part)) results.push(done.get(part)!);
    else if (!open.has(part)) begin(part);
    else {
      const way = path.map((step) => step.value);
      results.push(onCircle([...way.slice(way.indexOf(part)), part]));
    }
  }
  return done.get(root)!;
}

function refuseCircle(): never {
  throw new Refused("a part that contains itself", "parts without a circle", "structure");
}
