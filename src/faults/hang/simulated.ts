import type { Fault } from "../description.ts";
import type { FaultMechanism } from "../mechanism.ts";

export const hang: FaultMechanism<Fault<"hang">> = {
  strikes: "once",
  effect: (fault, { engine, node }) => {
    const it = node(fault.hang);
    return { strike: () => it.hang(engine.now), lasts: fault.for, end: () => it.resume(engine.now) };
  },
};
