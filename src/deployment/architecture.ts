import type { Origin } from "../configuration/place.ts";
import type { Reading } from "../configuration/reading.ts";
import { bindingsEntry } from "./bindings.ts";
import { byCluster } from "./cluster.ts";
import type { Deaf } from "./deaf-peers.ts";
import { directingOf, directionOf, NO_LIST } from "./direction.ts";
import { assumed, type Branch, branch, differing, type Entry, type Leaf, leaf, names } from "./entry.ts";
import { sipBalancersOf } from "./haproxy.ts";
import { freeName, type Host, hostsOf } from "./hosts.ts";
import { balancersOf } from "./lvs.ts";
import { recordRouteOf } from "./route-calls.ts";
import { byVrrp, type Sharing } from "./sharing.ts";
import type { SipServer } from "./sip-server.ts";
import { SrvRecords } from "./srv.ts";
import { type Direction, type Node, serving, tierOf } from "./tier.ts";
import { virtualRoutersOf } from "./virtual-routers.ts";
import type { Notes } from "./watch.ts";

/** What the files of a service describe. */
interface Described {
  readonly entry: Branch;
  /** The node whose death is asked about. */
  readonly victim: string;
  /** Proxies behind directors, as they are called in it. */
  readonly behind: readonly string[];
  /** How callers reach it, where a file says so. */
  readonly transport: Leaf | null;
  /** Where proxies stay in dialogs; null: they do not. */
  readonly recordRoute: Leaf | null;
  /** Peers that take no notice of each other, though they are meant to. */
  readonly deaf: readonly Deaf[];
}

/**
 * The architecture that the files of a service describe. Nodes of a tier behave alike in a scenario: as the first of them, and what the files of
 * others say otherwise is told.
 *
 * @param lead the host whose files say instead how its tier behaves
 */
export function architectureOf(readings: readonly Reading[], notes: Notes, lead: string | null = null): Described {
  const found = describedBy(readings, notes, lead);
  if (lead === null)
    for (const { name, sip, haproxy, keepalived } of hostsOf(readings).slice(0, COMPARED_MAX)) {
      const file = sip ?? haproxy ?? keepalived;
      const other = describedBy(readings, { questions: [], leftOut: [] }, name);
      const said = differing(found.entry, other.entry);
      if (said.length > 0)
        notes.leftOut.push(
          `${file!.path}: ${said.slice(0, TOLD_MAX).join(", ")} of ${name}: differs from the others of its tier, and is taken to be as they are`,
        );
    }
  return found;
}

/** Hosts that are compared with the first of their tier, and differences that are told of one. */
const [COMPARED_MAX, TOLD_MAX] = [64, 4];

function describedBy(readings: readonly Reading[], notes: Notes, lead: string | null): Described {
  const hosts = hostsOf(readings);
  const leading = <One>(all: readonly One[], nameOf: (one: One) => string): readonly One[] => [
    ...all.filter((one) => nameOf(one) === lead),
    ...all.filter((one) => nameOf(one) !== lead),
  ];
  const taken = new Set(hosts.map(({ name }) => name));
  const virtual = virtualRoutersOf(hosts, taken);
  const dispatchers = hosts.filter(({ sip }) => sip?.role === "director");
  const [kernels, haproxies] = dispatchers.length === 0 ? [balancersOf(hosts), sipBalancersOf(hosts)] : [[], []];
  const directing = {
    hosts,
    dispatchers: leading(dispatchers, ({ name }) => name),
    kernels: leading(kernels, ({ host }) => host.name),
    haproxies: leading(haproxies, ({ host }) => host.name),
  };
  const aimed = aimedOf(hosts, directingOf({ hosts, dispatchers, kernels, haproxies }));
  const isAimed = (nodes: readonly { readonly node: string }[]): boolean =>
    aimed.length === 0 || nodes.some(({ node }) => aimed.some(({ name }) => name === node));
  const mine = virtual.filter(({ routers }) => isAimed(routers));
  const sharing = byVrrp(mine, hosts) ?? byCluster(readings, hosts, taken, notes);
  const isOfFront = sharing?.addresses.some(({ members }) => isAimed(members));
  const srv = new SrvRecords(readings);
  const common = { readings, srv, notes, taken, lead, sharing: isOfFront === true ? sharing : null };
  const front = frontOf(hosts, aimed, common.sharing);
  if (common.sharing?.name !== "membership")
    for (const { kind, path } of readings)
      if (kind === "corosync" || kind === "pacemaker")
        notes.leftOut.push(`${path} (${kind}): read, but the scenario has nothing of it`);
  for (const { kind, path } of readings)
    if (kind === "haproxy" && (kernels.length > 0 || !haproxies.some(({ host }) => host.haproxy?.path === path)))
      notes.leftOut.push(
        `${path} (haproxy): read, but the scenario has nothing of it: it balances no SIP before proxies`,
      );
  const all = { ...common, front };
  const direction = directionOf(directing, all);
  const found = direction === null ? proxiesAlone(all) : behindDirectors(all, direction);
  srv.tellRest(notes);
  const inScenario = new Set([...front, ...found.proxies].map(({ name }) => name));
  for (const { name, sip, keepalived, haproxy } of hosts)
    if (!inScenario.has(name))
      notes.leftOut.push(
        `${(sip ?? keepalived ?? haproxy)!.path}: ${name} shares no address with the servers of the scenario`,
      );
  const behind = found.proxies.map(({ name }) => name);
  return { ...found, behind, transport: direction?.transport ?? null, deaf: common.sharing?.deaf ?? [] };
}

