import type { DispatcherDestination } from "../configuration/dispatcher-list/read.ts";
import type { Origin } from "../configuration/place.ts";
import type { Reading } from "../configuration/reading.ts";
import { bindingsEntry } from "./bindings.ts";
import { byCluster } from "./cluster.ts";
import type { Deaf } from "./deaf-peers.ts";
import { directorsEntry } from "./directors.ts";
import { assumed, type Branch, branch, type Entry, names } from "./entry.ts";
import { freeName, type Host, hostsOf } from "./hosts.ts";
import { type Balancer, balancersOf, checksWatch, ofKernel, realServersOf, schedulingOf } from "./lvs.ts";
import { byVrrp, type Sharing } from "./sharing.ts";
import type { SipServer } from "./sip-server.ts";
import { SrvRecords } from "./srv.ts";
import { type Given, type Node, serving, tierOf } from "./tier.ts";
import { virtualRoutersOf } from "./virtual-routers.ts";
import { healthWatch, type Notes } from "./watch.ts";

/** What the files of a service describe. */
interface Described {
  readonly entry: Branch;
  /** The node whose death is asked about. */
  readonly victim: string;
  /** Proxies behind directors, as they are called in it. */
  readonly behind: readonly string[];
  /** Peers that take no notice of each other, though they are meant to. */
  readonly deaf: readonly Deaf[];
}

