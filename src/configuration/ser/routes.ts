import type { Place } from "../place.ts";
import { argumentsOf, joined } from "./arguments.ts";
import type { Route, RouteCall } from "./facts.ts";
import type { SerToken } from "./tokens.ts";

/** A route and what it calls. */
export interface CalledRoute {
  readonly place: Place;
  readonly kind: string;
  readonly name: string;
  readonly calls: readonly RouteCall[];
}

/** Functions that decide where a request goes and what is kept of it. */
const TOLD = new RegExp(
  `^(${[
    ...[
      "t_relay.*",
      "t_forward.*",
      "forward.*",
      "t_replicate.*",
      "send.*",
      "t_on_\\w+",
      "t_next_contacts.*",
      "t_load_contacts",
    ],
    ...[
      "lookup.*",
      "save",
      "registered",
      "reg_.*",
      "record_route.*",
      "loose_route.*",
      "ds_.*",
      "lb_.*",
      "load_balance",
    ],
    ...[
      "rtpengine_.*",
      "rtpproxy_.*",
      "dlg_manage",
      "create_dialog",
      "dmq_.*",
      "t_set_fr",
      "t_newtran",
      "t_reply.*",
      "sl_.*reply",
    ],
    ...[
      "do_routing",
      "route_to_gw",
      "use_next_gw",
      "next_gw",
      "load_gws",
      "route",
      "t_reset_fr",
      "match_cluster",
      "cluster_.*",
    ],
    ...[
      "t_cluster_.*",
      "replicate",
      "t_check_status",
      "t_branch_timeout",
      "route_to_carrier",
      "t_anycast_replicate",
      "topology_hiding.*",
      "b2b_init_request",
      "www_.*",
    ],
  ].join("|")})$`,
);

/** Calls of a block, be they statements or parts of conditions. */
export function callsIn(tokens: readonly SerToken[]): RouteCall[] {
  const calls: RouteCall[] = [];
  for (let at = 0; at + 1 < tokens.length; at++) {
    const { kind, text, place } = tokens[at]!;
    const before = tokens[at - 1];
    if (kind !== "word" || tokens[at + 1]!.text !== "(" || tokens[at + 1]!.kind !== "mark") continue;
    if (before?.text === "$" || !TOLD.test(text)) continue;
    const close = closing(tokens, at + 1);
    calls.push({ place, name: text, arguments: argumentsOf(tokens.slice(at + 2, close)).map(joined) });
  }
  return calls;
}

/** A call's arguments are short; one that is not closed ends here. */
const ARGUMENTS_MAX = 300;

function closing(tokens: readonly SerToken[], open: number): number {
  let depth = 0;
  const last = Math.min(tokens.length, open + ARGUMENTS_MAX);
  for (let at = open; at < last; at++) {
    if (tokens[at]!.kind !== "mark") continue;
    if (tokens[at]!.text === "(") depth++;
    else if (tokens[at]!.text === ")" && --depth === 0) return at;
  }
  return last;
}

/** Which kind of route a function leads to. */
const LEADS: Readonly<Record<string, readonly string[]>> = {
  route: ["route"],
  t_on_failure: ["failure_route"],
  t_on_branch: ["branch_route"],
  t_on_reply: ["onreply_route", "reply_route"],
};
/** What the daemon enters by itself. */
const ENTERED = [
  "request_route",
  "event_route",
  "local_route",
  "startup_route",
  "error_route",
  "onsend_route",
  "timer_route",
];

/** Tells of each route whether it is reached at all. Two blocks of one name: the last counts, and both are told as reached. */
export function reachedRoutes(routes: readonly CalledRoute[]): Route[] {
  const key = (kind: string, name: string): string => `${kind} ${name}`;
  const byKey = new Map<string, CalledRoute[]>();
  for (const route of routes) {
    const known = byKey.get(key(route.kind, route.name)) ?? [];
    byKey.set(key(route.kind, route.name), [...known, route]);
  }
  const isEntered = ({ kind, name }: CalledRoute): boolean => ENTERED.includes(kind) || name === "" || name === "0";
  const reached = new Set(routes.filter(isEntered));
  for (const route of reached)
    for (const {
      name,
      arguments: [to],
    } of route.calls)
      for (const kind of LEADS[name] ?? []) for (const next of byKey.get(key(kind, to ?? "")) ?? []) reached.add(next);
  return routes.map((route) => ({ ...route, isReached: reached.has(route) }));
}
