import type { Fault } from "../description.ts";
import { isHealed } from "../links.ts";
import { forGood, type Mechanism } from "../mechanism.ts";

export const heal: Mechanism<Fault<"heal">> = {
  strikes: "once",
  deed: ({ heal }, { network, impairments }) =>
    forGood(() => {
      for (const { names, impairment } of impairments) if (isHealed(names, heal)) network.mend(impairment);
    }),
};
