import type { Preset } from "../preset.ts";
import { addressEach, openAisGroup } from "./parts.ts";

/**
 * Two sites, each a small IPRS of its own: an active and a standby under OpenAIS, with a checkpoint between the two. Within a site
 * a standby steps in; when a site is lost, clients go to the other (RFC 3263), where they have registered too. Nothing crosses the
 * WAN but the clients' own messages, so a partition between the sites splits no group. Delays belong to the scenario's `network`.
 */
export const geoRedundant: Preset = {
  name: "geo-redundant",
  title: "Geo-redundant: two sites, each 1+1, clients go to the other site",
  about:
    "Two sites, each with an active and a standby under OpenAIS (timers of 2006-08). Clients prefer the first site by SRV priority, register with both and go to the other when theirs does not answer (traffic.clients.nextTarget). Name the sites in network.sites.",
  parameters: {},
  expand: () => ({
    title: "Two sites, each 1+1",
    tiers: {
      east: { role: "proxy", active: ["east-1"], standby: ["east-2"] },
      west: { role: "proxy", active: ["west-1"], standby: ["west-2"] },
    },
    addresses: {
      ...addressEach("east", ["east-1"], "EAST"),
      ...addressEach("west", ["west-1"], "WEST", 1),
    },
    watches: {
      eastern: openAisGroup("east"),
      western: openAisGroup("west"),
    },
    bindings: { memory: { checkpoint: "synchronous" } },
    needs: { anyOf: ["east-1", "east-2", "west-1", "west-2"] },
  }),
};
