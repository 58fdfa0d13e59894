import type { Fault } from "../description.ts";
import { impairing, type Mechanism, sidesOf } from "../mechanism.ts";

export const degrade: Mechanism<Fault<"degrade">> = {
  strikes: "once",
  deed: (fault, stage) => {
    const { degrade, delay, loss } = fault;
    return impairing(degrade, { kind: "degrade", ...sidesOf(degrade, stage), delay, loss }, fault.for, stage);
  },
};
