/**
 * The lowest point of a function of a few variables, without derivatives.
 * Source: J. A. Nelder, R. Mead, Computer Journal 7 (1965) 308–313; the coefficients are theirs.
 */

export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
}

const STEPS_MAX = 2000;

interface Vertex {
  readonly at: readonly number[];
  readonly value: number;
}

/**
 * @param f what is to become small; ∞ or NaN where it is not defined
 * @param start where to begin
 * @param size of the first steps, in each coordinate
 * @param tolerance difference of the values at which the search ends
 */
export function minimise(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  size = 0.1,
  tolerance = 1e-10,
): Minimum {
  const evaluate = (at: readonly number[]): Vertex => {
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  if (start.length === 0) return evaluate(start);
  let simplex = corners(start, size).map(evaluate);
  let best = simplex[0]!;
  // A simplex of several coordinates may collapse before the lowest point: it is set up anew until that no longer helps.
  const rounds = start.length === 1 ? 1 : 5;
  for (let round = 0; round < rounds; round++) {
    best = contract(simplex, evaluate, tolerance);
    simplex = corners(best.at, size / 2 ** (2 * round + 2)).map(evaluate);
    if (round > 0 && best.value - Math.min(...simplex.map(({ value }) => value)) < tolerance) break;
  }
  return best;
}

const corners = (start: readonly number[], size: number): number[][] => [
  [...start],
  ...start.map((_, i) => start.map((x, j) => (i === j ? x + size : x))),
];

const byValue = (a: Vertex, b: Vertex): number => a.value - b.value;

function contract(vertices: readonly Vertex[], evaluate: (at: readonly number[]) => Vertex, tolerance: number): Vertex {
  let simplex = [...vertices].sort(byValue);
  for (let step = 0; step < STEPS_MAX; step++) {
    const best = simplex[0]!;
    const worst = simplex.at(-1)!;
    if (worst.value - best.value <= tolerance * (1 + Math.abs(best.value) * 1e-6)) break;
    const others = simplex.slice(0, -1);
    const centre = best.at.map((_, i) => others.reduce((sum, { at }) => sum + at[i]!, 0) / others.length);
    const towards = (factor: number): Vertex => evaluate(centre.map((c, i) => c + factor * (worst.at[i]! - c)));
    const reflected = towards(-1);
    if (reflected.value < best.value) {
      const expanded = towards(-2);
      simplex = [...others, expanded.value < reflected.value ? expanded : reflected].sort(byValue);
      continue;
    }
    if (reflected.value < others.at(-1)!.value) {
      simplex = [...others, reflected].sort(byValue);
      continue;
    }
    const inner = reflected.value < worst.value ? towards(-0.5) : towards(0.5);
    if (inner.value < Math.min(reflected.value, worst.value)) {
      simplex = [...others, inner].sort(byValue);
      continue;
    }
    simplex = simplex.map((vertex) => evaluate(vertex.at.map((x, i) => (x + best.at[i]!) / 2))).sort(byValue);
  }
  return simplex[0]!;
}
