import type { CorosyncFacts, Quorum } from "../configuration/corosync/facts.ts";
import type { PacemakerFacts, PacemakerResource } from "../configuration/pacemaker/facts.ts";
import type { Origin, Place } from "../configuration/place.ts";
import type { Reading } from "../configuration/reading.ts";
import { assumed, type Branch, branch, type Entry, leaf, names, said, saidTime } from "./entry.ts";
import { freeName, type Host } from "./hosts.ts";
import type { SharedAddress, Sharing } from "./sharing.ts";
import type { Notes } from "./watch.ts";

const VIRTUAL_ADDRESS = /:IPaddr2?$|:IPv6addr$/;
const SIP_SERVER = /kamailio|opensips|asterisk|freeswitch|sip/i;

const at = (place: Place): Origin => ({ kind: "written", place });

/** Addresses that pacemaker moves on a ring of corosync; null: there is no such cluster among the files. */
export function byCluster(
  readings: readonly Reading[],
  hosts: readonly Host[],
  taken: Set<string>,
  notes: Notes,
): Sharing | null {
  const ring = readings.find((one) => one.kind === "corosync");
  const manager = readings.find((one) => one.kind === "pacemaker");
  if (ring === undefined || manager === undefined) {
    if (ring !== undefined)
      notes.questions.push(
        `Who takes which address on the ring of ${ring.path}? No CIB (cibadmin --query) is among the files.`,
      );
    if (manager !== undefined)
      notes.questions.push(
        `How soon does the cluster of ${manager.path} notice a dead node? No corosync.conf is among the files.`,
      );
    return null;
  }
  const nodes = nodesOf(ring.facts, manager.facts, hosts, taken);
  const virtual = manager.facts.resources.filter(({ agent }) => VIRTUAL_ADDRESS.test(agent));
  if (virtual.length === 0 || nodes.length < 2) {
    notes.questions.push(`Which address do callers use? ${manager.path} moves none.`);
    return null;
  }
  const quorum = quorumThatCounts(ring.facts, manager.facts, notes);
  const arbiter = arbiterOf(quorum, taken);
  const called = new Set<string>();
  return {
    name: "membership",
    deaf: [],
    tiers: arbiter === null ? {} : { arbiters: arbiter.tier },
    addresses: virtual.map((resource) => addressOf(resource, manager.facts, nodes, freeName(resource.id, called))),
    watchOf: (tier) =>
      branch({
        tier: leaf(tier, at(virtual[0]!.place)),
        by: leaf(tier, at(virtual[0]!.place)),
        detector: branch({ totem: totemOf(ring.facts, manager.facts, notes) }),
        takeover: branch({
          select: assumed("0 s", "pacemaker decides at once"),
          claim: assumed("50 ms", "what it takes to start the resources"),
          gratuitousArp: assumed("true", "IPaddr2 tells the neighbours"),
          quorum: quorum === null ? null : quorumOf(quorum, arbiter?.name ?? null),
          fencing: fencingOf(manager.facts, notes),
          resource: resourceOf(manager.facts, notes),
          failback: leaf(...failbackOf(virtual[0]!, manager.facts)),
        }),
      }),
  };
}

interface Member {
  readonly node: string;
  readonly label: string;
  readonly origin: Origin;
}

/** Nodes of the ring, or of the CIB where the ring has no list, by the names of hosts whose files are there. */
function nodesOf(ring: CorosyncFacts, manager: PacemakerFacts, hosts: readonly Host[], taken: Set<string>): Member[] {
  const listed = ring.nodes.map(({ name, addresses, place }) => ({
    labels: [name?.value, ...addresses.map(({ value }) => value)].filter((one) => one !== undefined),
    place,
  }));
  const all = listed.length > 0 ? listed : manager.nodes.map(({ name, place }) => ({ labels: [name], place }));
  return all.map(({ labels, place }, index) => {
    const host = hosts.find(({ name, addresses }) => labels.some((label) => label === name || addresses.has(label)));
    const own = manager.nodes[index]?.name;
    const label = labels.find((one) => manager.nodes.some(({ name }) => name === one)) ?? own ?? labels[0] ?? "";
    return { label, node: host?.name ?? freeName(label, taken), origin: at(place) };
  });
}

