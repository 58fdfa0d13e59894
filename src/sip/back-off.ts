/** How user agents wait after a registration has failed, and when they give up. */
export interface BackOff {
  /** Base of the wait [s] where all registrations of the user agent have failed, or only some of them. */
  readonly allFailed: number;
  readonly someFailed: number;
  /** Upper limit of the wait [s]. */
  readonly most: number;
  /** Whether the wait is drawn between its half and the whole; left out: it is. */
  readonly jitter?: boolean | undefined;
  /** Failures in a row after which it gives up for good; left out: never. */
  readonly tries?: number | undefined;
}

/** How many failures in a row are told apart. */
export const FAILURES_MAX = 255;

/**
 * How long a user agent waits after so many failures in a row [s]: between half of W and W, where W doubles with every failure (RFC 5626 §4.5), or
 * W itself; Infinity where it has given up.
 *
 * @param isAny whether another registration of the user lives
 * @param uniform draws from (0, 1)
 */
export function waitAfter(backOff: BackOff, failures: number, isAny: boolean, uniform: () => number): number {
  if (failures >= (backOff.tries ?? Infinity)) return Infinity;
  const most = Math.min(backOff.most, (isAny ? backOff.someFailed : backOff.allFailed) * 2 ** failures);
  return backOff.jitter === false ? most : most * (0.5 + 0.5 * uniform());
}
