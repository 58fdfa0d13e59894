import { drawnFrom } from "../../distributions/simulated.ts";
import type { Fault } from "../description.ts";
import { type FaultMechanism, impairing, sidesOf } from "../mechanism.ts";

export const degrade: FaultMechanism<Fault<"degrade">> = {
  strikes: "once",
  effect: (fault, surroundings) => {
    const { degrade, loss } = fault;
    const delay = drawnFrom(fault.delay, surroundings.streams.stream(`degrade/${degrade.join("/")}`));
    return impairing(
      degrade,
      { kind: "degrade", ...sidesOf(degrade, surroundings), delay, loss },
      fault.for,
      surroundings,
    );
  },
};
