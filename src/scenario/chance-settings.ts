import type { Architecture, Lifetimes } from "../architecture/description.ts";
import { nodesStruck } from "../architecture/failures-by-chance.ts";
import type { Chance, Fault, RepairCrew, Shock } from "../ha/fault.ts";
import type { AvailabilitySettings } from "./availability-settings.ts";

/** A line of chance as a file says it: repairs by their number. */
type Written = (Chance | Shock) & { readonly crews?: number | undefined };

/**
 * What lines of chance leave out is as `availability` has it: coverage, standbys, common cause, lifetimes of tiers without their
 * own, and the crew, which all lines without repairmen of their own share.
 */
export function withAvailability(
  faults: readonly Fault[],
  settings: AvailabilitySettings | undefined,
  architecture: Architecture,
): Fault[] {
  return faults.map((fault, line): Fault => {
    if (!("chance" in fault || "shock" in fault)) return fault;
    const { crews, ...written } = fault as Written;
    const lifetimes = lifetimesOf(written, settings, architecture);
    const common = {
      coverage: written.coverage ?? settings?.coverage,
      timeToRepair: written.timeToRepair ?? lifetimes?.timeToRepair,
      crew: crewOf(crews, line, settings),
    };
    if ("shock" in written) return { ...written, ...common };
    return {
      ...written,
      ...common,
      timeToFailure: written.timeToFailure ?? lifetimes?.timeToFailure,
      standby: written.standby ?? settings?.standby,
      commonCause: written.commonCause ?? settings?.commonCause,
    };
  });
}

function lifetimesOf(
  fault: Chance | Shock,
  settings: AvailabilitySettings | undefined,
  architecture: Architecture,
): Lifetimes | undefined {
  const struck = new Set(nodesStruck(fault, architecture));
  const tiers = architecture.tiers.filter(({ nodes }) => nodes.some(({ name }) => struck.has(name)));
  return tiers.every(({ lifetimes }) => lifetimes === undefined) ? settings?.lifetimes : undefined;
}

function crewOf(
  size: number | undefined,
  line: number,
  settings: AvailabilitySettings | undefined,
): RepairCrew | undefined {
  if (size === undefined) return settings?.crew === undefined ? undefined : { name: "availability", ...settings.crew };
  if (size === Infinity) return undefined;
  return { name: `faults.${line}`, size, priorities: [], preemptive: false, pick: undefined };
}
