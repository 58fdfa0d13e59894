import { longestOf, meanOf } from "../../distributions/law.ts";
import type { ConsequenceLaw } from "../law.ts";
import type { Takeover } from "./description.ts";

/** Fence, select, claim, and wait out stale ARP entries if nobody tells. */
export const takeover: ConsequenceLaw<Takeover> = {
  mean: ({ fencing, select, claim, gratuitousArp, staleArp }) =>
    meanOf(fencing?.time ?? 0) + meanOf(select) + meanOf(claim) + (gratuitousArp ? 0 : meanOf(staleArp)),
  // An announcement can be lost.
  longest: ({ fencing, select, claim, staleArp }) =>
    longestOf(fencing?.time ?? 0) +
    Math.max(0, ...(fencing?.delay ?? []).map(([, delay]) => longestOf(delay))) +
    longestOf(select) +
    longestOf(claim) +
    longestOf(staleArp),
};

/** Mean time that fencing puts between detection and the rest of a takeover, any of so many nodes being as likely to be fenced [s]. */
export const fencingMean = ({ fencing }: Takeover, nodes: number): number =>
  fencing === undefined
    ? 0
    : meanOf(fencing.time) + fencing.delay.reduce((sum, [, delay]) => sum + meanOf(delay), 0) / nodes;
