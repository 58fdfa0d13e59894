import type { Fault } from "../description.ts";
import type { FaultMechanism } from "../mechanism.ts";

export const shock: FaultMechanism<Fault<"shock">> = {
  strikes: "by chance",
  risk: ({ at, shock, kind, coverage, crew, timeToRepair, every, probability }) => ({
    ...{ names: shock, from: at, kind, coverage, crew, timeToRepair },
    by: { shocks: every, probability },
  }),
};
