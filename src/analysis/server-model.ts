import { atLeast } from "../structure/expression.ts";
import { expectCount, expectRange } from "../units/range.ts";
import type { AvailabilityModel, Coverage, FailoverPhase } from "./model.ts";

/** A farm of equal servers, as one asks about it on the command line. */
export interface Servers {
  readonly servers: number;
  /** How many must serve for the service to be up; 1 unless said otherwise. */
  readonly required?: number;
  /** Mean time to failure and to repair of each [s]. */
  readonly mttf: number;
  readonly mttr: number;
  /** Repairmen; absent: one for each failed server. */
  readonly crews?: number;
  /**
   * Failure rate relative to a serving one of the servers beyond those required, which then stand by: 1 hot, 0 cold.
   * Absent: all servers serve.
   */
  readonly standbyFailureFactor?: number;
  /** Detection and takeover between a failure and a standby serving; only where servers stand by. */
  readonly failover?: readonly FailoverPhase[];
  readonly coverage?: Coverage;
  /** Stages of the repair time; 1, exponential, unless said otherwise. */
  readonly repairStages?: number;
}

/** The availability model of a farm of equal servers, named server-1, server-2, … */
export function modelOfServers(farm: Servers): AvailabilityModel {
  const { servers, required = 1, mttf, mttr, crews, standbyFailureFactor, failover = [], coverage } = farm;
  expectCount("servers", servers, 1);
  expectCount("required", required, 1, servers);
  const standsBy = standbyFailureFactor !== undefined && servers > required;
  const needless = failover.length > 0 && !standsBy;
  expectRange(!needless, "failover phases", failover.length, "none where no server stands by");
  const nodes = Array.from({ length: servers }, (_, i) => `server-${i + 1}`);
  return {
    needs: atLeast(required, ...nodes),
    groups: [
      {
        name: "servers",
        nodes,
        active: standsBy ? required : servers,
        mttf,
        repair: { mean: mttr, stages: farm.repairStages ?? 1 },
        ...(standsBy ? { standby: { failureFactor: standbyFailureFactor, failover } } : {}),
        ...(coverage === undefined ? {} : { coverage }),
        ...(crews === undefined ? {} : { crew: "crew" }),
      },
    ],
    crews: crews === undefined ? [] : [{ name: "crew", size: crews, priorities: [], preemptive: false }],
  };
}
