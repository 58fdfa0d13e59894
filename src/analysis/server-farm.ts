import { birthDeathPassage, machineRepair } from "./closed-form/birth-death.ts";
import { kOfNOutage, type OutageMeasures } from "./closed-form/outage.ts";
import { modelOfServers, type Servers } from "./server-model.ts";
import { type ServiceAvailability, serviceAvailability } from "./service-availability.ts";

/** A farm of equal servers, solved. */
export interface FarmAvailability {
  readonly outage: OutageMeasures;
  /** Mean time from all servers well to the first outage [s]: the MTTF of textbooks. */
  readonly meanTimeToFirstFailure: number;
  /** The chain, where the formulas do not reach. */
  readonly chain: ServiceAvailability | undefined;
}

/** Whether eq. (1) to (3) and k-of-n say all there is: every server serves, has its own repairman, and none fails uncovered. */
export const isByFormula = ({
  crews,
  standbyFailureFactor,
  coverage,
  failover,
  repairStages,
}: Omit<Servers, "servers">): boolean =>
  crews === undefined &&
  (standbyFailureFactor ?? 1) === 1 &&
  (failover ?? []).length === 0 &&
  coverage === undefined &&
  (repairStages ?? 1) === 1;

/** Solves a farm: by formula where there is one, else as a chain. */
export function farmAvailability(farm: Servers): FarmAvailability {
  if (!isByFormula(farm)) {
    const chain = serviceAvailability(modelOfServers(farm));
    return { outage: chain.outage, meanTimeToFirstFailure: chain.meanTimeToFirstFailure, chain };
  }
  const { servers, required = 1, mttf, mttr } = farm;
  const outage = kOfNOutage(required, servers, mttf, mttr);
  const repairs = machineRepair(servers, mttf, mttr);
  return { outage, meanTimeToFirstFailure: birthDeathPassage(repairs, 0, servers - required + 1), chain: undefined };
}
