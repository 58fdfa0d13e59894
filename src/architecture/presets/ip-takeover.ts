import type { Preset } from "../preset.ts";
import { linuxHa } from "./parts.ts";

/**
 * Local IP takeover (thesis ch. 2, [5], [15]): active and backup exchange heartbeats; the backup takes the dead one's address and
 * tells the neighbours by gratuitous ARP. Timers of the sample ha.cf of Linux-HA's heartbeat: a beat every 2 s, dead after 30 s.
 */
export const ipTakeover: Preset = {
  name: "ip-takeover",
  title: "IP takeover: proxies 1+1 by heartbeat",
  about:
    "Thesis ch. 2, [5] [15]. The backup takes the address of an active that has been silent for 30 s; bindings are copied to it before each answer. Timers: the sample ha.cf of Linux-HA's heartbeat (keepalive 2 s, deadtime 30 s).",
  parameters: {},
  expand: () => ({
    title: "IP takeover 1+1",
    tiers: { proxies: { role: "proxy", active: ["proxy-1"], standby: ["proxy-2"] } },
    addresses: { VIP: { tier: "proxies", owner: "proxy-1" } },
    watches: {
      heartbeat: {
        tier: "proxies",
        by: "proxies",
        detector: linuxHa(),
        takeover: { select: "0 s", claim: "50 ms", gratuitousArp: true },
      },
    },
    bindings: { memory: { checkpoint: "synchronous" } },
    needs: { anyOf: ["proxy-1", "proxy-2"] },
  }),
};
