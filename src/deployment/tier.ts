import type { Origin, Said } from "../configuration/place.ts";
import { assumed, type Branch, branch, type Entry, type Leaf, leaf, names, said } from "./entry.ts";
import type { Host } from "./hosts.ts";
import type { SharedAddress, Sharing } from "./sharing.ts";
import type { SipServer } from "./sip-server.ts";
import type { SrvRecords } from "./srv.ts";
import { transactionsOf } from "./watch.ts";

/** A node that files name, and what is known of it. */
export interface Node {
  readonly name: string;
  readonly host: Host | null;
  readonly origin: Origin;
}

/** What is said of a tier. */
export interface Tier {
  readonly tier: Branch;
  readonly addresses: Branch;
  /** Its active nodes. */
  readonly active: readonly string[];
}

/** The most that a scenario says. */
export const WORKERS_MAX = 63;

/** Workers that serve what is sent to one address and port: `children` are those of each UDP socket (config.h). */
export const workersOf = ({ workers: { value, origin } }: SipServer): Said<number> => ({
  value: Number.isInteger(value) ? Math.min(WORKERS_MAX, value) : 0,
  origin,
});

/** What a server says of its processes and transactions. */
export function serving(server: SipServer | null): Record<string, Entry | null> {
  if (server === null) return {};
  const workers = workersOf(server);
  return { workers: workers.value >= 1 ? said(workers) : null, transactions: transactionsOf(server) };
}

/** Of what a tier is made. */
export interface Given {
  readonly nodes: readonly Node[];
  readonly sharing: Sharing | null;
  readonly server: SipServer | null;
  readonly srv: SrvRecords;
  /** What it is and has where no SIP server says so. */
  readonly kernel?: { readonly role: Entry; readonly more: Readonly<Record<string, Entry>> };
}

/** Who directs, and what stands behind. */
export interface Direction {
  /** What is said of the directors' tier. */
  readonly directors: Pick<Given, "server" | "kernel">;
  readonly proxies: readonly Node[];
  readonly health: Branch | null;
  readonly choice: Entry;
  /** How callers reach the directors; null: by UDP. */
  readonly transport: Leaf | null;
}

/** The tier that callers aim at: owners of addresses are active, whoever else shares one stands by, and a node that shares none has an address of its own. */
export function tierOf(tier: string, role: string, { nodes, sharing, server, srv, kernel }: Given): Tier {
  const shared = sharing?.addresses ?? [];
  const sharers = new Set(shared.flatMap(({ members }) => members.map(({ node }) => node)));
  const owners = new Set(shared.map(({ owner }) => owner));
  const active = nodes.filter(({ name }) => owners.has(name) || !sharers.has(name));
  const standby = nodes.filter(({ name }) => !active.some((one) => one.name === name));
  const list = (of: readonly Node[]): Entry =>
    names(
      of.map(({ name }) => name),
      of[0]!.origin,
    );
  const own = active.filter(({ name }) => !owners.has(name)).map((node) => ownAddress(node, tier, srv));
  return {
    active: active.map(({ name }) => name),
    tier: branch({
      role:
        kernel !== undefined
          ? kernel.role
          : server === null
            ? assumed(role, "no configuration of its SIP server is among the files")
            : leaf(role, roleOf(server)),
      active: list(active),
      standby: standby.length === 0 ? null : list(standby),
      ...serving(server),
      ...kernel?.more,
    }),
    addresses: branch(Object.fromEntries(chosenAlike([...shared.map((one) => sharedAddress(one, tier, srv)), ...own]))),
  };
}

/** What a weight is where no record says one: of many, so that the draw of RFC 2782 from 0 to their sum favours nobody. */
const [WEIGHT, LAST] = ["100", "65535"];

/** Addresses that no SRV record leads to: callers choose them alike, or after all that have one. */
function chosenAlike(addresses: readonly (readonly [string, Branch])[]): [string, Branch][] {
  const hasRecord = ([, { entries }]: readonly [string, Branch]): boolean => entries.some(([key]) => key === "weight");
  const isFound = addresses.some(hasRecord);
  return addresses.map(([name, own]) => {
    if (addresses.length === 1 || hasRecord([name, own])) return [name, own];
    const weight = assumed(WEIGHT, "no SRV record says who is chosen");
    const priority = assumed(LAST, "no SRV record leads to it, as there does to others");
    return [
      name,
      { entries: [...own.entries, ...(isFound ? [["priority", priority] as const] : []), ["weight", weight]] },
    ];
  });
}

const sharedAddress = (
  { name, origin, owner, ownerOrigin, ips }: SharedAddress,
  tier: string,
  srv: SrvRecords,
): [string, Branch] => [name, branch({ tier: leaf(tier, origin), owner: leaf(owner, ownerOrigin), ...srv.of(ips) })];

/** Names of nodes have 40 characters at most, and so have those of addresses. */
const STEM_MAX = 32;

function ownAddress({ name, host, origin }: Node, tier: string, srv: SrvRecords): [string, Branch] {
  const listen = host?.sip?.facts.listens[0];
  const where: Origin = listen === undefined ? origin : { kind: "written", place: listen.place };
  return [
    `${name.slice(0, STEM_MAX)}-sip`,
    branch({ tier: leaf(tier, where), owner: leaf(name, where), ...srv.of([...(host?.addresses ?? [])]) }),
  ];
}

/** What makes a server a director or a proxy. */
function roleOf(server: SipServer): Origin {
  if (server.dispatch !== null) return server.dispatch.origin;
  return server.relays ?? { kind: "written", place: { file: server.path, line: 1 } };
}
