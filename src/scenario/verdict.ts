import type { Expectation } from "./expectation.ts";

/** Sums of many floating-point numbers differ in their last digits from what was written down. */
const ROUNDING = 1e-9;

/** Whether a mean meets an expectation; a metric that was never measured meets none. */
export function isMet({ atLeast, atMost }: Expectation, mean: number | null): boolean {
  if (mean === null || Number.isNaN(mean)) return false;
  const slack = (bound: number) => ROUNDING * Math.abs(bound);
  return (
    (atLeast === undefined || mean >= atLeast - slack(atLeast)) &&
    (atMost === undefined || mean <= atMost + slack(atMost))
  );
}
