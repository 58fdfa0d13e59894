/**
 * The place between two bounds where a continuous distribution function reaches p: Newton's steps on the density, and a
 * cut in half (by ratio, since quantiles of small p lie many powers of ten apart) whenever a step leaves the bracket.
 *
 * @param low > 0, where the distribution function is at most p
 * @param high where it is at least p
 */
export function quantileBetween(
  low: number,
  high: number,
  p: number,
  cdf: (x: number) => number,
  density: (x: number) => number,
): number {
  let below = low;
  let above = high;
  let x = Math.sqrt(below) * Math.sqrt(above);
  for (let step = 0; step < 200; step++) {
    const excess = cdf(x) - p;
    if (excess === 0) return x;
    if (excess < 0) below = x;
    else above = x;
    const newton = x - excess / density(x);
    const next = newton > below && newton < above ? newton : Math.sqrt(below) * Math.sqrt(above);
    if (Math.abs(next - x) <= 2 ** -52 * x) return next;
    x = next;
  }
  return x;
}
