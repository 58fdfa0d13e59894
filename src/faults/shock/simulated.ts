import type { Fault } from "../description.ts";
import { type FaultMechanism, repairsOf } from "../mechanism.ts";

export const shock: FaultMechanism<Fault<"shock">> = {
  strikes: "by chance",
  risk: ({ shock, every, probability, tries = Infinity, ...said }) => ({
    ...{ names: shock, ...repairsOf(said) },
    by: { shocks: every, probability, tries },
  }),
};
