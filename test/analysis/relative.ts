/** |found − expected| / |expected|, the way unavailabilities are compared; 0 when both are 0. */
export function relativeDifference(found: number, expected: number): number {
  return found === expected ? 0 : Math.abs(found - expected) / Math.abs(expected);
}
