/**
 * Sobol' sequence: points that fill a cube evenly from the first on. Any 2ᵏ of them from the start have exactly one in each
 * interval of length 2⁻ᵏ of each axis.
 * Source: I. M. Sobol', USSR Comput. Math. Math. Phys. 7 (1967) 86–112; direction numbers new-joe-kuo-6 of S. Joe, F. Y. Kuo,
 * SIAM J. Sci. Comput. 30 (2008) 2635–2654.
 */

/** By dimension from the second on: degree and coefficients of the primitive polynomial, first direction numbers. */
const JOE_KUO: readonly (readonly [degree: number, coefficients: number, ...first: number[]])[] = [
  [1, 0, 1],
  [2, 1, 1, 3],
  [3, 1, 1, 3, 1],
  [3, 2, 1, 1, 1],
  [4, 1, 1, 1, 3, 3],
  [4, 4, 1, 3, 5, 13],
  [5, 2, 1, 1, 5, 5, 17],
  [5, 4, 1, 1, 5, 5, 5],
  [5, 7, 1, 1, 7, 11, 19],
  [5, 11, 1, 1, 5, 1, 1],
  [5, 13, 1, 1, 1, 3, 11],
  [5, 14, 1, 3, 5, 5, 31],
  [6, 1, 1, 3, 3, 9, 7, 49],
  [6, 13, 1, 1, 1, 15, 21, 21],
  [6, 16, 1, 3, 1, 13, 27, 49],
];

/** Parameters a design can have. */
export const DIMENSIONS_MAX = JOE_KUO.length + 1;
const BITS = 32;

/** The direction numbers of a dimension, counted from 0, as the top bits of 32. */
function directions(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  if (dimension === 0) return v.map((_, i) => 2 ** (31 - i));
  const [degree, coefficients, ...first] = JOE_KUO[dimension - 1]!;
  for (let i = 0; i < BITS; i++) {
    if (i < degree) {
      v[i] = first[i]! * 2 ** (31 - i);
      continue;
    }
    let value = v[i - degree]! ^ (v[i - degree]! >>> degree);
    for (let k = 1; k < degree; k++) if ((coefficients >> (degree - 1 - k)) & 1) value ^= v[i - k]!;
    v[i] = value >>> 0;
  }
  return v;
}

/**
 * The first points of the sequence, each moved by the same digital shift, which keeps them as even as they are and takes them
 * off the corner of the cube.
 *
 * @param shifts one number of 32 bits for each dimension, at most `DIMENSIONS_MAX`
 * @returns points[i][dimension], strictly between 0 and 1
 */
export function sobolPoints(count: number, shifts: readonly number[]): Float64Array[] {
  const tables = shifts.map((_, dimension) => directions(dimension));
  const state = Uint32Array.from(shifts);
  return Array.from({ length: count }, (_, i) => {
    if (i > 0) {
      const changed = 31 - Math.clz32(i & -i); // Gray code: one direction number for each step
      tables.forEach((table, dimension) => {
        state[dimension] = state[dimension]! ^ table[changed]!;
      });
    }
    return Float64Array.from(state, (bits) => (bits + 0.5) / 2 ** BITS);
  });
}
