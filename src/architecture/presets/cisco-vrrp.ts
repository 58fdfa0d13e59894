import type { Preset } from "../preset.ts";
import { oneDatabase, vrrpPair } from "./parts.ts";

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
      database: oneDatabase(),
    },
    addresses: { VIP: { tier: "proxies", owner: "proxy-1" } },
    watches: {
      routers: vrrpPair("proxies"),
    },
    bindings: { database: { tier: "database", timeout: "2 s" } },
    needs: { allOf: [{ anyOf: ["proxy-1", "proxy-2"] }, "database"] },
  }),
};
