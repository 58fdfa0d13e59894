import type { Preset } from "../preset.ts";
import { tRelay } from "./parts.ts";

/**
 * Two Kamailio 5.6.3 and a virtual IP moved by Keepalived 2.2.7 (Debian 12), each with the defaults of its package where it has one: VRRP version 2,
 * an advertisement a second (keepalived.conf(5)), a vrrp_script with interval 1 s, fall 1, rise 1, weight 0 that looks whether there is a
 * process, gratuitous ARPs at once and again after garp_master_delay (5 s), and on hearing a lower priority. Priorities 150 and 100 are Keepalived's
 * samples'. usrloc's db_mode is 0 (README.usrloc): bindings are in memory, and nobody copies them.
 */
export const kamailioKeepalived: Preset = {
  name: "kamailio-keepalived",
  title: "Kamailio and Keepalived: 1+1, virtual IP, each server with its own bindings",
  about:
    "Kamailio 5.6 behind a virtual IP that Keepalived 2.2 moves, with the defaults of both: VRRP 2, advertisements every 1 s, a vrrp_script every 1 s, bindings in memory (db_mode 0) that the standby has not. With bindings.memory { checkpoint: { lag: -0.1 ms }, copiedTo: all proxies } they are copied by dmq_usrloc.",
  parameters: {},
  expand: () => ({
    title: "Kamailio and Keepalived 1+1",
    tiers: { proxies: { role: "proxy", active: ["proxy-1"], standby: ["proxy-2"], transactions: tRelay } },
    addresses: { VIP: { tier: "proxies", owner: "proxy-1" } },
    watches: {
      routers: {
        tier: "proxies",
        by: "proxies",
        detector: {
          vrrp: {
            version: 2,
            advertisement: "1 s",
            priority: 100,
            priorities: { "proxy-1": 150 },
            track: { interval: "1 s", fall: 1, rise: 1, weight: 0 },
          },
        },
        takeover: { select: "0 s", claim: "1 ms", gratuitousArp: true, repeatArp: "5 s", lowerPriorityArp: true },
      },
    },
    bindings: { memory: { checkpoint: "none" } },
    needs: { anyOf: ["proxy-1", "proxy-2"] },
  }),
};
