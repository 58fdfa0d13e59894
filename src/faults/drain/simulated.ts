import type { Fault } from "../description.ts";
import { drained } from "../maintenance.ts";
import { type FaultMechanism, forGood } from "../mechanism.ts";

export const drain: FaultMechanism<Fault<"drain">> = {
  strikes: "once",
  effect: ({ drain, within, takes }, surroundings) =>
    forGood(() => void surroundings.processes.start(drained(surroundings.node(drain), within, takes, surroundings))),
};
