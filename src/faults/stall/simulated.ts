import type { Fault } from "../description.ts";
import type { FaultMechanism } from "../mechanism.ts";

export const stall: FaultMechanism<Fault<"stall">> = {
  strikes: "once",
  effect: (fault, { engine, machine }) => ({
    strike: () => machine(fault.stall).stall(engine.now),
    lasts: fault.for,
    end: () => machine(fault.stall).goOn(engine.now),
  }),
};
