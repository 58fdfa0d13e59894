import type { Architecture, Detector, Watch } from "./description.ts";

type VrrpDetector = Extract<Detector, { readonly kind: "vrrp" }>;

/**
 * A virtual router (RFC 3768 §1.2): one node that owns addresses, and those that back it up, each with its priority. What else
 * they own or back up does not matter: a node can be master of several virtual routers.
 */
export interface VirtualRouter {
  readonly owner: string;
  /** Indices of its addresses among those of the architecture; they move together. */
  readonly addresses: readonly number[];
  /** The owner, then its backups in the order in which they take over. */
  readonly members: readonly { readonly name: string; readonly priority: number }[];
}

/**
 * The detector of a watch as it meets a death: under VRRP once for each virtual router that has a backup, with the priority of the
 * backup that takes over, the highest; otherwise as it is.
 */
export function detectorsInForce(
  architecture: Pick<Architecture, "tiers" | "addresses">,
  watch: Pick<Watch, "tier" | "detector">,
): readonly Detector[] {
  const { detector } = watch;
  if (detector.kind !== "vrrp") return [detector];
  const first = virtualRouters(architecture, watch, detector).flatMap(({ members }) => members.slice(1, 2));
  return first.map(({ priority }) => ({ ...detector, priority }));
}

/** Priority of the router that owns the address (RFC 3768 §5.3.4). */
export const OWNER = 255;

/**
 * The virtual routers of a tier under VRRP, one for each node that owns an address, in the order of the addresses. All standbys
 * back up all of them, the first as high as `priority` and the others evenly lower; an active node backs up another only where
 * `virtualRouters` gives it a priority.
 */
export function virtualRouters(
  { tiers, addresses }: Pick<Architecture, "tiers" | "addresses">,
  { tier }: Pick<Watch, "tier">,
  detector: VrrpDetector,
): readonly VirtualRouter[] {
  const { nodes, active } = tiers.find(({ name }) => name === tier)!;
  const standbys = nodes.slice(active).map(({ name }) => name);
  const owned = new Map<string, number[]>();
  for (const [i, address] of addresses.entries())
    if (address.tier === tier) owned.set(address.owner, [...(owned.get(address.owner) ?? []), i]);
  return [...owned].map(([owner, indices]) => {
    const special = Object.assign({}, ...indices.map((i) => detector.virtualRouters?.[addresses[i]!.name] ?? {}));
    const priorityOf = (name: string, usual: number): number => special[name] ?? detector.priorities?.[name] ?? usual;
    const n = standbys.length;
    const backups = standbys.map((name, i) => ({
      name,
      priority: priorityOf(name, Math.ceil((detector.priority * (n - i)) / n)),
    }));
    for (const { name } of nodes.slice(0, active))
      if (name !== owner && name in special) backups.push({ name, priority: special[name] });
    backups.sort((x, y) => y.priority - x.priority);
    return { owner, addresses: indices, members: [{ name: owner, priority: priorityOf(owner, OWNER) }, ...backups] };
  });
}
