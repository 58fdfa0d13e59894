import type { Fault } from "../description.ts";
import { type FaultMechanism, repairsOf } from "../mechanism.ts";

export const chance: FaultMechanism<Fault<"chance">> = {
  strikes: "by chance",
  risk: ({ chance, timeToFailure, standby = 1, commonCause = 0, ...said }) => ({
    ...{ names: chance, ...repairsOf(said) },
    by: { own: timeToFailure, standby, commonCause },
  }),
};
