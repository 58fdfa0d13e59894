import type { RealServer, VirtualServer } from "../configuration/keepalived/facts.ts";
import type { Origin } from "../configuration/place.ts";
import { assumed, type Branch, branch, type Entry, leaf, saidTime, saidWithin } from "./entry.ts";
import { freeName, type Host } from "./hosts.ts";
import type { Node } from "./tier.ts";
import type { Notes } from "./watch.ts";

/** A host whose kernel balances SIP (IPVS), as its keepalived.conf says. */
export interface Balancer {
  readonly host: Host;
  readonly virtual: VirtualServer;
}

/** The most that a scenario says. */
const RETRIES_MAX = 100;
const WEIGHT_MAX = 1000;
const SIP_PORTS = [5060, 5061];

/** Hosts that balance SIP: a virtual server of Keepalived with a port of SIP, or for UDP with every port. */
export const balancersOf = (hosts: readonly Host[]): Balancer[] =>
  hosts.flatMap((host) => {
    const virtual = host.keepalived?.facts.virtualServers.find(
      ({ port, protocol, realServers }) =>
        realServers.some(isSentTo) && (port === null ? /^udp$/i.test(protocol.value) : SIP_PORTS.includes(port)),
    );
    return virtual === undefined ? [] : [{ host, virtual }];
  });

const at = ({ place }: { readonly place: VirtualServer["place"] }): Origin => ({ kind: "written", place });

/** The real servers to which anything is sent, as nodes, by the names of hosts that have their addresses. */
export function realServersOf(
  { virtual }: Balancer,
  hosts: readonly Host[],
  taken: Set<string>,
): (Node & { readonly real: RealServer })[] {
  const all = virtual.realServers.filter(isSentTo).map((real) => {
    const host = hosts.find(({ addresses, sip }) => sip !== null && addresses.has(real.address.value)) ?? null;
    const label = real.port === null ? real.address.value : `${real.address.value}-${real.port}`;
    const isAlone = virtual.realServers.filter(({ address }) => address.value === real.address.value).length === 1;
    const name = host?.name ?? freeName(`proxy-${isAlone ? real.address.value : label}`, taken);
    return { name, host, origin: at(real), real };
  });
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

/** Of weight 0 is a server that takes no new flow (ipvsadm(8)). */
const isSentTo = ({ weight }: RealServer): boolean => weight.value > 0;

/** What the kernel of a balancer is, as a tier of directors. */
export const ofKernel = ({ virtual }: Balancer) => ({
  role: leaf("director", at(virtual)),
  more: {
    queue: assumed("unlimited", "the kernel passes packets on"),
    service: branch({ each: assumed("0 s", "the kernel passes packets on") }),
  },
});

/** Schedulers of IPVS (`lvs_sched`) that a scenario has a word for; whoever keeps no transactions cannot count calls (`lc`, `wlc`). */
const POLICIES: Readonly<Record<string, string>> = {
  rr: "round robin",
  wrr: "round robin",
  sh: "call-id hash",
  mh: "consistent hash",
};
/** For how long IPVS keeps a flow of UDP without packets [s] (ip_vs_proto_udp.c). */
const IDLE = "300 s";

/** How the kernel chooses, and how long a flow stays with what it has chosen. */
export function schedulingOf(
  { virtual }: Balancer,
  proxies: readonly (Node & { readonly real: RealServer })[],
  notes: Notes,
): Entry {
  const { algorithm, opensEachPacket, protocol } = virtual;
  const policy = POLICIES[algorithm?.value ?? ""];
  if (policy === undefined)
    notes.leftOut.push(
      `${virtual.place.file}:${virtual.place.line} scheduler ${algorithm?.value ?? "(none)"} has no word in a scenario; round robin stands for it`,
    );
  if (policy === "call-id hash" || policy === "consistent hash")
    notes.leftOut.push(
      `${virtual.place.file}:${virtual.place.line} scheduler ${algorithm!.value} hashes the source; a hash of the Call-ID stands for it`,
    );
  for (const { place, address } of virtual.realServers.filter((real) => !isSentTo(real)))
    notes.leftOut.push(`${place.file}:${place.line} ${address.value}: of weight 0, it gets nothing new`);
  const { persistenceTimeout } = virtual;
  if (persistenceTimeout.value > 0)
    notes.leftOut.push(
      `${virtual.place.file}:${virtual.place.line} persistence_timeout ${persistenceTimeout.value}: a source that comes back later is sent anywhere in the scenario`,
    );
  const weighed = proxies.filter(({ real }) => real.weight.value > 1);
  const isUdp = /^udp$/i.test(protocol.value);
  return branch({
    policy:
      policy === undefined ? assumed("round robin", "the scheduler has no word") : leaf(policy, algorithm!.origin),
    proxies:
      weighed.length === 0
        ? null
        : branch(
            Object.fromEntries(
              weighed.map(({ name, real }) => [name, branch({ weight: saidWithin(real.weight, 1, WEIGHT_MAX) })]),
            ),
          ),
    flows:
      opensEachPacket.value || !isUdp
        ? null
        : branch({
            idle: leaf(IDLE, { kind: "default", of: "Linux's IPVS" }),
            until: assumed("silence", "expire_nodest_conn is 0: a flow stays with a server that was taken out"),
          }),
  });
}

/** How Keepalived checks real servers; null: it does not. */
export function checksWatch(
  { virtual }: Balancer,
  proxies: readonly (Node & { readonly real: RealServer })[],
  notes: Notes,
): Branch | null {
  const check = proxies[0]?.real.checks[0];
  if (check === undefined) {
    notes.questions.push(
      `${virtual.place.file}:${virtual.place.line} checks no real server: a dead one keeps its share of the calls. Does something else take it out?`,
    );
    return null;
  }
  return branch({
    tier: leaf("proxies", at(virtual)),
    by: leaf("directors", at(virtual)),
    detector: branch({
      poll: branch({
        interval: saidTime(check.delayLoop),
        timeout: saidTime(check.connectTimeout),
        retries: saidWithin(check.retry, 0, RETRIES_MAX),
        retryDelay: saidTime(check.delayBeforeRetry),
        from: assumed("end", "Keepalived counts from the end of a check"),
      }),
    }),
    removal: assumed("0 s", "the kernel is told at once"),
  });
}
