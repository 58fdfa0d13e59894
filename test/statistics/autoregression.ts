import type { Stream } from "../../src/random/stream.ts";

/**
 * xᵢ₊₁ = φxᵢ + normal noise of variance 1, started in steady state: mean 0, and for long runs n·Var(mean) = 1/(1 − φ)². A
 * correlated series of which everything is known.
 */
export function autoregression(stream: Stream, phi: number, n: number): Float64Array {
  const series = new Float64Array(n);
  let x = stream.normal() / Math.sqrt(1 - phi * phi);
  for (let i = 0; i < n; i++) {
    series[i] = x;
    x = phi * x + stream.normal();
  }
  return series;
}
