/**
 * How much the mean sojourn time of n successive customers of an M/M/1 queue varies: n·Var → σ², computed exactly from one busy
 * cycle (regenerative method), so that the width of a simulated interval has an oracle.
 *
 * A busy period serves N customers, lasts D and gathers the sojourn times V = ∫ L dt; with w = E[V]/E[N] = 1/(μ − λ),
 * σ² = E[(V − wN)²] / E[N]. The first passage from one customer to none begins with an exponential time E of rate λ + μ. Then
 * either it is over (one customer served), or there are two, and a passage (N', D', V' + D') from two to one is followed by
 * another from one to none. Taking expectations gives a linear equation for each moment.
 *
 * Source: M. A. Crane, D. L. Iglehart, Operations Research 23 (1975) 33; the recursion is first-step analysis.
 */
export function sojournVariance(arrivalRate: number, serviceRate: number): number {
  const total = arrivalRate + serviceRate;
  const down = serviceRate / total;
  const up = arrivalRate / total;
  const e = 1 / total; // E[E]
  const e2 = 2 / total ** 2; // E[E²]
  // x = E + (up: x' + x'') solved for E[x]; likewise below, where products of the two independent passages appear.
  const n = down / (1 - 2 * up);
  const d = e / (1 - 2 * up);
  const v = (e + up * d) / (1 - 2 * up);
  const nn = (down + up * 2 * n * n) / (1 - 2 * up);
  const nd = (e * (down + 2 * up * n) + up * 2 * n * d) / (1 - 2 * up);
  const dd = (e2 + 4 * e * up * d + 2 * up * d * d) / (1 - 2 * up);
  // V = E + V' + D' + V'' on the way up; N = N' + N'', or 1 on the way down.
  const nv = (e * (down + 2 * up * n) + up * (nd + 2 * n * v + n * d)) / (1 - 2 * up);
  const dv = (e2 + e * up * (2 * v + d) + e * up * 2 * d + up * (dd + 2 * d * v + d * d)) / (1 - 2 * up);
  const vv = (e2 + 2 * e * up * (2 * v + d) + up * (dd + 2 * dv + 2 * v * v + 2 * d * v)) / (1 - 2 * up);
  const w = v / n;
  return (vv - 2 * w * nv + w * w * nn) / n;
}
