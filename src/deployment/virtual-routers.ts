import type { VrrpInstance } from "../configuration/keepalived/facts.ts";
import type { Origin, Said } from "../configuration/place.ts";
import { type Deaf, deafOf } from "./deaf-peers.ts";
import { freeName, type Host } from "./hosts.ts";

/** A VRRP instance of one host. */
export interface Router {
  readonly node: string;
  readonly priority: Said<number>;
  /** null: nothing was read of this host. */
  readonly instance: VrrpInstance | null;
}

/** One virtual router: who takes part in it, the highest priority first. */
export interface VirtualRouter {
  readonly name: string;
  readonly routers: readonly Router[];
  /** As its master says. */
  readonly master: VrrpInstance;
  readonly addresses: readonly Said<string>[];
  /** Who takes no notice of whose advertisements. */
  readonly deaf: readonly Deaf[];
}

/** The virtual routers of all hosts; where only one host's file is there, its peer is assumed. */
export function virtualRoutersOf(hosts: readonly Host[], taken: Set<string>): VirtualRouter[] {
  const groups: { readonly host: Host; readonly instance: VrrpInstance }[][] = [];
  for (const host of hosts)
    for (const instance of host.keepalived?.facts.instances ?? []) {
      const mayJoin = groups.filter((others) => others.every((other) => other.host !== host));
      const group =
        mayJoin.find((others) => isSame(others[0]!.instance, instance)) ??
        mayJoin.find((others) => haveCommon(others[0]!.instance, instance));
      if (group === undefined) groups.push([{ host, instance }]);
      else group.push({ host, instance });
    }
  const named = new Set<string>();
  const peers = new Map<string, string>();
  return groups.map((group) => {
    const known: Router[] = group.map(({ host, instance }) => ({
      node: host.name,
      priority: instance.priority,
      instance,
    }));
    const [{ instance: one, host: own }] = group as [(typeof group)[number]];
    const isAlone = known.length === 1 && !hasNamesake(one, own, hosts);
    const routers = [...known, ...(isAlone ? assumedPeers(group[0]!, { taken, peers }) : [])].sort(byPriority);
    const master = routers.find(({ instance }) => instance !== null)!.instance!;
    return {
      name: freeName(master.name === "" ? "VIP" : master.name, named),
      routers,
      master,
      addresses: master.addresses,
      deaf: deafOf(group.map(({ host, instance }) => ({ node: host.name, instance }))),
    };
  });
}

/** Instances of two hosts are of one virtual router if they have its number, and an address in common where both name some. */
function isSame(one: VrrpInstance, other: VrrpInstance): boolean {
  if (one.virtualRouterId?.value !== other.virtualRouterId?.value) return false;
  return one.addresses.length === 0 || other.addresses.length === 0 || haveCommon(one, other);
}

/** Whether one address is in both: then they are meant to be one virtual router, whatever else they say. */
export function haveCommon(one: VrrpInstance, other: VrrpInstance): boolean {
  const addresses = new Set(one.addresses.map(({ value }) => value));
  return other.addresses.some(({ value }) => addresses.has(value));
}

/** Whether another host has an instance of this name and number, though of other addresses: it is no peer, and there is no file missing. */
const hasNamesake = (instance: VrrpInstance, own: Host, hosts: readonly Host[]): boolean =>
  hosts.some(
    (host) =>
      host !== own &&
      (host.keepalived?.facts.instances ?? []).some(
        ({ name, virtualRouterId }) =>
          name === instance.name && virtualRouterId?.value === instance.virtualRouterId?.value,
      ),
  );

/** How much lower a backup's priority is where it is not known. */
const LOWER = 50;

function assumedPeers(
  { host, instance }: { readonly host: Host; readonly instance: VrrpInstance },
  { taken, peers }: { readonly taken: Set<string>; readonly peers: Map<string, string> },
): Router[] {
  const labels =
    instance.unicastPeers.length === 0
      ? [`${host.name}-peer`]
      : instance.unicastPeers.map(({ value }) => `peer-${value}`);
  const isMaster = instance.state.value === "MASTER" || instance.priority.value > 100;
  const value = Math.max(1, Math.min(254, instance.priority.value + (isMaster ? -LOWER : LOWER)));
  const origin: Origin = { kind: "assumed", why: `the other file of ${instance.name} is not there` };
  return labels.map((label) => {
    const node = peers.get(label) ?? freeName(label, taken);
    peers.set(label, node);
    return { node, priority: { value, origin }, instance: null };
  });
}

/** The highest first; of equals the one whose state is MASTER, then as they were read. */
const byPriority = (one: Router, other: Router): number =>
  other.priority.value - one.priority.value ||
  Number(other.instance?.state.value === "MASTER") - Number(one.instance?.state.value === "MASTER");
