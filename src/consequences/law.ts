/** How long a kind of consequence takes; C is its description. */
export interface ConsequenceLaw<C> {
  /** Mean time from the verdict until requests reach another node [s]. */
  mean(consequence: C): number;
  /** The longest [s]; random times at their 99.9 % quantile. */
  longest(consequence: C): number;
}
