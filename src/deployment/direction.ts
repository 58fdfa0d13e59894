import type { DispatcherDestination } from "../configuration/dispatcher-list/read.ts";
import type { Origin } from "../configuration/place.ts";
import type { Reading } from "../configuration/reading.ts";
import { directorsEntry } from "./directors.ts";
import { asksOf, type Dispatch } from "./dispatch.ts";
import { haproxyDirection, type SipBalancer } from "./haproxy.ts";
import { freeName, type Host } from "./hosts.ts";
import { type Balancer, checksWatch, ofKernel, realServersOf, schedulingOf } from "./lvs.ts";
import type { Direction, Node } from "./tier.ts";
import { healthWatch, type Notes } from "./watch.ts";

/** Hosts that may direct, by what they do it with: the first kind that is there does. */
export interface Directing {
  readonly hosts: readonly Host[];
  /** By Kamailio's or OpenSIPS's dispatcher. */
  readonly dispatchers: readonly Host[];
  /** By the kernel. */
  readonly kernels: readonly Balancer[];
  /** By HAProxy. */
  readonly haproxies: readonly SipBalancer[];
}

/** Those of the hosts that direct. */
export const directingOf = ({ dispatchers, kernels, haproxies }: Directing): readonly Host[] =>
  dispatchers.length > 0 ? dispatchers : (kernels.length > 0 ? kernels : haproxies).map(({ host }) => host);

/** What these files say of who directs; null: nobody does. */
export function directionOf(
  { hosts, dispatchers, kernels, haproxies }: Directing,
  {
    readings,
    taken,
    notes,
  }: { readonly readings: readonly Reading[]; readonly taken: Set<string>; readonly notes: Notes },
): Direction | null {
  const [first] = dispatchers;
  const [balancer] = kernels;
  const [haproxy] = haproxies;
  if (first !== undefined) {
    const server = first.sip!;
    const dispatch = server.dispatch!;
    const proxies = destinationNodes(destinationsOf(readings, first, dispatch, notes), hosts, taken);
    tellUnasked(dispatch, proxies, notes);
    return {
      directors: { server },
      proxies,
      health: healthWatch(dispatch, proxies.some(isFlagged), server, notes),
      choice: directorsEntry(dispatch, server.relays !== null, proxies, notes),
      transport: null,
    };
  }
  if (balancer !== undefined) {
    const proxies = realServersOf(balancer, hosts, taken);
    return {
      directors: { server: null, kernel: ofKernel(balancer) },
      proxies,
      health: checksWatch(balancer, proxies, notes),
      choice: schedulingOf(balancer, proxies, notes),
      transport: null,
    };
  }
  return haproxy === undefined ? null : haproxyDirection(haproxy, hosts, taken, notes);
}

/** With `ds_probing_mode` 3 destinations without the flag 8 are not asked. */
function tellUnasked(dispatch: Dispatch, proxies: readonly Destination[], { leftOut }: Notes): void {
  if (asksOf(dispatch, false) === "all" || asksOf(dispatch, proxies.some(isFlagged)) !== "all") return;
  for (const one of proxies)
    if (!isFlagged(one) && one.destination !== null)
      leftOut.push(
        `${one.destination.place.file}:${one.destination.place.line} ${one.name} has not the flag 8, so that nobody asks it: in the scenario it is asked as the others are`,
      );
}

interface Destination extends Node {
  readonly destination: DispatcherDestination | null;
}

function destinationNodes(
  destinations: readonly (DispatcherDestination | null)[],
  hosts: readonly Host[],
  taken: Set<string>,
) {
  const all = destinations.map((destination): Destination => {
    const address = /^sips?:(?:[^@]*@)?(\[[^\]]*\]|[^:;>]+)/i.exec(destination?.uri.value ?? "")?.[1] ?? "";
    const host = hosts.find((one) => one.addresses.has(address) && one.sip?.role === "proxy") ?? null;
    const name = host?.name ?? freeName(address === "" ? "proxy" : `proxy-${address}`, taken);
    const origin: Origin = destination === null ? NO_LIST : { kind: "written", place: destination.place };
    return { name, host, origin, destination };
  });
  // Two destinations of one host are one node.
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

/** Of destinations that no file names. */
export const NO_LIST: Origin = { kind: "assumed", why: "no dispatcher.list with this set is among the files" };

/** Where the director's set of destinations stands; two unknown ones where it stands in no file. */
function destinationsOf(
  readings: readonly Reading[],
  director: Host,
  { set, databaseUrl }: Dispatch,
  notes: Notes,
): readonly (DispatcherDestination | null)[] {
  const lists = readings.filter((one) => one.kind === "dispatcher-list");
  const own = lists.find(({ host }) => host.value === director.name) ?? lists[0];
  if (own !== undefined && databaseUrl?.origin.kind === "written")
    notes.leftOut.push(
      `${own.path}: ${databaseUrl.origin.place.file}:${databaseUrl.origin.place.line} reads destinations from a database`,
    );
  const all = databaseUrl === null ? (own?.facts.destinations ?? []) : [];
  const chosen = set ?? all[0]?.set.value;
  const found = all.filter((one) => one.set.value === chosen && (one.flags.value & DISABLED) === 0);
  if (found.length > 0) return found;
  notes.questions.push(
    `Where are the destinations of ${chosen === undefined ? "its set" : `set ${chosen}`}? They are in no dispatcher.list among the files (a database?); two proxies are assumed.`,
  );
  return [null, null];
}

/** Flags of a destination that gets nothing, and of one that is asked in `ds_probing_mode` 3. */
const [DISABLED, PROBING] = [4, 8];
const isFlagged = ({ destination }: { readonly destination: DispatcherDestination | null }): boolean =>
  ((destination?.flags.value ?? 0) & PROBING) !== 0;
