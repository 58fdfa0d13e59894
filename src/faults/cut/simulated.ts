import type { Fault } from "../description.ts";
import { impairing, type Mechanism, sidesOf } from "../mechanism.ts";

export const cut: Mechanism<Fault<"cut">> = {
  strikes: "once",
  deed: (fault, stage) => impairing(fault.cut, { kind: "cut", ...sidesOf(fault.cut, stage) }, fault.for, stage),
};
