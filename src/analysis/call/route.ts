import { bindingsLoss } from "../../bindings/analysed.ts";
import { bindingsAsked } from "../../bindings/description.ts";
import type { Loss } from "../../bindings/law.ts";
import { consequenceMean } from "../../consequences/analysed.ts";
import { consequenceKind, isAnycast, replaces } from "../../consequences/description.ts";
import { isByElection } from "../../detectors/description.ts";
import type { Architecture, Watch } from "../../service/description.ts";
import type { AddressDescription, Tier } from "../../tiers/description.ts";
import { watchDetectionMean } from "../detection-time.ts";
import type { GroupLayout } from "../generator/layout.ts";
import type { Caller } from "./caller.ts";

/** Nodes that share a caller's requests until the dead among them are left out. */
export interface Pool {
  readonly layouts: readonly GroupLayout[];
  /** Of each layout, from a death until nothing is sent to the dead node any more [s]; Infinity: it is sent to for the whole repair. */
  readonly removals: readonly number[];
  /** Messages of a call that are dispatched on their own: 1 where a hash keeps a call together. */
  readonly draws: number;
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
    const isShared = watches.some((watch) => watch.tier === group && isAnycast(watch));
    return [
      {
        share: shares.reduce((sum, share) => sum + share, 0),
        shares,
        group,
        entry: isShared ? undefined : own,
        isElected: !isShared && own?.group.standby?.elected === true,
        pool: isShared
          ? anycastPool(own, architecture, group)
          : tier.role === "director" && proxies.length > 0
            ? {
                layouts: proxies,
                removals: proxies.map((proxy) => removalBy(tier, proxy.group.name, architecture)),
                draws: directors === "round robin" ? 4 : 1,
              }
            : undefined,
        database,
        registrar,
        bindings: keptFor(group, bindings, watches, proxies),
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

function anycastPool(own: GroupLayout | undefined, architecture: Architecture, group: string): Pool | undefined {
  if (own === undefined) return undefined;
  const watch = architecture.watches.find((one) => one.tier === group && isAnycast(one))!;
  return { layouts: [own], removals: [sparedAfter(architecture, watch)], draws: 1 };
}

/** From the death of one of a tier's proxies until directors leave it out [s]; 0 where they try the next one: then nothing is sent in vain. */
function removalBy(directors: Tier, proxies: string, architecture: Architecture): number {
  if (directors.transactions?.failover !== undefined) return 0;
  const watch = architecture.watches.find((one) => !replaces(one) && one.by === directors.name && one.tier === proxies);
  return watch === undefined ? Infinity : sparedAfter(architecture, watch);
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
