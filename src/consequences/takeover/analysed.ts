import { longestOf, meanOf } from "../../distributions/law.ts";
import type { ConsequenceLaw } from "../law.ts";
import type { Takeover } from "./description.ts";

/** Select, claim, and wait out stale ARP entries if nobody tells. */
export const takeover: ConsequenceLaw<Takeover> = {
  mean: ({ select, claim, gratuitousArp, staleArp }) =>
    meanOf(select) + meanOf(claim) + (gratuitousArp ? 0 : meanOf(staleArp)),
  // An announcement can be lost.
  longest: ({ select, claim, staleArp }) => longestOf(select) + longestOf(claim) + longestOf(staleArp),
};