/** Resources that a constraint may name instead of this one. */
const namesOf = ({ id, inside }: PacemakerResource): string[] => [id, ...inside.map((one) => one.id)];

function addressOf(
  resource: PacemakerResource,
  facts: PacemakerFacts,
  nodes: readonly Member[],
  name: string,
): SharedAddress {
  const wanted = preferenceOf(resource, facts);
  const owner = nodes.find(({ label }) => label === wanted?.node) ?? nodes[0]!;
  return {
    name,
    ips: resource.parameters["ip"] === undefined ? [] : [resource.parameters["ip"].value],
    origin: resource.parameters["ip"]?.origin ?? at(resource.place),
    owner: owner.node,
    ownerOrigin: wanted === null ? { kind: "assumed", why: "no constraint prefers a node" } : at(wanted.place),
    members: nodes.map(({ node, origin }) => ({ node, origin })),
  };
}

/** The node that is preferred most. */
function preferenceOf(resource: PacemakerResource, { constraints }: PacemakerFacts) {
  const own = constraints.filter(
    ({ kind, node, score, resources }) =>
      kind === "location" &&
      node !== null &&
      (score ?? 0) > 0 &&
      resources.some((one) => namesOf(resource).includes(one)),
  );
  return [...own].sort((one, other) => other.score! - one.score!)[0] ?? null;
}

/** An address goes back to the node that is preferred by more than it sticks. */
function failbackOf(resource: PacemakerResource, facts: PacemakerFacts): [text: string, origin: Origin] {
  const wanted = preferenceOf(resource, facts);
  const goesBack = wanted !== null && wanted.score! > resource.stickiness.value;
  return [goesBack ? "preempt" : "none", wanted !== null && goesBack ? at(wanted.place) : resource.stickiness.origin];
}

function totemOf(ring: CorosyncFacts, { resources }: PacemakerFacts, notes: Notes): Branch {
  return branch({
    version: assumed("corosync from 3.1", "the version of Debian 12"),
    token: saidTime(ring.token),
    tokenCoefficient: saidTime(ring.tokenCoefficient),
    consensus: saidTime(ring.consensus),
    monitor: monitorOf(serverAmong(resources), notes),
  });
}

/** The resource that is the SIP server, by its name. */
export const serverAmong = (resources: readonly PacemakerResource[]): PacemakerResource | undefined =>
  resources.find(({ agent, id }) => SIP_SERVER.test(`${agent} ${id}`) && !VIRTUAL_ADDRESS.test(agent));

/** How Pacemaker looks whether the server lives; a failure that it ignores is none that it looks for. */
function monitorOf(server: PacemakerResource | undefined, notes: Notes): Branch {
  if (server === undefined) {
    notes.questions.push("Does the cluster look after the SIP server? No resource of the CIB is one by its name.");
    return branch({ interval: assumed("never", "no resource is a SIP server by its name") });
  }
  const monitor = server.monitors.find(({ interval }) => interval.value > 0);
  if (monitor === undefined || monitor.onFail.value === "ignore") {
    notes.questions.push(
      `${server.id} has no recurring monitor that counts: does anything notice that its process is dead?`,
    );
    return branch({ interval: leaf("never", monitor === undefined ? at(server.place) : monitor.onFail.origin) });
  }
  const isOcf = server.agent.startsWith("ocf:");
  return branch({
    interval: saidTime(monitor.interval),
    timeout: saidTime(monitor.timeout),
    asks: assumed(String(isOcf), isOcf ? "an agent of OCF asks the server" : "a unit is looked at, and not asked"),
  });
}

