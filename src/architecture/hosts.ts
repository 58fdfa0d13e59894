import type { NetworkOptions, Sites } from "../network/network-options.ts";
import type { Architecture } from "../service/description.ts";

/** Hosts of the user agents; servers follow, in the order of their tiers. */
export const CALLERS = 0;
export const CALLEES = 1;
export const FIRST_SERVER = 2;

/** Names that stand for user agents. */
const USERS: Readonly<Record<string, readonly number[]>> = {
  users: [CALLERS, CALLEES],
  callers: [CALLERS],
  callees: [CALLEES],
};

/** Names that no node can have. */
export const USER_NAMES: readonly string[] = Object.keys(USERS);

/** A service as far as names of hosts go. */
export type NamedHosts = Pick<Architecture, "tiers">;

const serversOf = ({ tiers }: NamedHosts) =>
  tiers.flatMap((tier) => tier.nodes.map(({ name }) => ({ name, tier: tier.name })));

/** The number of a server's host. */
export const hostOf = (name: string, architecture: NamedHosts): number =>
  FIRST_SERVER + serversOf(architecture).findIndex((server) => server.name === name);

/** Names by which hosts can be called: of nodes, tiers and sites, and those of the user agents. */
export function namesOfHosts(architecture: NamedHosts, sites: NetworkOptions["sites"] = []): string[] {
  const nodes = serversOf(architecture).map(({ name }) => name);
  const tiers = architecture.tiers.map(({ name }) => name);
  return [...new Set([...nodes, ...tiers, ...sites.map(({ name }) => name), ...USER_NAMES])];
}

/** The hosts that a name stands for; none if nothing is called so. A node goes before a tier, a tier before a site. */
export function hostsNamed(name: string, architecture: NamedHosts, options?: NetworkOptions): readonly number[] {
  const servers = serversOf(architecture).map((server, i) => ({ ...server, host: FIRST_SERVER + i }));
  const nodes = servers.filter((server) => server.name === name);
  if (nodes.length > 0) return nodes.map(({ host }) => host);
  const members = servers.filter((server) => server.tier === name);
  if (members.length > 0) return members.map(({ host }) => host);
  const site = options?.sites?.findIndex((candidate) => candidate.name === name) ?? -1;
  if (options && site >= 0) {
    const { siteOf } = sitesOf(architecture, options);
    return [...siteOf.keys()].filter((host) => siteOf[host] === site);
  }
  return USERS[name] ?? [];
}

/**
 * Who is in which site, and the ways between sites. Whoever is named by himself belongs there, else with his tier (or the users);
 * the rest to the first site.
 */
export function sitesOf(architecture: NamedHosts, options: NetworkOptions): Sites {
  const { delay, loss, sites = [], ways = [] } = options;
  const within = { delay, loss };
  const siteOf = new Int32Array(FIRST_SERVER + serversOf(architecture).length);
  const nodes = new Set(serversOf(architecture).map(({ name }) => name));
  const byItself = (name: string) => nodes.has(name) || name === "callers" || name === "callees";
  for (const isAlone of [false, true])
    for (const [site, { members }] of sites.entries())
      for (const member of members)
        if (byItself(member) === isAlone) for (const host of hostsNamed(member, architecture)) siteOf[host] = site;
  const between = (x: string, y: string) =>
    ways.find(({ sites: [one, other] }) => (one === x && other === y) || (one === y && other === x)) ??
    options.between ??
    within;
  const names = sites.length > 0 ? sites.map(({ name }) => name) : [""];
  return {
    siteOf,
    ways: names.map((x, i) => names.map((y, j) => (i === j ? within : between(x, y)))),
  };
}