/** Hosts that callers aim at: directors where there are some, else SIP servers; where there is none, all. */
function aimedOf(hosts: readonly Host[], directors: readonly Host[]): readonly Host[] {
  if (directors.length > 0) return directors;
  const servers = hosts.filter(({ sip }) => sip !== null);
  return servers.length > 0 ? servers : hosts;
}

/** Nodes that callers aim at; where addresses are shared, those who share them. */
function frontOf(hosts: readonly Host[], aimed: readonly Host[], sharing: Sharing | null): Node[] {
  if (sharing === null) return aimed.map((host) => ({ name: host.name, host, origin: originOfHost(host) }));
  const members = sharing.addresses.flatMap((address) => address.members);
  const nodes = members.map(({ node, origin }): Node => {
    const host = hosts.find(({ name }) => name === node) ?? null;
    return { name: node, host, origin: host === null ? origin : originOfHost(host) };
  });
  return [...new Map(nodes.map((one) => [one.name, one])).values()];
}

const originOfHost = ({ keepalived, sip, haproxy }: Host): Origin => ({
  kind: "written",
  place: { file: (keepalived ?? sip ?? haproxy)!.path, line: 1 },
});

/** How nodes in front watch each other. */
const watchesOf = (tier: string, sharing: Sharing | null, notes: Notes): Record<string, Entry> =>
  sharing === null ? {} : { [sharing.name]: sharing.watchOf(tier, notes) };

interface Common {
  readonly readings: readonly Reading[];
  readonly srv: SrvRecords;
  /** How the nodes in front share addresses; null: each has its own. */
  readonly sharing: Sharing | null;
  readonly front: readonly Node[];
  readonly notes: Notes;
  readonly taken: Set<string>;
  readonly lead: string | null;
}

function proxiesAlone({ readings, front, sharing, srv, notes, taken, lead }: Common) {
  const nodes =
    front.length > 0
      ? front
      : [
          {
            name: freeName("proxy-1", taken),
            host: null,
            origin: { kind: "assumed", why: "no file names a SIP server" } as const,
          },
        ];
  if (nodes.every(({ host }) => (host?.sip ?? null) === null))
    notes.questions.push("Which SIP server do these hosts run? A registrar with bindings in memory is assumed.");
  const server = serverOf(nodes, lead);
  const { tier, addresses, active } = tierOf("proxies", "proxy", { nodes, sharing, server, srv });
  const bindings = bindingsEntry(server, false, { readings, taken, notes, proxies: nodes.length });
  return {
    proxies: [],
    recordRoute: stayingIn(server, null, notes),
    victim: active[0]!,
    entry: branch({
      tiers: branch({ proxies: tier, ...bindings.tiers, ...sharing?.tiers }),
      addresses,
      watches: branch(watchesOf("proxies", sharing, notes)),
      bindings: bindings.entry,
      needs: needsOf([nodes.map(({ name }) => name)], bindings.needs),
    }),
  };
}

function behindDirectors({ readings, front, sharing, srv, notes, taken, lead }: Common, direction: Direction) {
  const { directors, proxies, health, choice } = direction;
  const proxy = serverOf(proxies, lead);
  if (proxy === null)
    notes.questions.push(
      "What do the proxies behind the directors run? Their configurations were not among the files.",
    );
  const { tier, addresses, active } = tierOf("directors", "director", { nodes: front, sharing, srv, ...directors });
  const bindings = bindingsEntry(proxy, true, { readings, taken, notes, proxies: proxies.length });
  return {
    proxies,
    recordRoute: stayingIn(proxy, directors.server, notes),
    victim: proxies[0]?.name ?? active[0]!,
    entry: branch({
      tiers: branch({
        directors: tier,
        proxies: branch({
          role: assumed("proxy", "what directors send calls to"),
          active: names(
            proxies.map(({ name }) => name),
            proxies[0]?.origin ?? NO_LIST,
          ),
          ...serving(proxy),
        }),
        ...bindings.tiers,
        ...sharing?.tiers,
      }),
      addresses,
      watches: branch({
        ...watchesOf("directors", sharing, notes),
        ...(health === null ? {} : { health }),
      }),
      directors: choice,
      bindings: bindings.entry,
      needs: needsOf([front.map(({ name }) => name), proxies.map(({ name }) => name)], bindings.needs),
    }),
  };
}

/** The server of the one that leads, else the first among these nodes whose file was read. */
const serverOf = (nodes: readonly Node[], lead: string | null): SipServer | null =>
  (nodes.find(({ name, host }) => name === lead && host?.sip != null) ?? nodes.find(({ host }) => host?.sip != null))
    ?.host?.sip ?? null;

/** Where the servers that look users up stay in dialogs; of those whose files are not there it is assumed, if what sends calls to them does. */
function stayingIn(server: SipServer | null, director: SipServer | null, notes: Notes): Leaf | null {
  const origin = server === null ? null : recordRouteOf(server.facts);
  if (origin !== null) return leaf("true", origin);
  if (server !== null)
    notes.leftOut.push(
      `${server.path} calls no record_route, so that ACK and BYE go past it: in the scenario they are looked up there again`,
    );
  return server === null && director !== null && recordRouteOf(director.facts) !== null
    ? assumed("true", "the directors stay in dialogs, and send to who has answered")
    : null;
}

/** One of each group must work, and what is needed besides. */
function needsOf(groups: readonly (readonly string[])[], more: readonly string[]): Entry {
  const anyOf = (group: readonly string[]): string => `{ anyOf: [${group.join(", ")}] }`;
  const parts = [...groups.map((group) => (group.length === 1 ? group[0]! : anyOf(group))), ...more];
  const text = parts.length === 1 ? anyOf(groups[0]!) : `{ allOf: [${parts.join(", ")}] }`;
  return assumed(text, "one of each kind is enough, and of a cluster a majority");
}
