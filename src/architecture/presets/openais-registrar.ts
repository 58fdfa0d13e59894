import type { Preset } from "../preset.ts";
import { openAisGroup } from "./parts.ts";

/**
 * The SIP registrar on OpenAIS of the thesis's chapter 2 ([2]): one active and one standby, bindings in memory and written to a
 * checkpoint, from which the standby reads when it takes the address over. Totem timers as in `iprs`.
 */
export const openaisRegistrar: Preset = {
  name: "openais-registrar",
  title: "OpenAIS registrar: 1+1, bindings in memory and in a checkpoint",
  about:
    "Thesis ch. 2, [2]. An active and a standby registrar under OpenAIS; the standby has every binding by the checkpoint and takes the address over. Totem timers: OpenAIS of 2006-08.",
  parameters: {},
  expand: () => ({
    title: "OpenAIS registrar 1+1",
    tiers: { registrars: { role: "proxy", active: ["registrar-1"], standby: ["registrar-2"] } },
    addresses: { SAP1: { tier: "registrars", owner: "registrar-1" } },
    watches: { membership: openAisGroup("registrars") },
    bindings: { memory: { checkpoint: "synchronous" } },
    needs: { anyOf: ["registrar-1", "registrar-2"] },
  }),
};
