import { bindingsLoss } from "../../bindings/analysed.ts";
import { bindingsAsked } from "../../bindings/description.ts";
import type { Loss } from "../../bindings/law.ts";
import { consequenceMean } from "../../consequences/analysed.ts";
import { consequenceKind, isAnycast, replaces } from "../../consequences/description.ts";
import { detectorKind, isByElection } from "../../detectors/description.ts";
import type { Election } from "../../detectors/kind.ts";
import type { Architecture, Watch } from "../../service/description.ts";
import { directorsOf, keepsCallsTogether } from "../../service/directors.ts";
import type { AddressDescription, Tier } from "../../tiers/description.ts";
import { watchDetectionMean, watchReturn } from "../detection-time.ts";
import type { GroupLayout } from "../generator/layout.ts";
import type { Caller } from "./caller.ts";

/** Nodes that share a caller's requests until the dead among them are left out. */
export interface Pool {
  readonly layouts: readonly GroupLayout[];
  /** Of each layout, from a death until nothing is sent to the dead node any more [s]; Infinity: it is sent to for the whole repair. */
  readonly removals: readonly number[];
  /** Messages of a call that are dispatched on their own: 1 where a hash keeps a call together. */
  readonly draws: number;
  /** Whether a request that finds a dead node goes on to one that lives. */
  readonly goesOn?: boolean;
}

/** What has to work for the calls that aim at one group of addresses. */
export interface CallRoute {
  /** Share of all calls that aim there first, 0 … 1. */
  readonly share: number;
  /** The same for each of its addresses. */
  readonly shares: readonly number[];
  /** The tier that owns the addresses. */
  readonly group: string;
  /** Where one of its places has to be served; undefined where the address leads to any living node (anycast). */
  readonly entry: GroupLayout | undefined;
  /** Whether one standby serves for all owners that are dead (VRRP), instead of each in one place. */
  readonly isElected: boolean;
  readonly pool: Pool | undefined;
  /** Where each look-up visits it, and where each REGISTER does. */
  readonly database: GroupLayout | undefined;
  readonly registrar: GroupLayout | undefined;
  readonly bindings: BindingsLoss;
  /** From the start of a node that comes back until calls reach it, equally likely in between [s]; Infinity: none does while others serve. */
  readonly reachedAfter: readonly [least: number, most: number];
}

type Kept<K extends Loss["kept"]> = Extract<Loss, { kept: K }>;
/** Who loses the users' bindings, and when. */
export type BindingsLoss =
  | Kept<"elsewhere">
  /** Gone when the place of the address is vacant and no standby has a copy; `goesBack`: whether a node that comes back takes its address from the standby that serves there. */
  | (Kept<"by address"> & { readonly goesBack: boolean })
  /** Gone when no node is left. */
  | (Kept<"by all"> & { readonly layouts: readonly GroupLayout[] });

/**
 * What the calls depend on, for each group of addresses that callers aim at. Tiers that no failure is known of always work.
 *
 * @returns routes whose shares add up to 1; none where there is no address
 */
export function routesOf(architecture: Architecture, layouts: readonly GroupLayout[], caller: Caller): CallRoute[] {
  const { tiers, addresses, watches, directors, bindings } = architecture;
  const layoutOf = (name: string) => layouts.find(({ group }) => group.name === name);
  const proxies = tiers.filter(({ role }) => role === "proxy").flatMap(({ name }) => layoutOf(name) ?? []);
  const behind = proxies.flatMap((layout) => layout.group.nodes);
  const { lookUps, registers } = bindingsAsked(bindings);
  const database = lookUps === null ? undefined : layoutOf(lookUps);
  const registrar = registers === null ? undefined : layoutOf(registers);
  const groups = [...new Set(addresses.map(({ tier }) => tier))];
  return groups.flatMap((group): CallRoute[] => {
    const shares = addresses
      .filter((address) => address.tier === group)
      .map((one) => shareOf(addresses, (address) => address === one, caller.access));
    const tier = tiers.find(({ name }) => name === group)!;
    const own = layoutOf(group);
    const shared = watches.find((watch) => watch.tier === group && isShared(architecture, watch));
    return [
      {
        share: shares.reduce((sum, share) => sum + share, 0),
        shares,
        group,
        entry: shared === undefined ? own : undefined,
        isElected: shared === undefined && own?.group.standby?.elected === true,
        pool: shared
          ? own && { layouts: [own], removals: [sparedAfter(architecture, shared)], draws: 1 }
          : tier.role === "director" && proxies.length > 0
            ? {
                layouts: proxies,
                removals: proxies.map((proxy) => removalBy(tier, proxy.group.name, architecture)),
                draws: keepsCallsTogether(directorsOf(directors), behind) ? 1 : 4,
                goesOn: (tier.transactions?.failover?.destinations ?? 1) > 1,
              }
            : undefined,
        database,
        registrar,
        bindings: keptFor(group, bindings, watches, proxies),
        reachedAfter: reachedAfter(architecture, tier, shared),
      },
    ];
  });
}

