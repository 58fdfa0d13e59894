import type { Fault } from "../description.ts";
import type { FaultMechanism } from "../mechanism.ts";

export const loseArp: FaultMechanism<Fault<"loseArp">> = {
  strikes: "once",
  effect: (fault, { node, network }) => {
    const lose = (next: number) => network.entries.loseAnnouncements(node(fault.loseArp).host, next);
    return {
      strike: () => lose(fault.for === undefined ? fault.next : Infinity),
      lasts: fault.for,
      end: () => lose(0),
    };
  },
};
