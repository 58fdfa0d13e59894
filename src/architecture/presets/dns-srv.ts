import { numbered, type Preset } from "../preset.ts";
import { addressEach } from "./parts.ts";

/**
 * DNS takeover by prioritised records (thesis ch. 2, [16]): clients try the servers of priority 0 by weight and, when one does
 * not answer, the next (RFC 2782, RFC 3263 §4.3). Nobody watches anybody: what an outage costs is the clients' time-out, which
 * is 64·T1 = 32 s unless they are told otherwise (`traffic.clients.nextTarget`). Every user registers with every server.
 */
export const dnsSrv: Preset = {
  name: "dns-srv",
  title: "DNS SRV: clients go to the next server by themselves",
  about:
    "Thesis ch. 2, [16]. Servers stand in DNS with priorities and weights; clients that can (traffic.clients.nextTarget) try the next when one does not answer (RFC 3263). Nothing is detected: the clients' time-out is the outage, 32 s by RFC 3261 unless it is set.",
  parameters: {
    primary: { meaning: "servers of priority 0, tried by equal weights", default: 2, min: 1, max: 16 },
    backup: { meaning: "servers of priority 1, tried when all of priority 0 have failed", default: 1, min: 0, max: 15 },
  },
  expand: ({ primary = 2, backup = 1 }) => {
    const primaries = numbered("proxy", primary);
    const backups = numbered("proxy", backup, primary + 1);
    return {
      title: `DNS SRV with ${primary} primary and ${backup} backup servers`,
      tiers: { proxies: { role: "proxy", active: [...primaries, ...backups] } },
      addresses: {
        ...addressEach("proxies", primaries, "PRIMARY"),
        ...addressEach("proxies", backups, "BACKUP", 1),
      },
      watches: {},
      bindings: { memory: { checkpoint: "none" } },
      needs: { anyOf: [...primaries, ...backups] },
    };
  },
};
