import type { Fault } from "../description.ts";
import type { FaultMechanism } from "../mechanism.ts";

export const kill: FaultMechanism<Fault<"kill">> = {
  strikes: "once",
  effect: (fault, { engine, nodesOn }) => {
    const all = nodesOn(fault.kill);
    return {
      strike: () => {
        for (const it of all) it.uncovered = fault.covered === false;
        for (const it of all) it.kill(fault.kind, engine.now);
      },
      lasts: fault.for,
      end: () => {
        for (const it of all) it.bringBack(fault.kind, engine.now);
      },
    };
  },
};
