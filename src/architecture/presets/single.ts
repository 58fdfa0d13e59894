import type { Preset } from "../preset.ts";

/** One server and nothing else: the yardstick. */
export const single: Preset = {
  name: "single",
  title: "One proxy/registrar, no redundancy",
  about:
    "One integrated proxy/registrar with its bindings in memory. What dies is gone: the yardstick for every other design.",
  parameters: {},
  expand: () => ({
    title: "One proxy/registrar, no redundancy",
    tiers: { proxies: { role: "proxy", active: ["proxy-1"] } },
    addresses: { SAP1: { tier: "proxies", owner: "proxy-1" } },
    watches: {},
    bindings: { memory: { checkpoint: "none" } },
    needs: "proxy-1",
  }),
};
