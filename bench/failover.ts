import { readFileSync } from "node:fs";
import { Replicator } from "../src/experiment/replication.ts";
import type { Engine } from "../src/kernel/engine.ts";
import { metricIndex } from "../src/metrics/catalogue.ts";
import { shippedScenario } from "../src/scenario/shipped.ts";
import { eventLoopCpu, type Row } from "./row.ts";

/** Model events per started call by the definition of the workload: 19 of the call, the rest heartbeats. */
const EVENTS_PER_CALL = 19.296;

/**
 * W3, a SIP failover run, through the product's own model and the scenario file anyone can run. Means over the replications of
 * the failed calls, the INVITE processing time and the call set-up time.
 */
export function failover(engine: Engine, variant: "det" | "poi", replications: number, seed: number): Row {
  const file = new URL("../scenarios/heartbeat-w3.yaml", import.meta.url);
  const settings = [`run.seed=${seed}`, ...(variant === "poi" ? ["traffic.calls.arrivals=poisson"] : [])];
  const replicator = new Replicator(
    shippedScenario(readFileSync(file), "scenarios/heartbeat-w3.yaml", settings),
    engine,
  );
  const sums = { createdCalls: 0, failedCalls: 0, processingTime: 0, callSetupTime: 0 };
  let handled = 0;
  const cpu = eventLoopCpu(() => {
    for (let replication = 0; replication < replications; replication++) {
      const figures = replicator.run(replication);
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += figures[metricIndex(name)]!;
      handled += engine.handled;
    }
  });
  return {
    variant,
    n: replications,
    events: Math.round(sums.createdCalls * EVENTS_PER_CALL),
    handled,
    cpu,
    failed: sums.failedCalls / replications,
    proc_ms: (sums.processingTime / replications) * 1e3,
    setup_ms: (sums.callSetupTime / replications) * 1e3,
  };
}
