import type { Preset } from "../preset.ts";

/**
 * DNS takeover by server update (thesis ch. 2): a checker asks the server by OPTIONS and, when it has not answered three times,
 * changes the record of the service's name to the backup (RFC 2136). Callers find the backup when what their resolver keeps has
 * run out. Timers as documented for health checks and failover records of Amazon Route 53: fast checks every 10 s, three
 * failures, TTL 60 s; the time-out of 4 s is that of its connections, the update of 1 s is assumed.
 */
export const dnsUpdate: Preset = {
  name: "dns-update",
  title: "DNS update: a checker changes the record, caches keep the old one",
  about:
    "Thesis ch. 2. A checker finds the server dead and changes its DNS record to the backup; callers follow when their resolver's copy runs out. Outage: detection + update + U(0, TTL). Timers: Amazon Route 53's fast health checks (10 s, three failures), TTL 60 s.",
  parameters: {
    caches: {
      meaning: "resolvers between callers and the name server, each with a cache",
      default: 1,
      min: 1,
      max: 1000,
    },
  },
  expand: ({ caches = 1 }) => ({
    title: "DNS update 1+1",
    tiers: {
      proxies: { role: "proxy", active: ["proxy-1"], standby: ["proxy-2"] },
      checkers: { role: "monitor", active: ["checker"] },
    },
    addresses: { NAME: { tier: "proxies", owner: "proxy-1" } },
    watches: {
      health: {
        tier: "proxies",
        by: "checkers",
        detector: { options: { interval: "10 s", timeout: "4 s", misses: 3, answers: 3 } },
        record: { update: "1 s", ttl: "60 s", caches },
      },
    },
    bindings: { memory: { checkpoint: "synchronous" } },
    needs: { anyOf: ["proxy-1", "proxy-2"] },
  }),
};
