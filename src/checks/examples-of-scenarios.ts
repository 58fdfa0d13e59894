/** A scenario as the pages of checks show it. */

interface Service {
  readonly active?: string;
  readonly standby?: string;
  readonly watches?: string;
}

const WATCHES = "  watches:\n    peers: { tier: proxies, by: proxies, detector: { heartbeat: {} }, takeover: {} }\n";

/** Proxies that stand in for each other. */
export const service = ({ active = "[sip1]", standby = "[sip2]", watches = WATCHES }: Service) => ({
  "service.yaml": [
    "format: 2\ntitle: A service\narchitecture:\n",
    `  tiers:\n    proxies: { role: proxy, active: ${active}, standby: ${standby} }\n`,
    "  addresses:\n    VIP: { tier: proxies, owner: sip1 }\n",
    watches,
    "  bindings: { memory: { checkpoint: synchronous, copiedTo: all proxies } }\n",
    "  needs: sip1\ntraffic:\n  users: 1000\n  calls: { rate: 20/s, duration: 60 s }\n",
  ].join(""),
});
