import { incompleteBeta } from "../../src/special/incomplete-beta.ts";

/** Probability that Student's T with so many degrees of freedom is at most t (Abramowitz & Stegun, 26.7.1). */
export function studentCdf(t: number, degrees: number): number {
  const total = degrees + t * t;
  const tail = incompleteBeta(degrees / total, (t * t) / total, degrees / 2, 0.5) / 2;
  return t < 0 ? tail : 1 - tail;
}
