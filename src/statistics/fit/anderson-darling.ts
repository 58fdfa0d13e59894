/**
 * Anderson and Darling's distance between a sample and a distribution, which looks at the tails as closely as at the middle:
 * A² = −n − Σ (2i−1)/n · (ln F(xᵢ) + ln(1 − F(xₙ₊₁₋ᵢ))), the values in ascending order.
 * Source: T. W. Anderson, D. A. Darling, Journal of the American Statistical Association 49 (1954) 765–769.
 *
 * @param sorted ascending values, at least one
 * @param cdf a continuous distribution function
 */
export function andersonDarling(sorted: ArrayLike<number>, cdf: (x: number) => number): number {
  const n = sorted.length;
  const probability = Float64Array.from(sorted, (x) => Math.min(Math.max(cdf(x), 1e-300), 1 - 2 ** -53));
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (2 * i + 1) * (Math.log(probability[i]!) + Math.log1p(-probability[n - 1 - i]!));
  return -n - sum / n;
}
