import type { Fault } from "../description.ts";
import type { FaultMechanism } from "../mechanism.ts";

export const slow: FaultMechanism<Fault<"slow">> = {
  strikes: "once",
  effect: (fault, { node }) => {
    const { station } = node(fault.slow);
    return { strike: () => station.slowDown(fault.factor), lasts: fault.for, end: () => station.slowDown(1) };
  },
};
