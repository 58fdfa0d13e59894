/**
 * What a service is made of before anybody watches it, as plain data: servers, what work costs them, how long they live, and the addresses at
 * which they are asked. All times are seconds.
 */
import type { Distribution } from "../distributions/description.ts";
import type { Read } from "../notation/shape.ts";
import type { connectionsShape, ServerTransport } from "./connecting.ts";
import type { dialogsShape } from "./dialogs-notation.ts";
import type {
  addressShape,
  authenticationShape,
  hostShape,
  lifetimesShape,
  MessageKind,
  tierFields,
  transactionsShape,
} from "./notation.ts";
import type { Promotion, Replication } from "./replication-notation.ts";

export type { MessageKind, Promotion, Replication, ServerTransport };

/** What the nodes of a tier do with a SIP message. */
export type Role = Read<typeof tierFields>["role"];

/** One server. Its lifetimes feed the analyzer, and the simulator where failures come by chance. */
export interface NodeDescription {
  readonly name: string;
  /** Processing speed relative to the reference server, > 0; 2/3 for the thesis's standby PC5. */
  readonly speed: number;
}

/** Time one message costs a worker at speed 1. `byMethod` overrides `each` for a kind of message. */
export interface ServiceTimes {
  readonly each: Distribution;
  readonly byMethod: Readonly<Partial<Record<MessageKind, Distribution>>>;
  /** Looking up the callee's binding in memory [s], for requests that are routed by AOR. */
  readonly lookup: number;
}

/** Lifetimes of one kind of component, for analysis and for failures by chance. */
export type Lifetimes = Read<typeof lifetimesShape>;

/** Refusing with 503, and asking clients to send less (RFC 7339, RFC 7415). */
export interface OverloadDefence {
  /** New requests are refused while so many messages wait, or while the first of them has waited so long [s]; Infinity: no limit. */
  readonly queue: number;
  readonly delay: number;
  /** What a refusal costs a worker at speed 1 [s]. */
  readonly refusal: number;
  /** Retry-After of the 503 [s]; null: it has none. */
  readonly retryAfter: number | null;
  /** What every answer advertises: a share of requests to be kept back, or a rate not to be exceeded; null: nothing. */
  readonly control: {
    readonly algorithm: "loss" | "rate";
    /** Utilisation to aim at, 0 … 1. */
    readonly target: number;
    /** From one decision to the next [s]. */
    readonly interval: number;
  } | null;
}

/** Servers of one role: `active` of them serve, `standby` of them wait. */
export interface Tier {
  readonly name: string;
  readonly role: Role;
  /** The first `active` nodes are active at the start, the rest standby. */
  readonly nodes: readonly NodeDescription[];
  readonly active: number;
  readonly standby: number;
  /** Messages served at once; for a database the connections of the pool. */
  readonly workers: number;
  /** Messages that may wait for a worker before the next is dropped; Infinity for no limit. */
  readonly queue: number;
  readonly service: ServiceTimes;
  /** How proxies defend themselves against overload; left out: they do not. */
  readonly overload?: OverloadDefence;
  /** How proxies keep transactions (RFC 3261 §16); left out: they are stateless. */
  readonly transactions?: TransactionKeeping;
  /** Which requests proxies challenge, and how; left out: none. */
  readonly authentication?: Authentication;
  /** How its proxies keep dialogs, as back-to-back user agents; left out: they keep none. */
  readonly dialogs?: DialogKeeping;
  /** Address or tier that its proxies send calls on to; left out: they look the callee up. */
  readonly next?: string;
  /** How its processes take connections of users; left out: by the defaults. */
  readonly connections?: Connecting;
  /** How it speaks to the servers behind it, to `next` or as directors to the proxies; left out: by UDP. */
  readonly transport?: ServerTransport;
  readonly lifetimes?: Lifetimes;
  /** Of a database with several servers: how they come to hold the same; left out: they do, at no cost. */
  readonly replication?: Replication;
  /** Of a database with standbys, its replicas: how one of them becomes the primary. */
  readonly promotion?: Promotion;
}

/** How transaction-stateful proxies keep transactions; times in seconds. */
export type TransactionKeeping = Read<typeof transactionsShape>;

