import { NEGLIGIBLE } from "./negligible.ts";

/**
 * Eliminates the states of a full matrix of rates, the last one first, in place: what remains above the diagonal of column
 * k are the rates into state k when it was removed.
 *
 * @param matrix n × n, row by row; the diagonal is not used
 * @param told hears how many states are left
 * @returns the sum of the rates out of each state when it was removed; undefined if one leaves the number range
 */
export function eliminateDense(
  matrix: Float64Array,
  n: number,
  told: (left: number) => void,
): Float64Array | undefined {
  const leaving = new Float64Array(n);
  for (let k = n - 1; k > 0; k--) {
    if (k % 64 === 0) told(k);
    const row = matrix.subarray(k * n, k * n + k);
    let sum = 0;
    let least = Infinity;
    for (let j = 0; j < k; j++) {
      sum += row[j]!;
      if (row[j]! > 0 && row[j]! < least) least = row[j]!;
    }
    leaving[k] = sum;
    for (let i = 0; i < k; i++) {
      const entering = matrix[i * n + k]!;
      if (entering === 0) continue;
      const share = entering / sum;
      if (!(share * least > NEGLIGIBLE)) return undefined;
      const start = i * n;
      for (let j = 0; j < k; j++) matrix[start + j]! += share * row[j]!;
    }
  }
  return leaving;
}
