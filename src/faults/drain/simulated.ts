import type { Fault } from "../description.ts";
import { drained } from "../maintenance.ts";
import { type FaultMechanism, forGood, timesOf } from "../mechanism.ts";

export const drain: FaultMechanism<Fault<"drain">> = {
  strikes: "once",
  effect: ({ drain, within, takes }, surroundings) => {
    const times = takes === undefined ? undefined : timesOf(takes, "drain", drain, surroundings);
    return forGood(() => {
      surroundings.processes.start(drained(surroundings.node(drain), within, times?.sample(), surroundings));
    });
  },
};
