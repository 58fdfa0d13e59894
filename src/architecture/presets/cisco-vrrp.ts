import type { Preset } from "../preset.ts";

/**
 * Cisco's design of the thesis's chapter 2 ([10], [11], Fig. 2): a pair of proxies shares a virtual IP by VRRP. VRRP copies no
 * data, so bindings must be in a database. Timers: RFC 3768 defaults (advertisement 1 s, backup priority 100).
 */
export const ciscoVrrp: Preset = {
  name: "cisco-vrrp",
  title: "Cisco: proxies 1+1 by VRRP, one database",
  about:
    "Thesis ch. 2, [10] [11]. Two proxies share one virtual IP by VRRP; bindings are in a database, a single point of failure. VRRP: RFC 3768 defaults.",
  parameters: {},
  expand: () => ({
    title: "Cisco 1+1 by VRRP",
    tiers: {
      proxies: { role: "proxy", active: ["proxy-1"], standby: ["proxy-2"] },
      database: {
        role: "database",
        active: ["database"],
        workers: 10,
        queue: "unlimited",
        service: { each: "0.5 ms" },
      },
    },
    addresses: { VIP: { tier: "proxies", owner: "proxy-1" } },
    watches: {
      routers: {
        tier: "proxies",
        by: "proxies",
        detector: { vrrp: { version: 2, advertisement: "1 s", priority: 100 } },
        takeover: { select: "0 s", claim: "1 ms", gratuitousArp: true },
      },
    },
    bindings: { database: { tier: "database", timeout: "2 s" } },
    needs: { allOf: [{ anyOf: ["proxy-1", "proxy-2"] }, "database"] },
  }),
};
