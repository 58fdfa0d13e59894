import type { Deployment } from "../../../tiers/description.ts";
import type { Election } from "../../kind.ts";

/** What is said of priorities, 1 … 255. */
export interface Priorities {
  /** That of the first standby, at most 254. */
  readonly priority: number;
  /** Those of single nodes, where they are not left to `priority`. */
  readonly priorities?: Readonly<Record<string, number>>;
  /** Those in the virtual router of an address; an active node named here backs up that address, which others own. */
  readonly virtualRouters?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Priority of the router that owns the address (RFC 3768 §5.3.4). */
const OWNER = 255;

/**
 * The virtual routers (RFC 3768 §1.2) of a tier under VRRP, one for each node that owns an address, in the order of the addresses. All standbys
 * back up all of them, the first as high as `priority` and the others evenly lower; an active node backs up another only where
 * `virtualRouters` gives it a priority. What else they own or back up does not matter: a node can be master of several. IP addresses
 * rise in the order of the nodes, and of equal priorities the higher address comes first; the owner is master from the start.
 */
export function virtualRouters(
  detector: Priorities,
  { tiers, addresses }: Deployment,
  tier: string,
): readonly Election[] {
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
    const ipOf = (name: string): number => nodes.findIndex((node) => node.name === name);
    backups.sort((x, y) => y.priority - x.priority || ipOf(y.name) - ipOf(x.name));
    return { owner, addresses: indices, members: [{ name: owner, priority: priorityOf(owner, OWNER) }, ...backups] };
  });
}
