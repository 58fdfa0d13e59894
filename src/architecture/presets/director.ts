import { numbered, type Preset } from "../preset.ts";
import { directorPair, vrrpPair } from "./parts.ts";

/**
 * A load director that works for every message (thesis ch. 2, "the load director as a bottleneck"): SIP-aware, as Kamailio with
 * its dispatcher module, each of a call's six messages that pass it costs half of what it costs a proxy, so that it carries
 * 1/(6 × 0.1 ms) = 1667 calls/s and no more, however many proxies stand behind it. It asks the proxies by OPTIONS; one without an
 * answer is enough (ds_probing_threshold 1), every 10 s as in the module's examples; time-out and service time are assumed.
 * Proxies copy bindings among each other as in `kamailio-dmq`. Both are stateless, as the thesis has them: such a director forwards, and does not relay by `t_relay`;
 * `transactions` at the tiers, and `scenarios/serial-failover.yaml`, say what that would change.
 */
export const director: Preset = {
  name: "director",
  title: "Director: one entrance for all calls, proxies n+0 that share their bindings",
  about:
    "Thesis ch. 2. A SIP-aware director, 1+1 by VRRP, whose own capacity is the bottleneck: 0.1 ms a message, 1667 calls/s. How it chooses is the key directors: consistent hash, call-id hash or round robin. OPTIONS every 10 s, threshold 1: Kamailio's dispatcher.",
  parameters: {
    proxies: { meaning: "proxies behind the director (n)", default: 3, min: 1, max: 8 },
  },
  expand: ({ proxies = 3 }) => {
    const names = numbered("proxy", proxies);
    return {
      title: `Director with ${proxies} proxies`,
      tiers: {
        directors: {
          ...directorPair,
          service: { each: "0.1 ms" },
        },
        proxies: { role: "proxy", active: names },
      },
      addresses: { VIP: { tier: "directors", owner: "director-1" } },
      watches: {
        routers: vrrpPair("directors"),
        health: {
          tier: "proxies",
          by: "directors",
          detector: { options: { interval: "10 s", timeout: "2 s", misses: 1, answers: 1 } },
          removal: "0 s",
        },
      },
      directors: "consistent hash",
      bindings: { memory: { checkpoint: { lag: "-0.1 ms" }, copiedTo: "all proxies" } },
      needs: { allOf: [{ anyOf: ["director-1", "director-2"] }, { anyOf: names }] },
    };
  },
};
