import type { Architecture } from "../../src/service/description.ts";
import type { DialogKeeping } from "../../src/tiers/description.ts";
import { heartbeat, inMemory, tier, watch } from "../architecture/fixture.ts";

const transactions = { ringing: 180, strayResponses: "drop", limit: Infinity } as const;

/** The same service with back-to-back user agents in place of proxies. */
export const b2bua = (architecture: Architecture, differs: Partial<DialogKeeping> = {}): Architecture => ({
  ...architecture,
  tiers: architecture.tiers.map((one) =>
    one.role === "proxy"
      ? { ...one, transactions, dialogs: { replication: { mode: "none" }, media: null, ...differs } }
      : one,
  ),
});

/** S1 and S2 with an address on each side, in front of R1 and R2; each pair by heartbeats of its own. */
export function sbcPair(isStateful = false, media: DialogKeeping["media"] = null): Architecture {
  const beats = heartbeat({ interval: 0.1, misses: 3 });
  const dialogs: DialogKeeping = { replication: { mode: "synchronous" }, media };
  const registrars = isStateful ? { transactions: { ...transactions, strayResponses: "forward" as const } } : {};
  return {
    preset: "custom",
    title: "SBC 1+1, registrars 1+1",
    tiers: [
      tier("sbcs", "proxy", ["S1"], ["S2"], { transactions, dialogs, next: "REG" }),
      tier("registrars", "proxy", ["R1"], ["R2"], registrars),
    ],
    addresses: [
      { name: "OUT", tier: "sbcs", owner: "S1", priority: 0, weight: 1 },
      { name: "IN", tier: "sbcs", owner: "S1", priority: 0, weight: 1, side: "inside" },
      { name: "REG", tier: "registrars", owner: "R1", priority: 0, weight: 1 },
    ],
    watches: [watch("sbcs", "sbcs", beats, "takeover"), watch("registrars", "registrars", beats, "takeover")],
    directors: "call-id hash",
    bindings: inMemory(),
    needs: { allOf: [{ anyOf: ["S1", "S2"] }, { anyOf: ["R1", "R2"] }] },
  };
}
