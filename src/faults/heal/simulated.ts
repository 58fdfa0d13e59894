import type { Fault } from "../description.ts";
import { isHealed } from "../links.ts";
import { type FaultMechanism, forGood } from "../mechanism.ts";

export const heal: FaultMechanism<Fault<"heal">> = {
  strikes: "once",
  effect: ({ heal }, { network, impairments }) =>
    forGood(() => {
      for (const { names, impairment } of impairments) if (isHealed(names, heal)) network.mend(impairment);
    }),
};
