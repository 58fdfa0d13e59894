import type { Sampler } from "../random/sampler.ts";

/**
 * Where a stateful proxy or director sends a request on to when there is more than one target (RFC 3261 §16.5, §16.6). Each target has a
 * number from 1, its branch: requests carry it there, responses bring it back.
 */
export interface TargetSet {
  /**
   * The branches to try next, all at once; none where there is no further target.
   * @param tried all that have been tried so far, in order
   */
  next(host: number, message: number, tried: readonly number[]): readonly number[];
  /** Where a branch leads, and what its requests say of it in their envelope. */
  destination(branch: number): number;
  mark(branch: number, extra: number): number;
  /** How long a branch is waited for that says nothing at all; null: until timer B or F. */
  readonly silence: Sampler | null;
  /** How long branches may ring before further targets are tried, which cancels them [s]; Infinity: until timer C. */
  readonly ringing: number;
  /** Whether further targets are tried after a final response above 299, by its number in the envelope. */
  goesOn(status: number): boolean;
  /** Hears of a branch that has failed so. */
  failed(host: number, branch: number): void;
  /** Hears of a call that no target has taken. */
  ended?(host: number, call: number): void;
}
