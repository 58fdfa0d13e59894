import type { AvailabilityMeasure } from "../../scenario/expectation-shape.ts";
import { isMet } from "../../scenario/verdict.ts";
import { downtimePerYear } from "../../units/nines.ts";
import type { JudgedCase } from "../junit.ts";
import type { AvailabilityFindings } from "./availability-findings.ts";

const YEAR = 365 * 24 * 3600;

/** Every measure that a file can expect something of; null where it is not known of this service. */
function measuresOf({ assessment, call, defects }: AvailabilityFindings): Record<AvailabilityMeasure, number | null> {
  const { unavailability, outage, structure } = assessment;
  const known = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;
  return {
    unavailability,
    nines: -Math.log10(unavailability),
    downtimePerYear: downtimePerYear(unavailability),
    failuresPerYear: known(outage && outage.failureFrequency * YEAR),
    meanUpTime: known(outage?.upTimeMean),
    meanDownTime: known(outage?.downTimeMean),
    singlePointsOfFailure: structure.singlePoints.length,
    defectsPerMillion: known(typeof call === "string" ? defects?.perMillion : call.defectsPerMillion),
  };
}

/** Those that have one. */
const UNITS: Readonly<Record<string, string>> = {
  downtimePerYear: "s",
  meanUpTime: "s",
  meanDownTime: "s",
  failuresPerYear: "failures",
  defectsPerMillion: "calls",
} satisfies Partial<Record<AvailabilityMeasure, string>>;

/** What became of everything that a file expects of the analyzer. What is not known of the service fails. */
export function judgedMeasures(findings: AvailabilityFindings): JudgedCase[] {
  const { service } = findings.assessment;
  const measures: Record<string, number | null> = measuresOf(findings);
  return service.settings.expect.map((expectation) => {
    const mean = measures[expectation.metric] ?? null;
    return {
      point: service.title,
      expectation,
      mean,
      low: null,
      high: null,
      unit: UNITS[expectation.metric] ?? "",
      verdict: isMet(expectation, mean) ? "holds" : "fails",
      more: null,
      alike: 0,
    };
  });
}
