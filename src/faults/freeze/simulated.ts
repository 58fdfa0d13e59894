import type { Fault } from "../description.ts";
import type { FaultMechanism } from "../mechanism.ts";

export const freeze: FaultMechanism<Fault<"freeze">> = {
  strikes: "once",
  effect: (fault, { engine, machine }) => ({
    strike: () => machine(fault.freeze).freeze(engine.now),
    lasts: fault.for,
    end: () => machine(fault.freeze).goOn(engine.now),
  }),
};
