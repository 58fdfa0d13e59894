import { expectNonNegative, expectPositive } from "../../units/range.ts";

/**
 * Steady-state availability of one repairable node, A₁ = MTTF / (MTTF + MTTR).
 *
 * @param mttf mean time to failure [s], > 0
 * @param mttr mean time to repair [s], ≥ 0
 * @returns probability in (0, 1]; holds for any distributions with these means
 * @throws Refused naming the parameter, the value found and the range expected
 * Source: thesis eq. (1); alternating renewal process.
 */
export function nodeAvailability(mttf: number, mttr: number): number {
  expectPositive("mttf", mttf);
  expectNonNegative("mttr", mttr);
  return mttf / (mttf + mttr);
}

/**
 * Steady-state unavailability of one repairable node, MTTR / (MTTF + MTTR): computed directly, for 1 − A₁ would lose
 * as many digits as the node has nines.
 *
 * @param mttf mean time to failure [s], > 0
 * @param mttr mean time to repair [s], ≥ 0
 * @returns probability in [0, 1)
 * @throws Refused naming the parameter, the value found and the range expected
 * Source: thesis eq. (1), its complement.
 */
export function nodeUnavailability(mttf: number, mttr: number): number {
  expectPositive("mttf", mttf);
  expectNonNegative("mttr", mttr);
  return mttr / (mttf + mttr);
}
