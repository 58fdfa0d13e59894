import { numbered, type Preset } from "../preset.ts";
import { oneDatabase, openAis, openAisGroup } from "./parts.ts";

/**
 * FFF, fast failure detection and failover (thesis ch. 2, [7], Fig. 3): dispatchers m+k under OpenAIS, each active with a
 * service access point, in front of n proxies. Dispatchers and proxies are members of one group, so a dispatcher learns of a
 * proxy's death from the membership. Bindings are in a database. Totem timers as in `iprs`.
 */
export const fff: Preset = {
  name: "fff",
  title: "FFF: dispatchers m+k by OpenAIS, proxies n+0, one database",
  about:
    "Thesis ch. 2, [7]. Dispatchers under OpenAIS pass calls on to proxies that share one database, a single point of failure; proxy deaths are learnt from the group membership. Totem timers: OpenAIS of 2006-08.",
  parameters: {
    active: { meaning: "active dispatchers (m), each with an address of its own", default: 2, min: 1, max: 8 },
    standby: { meaning: "standby dispatchers (k)", default: 1, min: 0, max: 7 },
    proxies: { meaning: "proxies behind the dispatchers (n)", default: 2, min: 1, max: 16 },
  },
  expand: ({ active = 2, standby = 1, proxies = 2 }) => {
    const actives = numbered("dispatcher", active);
    const standbys = numbered("dispatcher", standby, active + 1);
    const servers = numbered("proxy", proxies);
    return {
      title: `FFF with dispatchers ${active}+${standby} and ${proxies} proxies`,
      tiers: {
        dispatchers: {
          role: "director",
          active: actives,
          standby: standbys,
          queue: "unlimited",
          service: { each: "0.05 ms" },
        },
        proxies: { role: "proxy", active: servers },
        database: oneDatabase(),
      },
      addresses: Object.fromEntries(
        actives.map((owner, i) => [`SAP${i + 1}`, { tier: "dispatchers", owner, weight: 100 }]),
      ),
      watches: {
        membership: openAisGroup("dispatchers"),
        health: { tier: "proxies", by: "dispatchers", detector: openAis(), removal: "0 s" },
      },
      directors: "call-id hash",
      bindings: { database: { tier: "database", timeout: "2 s" } },
      needs: { allOf: [{ anyOf: [...actives, ...standbys] }, { anyOf: servers }, "database"] },
    };
  },
};