/** How proxies challenge requests, and what of it they remember; times in seconds. A `nonce` of 0 is accepted once. */
export type Authentication = Read<typeof authenticationShape>;
/** How back-to-back user agents keep dialogs; times in seconds. */
export type DialogKeeping = Read<typeof dialogsShape>;

/** How processes take connections of users: `accepts` a second, with room for `backlog` more. */
export type Connecting = Read<typeof connectionsShape>;

/** Whether one server of a tier is written and others follow it, or might. */
export const hasPrimary = ({ role, replication }: Pick<Tier, "role" | "replication">): boolean =>
  role === "database" && replication?.kind !== "certification";

/** Whether a tier is a database of several servers. */
export const isReplicated = ({ role, nodes }: Pick<Tier, "role" | "nodes">): boolean =>
  role === "database" && nodes.length > 1;

/** How many of so many servers are more than half. */
export const quorumOf = (servers: number): number => Math.floor(servers / 2) + 1;

/** A virtual IP that clients aim at (the thesis's SAP), owned at the start by one node of its tier. */
export type AddressDescription = { readonly name: string } & Read<typeof addressShape>;

/** A machine whose cores the workers of its nodes share; `wakeUp` is what a service waits for a core that has been idle [s]. */
export type HostDescription = { readonly name: string } & Read<typeof hostShape>;

/** All that serves, and where it is asked. */
export interface Deployment {
  readonly tiers: readonly Tier[];
  readonly addresses: readonly AddressDescription[];
  /** Machines with cores; left out where each worker of every node has a core of its own. */
  readonly hosts?: readonly HostDescription[];
}

/** Whether the nodes of a tier keep or look up bindings: proxies that send calls on to other servers do not. */
export const isRegistrar = ({ role, next }: Pick<Tier, "role" | "next">): boolean =>
  role === "proxy" && next === undefined;

/** The addresses, by place, that a tier with `next` sends calls on to. */
export const nextOf = ({ addresses }: Pick<Deployment, "addresses">, { next }: Pick<Tier, "next">): number[] =>
  addresses.flatMap(({ name, tier, side }, i) => (side === undefined && (name === next || tier === next) ? [i] : []));

/** Places of the addresses that clients know: of tiers that no other sends to, towards the outside. */
export function knownToClients({ tiers, addresses }: Pick<Deployment, "tiers" | "addresses">): number[] {
  const behind = tiers.filter(({ next }) => next !== undefined).flatMap((tier) => nextOf({ addresses }, tier));
  const hidden = new Set(behind.map((i) => addresses[i]!.tier));
  return addresses.flatMap(({ tier, side }, i) => (side === undefined && !hidden.has(tier) ? [i] : []));
}

/** Places of the addresses that users register at: they lead to those who keep bindings. */
export const knownToRegistrants = ({ tiers, addresses }: Pick<Deployment, "tiers" | "addresses">): number[] =>
  addresses.flatMap(({ tier, side }, i) =>
    side === undefined && tiers.find(({ name }) => name === tier)?.next === undefined ? [i] : [],
  );

/** The host that a node shares cores on; undefined: its workers have cores of their own. */
export const hostUnder = ({ hosts = [] }: Pick<Deployment, "hosts">, node: string): HostDescription | undefined =>
  hosts.find(({ nodes }) => nodes.includes(node));

/**
 * What challenges add to the calls of a tier, each a mean for one call: challenges of its INVITE and of its BYE, requests with
 * credentials that are checked, and the work of both [s]. A BYE that may be challenged is taken as asked anew.
 */
export function challengesOfCall({ authentication }: Tier): {
  readonly invites: number;
  readonly byes: number;
  readonly work: number;
} {
  if (authentication === undefined) return { invites: 0, byes: 0, work: 0 };
  const { challenge, refusal, check } = authentication;
  return {
    invites: challenge.INVITE,
    byes: challenge.BYE,
    work: (challenge.INVITE + challenge.BYE) * (refusal + check),
  };
}

/** The servers on the machine of this name: those of a host, or the node that is called so. */
export function nodesOn(name: string, { hosts = [], tiers }: Pick<Deployment, "hosts" | "tiers">): readonly string[] {
  const servers = tiers.flatMap(({ nodes }) => nodes.map((node) => node.name));
  return hosts.find((host) => host.name === name)?.nodes.filter((node) => servers.includes(node)) ?? [name];
}
