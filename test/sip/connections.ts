import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { type MetricName, metricIndex } from "../../src/metrics/catalogue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { Architecture } from "../../src/service/description.ts";
import type { ServerTransport } from "../../src/tiers/description.ts";

/** A pair of proxies with a virtual address, which bindings and VRRP keep together; says what differs. */
export interface Pair {
  readonly clients: string;
  readonly users: number;
  readonly registration?: string;
  readonly calls?: string;
  readonly faults?: readonly string[];
  readonly horizon: string;
  readonly service?: string;
  readonly connections?: string;
  readonly workers?: number;
  readonly network?: string;
  /** A stateless one keeps nothing back and repeats nothing. */
  readonly preset?: "opensips-clusterer" | "openais-registrar";
}

export function pair(differs: Pair): Scenario {
  const { clients, users, registration = "{ expires: 3600 s }", calls, faults = [], horizon, network = "{}" } = differs;
  const yaml = `format: 2
title: connections
architecture:
  preset: ${differs.preset ?? "opensips-clusterer"}
  tiers:
    ${differs.preset === "openais-registrar" ? "registrars" : "proxies"}:
      workers: ${differs.workers ?? 4}
      service: ${differs.service ?? "{}"}
      connections: ${differs.connections ?? "{}"}
network: ${network}
traffic:
  users: ${users}
  registration: ${registration}
${calls === undefined ? "" : `  calls: ${calls}\n`}  clients: ${clients}
faults:${faults.length === 0 ? " []" : ""}
${faults.map((fault) => `  - ${fault}`).join("\n")}
run: { horizon: ${horizon} }
`;
  return read(yaml);
}

export function read(yaml: string): Scenario {
  const { scenario, problems } = parseScenario(yaml, "connections.yaml");
  if (scenario === undefined) throw new Error(problems.map(({ path, found }) => `${path}: ${found}`).join("\n"));
  return scenario;
}

/** Means over replications. */
export function meansOf(scenario: Scenario, replications: number): (name: MetricName) => number {
  const replicator = new Replicator(scenario, engineNamed("native"));
  const figures = Array.from({ length: replications }, (_, i) => replicator.run(i));
  return (name) => figures.reduce((sum, one) => sum + one[metricIndex(name)]!, 0) / replications;
}

/** The same service whose first tier speaks over connections to the next. */
export const over = (
  { tiers: [front, ...behind], ...rest }: Architecture,
  transport: "tcp" | "tls",
  differs: Partial<ServerTransport> = {},
): Architecture => ({
  ...rest,
  tiers: [{ ...front!, transport: { over: transport, timeout: 10, retransmissions: 15, ...differs } }, ...behind],
});
