import { numbered, type Preset } from "../preset.ts";
import { directorPair, oneDatabase, vrrpPair } from "./parts.ts";

/**
 * PPDR, the thesis's main rival (§2, [13]): two load directors by VRRP share a virtual IP and dispatch by Call-ID to n proxies
 * that all depend on one database. Health checks as in Keepalived's samples (every 6 s, connect time-out 3 s, one retry after 3 s);
 * VRRP version 2 with its default of 1 s (RFC 3768).
 */
export const ppdr: Preset = {
  name: "ppdr",
  title: "PPDR: load directors 1+1, proxies n+0, one database",
  about:
    "Thesis ch. 2, [13]. LVS directors under VRRP and Keepalived dispatch by hash of the Call-ID to proxies that keep bindings in one MySQL database, a single point of failure. Health checks: Keepalived's samples; VRRP: RFC 3768.",
  parameters: {
    proxies: { meaning: "proxies behind the directors (n)", default: 2, min: 1, max: 16 },
  },
  expand: ({ proxies = 2 }) => {
    const names = numbered("proxy", proxies);
    return {
      title: `PPDR with ${proxies} proxies`,
      tiers: {
        directors: {
          ...directorPair,
          queue: "unlimited",
          service: { each: "0 s" },
        },
        proxies: { role: "proxy", active: names },
        database: oneDatabase(),
      },
      addresses: { VIP: { tier: "directors", owner: "director-1" } },
      watches: {
        routers: vrrpPair("directors"),
        health: {
          tier: "proxies",
          by: "directors",
          detector: { poll: { interval: "6 s", timeout: "3 s", retries: 1, retryDelay: "3 s" } },
          removal: "0 s",
        },
      },
      directors: "call-id hash",
      bindings: { database: { tier: "database", timeout: "2 s" } },
      needs: { allOf: [{ anyOf: ["director-1", "director-2"] }, { anyOf: names }, "database"] },
    };
  },
};
