import { numbered, type Preset } from "../preset.ts";
import { directorPair, dmqUsrloc, tRelay, vrrpPair } from "./parts.ts";

/**
 * Kamailio 5.6 with its `dispatcher` in front of proxies of the same kind, after the module's README: round robin (algorithm 4), and the next
 * destination after a 500 or tm's fr_timer, whose default of 30 s runs out within the last tick of a sixteenth of a second. Pings are off by default
 * (ds_ping_interval 0); here they go out every 30 s to all (the README's example, ds_probing_mode 1), each for as long as fr_timer, with thresholds
 * of 1. The pair of directors is Keepalived's by default, advertisements every second. Behind them bindings are copied as in `kamailio-dmq`.
 */
export const kamailioDispatcher: Preset = {
  name: "kamailio-dispatcher",
  title: "Kamailio dispatcher: stateful directors 1+1, proxies n+0 that share their bindings",
  about:
    "Kamailio 5.6's dispatcher, from its README: round robin, pings every 30 s, thresholds of 1, fr_timer 30 s, the next destination after 500 or silence. A dead proxy is marked after 30 to 60 s; until then its share of the calls waits for fr_timer. Which value to change first: fr_timer.",
  parameters: {
    proxies: { meaning: "proxies behind the directors (n)", default: 2, min: 1, max: 8 },
  },
  expand: ({ proxies = 2 }) => {
    const names = numbered("proxy", proxies);
    return {
      title: `Kamailio dispatcher with ${proxies} proxies`,
      tiers: {
        directors: {
          ...directorPair,
          service: { each: "0.1 ms" },
          transactions: { ...tRelay, failover: { after: { uniform: ["29.9375 s", "30 s"] }, on: [500] } },
        },
        proxies: { role: "proxy", active: names, transactions: tRelay },
      },
      addresses: { VIP: { tier: "directors", owner: "director-1" } },
      watches: {
        routers: vrrpPair("directors"),
        health: {
          tier: "proxies",
          by: "directors",
          detector: { options: { interval: "30 s", timeout: "30 s", misses: 1, answers: 1 } },
          removal: "0 s",
        },
      },
      directors: "round robin",
      bindings: dmqUsrloc(),
      needs: { allOf: [{ anyOf: ["director-1", "director-2"] }, { anyOf: names }] },
    };
  },
};
