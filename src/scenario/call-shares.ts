import { srvShares } from "../sip/srv.ts";
import { knownToClients } from "../tiers/description.ts";
import type { Scenario } from "./scenario.ts";

/** Share of the calls, or of registrations, that aim at each address: by weight not w/W, since RFC 2782 favours the first of its records. */
export function aimedAt({
  architecture,
  traffic: { calls, registration },
}: Pick<Scenario, "architecture" | "traffic">): number[] {
  const { addresses } = architecture;
  const access = calls?.access ?? (registration.with === "one address" ? "weighted" : "round robin");
  if (typeof access === "object") return addresses.map(({ name }) => Number(name === access.address));
  const known = knownToClients(architecture);
  const shares =
    access === "weighted" ? srvShares(known.map((place) => addresses[place]!)) : known.map(() => 1 / known.length);
  return addresses.map((_, place) => shares[known.indexOf(place)] ?? 0);
}
