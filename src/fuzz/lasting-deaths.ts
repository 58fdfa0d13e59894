import type { Scenario } from "../scenario/scenario.ts";
import { isUp } from "../structure/evaluation.ts";
import { written } from "./dice.ts";
import type { Anomaly } from "./invariants.ts";
import type { FaultLine, FaultTargets } from "./random-faults.ts";

/** Deaths that nobody repairs, each alone, of the nodes without which the service is still up by its `needs`. */
export function lastingDeaths({ architecture: { needs } }: Scenario, { nodes, from }: FaultTargets): FaultLine[] {
  const spared = nodes.filter((node) => isUp(needs, new Set(nodes.filter((other) => other !== node))));
  return spared.flatMap((kill) => ["host", "process", "link"].map((kind) => ({ at: written(from), kill, kind })));
}

/**
 * What callers notice of them. Whom a node that is cut off leaves out is nobody's loss; an address that is not served is none where
 * callers go to the next one by themselves.
 */
export function noticed(anomalies: readonly Anomaly[], { architecture, traffic }: Scenario): readonly Anomaly[] {
  const felt = anomalies.filter(({ reason }) => reason !== "leftOut");
  const unserved = felt.filter(({ reason }) => reason !== "keptOn");
  const goOn = traffic.nextTarget !== null && unserved.length < architecture.addresses.length;
  return goOn ? felt.filter(({ reason }) => reason === "keptOn") : felt;
}
