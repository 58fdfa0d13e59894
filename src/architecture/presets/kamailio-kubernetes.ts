import { numbered, type Preset } from "../preset.ts";
import { dmqUsrloc, tRelay } from "./parts.ts";

/** The kubelet renews its node's lease by a quarter of its 40 s (nodeLeaseDurationSeconds). */
const RENEWAL = "10 s";

/**
 * Kamailio in pods behind a Service of Kubernetes: kube-proxy, which stands on every node and in its kernel, chooses a pod by chance for each flow of UDP. It is a director
 * that costs nothing. Linux's conntrack keeps a flow with its pod until it has been silent for 120 s (nf_conntrack_udp_timeout_stream), or 30 s where it
 * has had no answer yet or is younger than 2 s (nf_conntrack_udp_timeout), dead or not, where nobody clears the entry (kubernetes#59033, #125467). A dead node is noticed when its lease has run out (node-monitor-grace-period: 40 s, from 1.32 on 50 s); a pod that does not
 * answer its readiness probe, after 3 of them (periodSeconds 10 s, failureThreshold 3, timeoutSeconds 1 s). Both are of the kubelet, which renews the lease and probes its own pods: `heartbeat` with a `probe`. Defaults:
 * nodelifecycle and kubelet of Kubernetes 1.31, pkg/apis/core/v1/defaults.go; nf_conntrack-sysctl. Bindings are copied as in `kamailio-dmq`.
 */
export const kamailioKubernetes: Preset = {
  name: "kamailio-kubernetes",
  title: "Kamailio in Kubernetes: pods n+0 behind kube-proxy, bindings copied among all",
  about:
    "Kubernetes 1.31 and Linux's conntrack with their defaults: a dead node is noticed when its lease runs out (40 s; 50 s from 1.32), a pod that hangs by 3 readiness probes of 10 s; flows of UDP stay with a dead pod until they are silent for 120 s. A Deployment replaces a dead node's pod 300 s after the verdict, a StatefulSet does not: that is for faults and lifetimes to say.",
  parameters: {
    pods: { meaning: "pods of the service (n), each on a node of its own", default: 2, min: 1, max: 16 },
    leases: {
      meaning:
        "renewals (every 10 s) that a node misses until it is taken for dead: 4 up to Kubernetes 1.31, 5 from 1.32; 0: no leases, and kube-proxy probes the pods itself by OPTIONS",
      default: 4,
      min: 0,
      max: 60,
    },
  },
  expand: ({ pods = 2, leases = 4 }) => {
    const names = numbered("pod", pods);
    return {
      title: `Kamailio in Kubernetes with ${pods} pods`,
      tiers: {
        "kube-proxy": { role: "director", active: ["kube-proxy"], queue: "unlimited", service: { each: "0 s" } },
        pods: { role: "proxy", active: names, transactions: tRelay },
      },
      addresses: { SERVICE: { tier: "kube-proxy", owner: "kube-proxy" } },
      watches: {
        readiness: {
          tier: "pods",
          by: "kube-proxy",
          detector:
            leases === 0
              ? { options: { interval: "10 s", timeout: "1 s", misses: 3, answers: 1 } }
              : { heartbeat: { interval: RENEWAL, misses: leases, probe: {} } },
          removal: "0 s",
        },
      },
      directors: { policy: "random", flows: { idle: "120 s", unanswered: "30 s", until: "silence" } },
      bindings: dmqUsrloc(),
      // Wherever a pod lives there is a kube-proxy, so the service needs a pod and no more.
      needs: { allOf: [{ anyOf: ["kube-proxy", ...names] }, { anyOf: names }] },
    };
  },
};
