import type { KamailioFacts } from "../configuration/kamailio/facts.ts";
import { OPENSIPS, type OpensipsFacts } from "../configuration/opensips/facts.ts";
import { byDefault, type Origin, type Said } from "../configuration/place.ts";
import type { Reading } from "../configuration/reading.ts";
import type { RouteCall, SerFacts } from "../configuration/ser/facts.ts";
import { type PingReplies, pingRepliesOf } from "./ping-replies.ts";

/** A Kamailio or an OpenSIPS, as far as a scenario can say it. Times in seconds. */
export interface SipServer {
  readonly path: string;
  readonly facts: SerFacts;
  /** Directors choose among destinations of a dispatcher, proxies look users up. */
  readonly role: "director" | "proxy";
  readonly workers: Said<number>;
  /** `t_relay`: it keeps transactions. */
  readonly relays: Origin | null;
  /** Until a transaction without any answer ends (fr_timer), and one that rings (fr_inv_timer); null without tm. */
  readonly silence: Said<number> | null;
  readonly ringing: Said<number> | null;
  readonly dispatch: Dispatch | null;
  readonly bindings: Bindings | null;
}

/** How a director chooses, and what it does when one does not answer. */
export interface Dispatch {
  readonly origin: Origin;
  /** The set of destinations; null: not a number that stands there. */
  readonly set: number | null;
  /** Of `ds_select_dst`; null: not a number that stands there. */
  readonly algorithm: number | null;
  /** How many destinations a selection keeps; null: all. */
  readonly limit: number | null;
  /** Where a failure route goes on to the next destination; null: nowhere. */
  readonly next: Origin | null;
  /** Final responses after which it does. */
  readonly replies: readonly string[];
  /** 0: nobody is asked. */
  readonly pingInterval: Said<number>;
  readonly threshold: Said<number>;
  readonly backAfter: Said<number> | null;
  /** 0: only those that a failed request has marked, 1: all, 2: those that are down. */
  readonly mode: Said<number>;
  readonly pingReplies: PingReplies;
  /** Whether a selection keeps the destinations after the first. */
  readonly keepsNext: Said<boolean>;
  /** Where the destinations are, rather than in a dispatcher.list; null: in one. */
  readonly databaseUrl: Said<string> | null;
  /** Where a failed request marks its destination; null: nowhere. */
  readonly marks: Origin | null;
}

/** Where bindings are: in memory, or behind it in a database. */
export interface Bindings {
  readonly mode: Said<"memory" | "write-through" | "write-back" | "database">;
  readonly interval: Said<number>;
  readonly databaseUrl: Said<string>;
  /** Whether they are copied to peers. */
  readonly copies: Said<boolean>;
  /** Of copies to a server that starts again, how many contacts a message holds (dmq_usrloc); null: it gets none so. */
  readonly batch: Said<number> | null;
}

const MODES = ["memory", "write-through", "write-back", "database"] as const;
/** Final responses that a scenario knows. */
const REPLIES = ["404", "408", "500", "503"];

/** What a reading of Kamailio's or OpenSIPS's file says of its server; null for other files. */
export function sipServerOf(reading: Reading): SipServer | null {
  if (reading.kind === "kamailio") return ofKamailio(reading.path, reading.facts);
  return reading.kind === "opensips" ? ofOpensips(reading.path, reading.facts) : null;
}

/** Calls of routes that are reached. */
export const callsOf = ({ routes }: SerFacts, kind?: string): readonly RouteCall[] =>
  routes
    .filter((route) => route.isReached && (kind === undefined || route.kind === kind))
    .flatMap(({ calls }) => calls);

/** Processes of the first socket for UDP. */
const workersOf = ({ listens }: SerFacts, usual: Said<number>): Said<number> =>
  listens.find(({ protocol }) => protocol === "udp" || protocol === "any")?.workers ?? usual;

const originOf = (call: RouteCall | undefined): Origin | null =>
  call === undefined ? null : { kind: "written", place: call.place };
const first = (calls: readonly RouteCall[], name: RegExp): RouteCall | undefined =>
  calls.find((call) => name.test(call.name));
const wholeOf = (text: string | undefined): number | null => (/^\d{1,5}$/.test(text ?? "") ? Number(text) : null);

/** A time that a timer can have. */
const aboveZero = (said: Said<number> | undefined): Said<number> | null =>
  said !== undefined && said.value > 0 ? said : null;

