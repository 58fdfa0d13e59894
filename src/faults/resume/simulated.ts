import type { Fault } from "../description.ts";
import { type FaultMechanism, forGood } from "../mechanism.ts";

export const resume: FaultMechanism<Fault<"resume">> = {
  strikes: "once",
  effect: ({ resume }, { engine, node }) => forGood(() => node(resume).resume(engine.now)),
};