/** The architecture that the files of a service describe. */
export function architectureOf(readings: readonly Reading[], notes: Notes): Described {
  const hosts = hostsOf(readings);
  const taken = new Set(hosts.map(({ name }) => name));
  const virtual = virtualRoutersOf(hosts, taken);
  const dispatchers = hosts.filter(({ sip }) => sip?.role === "director");
  const balancers = dispatchers.length === 0 ? balancersOf(hosts) : [];
  const aimed = aimedOf(hosts, dispatchers.length > 0 ? dispatchers : balancers.map(({ host }) => host));
  const isAimed = (nodes: readonly { readonly node: string }[]): boolean =>
    aimed.length === 0 || nodes.some(({ node }) => aimed.some(({ name }) => name === node));
  const mine = virtual.filter(({ routers }) => isAimed(routers));
  const sharing = byVrrp(mine, hosts) ?? byCluster(readings, hosts, taken, notes);
  const isOfFront = sharing?.addresses.some(({ members }) => isAimed(members));
  const srv = new SrvRecords(readings);
  const common = { readings, srv, notes, taken, sharing: isOfFront === true ? sharing : null };
  const front = frontOf(hosts, aimed, common.sharing);
  if (common.sharing?.name !== "membership")
    for (const { kind, path } of readings)
      if (kind === "corosync" || kind === "pacemaker")
        notes.leftOut.push(`${path} (${kind}): read, but the scenario has nothing of it`);
  const all = { ...common, front };
  const direction = directionOf(all, { hosts, dispatchers, balancers });
  const found = direction === null ? proxiesAlone(all) : behindDirectors(all, direction);
  srv.tellRest(notes);
  const inScenario = new Set([...front, ...found.proxies].map(({ name }) => name));
  for (const { name, sip, keepalived } of hosts)
    if (!inScenario.has(name))
      notes.leftOut.push(`${(sip ?? keepalived)!.path}: ${name} shares no address with the servers of the scenario`);
  const behind = found.proxies.map(({ name }) => name);
  return { ...found, behind, deaf: common.sharing?.deaf ?? [] };
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

const originOfHost = ({ keepalived, sip }: Host): Origin => ({
  kind: "written",
  place: { file: keepalived?.path ?? sip!.path, line: 1 },
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
}

function proxiesAlone({ readings, front, sharing, srv, notes, taken }: Common) {
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
  const server = serverOf(nodes);
  const { tier, addresses, active } = tierOf("proxies", "proxy", { nodes, sharing, server, srv });
  const bindings = bindingsEntry(server, false, { readings, taken, notes });
  return {
    proxies: [],
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

/** Who directs, and what stands behind. */
interface Direction {
  /** What is said of the directors' tier. */
  readonly directors: Pick<Given, "server" | "kernel">;
  readonly proxies: readonly Node[];
  readonly health: Branch | null;
  readonly choice: Entry;
}

interface Directing {
  readonly hosts: readonly Host[];
  readonly dispatchers: readonly Host[];
  readonly balancers: readonly Balancer[];
}

/** Directors by Kamailio's or OpenSIPS's dispatcher, or by the kernel; null: none. */
function directionOf(
  { readings, notes, taken }: Common,
  { hosts, dispatchers, balancers }: Directing,
): Direction | null {
  const [first] = dispatchers;
  const [balancer] = balancers;
  if (first !== undefined) {
    const server = first.sip!;
    const dispatch = server.dispatch!;
    const proxies = destinationNodes(destinationsOf(readings, first, dispatch.set, notes), hosts, taken);
    return {
      directors: { server },
      proxies,
      health: healthWatch(dispatch, server, notes),
      choice: directorsEntry(dispatch, server.relays !== null, proxies, notes),
    };
  }
  if (balancer === undefined) return null;
  const proxies = realServersOf(balancer, hosts, taken);
  return {
    directors: { server: null, kernel: ofKernel(balancer) },
    proxies,
    health: checksWatch(balancer, proxies, notes),
    choice: schedulingOf(balancer, proxies, notes),
  };
}

function destinationNodes(
  destinations: readonly (DispatcherDestination | null)[],
  hosts: readonly Host[],
  taken: Set<string>,
) {
  const all = destinations.map((destination): Node & { readonly destination: DispatcherDestination | null } => {
    const address = /^sips?:(?:[^@]*@)?(\[[^\]]*\]|[^:;>]+)/i.exec(destination?.uri.value ?? "")?.[1] ?? "";
    const host = hosts.find((one) => one.addresses.has(address) && one.sip?.role === "proxy") ?? null;
    const name = host?.name ?? freeName(address === "" ? "proxy" : `proxy-${address}`, taken);
    const origin: Origin = destination === null ? NO_LIST : { kind: "written", place: destination.place };
    return { name, host, origin, destination };
  });
  // Two destinations of one host are one node.
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

function behindDirectors({ readings, front, sharing, srv, notes, taken }: Common, direction: Direction) {
  const { directors, proxies, health, choice } = direction;
  const proxy = serverOf(proxies);
  if (proxy === null)
    notes.questions.push(
      "What do the proxies behind the directors run? Their configurations were not among the files.",
    );
  const { tier, addresses, active } = tierOf("directors", "director", { nodes: front, sharing, srv, ...directors });
  const bindings = bindingsEntry(proxy, true, { readings, taken, notes });
  return {
    proxies,
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

const NO_LIST: Origin = { kind: "assumed", why: "no dispatcher.list with this set is among the files" };

/** Where the director's set of destinations stands; two unknown ones where it stands in no file. */
function destinationsOf(
  readings: readonly Reading[],
  director: Host,
  set: number | null,
  notes: Notes,
): readonly (DispatcherDestination | null)[] {
  const lists = readings.filter((one) => one.kind === "dispatcher-list");
  const own = lists.find(({ host }) => host.value === director.name) ?? lists[0];
  const all = own?.facts.destinations ?? [];
  const chosen = set ?? all[0]?.set.value;
  const found = all.filter((one) => one.set.value === chosen && (one.flags.value & DISABLED) === 0);
  if (found.length > 0) return found;
  notes.questions.push(
    `Where are the destinations of set ${chosen ?? "?"}? They are in no dispatcher.list among the files (a database?); two proxies are assumed.`,
  );
  return [null, null];
}

/** Flag of a destination that gets nothing. */
const DISABLED = 4;

/** The first server among these nodes whose file was read. */
const serverOf = (nodes: readonly Node[]): SipServer | null =>
  nodes.map(({ host }) => host?.sip ?? null).find((sip) => sip !== null) ?? null;

/** One of each group must work, and what is needed besides. */
function needsOf(groups: readonly (readonly string[])[], more: readonly string[]): Entry {
  const anyOf = (group: readonly string[]): string => `{ anyOf: [${group.join(", ")}] }`;
  const parts = [...groups.map((group) => (group.length === 1 ? group[0]! : anyOf(group))), ...more];
  const text = parts.length === 1 ? anyOf(groups[0]!) : `{ allOf: [${parts.join(", ")}] }`;
  return assumed(text, "one of each kind is enough, and of a cluster a majority");
}
