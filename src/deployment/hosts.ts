import { posix } from "node:path";
import type { HaproxyFacts } from "../configuration/haproxy/facts.ts";
import type { KeepalivedFacts } from "../configuration/keepalived/facts.ts";
import type { Reading } from "../configuration/reading.ts";
import { balancesSip } from "./sip-balancing.ts";
import { type SipServer, sipServerOf } from "./sip-server.ts";

/** A host with what its files say. */
export interface Host {
  /** As a node of a scenario may be called. */
  readonly name: string;
  readonly keepalived: { readonly path: string; readonly facts: KeepalivedFacts } | null;
  readonly sip: SipServer | null;
  /** Where it balances SIP. */
  readonly haproxy: { readonly path: string; readonly facts: HaproxyFacts } | null;
  /** Addresses of its own that its files name. */
  readonly addresses: ReadonlySet<string>;
}

type OfHost = Extract<Reading, { readonly kind: "keepalived" | "kamailio" | "opensips" | "haproxy" }>;
const isOfHost = (reading: Reading): reading is OfHost =>
  reading.kind === "haproxy"
    ? balancesSip(reading.facts) !== null
    : ["keepalived", "kamailio", "opensips"].includes(reading.kind);
/** Whether nothing but the name of its file says whose a reading is. */
const isByName = ({ host }: Reading): boolean =>
  host.origin.kind === "assumed" && host.origin.why.startsWith("the name of");

/**
 * The hosts of these files. Files of one folder whose own names alone tell them apart are of one host, and of each host that a file with
 * conditions beside them names.
 */
export function hostsOf(readings: readonly Reading[]): Host[] {
  const byHost = new Map<string, OfHost[]>();
  const give = (host: string, reading: OfHost): void => {
    byHost.set(host, [...(byHost.get(host) ?? []), reading]);
  };
  const mine = readings.filter(isOfHost);
  for (const reading of mine) {
    const beside = mine.filter((other) => posix.dirname(other.path) === posix.dirname(reading.path));
    const named = [...new Set(beside.filter((other) => !isByName(other)).map(({ host }) => host.value))];
    const isAlone = beside.filter(({ kind }) => kind === reading.kind).length === 1;
    if (isByName(reading) && isAlone && named.length > 0) for (const host of named) give(host, reading);
    else if (isByName(reading) && isAlone && beside.every(isByName)) give(beside[0]!.host.value, reading);
    else give(reading.host.value, reading);
  }
  const taken = new Set<string>();
  return [...byHost].map(([label, of]) => hostOf(freeName(label, taken), of));
}

function hostOf(name: string, readings: readonly OfHost[]): Host {
  const keepalived = readings.find((one) => one.kind === "keepalived");
  const server = readings.find(({ kind }) => kind === "kamailio" || kind === "opensips");
  const haproxy = readings.find((one) => one.kind === "haproxy");
  const sip = server === undefined ? null : sipServerOf(server);
  const virtual = new Set(keepalived?.facts.instances.flatMap(({ addresses }) => addresses.map(({ value }) => value)));
  const listened = sip?.facts.listens.map(({ host }) => host).filter((host) => !virtual.has(host)) ?? [];
  const sources = keepalived?.facts.instances.flatMap(({ unicastSource }) => unicastSource?.value ?? []) ?? [];
  return {
    name,
    keepalived: keepalived === undefined ? null : { path: keepalived.path, facts: keepalived.facts },
    sip,
    haproxy: haproxy === undefined ? null : { path: haproxy.path, facts: haproxy.facts },
    addresses: new Set([...listened, ...sources]),
  };
}

const NAME_MAX = 40;

/** The nearest that a node may be called, and nobody else is. */
export function freeName(label: string, taken: Set<string>): string {
  const plain = label.replace(/[^\p{L}\p{N}_-]+/gu, "-").replace(/^-+|-+$/g, "");
  const begun = /^\p{L}/u.test(plain) ? plain : `host-${plain}`;
  const base = (/^(true|false|null|yes|no|on|off)$/i.test(begun) ? `host-${begun}` : begun).slice(0, NAME_MAX);
  let name = base;
  for (let next = 2; taken.has(name); next++) name = `${base.slice(0, NAME_MAX - 4)}-${next}`;
  taken.add(name);
  return name;
}
