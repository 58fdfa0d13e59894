import type { World } from "../architecture/world.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Role } from "../tiers/description.ts";

/** What a host is to the service; user agents are all callers together and all callees together. */
export type Part = "callers" | "callees" | Role;

/** Who is who on the network: hosts by number, then virtual addresses. */
export interface Participants {
  /** Hosts come first; a number from here on is a virtual address. */
  readonly hosts: number;
  /** Names of hosts and addresses, by number. */
  readonly names: readonly string[];
  /** Parts of the hosts. */
  readonly parts: readonly Part[];
  /** For an address the host that owns it at the start; a host owns itself. */
  readonly owners: readonly number[];
  /** Names of the contacts of every user, where calls are forked to several. */
  readonly contacts: readonly string[];
}

export const isVirtual = (participants: Participants, address: number): boolean => address >= participants.hosts;

/** The participants of a world that stands at the start of a replication. */
export function participantsOf(world: World, { architecture, traffic }: Scenario): Participants {
  const { hosts, resolve } = world.network;
  const roles = new Map(architecture.tiers.map(({ name, role }) => [name, role]));
  const names = ["callers", "callees"];
  const parts: Part[] = ["callers", "callees"];
  for (const node of world.nodes) {
    names[node.host] = node.name;
    parts[node.host] = roles.get(node.tier)!;
  }
  for (const [i, { name }] of architecture.addresses.entries()) names[hosts + i] = name;
  const owners = [...resolve].map((owner, address) => {
    if (address < hosts) return address;
    const { owner: name } = architecture.addresses[address - hosts]!;
    return owner >= 0 ? owner : names.indexOf(name);
  });
  const contacts = (traffic.registration.contacts ?? []).map(({ name }) => name);
  return { hosts, names, parts, owners, contacts };
}
