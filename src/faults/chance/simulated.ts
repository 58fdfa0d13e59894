import type { Fault } from "../description.ts";
import type { FaultMechanism } from "../mechanism.ts";

export const chance: FaultMechanism<Fault<"chance">> = {
  strikes: "by chance",
  risk: ({ at, chance, kind, coverage, crew, timeToRepair, timeToFailure, standby = 1, commonCause = 0 }) => ({
    ...{ names: chance, from: at, kind, coverage, crew, timeToRepair },
    by: { own: timeToFailure, standby, commonCause },
  }),
};
