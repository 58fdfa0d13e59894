import { longestOf, meanOf } from "../../distributions/law.ts";
import type { ConsequenceLaw } from "../law.ts";
import type { Takeover } from "./description.ts";

/** Starting the process where its address goes: nothing, where it runs there already. */
const started = ({ resource }: Takeover): Takeover["claim"] =>
  resource === undefined || resource.clone ? 0 : resource.start;

/** Fence, select, claim, start, and wait out stale ARP entries if nobody tells. */
export const takeover: ConsequenceLaw<Takeover> = {
  mean: (takeover) =>
    meanOf(takeover.fencing?.time ?? 0) +
    meanOf(takeover.select) +
    meanOf(takeover.claim) +
    meanOf(started(takeover)) +
    (takeover.gratuitousArp ? 0 : meanOf(takeover.staleArp)),
  // An announcement can be lost.
  longest: (takeover) =>
    longestOf(takeover.fencing?.time ?? 0) +
    Math.max(0, ...(takeover.fencing?.delay ?? []).map(([, delay]) => longestOf(delay))) +
    longestOf(takeover.select) +
    longestOf(takeover.claim) +
    longestOf(started(takeover)) +
    longestOf(takeover.staleArp),
};

/** Mean time that fencing puts between detection and the rest of a takeover, any of so many nodes being as likely to be fenced [s]. */
export const fencingMean = ({ fencing }: Takeover, nodes: number): number =>
  fencing === undefined
    ? 0
    : meanOf(fencing.time) + fencing.delay.reduce((sum, [, delay]) => sum + meanOf(delay), 0) / nodes;
