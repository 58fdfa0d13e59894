import type { Fault } from "../description.ts";
import type { Mechanism } from "../mechanism.ts";

export const chance: Mechanism<Fault<"chance">> = {
  strikes: "by chance",
  risk: ({ at, chance, kind, coverage, crew, timeToRepair, timeToFailure, standby = 1, commonCause = 0 }) => ({
    ...{ names: chance, from: at, kind, coverage, crew, timeToRepair },
    by: { own: timeToFailure, standby, commonCause },
  }),
};