function ofKamailio(path: string, facts: KamailioFacts): SipServer {
  const { tm, dispatcher, usrloc, dmq_usrloc } = facts.parameters;
  const ping = dispatcher && {
    pingInterval: dispatcher.ds_ping_interval,
    threshold: dispatcher.ds_probing_threshold,
    backAfter: dispatcher.ds_inactive_threshold,
    mode: dispatcher.ds_probing_mode,
    pingReplies: pingRepliesOf(dispatcher.ds_ping_reply_codes),
    keepsNext: { value: (dispatcher.flags.value & KEEPS_NEXT) !== 0, origin: dispatcher.flags.origin },
    databaseUrl: writtenOf(dispatcher.db_url),
  };
  const mode = MODES[usrloc?.db_mode.value ?? 0] ?? "memory";
  return {
    ...common(path, facts, ping),
    workers: workersOf(facts, facts.core.children),
    silence: aboveZero(tm?.fr_timer),
    ringing: aboveZero(tm?.fr_inv_timer),
    bindings: usrloc && {
      mode: { value: mode, origin: usrloc.db_mode.origin },
      interval: usrloc.timer_interval,
      databaseUrl: usrloc.db_url,
      batch: dmq_usrloc?.sync.value === true ? dmq_usrloc.batch_msg_contacts : null,
      copies: dmq_usrloc?.enable ?? { value: false, origin: { kind: "default", of: "kamailio 5.6.3" } },
    },
  };
}

function ofOpensips(path: string, facts: OpensipsFacts): SipServer {
  const { tm, dispatcher, usrloc } = facts.parameters;
  const ping = dispatcher && {
    pingInterval: dispatcher.ds_ping_interval,
    threshold: dispatcher.ds_probing_threshold,
    backAfter: null,
    mode: dispatcher.ds_probing_mode,
    pingReplies: pingRepliesOf(dispatcher.options_reply_codes),
    keepsNext: byDefault(true, OPENSIPS),
    databaseUrl: writtenOf(dispatcher.db_url),
  };
  const preset = usrloc?.working_mode_preset;
  const isShared = /^full-sharing/.test(preset?.value ?? "");
  const isWritten = usrloc?.db_mode.origin.kind === "written";
  return {
    ...common(path, facts, ping),
    workers: workersOf(facts, facts.core.udp_workers),
    silence: aboveZero(tm?.fr_timeout),
    ringing: aboveZero(tm?.fr_inv_timeout),
    bindings: usrloc && {
      mode: isWritten
        ? { value: MODES[usrloc.db_mode.value] ?? "memory", origin: usrloc.db_mode.origin }
        : {
            value: /sql-only/.test(preset!.value)
              ? "database"
              : /sql-write-through/.test(preset!.value)
                ? "write-through"
                : /sql-write-back/.test(preset!.value)
                  ? "write-back"
                  : "memory",
            origin: preset!.origin,
          },
      interval: usrloc.timer_interval,
      databaseUrl: usrloc.db_url,
      copies: { value: isShared, origin: preset!.origin },
      batch: null,
    },
  };
}

const writtenOf = (said: Said<string>): Said<string> | null => (said.origin.kind === "written" ? said : null);

/** Of the dispatcher's `flags` (README.dispatcher): a selection keeps the destinations after the first. */
const KEEPS_NEXT = 2;

type Ping = Pick<
  Dispatch,
  "pingInterval" | "threshold" | "backAfter" | "mode" | "pingReplies" | "keepsNext" | "databaseUrl"
>;

function common(path: string, facts: SerFacts, ping: Ping | null) {
  const calls = callsOf(facts);
  const select = first(calls, /^ds_select/);
  const isDirector = select !== undefined && ping !== null;
  const relays = originOf(first(calls, /^(t_relay|t_forward)/));
  return {
    ...{ path, facts, relays },
    role: isDirector ? ("director" as const) : ("proxy" as const),
    dispatch: isDirector ? { ...ping, ...choosing(facts, select, relays !== null) } : null,
  };
}

/** @param fails whether it keeps transactions, of which failure routes hear */
function choosing(facts: SerFacts, select: RouteCall, fails: boolean): Omit<Dispatch, keyof Ping> {
  const calls = fails ? callsOf(facts, "failure_route") : [];
  const isNext = calls.find(({ name }) => /^ds_next/.test(name));
  const status = calls.filter(({ name }) => name === "t_check_status").map(({ arguments: [pattern] }) => pattern ?? "");
  return {
    origin: originOf(select)!,
    set: wholeOf(select.arguments[0]),
    algorithm: wholeOf(select.arguments[1]),
    limit: wholeOf(select.arguments[2]) || null,
    next: originOf(isNext),
    replies:
      status.length === 0 ? REPLIES : REPLIES.filter((reply) => status.some((pattern) => matches(pattern, reply))),
    marks: originOf(calls.find(({ name }) => name === "ds_mark_dst")),
  };
}

/** Whether a pattern of `t_check_status` means this reply: alternatives of digits, dots and ranges; anything else means none. */
function matches(pattern: string, reply: string): boolean {
  return pattern
    .replace(/[()^$]/g, "")
    .split("|")
    .some((one) => /^(\d|\.|\[\d-\d\]|\[\d{1,10}\]){3}$/.test(one) && new RegExp(`^${one}$`).test(reply));
}
