/** Readiness: when a server is left out, and when it is asked again. */
import type { Detector } from "../detectors/description.ts";
import type { Check, Found } from "./check.ts";

interface Pods {
  readonly probe?: string;
  readonly meanwhile?: string;
  readonly users?: number;
}

const pods = ({ probe = "{}", meanwhile = "out of service", users = 1000 }: Pods) => ({
  "service.yaml": [
    "format: 2\ntitle: Pods behind kube-proxy\narchitecture:\n  preset: kamailio-kubernetes\n",
    `  watches: { readiness: { tier: pods, by: kube-proxy, detector: { heartbeat: { interval: 10 s, misses: 4, probe: ${probe} } }, removal: 0 s } }\n`,
    `  bindings: { memory: { checkpoint: { lag: -0.1 ms }, copiedTo: all proxies, transfer: { from: all peers, each: 0.2 ms, received: 0.15 ms, contacts: 1, meanwhile: ${meanwhile} } } }\n`,
    `traffic:\n  users: ${users}\n  calls: { rate: 20/s, duration: 60 s }\n`,
  ].join(""),
});

export const PROBES_SLOWER_THAN_EVICTION: Check = {
  code: "SN506",
  title: "Probes are slower than the eviction of a dead node",
  severity: "warning",
  about:
    "Looks at heartbeats with probes, such as Kubernetes has: a node that renews no lease is out after `misses` × `interval`, and a process that does not answer after (`fall` − 1) × `interval` of the probe and its time-out, at the soonest. Where the probe is the slower of both, a process that hangs keeps its calls for longer than a machine that burns. Manifests are not read: scenarios are.",
  mend: "A shorter `periodSeconds` or a lower `failureThreshold`: 10 s and 3 are the defaults, 2 s and 3 find a process that hangs within 7 s.",
  ill: pods({ probe: "{ interval: 20 s, fall: 3, timeout: 5 s }" }),
  well: pods({}),
  find: ({ scenario: seen }) =>
    (seen?.scenario.architecture.watches ?? []).flatMap(({ tier, detector }): Found[] => {
      const heartbeat = probing(detector);
      if (heartbeat === null) return [];
      const { interval, misses, probe } = heartbeat;
      const soonest = (probe.fall - 1) * probe.interval + probe.timeout;
      const lease = misses * interval;
      if (soonest <= lease) return [];
      const node = seen!.scenario.architecture.tiers.find((one) => one.name === tier)!.nodes[0]!.name;
      return [
        {
          place: seen!.placeOf("architecture", "watches"),
          message: `A probe of ${tier} finds a process that hangs after ${soonest} s at the soonest, and the lease of a dead node runs out after ${lease} s`,
          consequence: `A process of ${tier} that hangs keeps its share of the calls for ${soonest} to ${soonest + probe.interval} s`,
          trial: { when: `${node} hangs`, fault: `hang: ${node}` },
        },
      ];
    }),
};

export const READY_BEFORE_BINDINGS: Check = {
  code: "SN507",
  title: "A server is asked again before it has its bindings",
  severity: "warning",
  about:
    "A process that starts again has an empty memory, and gets the bindings of its peers in a transfer. Looks for transfers that last longer than a second, by the number of users, where the process is asked meanwhile and watched: who watches it sees that it answers, not what it knows.",
  mend: "A readiness that waits for the transfer (`meanwhile: out of service`), or a server that asks a peer for a user whom it does not know yet.",
  ill: pods({ users: 20_000, meanwhile: "refuse" }),
  well: pods({ users: 20_000 }),
  find: ({ scenario: seen }) => {
    if (seen === null) return [];
    const { architecture, traffic } = seen.scenario;
    const { bindings, watches, tiers } = architecture;
    if (bindings.kind !== "memory" || bindings.transfer === "at once") return [];
    const { each, received = 0, meanwhile = "refuse" } = bindings.transfer;
    const lasts = traffic.users * Math.max(each, received);
    if (meanwhile !== "refuse" || lasts <= SOON) return [];
    return watches.flatMap(({ tier, consequence }): Found[] => {
      const { nodes, role } = tiers.find((one) => one.name === tier)!;
      if (consequence.kind !== "removal" || role !== "proxy") return [];
      const node = nodes[0]!.name;
      return [
        {
          place: seen.placeOf("architecture", "watches"),
          message: `A process of ${tier} is asked again as soon as it answers, and ${traffic.users} bindings take ${Number(lasts.toPrecision(3))} s to come`,
          consequence: "Calls that come to it meanwhile are refused by 404 for callees whom it does not know yet",
          trial: { when: `${node} starts again`, fault: `restart: ${node}, kind: process, takes: 2 s` },
        },
      ];
    });
  },
};

/** A transfer that is shorter is of no consequence [s]. */
const SOON = 1;

function probing(detector: Detector) {
  if (detector.kind !== "heartbeat" || detector.probe === undefined) return null;
  return { interval: detector.interval, misses: detector.misses, probe: detector.probe };
}
