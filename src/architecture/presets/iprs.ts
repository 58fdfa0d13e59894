import { numbered, type Preset } from "../preset.ts";
import { openAisGroup } from "./parts.ts";

/**
 * IPRS, the thesis's proposal (§3): n active and m standby integrated proxy/registrars under OpenAIS. Every active owns a
 * service access point; users register with all of them; callers choose one by DNS SRV. Totem timers are OpenAIS's defaults of
 * 2006–08 (token 1000 ms, consensus 200 ms, ring re-formed in about 50 ms). SRV weights are 100 each, since RFC 2782's draw from
 * 0 to the sum inclusive favours the first record by one in sum + 1: with weights of 1 it would get two thirds.
 */
export const iprs: Preset = {
  name: "iprs",
  title: "IPRS: integrated proxy/registrars, n active + m standby",
  about:
    "Thesis ch. 3. Bindings live in the servers' memory and are checkpointed to the standbys; OpenAIS detects a death and a standby claims the address. Totem timers: OpenAIS of 2006-08.",
  parameters: {
    active: { meaning: "active proxy/registrars (n), each with an address of its own", default: 2, min: 1, max: 16 },
    standby: { meaning: "standby proxy/registrars (m)", default: 1, min: 0, max: 14 },
  },
  expand: ({ active = 2, standby = 1 }) => {
    const actives = numbered("proxy", active);
    const standbys = numbered("proxy", standby, active + 1);
    return {
      title: `IPRS ${active}+${standby}`,
      tiers: { proxies: { role: "proxy", active: actives, standby: standbys } },
      addresses: Object.fromEntries(
        actives.map((owner, i) => [`SAP${i + 1}`, { tier: "proxies", owner, weight: 100 }]),
      ),
      watches: {
        membership: openAisGroup("proxies"),
      },
      bindings: { memory: { checkpoint: "synchronous" } },
      needs: { anyOf: [...actives, ...standbys] },
    };
  },
};
