import { momentsOf, quantileOf } from "../../distributions/law.ts";
import type { ConsequenceLaw } from "../law.ts";
import type { Takeover } from "./description.ts";

/** Select, claim, and wait out stale ARP entries if nobody tells. */
export const takeover: ConsequenceLaw<Takeover> = {
  mean: ({ select, claim, gratuitousArp, staleArp }) => select + claim + (gratuitousArp ? 0 : momentsOf(staleArp).mean),
  // An announcement can be lost.
  longest: ({ select, claim, staleArp }) => select + claim + quantileOf(staleArp, 0.999),
};
