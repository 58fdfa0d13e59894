import { replaces } from "../consequences/description.ts";
import type { Architecture } from "../service/description.ts";
import { without } from "../structure/without.ts";

/** An architecture some of whose nodes are gone for good, with the addresses they owned. */
export function withoutNodes(architecture: Architecture, gone: readonly string[]): Architecture {
  return {
    ...architecture,
    tiers: architecture.tiers.map((tier) => {
      const nodes = tier.nodes.filter(({ name }) => !gone.includes(name));
      const active = tier.nodes.slice(0, tier.active).filter(({ name }) => !gone.includes(name)).length;
      return { ...tier, nodes, active, standby: nodes.length - active };
    }),
    addresses: architecture.addresses.filter(({ owner }) => !gone.includes(owner)),
    needs: without(architecture.needs, gone),
  };
}

/** The architecture whose survivors serve however few they are: where the chain has counted the votes already. */
export const withoutQuorum = (architecture: Architecture): Architecture => ({
  ...architecture,
  watches: architecture.watches.map((watch) => {
    if (watch.consequence.kind !== "takeover") return watch;
    const { quorum: _, ...consequence } = watch.consequence;
    return { ...watch, consequence };
  }),
});

/**
 * The architecture as it works where no watch lets a tier's standbys take over. Behind directors they serve like the others, since
 * calls are dispatched to all proxies; elsewhere they are idle, whatever the service says that it needs, and are left out.
 *
 * @returns the names of the idle nodes as well
 */
export function withoutIdle(architecture: Architecture): { architecture: Architecture; idle: readonly string[] } {
  const { tiers, watches, addresses } = architecture;
  const hasDirectors = tiers.some(({ role }) => role === "director");
  const isUnwatched = ({ name, standby, role, promotion }: Architecture["tiers"][number]): boolean =>
    standby > 0 &&
    role !== "monitor" &&
    promotion === undefined &&
    !watches.some((watch) => watch.tier === name && replaces(watch));
  const isBehind = ({ name, role }: Architecture["tiers"][number]): boolean =>
    role === "proxy" && hasDirectors && !addresses.some(({ tier }) => tier === name);
  const idle = tiers.flatMap((tier) =>
    isUnwatched(tier) && !isBehind(tier) ? tier.nodes.slice(tier.active).map(({ name }) => name) : [],
  );
  const all = {
    ...architecture,
    tiers: tiers.map((tier) =>
      isUnwatched(tier) && isBehind(tier) ? { ...tier, active: tier.nodes.length, standby: 0 } : tier,
    ),
  };
  return { architecture: idle.length === 0 ? all : withoutNodes(all, idle), idle };
}
