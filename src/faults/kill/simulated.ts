import type { Fault } from "../description.ts";
import type { Mechanism } from "../mechanism.ts";

export const kill: Mechanism<Fault<"kill">> = {
  strikes: "once",
  deed: (fault, { engine, node }) => {
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
