import { nodeAvailability, nodeUnavailability } from "./node.ts";
import { expectCount, expectPositive, expectProbability, expectRange } from "./range.ts";
import { binomialTerm, kOfNUnavailability } from "./redundancy.ts";

/** Seconds of a year of 365.25 days, the year in which five nines are 5.26 minutes. */
export const YEAR = 365.25 * 86_400;
/** Seconds of a twelfth of a year. */
export const MONTH = YEAR / 12;
/** Seconds of a week. */
export const WEEK = 7 * 86_400;

/** How often a service goes down and for how long, in steady state. */
export interface OutageMeasures {
  /** Long-run share of time in which the service is down. */
  readonly unavailability: number;
  /** −log₁₀ of the unavailability; Infinity when it never fails. */
  readonly nines: number;
  /** Failures of the service per second of calendar time. */
  readonly failureFrequency: number;
  /** Mean time from a recovery to the next failure [s]; Infinity when it never fails. */
  readonly upTimeMean: number;
  /** Mean length of an outage [s]; NaN when there is none. */
  readonly downTimeMean: number;
  /** Expected downtime in a year, a month and a week [s]. */
  readonly downtimePerYear: number;
  readonly downtimePerMonth: number;
  readonly downtimePerWeek: number;
}

/**
 * The measures of outages that follow from two numbers: mean down time = U / frequency, mean up time = A / frequency.
 *
 * @param unavailability U in [0, 1]
 * @param failureFrequency failures per second of calendar time, ≥ 0
 * Source: alternating renewal process; Rausand & Høyland, System Reliability Theory, 2nd ed., §9.4.
 */
export function outageMeasures(unavailability: number, failureFrequency: number): OutageMeasures {
  expectProbability("unavailability", unavailability);
  expectRange(failureFrequency >= 0, "failureFrequency", failureFrequency, "a rate ≥ 0");
  return {
    unavailability,
    nines: nines(unavailability),
    failureFrequency,
    upTimeMean: failureFrequency === 0 ? Number.POSITIVE_INFINITY : (1 - unavailability) / failureFrequency,
    downTimeMean: unavailability / failureFrequency,
    downtimePerYear: unavailability * YEAR,
    downtimePerMonth: unavailability * MONTH,
    downtimePerWeek: unavailability * WEEK,
  };
}

/** The number of nines of a service, −log₁₀ U: 1e-5 is five; 3e-5 is 4.52. */
export function nines(unavailability: number): number {
  expectProbability("unavailability", unavailability);
  return unavailability === 1 ? 0 : -Math.log10(unavailability);
}

/**
 * The unavailability that a number of nines allows. A whole number of nines gives the decimal 10⁻ⁿ itself, so that a tie
 * with it can be seen.
 *
 * @param count number of nines, ≥ 0, not necessarily whole
 */
export function unavailabilityOfNines(count: number): number {
  expectRange(count >= 0 && count <= 300, "nines", count, "a number from 0 to 300");
  return Number.isInteger(count) ? Number(`1e-${count}`) : 10 ** -count;
}

/**
 * Failures per second of n equal independent repairable servers of which k are required: it goes down when exactly k are
 * up and one of those fails, C(n, k) aᵏ uⁿ⁻ᵏ · k / MTTF. Holds for any distributions with these means.
 *
 * Source: Birnbaum's frequency formula; Barlow & Proschan, Statistical Theory of Reliability, §7.
 */
export function kOfNFailureFrequency(required: number, servers: number, mttf: number, mttr: number): number {
  expectCount("servers", servers, 1);
  expectCount("required", required, 1, servers);
  const a = nodeAvailability(mttf, mttr);
  const u = nodeUnavailability(mttf, mttr);
  return (binomialTerm(servers, required, a, u) * required) / mttf;
}

/** Outage measures of n equal independent servers of which k are required, each with its own repair crew. */
export function kOfNOutage(required: number, servers: number, mttf: number, mttr: number): OutageMeasures {
  expectPositive("mttf", mttf);
  const u = nodeUnavailability(mttf, mttr);
  const unavailability = kOfNUnavailability(required, servers, u, nodeAvailability(mttf, mttr));
  return outageMeasures(unavailability, kOfNFailureFrequency(required, servers, mttf, mttr));
}
