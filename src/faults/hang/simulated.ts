import type { Fault } from "../description.ts";
import type { Mechanism } from "../mechanism.ts";

export const hang: Mechanism<Fault<"hang">> = {
  strikes: "once",
  deed: (fault, { engine, node }) => {
    const it = node(fault.hang);
    return { strike: () => it.hang(engine.now), lasts: fault.for, end: () => it.resume(engine.now) };
  },
};
