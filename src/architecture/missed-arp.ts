import { consequenceKind } from "../consequences/description.ts";
import { isByElection } from "../detectors/description.ts";
import { type Fault, faultVerb } from "../faults/description.ts";
import type { NetworkOptions } from "../network/network-options.ts";
import type { Architecture } from "../service/description.ts";

/**
 * Whether neighbours may miss that an address has moved: nobody announces it, its announcements get lost, or VRRP's masters
 * mistake a lost advertisement for a death. Then each neighbour has ARP entries of its own, which run out at their own times.
 */
export function mayMissArp({ watches }: Architecture, { loss }: NetworkOptions, faults: readonly Fault[]): boolean {
  const told = watches.map(({ consequence, detector }) => ({
    arp: consequenceKind(consequence).arp(consequence),
    isByElection: isByElection(detector),
  }));
  return (
    told.some(({ arp, isByElection }) => arp === "untold" || (arp === "told" && isByElection && loss > 0)) ||
    (told.some(({ arp }) => arp !== "none") && faults.some((fault) => faultVerb(fault).of === "announcements"))
  );
}
