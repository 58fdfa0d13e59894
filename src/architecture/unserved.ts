import type { Node } from "../ha/node.ts";
import type { Network } from "../network/network.ts";
import { CALLERS } from "./hosts.ts";

/** Why callers are not served at an address, in the order in which it is asked. */
export const REASONS = [
  "noQuorum", // nobody who lives has it, and some may not for want of quorum
  "dead", // nobody who lives has the address
  "shared", // two who reach each other have it
  "cutOff", // the callers cannot reach who has it
  "stale", // the callers send it elsewhere
  "hung", // who has it does not work
] as const;
export type Reason = (typeof REASONS)[number];

/**
 * Why an address is not served as things are; null if it is. An address that leads different askers to different hosts (a name
 * in DNS, anycast) is served if any of its hosts is.
 */
export function whyUnserved(address: number, network: Network, nodes: readonly Node[]): Reason | null {
  const living = nodes.filter((node) => node.isUp && network.addresses.has(node.host, address));
  if (living.length === 0) return nodes.some((node) => node.running && node.lacksQuorum) ? "noQuorum" : "dead";
  const reached = living.filter((node) => network.reaches(CALLERS, node.host));
  if (network.isSteered(address))
    return reached.some((node) => node.works) ? null : reached.length > 0 ? "hung" : "cutOff";
  if (living.some((node, i) => living.some((other, j) => j > i && network.reaches(node.host, other.host))))
    return "shared";
  if (reached.length === 0) return "cutOff";
  const owner = reached.find((node) => node.host === network.addresses.believed[CALLERS]![address]);
  if (owner === undefined) return "stale";
  return owner.works ? null : "hung";
}
