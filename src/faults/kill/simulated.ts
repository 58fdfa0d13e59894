import type { Fault } from "../description.ts";
import type { FaultMechanism } from "../mechanism.ts";

export const kill: FaultMechanism<Fault<"kill">> = {
  strikes: "once",
  effect: (fault, { engine, node }) => {
    const it = node(fault.kill);
    return {
      strike: () => {
        it.uncovered = fault.covered === false;
        it.kill(fault.kind, engine.now);
      },
      lasts: fault.for,
      end: () => it.bringBack(fault.kind, engine.now),
    };
  },
};
