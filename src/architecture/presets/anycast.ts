import { numbered, type Preset } from "../preset.ts";
import { bfd } from "./parts.ts";

/**
 * Anycast: every server announces the same address by BGP, and the network takes each caller to the nearest. When BFD has found
 * a server gone, routers converge on the next one: a second is assumed. Bindings are copied among all servers, since a caller and
 * the callee's phone may be near different ones.
 */
export const anycast: Preset = {
  name: "anycast",
  title: "Anycast: one address at every site, routes move",
  about:
    "Every site announces the same address; each caller's traffic goes to the nearest living one. BFD finds a death (RFC 5880: 300 ms, three misses), BGP converges in a second (assumed). Bindings are copied among all sites.",
  parameters: {
    sites: { meaning: "sites with one server each, all of them active", default: 3, min: 1, max: 16 },
  },
  expand: ({ sites = 3 }) => {
    const servers = numbered("proxy", sites);
    return {
      title: `Anycast from ${sites} sites`,
      tiers: {
        proxies: { role: "proxy", active: servers },
        routers: { role: "monitor", active: ["router"] },
      },
      addresses: { ANYCAST: { tier: "proxies", owner: "proxy-1" } },
      watches: {
        routing: { tier: "proxies", by: "routers", detector: bfd(), route: { convergence: "1 s" } },
      },
      bindings: { memory: { checkpoint: { lag: "0 s" }, copiedTo: "all proxies" } },
      needs: { anyOf: servers },
    };
  },
};