/** After one failure these of `on-fail` leave the node. */
const LEAVING = ["standby", "fence"];
const FAILURES_MAX = 1_000_000;

/** What Pacemaker does about a failure of the server; null: it has no such resource. */
function resourceOf({ resources, startFailureIsFatal }: PacemakerFacts, notes: Notes): Branch | null {
  const server = serverAmong(resources);
  if (server === undefined) return null;
  const onFail = server.monitors.find(({ interval }) => interval.value > 0)?.onFail;
  const isLeaving = onFail !== undefined && LEAVING.includes(onFail.value);
  if (onFail !== undefined && /^(block|stop)$/.test(onFail.value))
    notes.leftOut.push(
      `${server.place.file}:${server.place.line} ${server.id}: on-fail ${onFail.value} leaves it down; in the scenario it is started again`,
    );
  const { migrationThreshold: threshold, failureTimeout } = server;
  const most = threshold.value > 0 && threshold.value < FAILURES_MAX ? String(threshold.value) : "INFINITY";
  return branch({
    start: assumed("1 s", "how long the agent takes to start it"),
    stopTimeout: server.stopTimeout.value > 0 ? saidTime(server.stopTimeout) : null,
    clone: leaf(String(server.inside.some(({ kind }) => kind === "clone")), at(server.place)),
    migrationThreshold: isLeaving ? leaf("1", onFail.origin) : leaf(most, threshold.origin),
    failureTimeout: failureTimeout.value > 0 ? saidTime(failureTimeout) : null,
    startFailureIsFatal: said(startFailureIsFatal),
  });
}

/** The ring's quorum as far as pacemaker heeds it; null: its loss stops nothing. */
function quorumThatCounts({ quorum }: CorosyncFacts, { noQuorumPolicy }: PacemakerFacts, notes: Notes): Quorum | null {
  const { value, origin } = noQuorumPolicy;
  if (quorum === null || value === "stop" || origin.kind !== "written") return quorum;
  const does =
    value === "ignore"
      ? "a node without quorum goes on as if it had it; the scenario has no quorum"
      : "in the scenario a node without quorum stops what it serves";
  notes.leftOut.push(`${origin.place.file}:${origin.place.line} no-quorum-policy ${value}: ${does}`);
  return value === "ignore" ? null : quorum;
}

function quorumOf(quorum: Quorum, arbiter: string | null): Branch {
  const { twoNode, waitForAll, lastManStanding, lastManStandingWindow, device } = quorum;
  return branch({
    twoNode: said(twoNode),
    waitForAll: said(waitForAll),
    lastManStanding: lastManStanding.value ? saidTime(lastManStandingWindow) : null,
    device:
      device === null || arbiter === null
        ? null
        : branch({
            node: leaf(arbiter, device.host?.origin ?? at(device.place)),
            algorithm: /^(ffsplit|lms)$/.test(device.algorithm.value) ? said(device.algorithm) : null,
            timeout: saidTime(device.timeout),
          }),
  });
}

/** The arbiter is a monitor, which serves nobody. */
function arbiterOf(quorum: Quorum | null, taken: Set<string>): { readonly name: string; readonly tier: Entry } | null {
  const device = quorum?.device ?? null;
  if (device === null) return null;
  const name = freeName(device.host?.value ?? "arbiter", taken);
  const origin = device.host?.origin ?? at(device.place);
  return { name, tier: branch({ role: leaf("monitor", at(device.place)), active: names([name], origin) }) };
}

function fencingOf({ fences, resources }: PacemakerFacts, notes: Notes): Branch | null {
  const device = resources.find(({ agent }) => agent.startsWith("stonith:"));
  if (!fences.value) return null;
  if (device === undefined) {
    notes.leftOut.push("stonith-enabled without a device: pacemaker starts nothing; in the scenario nobody is fenced");
    return null;
  }
  return branch({ time: assumed("10 s", "how long the device takes to switch a node off") });
}
