import type { Fault } from "../description.ts";
import { type FaultMechanism, forGood, timesOf } from "../mechanism.ts";

export const restart: FaultMechanism<Fault<"restart">> = {
  strikes: "once",
  effect: ({ restart, kind, takes }, surroundings) => {
    const { engine, node, bringBack } = surroundings;
    const it = node(restart);
    const times = timesOf(takes, "restart", restart, surroundings);
    return forGood(() => {
      const dead = it.deadParts;
      const kinds = kind !== undefined ? [kind] : dead.length > 0 ? dead : (["process"] as const);
      for (const one of kinds) it.kill(one, engine.now);
      bringBack(it, kinds, times.sample());
    });
  },
};
