import type { Fault } from "../description.ts";
import { impairing, type Mechanism } from "../mechanism.ts";

export const partition: Mechanism<Fault<"partition">> = {
  strikes: "once",
  deed: (fault, stage) => {
    const groupOf = new Int32Array(stage.network.hosts).fill(fault.partition.length);
    for (const [group, names] of fault.partition.entries())
      for (const name of names) for (const host of stage.hostsNamed(name)) groupOf[host] = group;
    return impairing(fault.partition.flat(), { kind: "partition", groupOf }, fault.for, stage);
  },
};
