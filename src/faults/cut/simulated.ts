import { WATCHES } from "../../detectors/mechanism.ts";
import type { Fault } from "../description.ts";
import { type FaultMechanism, impairing, sidesOf } from "../mechanism.ts";

export const cut: FaultMechanism<Fault<"cut">> = {
  strikes: "once",
  effect: ({ cut, only, oneWay = false, for: lasts }, surroundings) => {
    const sides = sidesOf(cut, surroundings);
    const impairment =
      only === undefined
        ? ({ kind: "cut", ...sides } as const)
        : ({ kind: "block", ...sides, kinds: WATCHES, oneWay } as const);
    return impairing(cut, impairment, lasts, surroundings);
  },
};
