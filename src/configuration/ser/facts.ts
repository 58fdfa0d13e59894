import type { Place, Said } from "../place.ts";

/** An address that is listened on. */
export interface Listen {
  readonly place: Place;
  /** `udp`, `tcp`, `tls`, `sctp`, `ws`, …; "any" where none is written. */
  readonly protocol: string;
  readonly host: string;
  /** null: 5060, or 5061 for TLS. */
  readonly port: number | null;
  /** `advertise`, `as`: what Via and Record-Route name instead. */
  readonly advertised: string | null;
  /** Processes of this socket, where it has its own (`socket_workers`, `use_workers`). */
  readonly workers: Said<number> | null;
}

/** A function that a route calls, of those that decide where a request goes and what is kept of it. */
export interface RouteCall {
  readonly place: Place;
  readonly name: string;
  /** As they stand, without quotation marks. */
  readonly arguments: readonly string[];
}

export interface Route {
  readonly place: Place;
  /** `request_route`, `route`, `failure_route`, `branch_route`, `onreply_route`, `event_route`, … */
  readonly kind: string;
  /** "" for the main one. */
  readonly name: string;
  readonly calls: readonly RouteCall[];
  /** Whether a request, a reply or an event comes here: from the main route by `route(…)` and `t_on_…(…)`, or by the daemon itself. */
  readonly isReached: boolean;
}

/** What Kamailio and OpenSIPS have in common. */
export interface SerFacts {
  readonly listens: readonly Listen[];
  readonly modules: readonly Said<string>[];
  readonly routes: readonly Route[];
  /** `modparam` lines that are not read further, so that whoever looks for one finds it. */
  readonly otherParameters: readonly { readonly module: string; readonly name: string; readonly value: Said<string> }[];
}
