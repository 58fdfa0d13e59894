import type { Fault } from "../description.ts";
import { type FaultMechanism, impairing, sidesOf } from "../mechanism.ts";

export const cut: FaultMechanism<Fault<"cut">> = {
  strikes: "once",
  effect: (fault, surroundings) =>
    impairing(fault.cut, { kind: "cut", ...sidesOf(fault.cut, surroundings) }, fault.for, surroundings),
};
