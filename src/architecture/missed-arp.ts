import { isByElection } from "../detectors/description.ts";
import type { Fault } from "../ha/fault.ts";
import type { NetworkOptions } from "../network/network-options.ts";
import type { Architecture } from "./description.ts";

/**
 * Whether neighbours may miss that an address has moved: nobody announces it, its announcements get lost, or VRRP's masters
 * mistake a lost advertisement for a death. Then each neighbour has ARP entries of its own, which run out at their own times.
 */
export function mayMissArp({ watches }: Architecture, { loss }: NetworkOptions, faults: readonly Fault[]): boolean {
  const takeovers = watches.filter(({ then }) => then === "takeover");
  return (
    takeovers.some(({ takeover, detector }) => !takeover.gratuitousArp || (isByElection(detector) && loss > 0)) ||
    (takeovers.length > 0 && faults.some((fault) => "loseArp" in fault))
  );
}
