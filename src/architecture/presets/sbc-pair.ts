import type { WatchNotation } from "../../service/notation.ts";
import type { TierNotation } from "../../tiers/notation.ts";
import type { Preset } from "../preset.ts";

/** Advertisements of VRRP version 3 ten times a second, as pairs that must not be heard to fail are set up (assumed). */
const fastRouters = (tier: string): WatchNotation => ({
  tier,
  by: tier,
  detector: { vrrp: { version: 3, advertisement: "100 ms" } },
  takeover: { select: "0 s", claim: "1 ms" },
});

/** The first of two serves, with four workers. */
const pairOf = (stem: string, differs: Partial<TierNotation>): TierNotation => ({
  role: "proxy",
  active: [`${stem}-1`],
  standby: [`${stem}-2`],
  workers: 4,
  ...differs,
});

/**
 * Two session border controllers, back-to-back user agents with an address on each side and all media through them, before two registrars. The
 * standby has a copy of every dialog and moves media by re-INVITEs, 500 a second (assumed). It stands for no product.
 */
export const sbcPair: Preset = {
  name: "sbc-pair",
  title: "Session border controllers 1+1 before registrars 1+1",
  about:
    "A pair of session border controllers with copied dialogs and anchored media, an outside and an inside address, before a pair of registrars; both pairs by VRRP 3, advertisements every 100 ms.",
  parameters: {},
  expand: () => ({
    title: "SBC 1+1, registrars 1+1",
    tiers: {
      sbcs: pairOf("sbc", {
        queue: 1000,
        next: "VIP",
        dialogs: { replication: "synchronous", media: { anchored: { moved: "0 s", rate: "500/s" } } },
      }),
      registrars: pairOf("registrar", { transactions: {} }),
    },
    addresses: {
      OUTSIDE: { tier: "sbcs", owner: "sbc-1" },
      INSIDE: { tier: "sbcs", owner: "sbc-1", side: "inside" },
      VIP: { tier: "registrars", owner: "registrar-1" },
    },
    watches: { "sbc-routers": fastRouters("sbcs"), "registrar-routers": fastRouters("registrars") },
    bindings: { memory: { checkpoint: { lag: "1 ms" } } },
    needs: {
      allOf: [{ anyOf: ["sbc-1", "sbc-2"] }, { anyOf: ["registrar-1", "registrar-2"] }],
    },
  }),
};
