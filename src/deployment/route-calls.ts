/** What the routes of a Kamailio or an OpenSIPS call. */
import type { Origin } from "../configuration/place.ts";
import type { RouteCall, SerFacts } from "../configuration/ser/facts.ts";

/** Calls of routes that are reached. */
export const callsOf = ({ routes }: SerFacts, kind?: string): readonly RouteCall[] =>
  routes
    .filter((route) => route.isReached && (kind === undefined || route.kind === kind))
    .flatMap(({ calls }) => calls);

export const originOf = (call: RouteCall | undefined): Origin | null =>
  call === undefined ? null : { kind: "written", place: call.place };

/** Where a server stays in the dialog (Record-Route, or OpenSIPS's topology hiding); null: ACK and BYE pass it by. */
export const recordRouteOf = (facts: SerFacts): Origin | null =>
  originOf(callsOf(facts).find(({ name }) => /^(record_route|topology_hiding$)/.test(name)));

/** Where a server relays with tm; null: it keeps no transactions. */
export const relayOf = (facts: SerFacts): Origin | null =>
  originOf(callsOf(facts).find(({ name }) => /^(t_relay|t_forward)/.test(name)));