function keptFor(
  group: string,
  bindings: Architecture["bindings"],
  watches: readonly Watch[],
  proxies: readonly GroupLayout[],
): BindingsLoss {
  const loss = bindingsLoss(bindings);
  if (loss.kept === "by all") return { ...loss, layouts: proxies };
  if (loss.kept === "elsewhere") return loss;
  return { ...loss, goesBack: watches.some((watch) => watch.tier === group && goesBack(watch)) };
}

/** Whether a node that comes back takes its addresses back; under VRRP unless something else is said (RFC 3768 §6.4.3). */
export const goesBack = ({ consequence, detector }: Watch): boolean =>
  consequenceKind(consequence).goesBack(consequence, isByElection(detector));

/**
 * Whether the addresses of a tier lead to any of its nodes that lives, sooner or later: by anycast, or because each of its nodes, none of which
 * stands by, backs up all others and knows their bindings.
 */
function isShared(architecture: Architecture, watch: Watch): boolean {
  if (isAnycast(watch)) return true;
  const { nodes, standby } = architecture.tiers.find(({ name }) => name === watch.tier)!;
  if (standby > 0 || nodes.length === 1 || bindingsLoss(architecture.bindings).kept === "by address") return false;
  const routers = electionsIn(architecture, watch);
  return routers.length > 0 && routers.every(({ members }) => members.length === nodes.length);
}

/** Who takes which addresses of a tier that elects; none where standbys are chosen otherwise. */
function electionsIn(architecture: Architecture, { detector, tier }: Watch): readonly Election[] {
  const { elections } = detectorKind(detector);
  return elections === "none" ? [] : elections.of(detector, architecture, tier);
}

/** Whether some node of a tier that owns addresses backs up others, though what they lose by that is not told here. */
export const backsUpOwners = (architecture: Architecture, watch: Watch): boolean => {
  const { nodes, active } = architecture.tiers.find(({ name }) => name === watch.tier)!;
  const owners = nodes.slice(0, active).map(({ name }) => name);
  const backups = electionsIn(architecture, watch).flatMap(({ members: [, ...rest] }) => rest);
  return !isShared(architecture, watch) && backups.some(({ name }) => owners.includes(name));
};

/** Who takes an address of a tier where some nodes are gone: the first in its election; undefined where nobody does, or anybody. */
export function successorOf(
  architecture: Architecture,
  tier: string,
  address: number,
  gone: readonly string[],
): string | undefined {
  const watch = architecture.watches.find((one) => one.tier === tier && replaces(one));
  const routers = watch === undefined ? [] : electionsIn(architecture, watch);
  const members = routers.find(({ addresses }) => addresses.includes(address))?.members ?? [];
  return members.find(({ name }) => !gone.includes(name))?.name;
}

/** From the death of one of a tier's proxies until directors leave it out [s]. */
function removalBy(directors: Tier, proxies: string, architecture: Architecture): number {
  const watch = architecture.watches.find((one) => !replaces(one) && one.by === directors.name && one.tier === proxies);
  return watch === undefined ? Infinity : sparedAfter(architecture, watch);
}

/**
 * When calls reach a node that comes back: with the next check of the directors in front, if they leave dead ones out; when it has waited in
 * vain for a master of its priority, under VRRP; at once where it has its own address still.
 */
function reachedAfter(architecture: Architecture, tier: Tier, shared: Watch | undefined): CallRoute["reachedAfter"] {
  const { tiers, watches, addresses } = architecture;
  const checks = shared ?? watches.find((watch) => watch.by === tier.name && !replaces(watch));
  if (tier.role === "director" || (shared !== undefined && isAnycast(shared))) {
    if (checks === undefined) return [0, 0];
    const { detector } = checks;
    return [0, detectorKind(detector).work(detector, 0, tiers.length, addresses.length).period];
  }
  const taken = shared ?? watches.find((watch) => watch.tier === tier.name && replaces(watch));
  if (taken === undefined || (shared === undefined && tier.standby === 0)) return [0, 0];
  if (!goesBack(taken)) return [Infinity, Infinity];
  if (!isByElection(taken.detector)) return [0, 0];
  return watchReturn(architecture, taken);
}

/** From a death until requests are spared the dead node [s]. */
const sparedAfter = (architecture: Architecture, watch: Watch): number =>
  watchDetectionMean(architecture, watch) + consequenceMean(watch.consequence);

/**
 * Share of first choices that fall on some of the addresses: by RFC 2782 an integer from 0 to the sum of weights of the first
 * priority, inclusive, selects the first record whose running sum reaches it.
 */
export function shareOf(
  addresses: readonly AddressDescription[],
  wanted: (address: AddressDescription) => boolean,
  access: Caller["access"],
): number {
  if (typeof access === "number") return Number(wanted(addresses[access]!));
  if (access === "round robin") return addresses.filter(wanted).length / addresses.length;
  const first = Math.min(...addresses.map(({ priority }) => priority));
  const group = addresses.filter(({ priority }) => priority === first);
  const listed = [...group.filter(({ weight }) => weight === 0), ...group.filter(({ weight }) => weight > 0)];
  const sum = listed.reduce((total, { weight }) => total + weight, 0);
  let share = 0;
  for (const [i, address] of listed.entries())
    if (wanted(address)) share += (address.weight + Number(i === 0)) / (sum + 1);
  return share;
}
