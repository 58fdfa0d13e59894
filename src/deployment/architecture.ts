import type { DispatcherDestination } from "../configuration/dispatcher-list/read.ts";
import type { Origin } from "../configuration/place.ts";
import type { Reading } from "../configuration/reading.ts";
import { bindingsEntry } from "./bindings.ts";
import { directorsEntry } from "./directors.ts";
import { assumed, type Branch, branch, type Entry, leaf, names } from "./entry.ts";
import { freeName, type Host, hostsOf } from "./hosts.ts";
import type { SipServer } from "./sip-server.ts";
import { type VirtualRouter, virtualRoutersOf } from "./virtual-routers.ts";
import { healthWatch, type Notes, routersWatch, transactionsOf } from "./watch.ts";

/** A node that files name, and what is known of it. */
export interface Node {
  readonly name: string;
  readonly host: Host | null;
  readonly origin: Origin;
}

/** The architecture that the files of a service describe. */
export function architectureOf(
  readings: readonly Reading[],
  notes: Notes,
): { readonly entry: Branch; readonly victim: string } {
  const hosts = hostsOf(readings);
  const taken = new Set(hosts.map(({ name }) => name));
  const virtual = virtualRoutersOf(hosts, taken);
  const directors = hosts.filter(({ sip }) => sip?.role === "director");
  const front = frontOf(hosts, directors, virtual);
  if (directors.length === 0) return proxiesAlone(hosts, virtual, { front, notes, taken });
  return behindDirectors(hosts, virtual, { readings, directors, front, notes, taken });
}

/** Nodes that callers aim at: directors where there are some, and whoever shares a virtual router with them. */
function frontOf(hosts: readonly Host[], directors: readonly Host[], virtual: readonly VirtualRouter[]): Node[] {
  const aimed = directors.length > 0 ? directors : hosts;
  const mates = virtual.filter(
    ({ routers }) => directors.length === 0 || routers.some(({ node }) => directors.some(({ name }) => name === node)),
  );
  const known = aimed.map((host): Node => ({ name: host.name, host, origin: originOfHost(host) }));
  const more = mates
    .flatMap(({ routers }) => routers)
    .filter(({ node }) => !known.some(({ name }) => name === node))
    .map(
      ({ node, priority }): Node => ({
        name: node,
        host: hosts.find(({ name }) => name === node) ?? null,
        origin: priority.origin,
      }),
    );
  return [...known, ...new Map(more.map((one) => [one.name, one])).values()];
}

const originOfHost = ({ keepalived, sip }: Host): Origin => ({
  kind: "written",
  place: { file: keepalived?.path ?? sip!.path, line: 1 },
});

interface Common {
  readonly front: readonly Node[];
  readonly notes: Notes;
  readonly taken: Set<string>;
}

function proxiesAlone(hosts: readonly Host[], virtual: readonly VirtualRouter[], { front, notes, taken }: Common) {
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
  const { tier, addresses, owners } = tierOf("proxies", "proxy", { nodes, virtual, server });
  const bindings = bindingsEntry(server, notes);
  return {
    victim: owners[0]!,
    entry: branch({
      tiers: branch({ proxies: tier, ...bindings.tiers }),
      addresses,
      watches: branch(virtual.length === 0 ? {} : { routers: routersWatch("proxies", virtual, hosts, notes) }),
      bindings: bindings.entry,
      needs: needsOf([nodes.map(({ name }) => name), ...bindings.needs]),
    }),
  };
}

