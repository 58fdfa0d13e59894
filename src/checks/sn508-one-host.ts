import type { Check } from "./check.ts";
import { service } from "./examples-of-scenarios.ts";
import { hostDies } from "./vrrp.ts";

const on = (hosts: string) => ({
  "service.yaml": service({})["service.yaml"].replace("  watches:", `  hosts:\n${hosts}  watches:`),
});

export const ALL_ON_ONE_HOST: Check = {
  code: "SN508",
  title: "All servers of a tier are on one machine",
  severity: "error",
  about:
    "Looks for machines (`hosts`) that hold all servers of a tier with several: replicas of a Deployment whose pods nothing keeps apart, virtual machines on one hypervisor. Manifests of Kubernetes are not read: scenarios are.",
  mend: "Each on a machine of its own: `podAntiAffinity` or `topologySpreadConstraints` over `kubernetes.io/hostname`.",
  ill: on("    box: { cores: 2, nodes: [sip1, sip2] }\n"),
  well: on("    box: { cores: 2, nodes: [sip1] }\n    box2: { cores: 2, nodes: [sip2] }\n"),
  find: ({ scenario: seen }) =>
    (seen?.scenario.architecture.hosts ?? []).flatMap((host) =>
      seen!.scenario.architecture.tiers
        .filter(({ nodes }) => nodes.length > 1 && nodes.every(({ name }) => host.nodes.includes(name)))
        .map((tier) => ({
          place: seen!.placeOf("architecture", "hosts", host.name),
          message: `${host.name} holds all ${tier.nodes.length} servers of ${tier.name}`,
          consequence: `When ${host.name} dies all of ${tier.name} are dead at once, and nothing takes over`,
          trial: hostDies(host.name),
        })),
    ),
};
