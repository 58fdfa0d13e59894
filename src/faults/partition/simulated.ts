import type { Fault } from "../description.ts";
import { type FaultMechanism, impairing } from "../mechanism.ts";

export const partition: FaultMechanism<Fault<"partition">> = {
  strikes: "once",
  effect: (fault, surroundings) => {
    const groupOf = new Int32Array(surroundings.network.hosts).fill(fault.partition.length);
    for (const [group, names] of fault.partition.entries())
      for (const name of names) for (const host of surroundings.hostsNamed(name)) groupOf[host] = group;
    return impairing(fault.partition.flat(), { kind: "partition", groupOf }, fault.for, surroundings);
  },
};
