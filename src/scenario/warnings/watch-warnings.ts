import { replaces } from "../../consequences/description.ts";
import type { Place } from "../../notation/place.ts";
import type { Architecture, Watch } from "../../service/description.ts";
import type { Tier } from "../../tiers/description.ts";

/** Whether a quorum's arbiter is a node of a tier. */
const asks = ({ consequence }: Watch, { nodes }: Tier): boolean =>
  consequence.kind === "takeover" && nodes.some(({ name }) => name === consequence.quorum?.device?.node);

/** What nobody notices, and what nobody does about it: standbys without a promotion, proxies without a removal. */
export function warnOfWatches(architecture: Architecture, place: Place): void {
  for (const tier of architecture.tiers) {
    const at = place.at("tiers", tier.name);
    if (tier.standby > 0) warnOfIdleStandbys(architecture, tier, at);
    if (tier.role === "proxy") warnOfDispatch(architecture, tier, at);
    if (tier.role === "director") warnOfIdleDirectors(architecture, tier, at);
    if (tier.role === "monitor" && !architecture.watches.some((watch) => watch.by === tier.name || asks(watch, tier)))
      at.warn(
        `monitors ${tier.name} that watch nobody`,
        "they do nothing",
        "Name them in a watch, by: or leave them out.",
      );
  }
}

const owns = ({ addresses }: Architecture, { name }: Tier): boolean => addresses.some(({ tier }) => tier === name);

/** A standby steps in where somebody finds an active dead, and only for an address. */
function warnOfIdleStandbys(architecture: Architecture, tier: Tier, place: Place): void {
  const { watches } = architecture;
  const standbys = tier.nodes.slice(tier.active).map(({ name }) => name);
  if (tier.promotion !== undefined) return;
  if (tier.role === "monitor") {
    place
      .at("standby")
      .warn(
        `${standbys.join(", ")} on standby in a tier whose role is ${tier.role}`,
        "a standby takes over addresses, and this tier has none",
        "Make them active.",
      );
    return;
  }
  if (watches.some((watch) => watch.tier === tier.name && replaces(watch))) return;
  place
    .at("standby")
    .warn(
      `${standbys.join(", ")} on standby, and no watch of ${tier.name} that ends in a takeover`,
      "nobody ever steps in for a dead active, until it is repaired",
      `Add a watch: { tier: ${tier.name}, by: ${tier.name}, detector: { vrrp: {} }, takeover: {} }.`,
    );
}

function warnOfDispatch(architecture: Architecture, tier: Tier, place: Place): void {
  const directors = architecture.tiers.filter((one) => one.role === "director" && owns(architecture, one));
  const isReached = owns(architecture, tier);
  if (directors.length === 0) {
    if (!isReached)
      place.warn(
        `proxies ${tier.name} without an address, and no directors before them`,
        "no request ever reaches them",
        "Give the tier an address, or leave it out.",
      );
    return;
  }
  if (tier.standby > 0)
    place.at("standby").warn(
      `${tier.nodes
        .slice(tier.active)
        .map(({ name }) => name)
        .join(", ")} on standby for an address of proxies that stand behind the directors ${directors[0]!.name}`,
      "directors dispatch to every proxy, standbys among them, whoever has the address",
      "Leave out the directors, or the address and its takeover.",
    );
  for (const { name, transactions } of directors)
    if (
      (transactions?.failover?.probation ?? 0) === 0 &&
      !architecture.watches.some((watch) => watch.tier === tier.name && watch.by === name && !replaces(watch))
    )
      place.warn(
        `proxies ${tier.name} behind the directors ${name}, and no watch that ends in a removal`,
        `${name} dispatch to a dead proxy until it is repaired`,
        `Add a watch: { tier: ${tier.name}, by: ${name}, detector: { poll: {} }, removal: 0 s }.`,
      );
}

function warnOfIdleDirectors(architecture: Architecture, tier: Tier, place: Place): void {
  if (!owns(architecture, tier))
    place.warn(
      `directors ${tier.name} without an address`,
      "no request ever reaches them",
      "Give the tier an address, or leave it out.",
    );
}
