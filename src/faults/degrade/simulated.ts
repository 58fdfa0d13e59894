import type { Fault } from "../description.ts";
import { type FaultMechanism, impairing, sidesOf } from "../mechanism.ts";

export const degrade: FaultMechanism<Fault<"degrade">> = {
  strikes: "once",
  effect: (fault, surroundings) => {
    const { degrade, delay, loss } = fault;
    return impairing(
      degrade,
      { kind: "degrade", ...sidesOf(degrade, surroundings), delay, loss },
      fault.for,
      surroundings,
    );
  },
};
