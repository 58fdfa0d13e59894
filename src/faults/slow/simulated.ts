import type { Fault } from "../description.ts";
import type { Mechanism } from "../mechanism.ts";

export const slow: Mechanism<Fault<"slow">> = {
  strikes: "once",
  deed: (fault, { node }) => {
    const { station } = node(fault.slow);
    return { strike: () => station.slowDown(fault.factor), lasts: fault.for, end: () => station.slowDown(1) };
  },
};
