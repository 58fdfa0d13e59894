import type { Preset } from "../preset.ts";
import { tRelay } from "./parts.ts";

/**
 * OpenSIPS 3.4 with its clusterer module in full-sharing mode (usrloc's working_mode_preset full-sharing-cluster, whose restart persistency is
 * sync-from-cluster): both servers keep all bindings, copied after each answer (a millisecond is assumed); a virtual IP moves between them by
 * Keepalived, whose script looks every second whether OpenSIPS lives. A server that starts again gets all bindings from one peer, as fast as
 * Kamailio's DMQ does (assumed), and serves meanwhile; a seed that finds none counts itself as synchronised after 5 s (seed_fallback_interval).
 * VRRP version 2 with the defaults of RFC 3768; a script's interval is 1 s by Keepalived's default.
 */
export const opensipsClusterer: Preset = {
  name: "opensips-clusterer",
  title: "OpenSIPS cluster: 1+1, full sharing of bindings, virtual IP by Keepalived",
  about:
    "OpenSIPS' clusterer with usrloc in full-sharing mode: bindings are copied after each answer, proxies keep transactions (t_relay); Keepalived moves the virtual IP, by VRRP if the host dies and by its track script (1 s) if only the process does. VRRP: RFC 3768 defaults; OpenSIPS 3.4: READMEs of usrloc and clusterer.",
  parameters: {},
  expand: () => ({
    title: "OpenSIPS cluster 1+1",
    tiers: { proxies: { role: "proxy", active: ["proxy-1"], standby: ["proxy-2"], transactions: tRelay } },
    addresses: { VIP: { tier: "proxies", owner: "proxy-1" } },
    watches: {
      routers: {
        tier: "proxies",
        by: "proxies",
        detector: { vrrp: { version: 2, advertisement: "1 s", priority: 100, track: "1 s" } },
        takeover: { select: "0 s", claim: "1 ms", gratuitousArp: true, lowerPriorityArp: true },
      },
    },
    bindings: {
      memory: { checkpoint: { lag: "1 ms" }, copiedTo: "all proxies", transfer: { start: "180 ms", each: "0.2 ms" } },
    },
    needs: { anyOf: ["proxy-1", "proxy-2"] },
  }),
};
