import type { Fault } from "../description.ts";
import { forGood, type Mechanism } from "../mechanism.ts";

export const resume: Mechanism<Fault<"resume">> = {
  strikes: "once",
  deed: ({ resume }, { engine, node }) => forGood(() => node(resume).resume(engine.now)),
};
