import { DAY } from "../../units/duration.ts";
import { downtimePerYear, nines } from "../../units/nines.ts";
import { expectPositive, expectProbability, expectRange } from "../../units/range.ts";
import { nodeAvailability, nodeUnavailability } from "./node.ts";
import { binomialTerm, kOfNUnavailability } from "./redundancy.ts";

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
  /** Expected downtime in a year of 365 days, a twelfth of it, and a week [s]. */
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
    upTimeMean: failureFrequency === 0 ? Infinity : (1 - unavailability) / failureFrequency,
    downTimeMean: unavailability / failureFrequency,
    downtimePerYear: downtimePerYear(unavailability),
    downtimePerMonth: downtimePerYear(unavailability) / 12,
    downtimePerWeek: unavailability * 7 * DAY,
  };
}

/**
 * Outage measures of n equal independent servers of which k are required, each with its own repair crew. It goes down when exactly k are
 * up and one of those fails: C(n, k) aᵏ uⁿ⁻ᵏ · k / MTTF times a second, for any distributions with these means.
 *
 * Source: Birnbaum's frequency formula; Barlow & Proschan, Statistical Theory of Reliability, §7.
 */
export function kOfNOutage(required: number, servers: number, mttf: number, mttr: number): OutageMeasures {
  expectPositive("mttf", mttf);
  const [a, u] = [nodeAvailability(mttf, mttr), nodeUnavailability(mttf, mttr)];
  const unavailability = kOfNUnavailability(required, servers, u, a);
  return outageMeasures(unavailability, (binomialTerm(servers, required, a, u) * required) / mttf);
}