function behindDirectors(
  hosts: readonly Host[],
  virtual: readonly VirtualRouter[],
  {
    readings,
    directors,
    front,
    notes,
    taken,
  }: Common & { readonly readings: readonly Reading[]; readonly directors: readonly Host[] },
) {
  const server = directors[0]!.sip!;
  const dispatch = server.dispatch!;
  const destinations = destinationsOf(readings, directors[0]!, dispatch.set, notes);
  const proxies = destinations.map((destination): Node & { readonly destination: DispatcherDestination | null } => {
    const address = /^sips?:(?:[^@]*@)?(\[[^\]]*\]|[^:;>]+)/i.exec(destination?.uri.value ?? "")?.[1] ?? "";
    const host = hosts.find((one) => one.addresses.has(address) && one.sip?.role === "proxy") ?? null;
    const name = host?.name ?? freeName(address === "" ? "proxy" : `proxy-${address}`, taken);
    const origin: Origin = destination === null ? NO_LIST : { kind: "written", place: destination.place };
    return { name, host, origin, destination };
  });
  const mine = virtual.filter(({ routers }) => routers.some(({ node }) => front.some(({ name }) => name === node)));
  const proxy = serverOf(proxies);
  if (proxy === null)
    notes.questions.push(
      "What do the proxies behind the dispatcher run? Their configurations were not among the files.",
    );
  const { tier, addresses, owners } = tierOf("directors", "director", { nodes: front, virtual: mine, server });
  const bindings = bindingsEntry(proxy, notes);
  const health = healthWatch(dispatch, server, notes);
  return {
    victim: proxies[0]?.name ?? owners[0]!,
    entry: branch({
      tiers: branch({
        directors: tier,
        proxies: branch({
          role: assumed("proxy", "what a dispatcher sends calls to"),
          active: names(
            proxies.map(({ name }) => name),
            proxies[0]?.origin ?? NO_LIST,
          ),
          ...serving(proxy),
        }),
        ...bindings.tiers,
      }),
      addresses,
      watches: branch({
        ...(mine.length === 0 ? {} : { routers: routersWatch("directors", mine, hosts, notes) }),
        ...(health === null ? {} : { health }),
      }),
      directors: directorsEntry(dispatch, proxies, notes),
      bindings: bindings.entry,
      needs: needsOf([front.map(({ name }) => name), proxies.map(({ name }) => name), ...bindings.needs]),
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

const WORKERS_MAX = 63;

/** What a server says of its processes and transactions. */
function serving(server: SipServer | null): Record<string, Entry | null> {
  if (server === null) return {};
  const sockets = new Set(
    server.facts.listens
      .filter(({ protocol }) => protocol === "udp" || protocol === "any")
      .map(({ host, port }) => `${host} ${port}`),
  ).size;
  const workers = Math.min(WORKERS_MAX, server.workers.value * Math.max(1, sockets));
  return {
    workers: workers >= 1 && Number.isInteger(workers) ? leaf(String(workers), server.workers.origin) : null,
    transactions: transactionsOf(server),
  };
}

function tierOf(
  tier: string,
  role: string,
  {
    nodes,
    virtual,
    server,
  }: { readonly nodes: readonly Node[]; readonly virtual: readonly VirtualRouter[]; readonly server: SipServer | null },
) {
  const inRouters = new Set(virtual.flatMap(({ routers }) => routers.map(({ node }) => node)));
  const owners = [...new Set(virtual.map(({ routers }) => routers[0]!.node))];
  const active = nodes.filter(({ name }) => owners.includes(name) || !inRouters.has(name));
  const standby = nodes.filter(({ name }) => !active.some((one) => one.name === name));
  const addressed = active.filter(({ name }) => !owners.includes(name));
  const list = (of: readonly Node[]): Entry =>
    names(
      of.map(({ name }) => name),
      of[0]!.origin,
    );
  const own = addressed.map(({ name, host, origin }): [string, Entry] => {
    const listen = host?.sip?.facts.listens[0];
    const where: Origin = listen === undefined ? origin : { kind: "written", place: listen.place };
    return [`${name.slice(0, 32)}-sip`, branch({ tier: leaf(tier, where), owner: leaf(name, where) })];
  });
  const shared = virtual.map(({ name, routers, master, addresses }): [string, Entry] => {
    const where: Origin = addresses[0]?.origin ?? { kind: "written", place: master.place };
    return [name, branch({ tier: leaf(tier, where), owner: leaf(routers[0]!.node, routers[0]!.priority.origin) })];
  });
  return {
    owners: active.map(({ name }) => name),
    tier: branch({
      role:
        server === null
          ? assumed(role, "no configuration of its SIP server is among the files")
          : leaf(role, roleOf(server)),
      active: list(active),
      standby: standby.length === 0 ? null : list(standby),
      ...serving(server),
    }),
    addresses: branch(Object.fromEntries([...shared, ...own])),
  };
}

/** What makes a server a director or a proxy. */
function roleOf(server: SipServer): Origin {
  if (server.dispatch !== null) return server.dispatch.origin;
  return server.relays ?? { kind: "written", place: { file: server.path, line: 1 } };
}

/** One of each group must work; groups of one stand for themselves. */
function needsOf(groups: readonly (readonly string[])[]): Entry {
  const parts = groups.map((group) => (group.length === 1 ? group[0]! : `{ anyOf: [${group.join(", ")}] }`));
  return assumed(
    parts.length === 1 ? needsText(groups[0]!) : `{ allOf: [${parts.join(", ")}] }`,
    "one of each kind is enough",
  );
}

const needsText = (group: readonly string[]): string => `{ anyOf: [${group.join(", ")}] }`;
