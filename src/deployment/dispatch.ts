import type { KamailioFacts } from "../configuration/kamailio/facts.ts";
import { OPENSIPS, type OpensipsFacts } from "../configuration/opensips/facts.ts";
import { byDefault, type Origin, type Said, written } from "../configuration/place.ts";
import type { RouteCall, SerFacts } from "../configuration/ser/facts.ts";
import { type PingReplies, pingRepliesOf } from "./ping-replies.ts";
import { callsOf, originOf, relayOf } from "./route-calls.ts";

/** How a director chooses, and what it does when one does not answer. */
export interface Dispatch {
  readonly origin: Origin;
  /** Whose numbers of algorithms these are. */
  readonly daemon: "kamailio" | "opensips";
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
  /** `ds_probing_mode` as it stands. */
  readonly mode: Said<number>;
  readonly pingReplies: PingReplies;
  /** Whether a selection keeps the destinations after the first. */
  readonly keepsNext: Said<boolean>;
  /** Where the destinations are, rather than in a dispatcher.list; null: in one. */
  readonly databaseUrl: Said<string> | null;
  /** Where a failed request marks its destination; null: nowhere. */
  readonly marks: Marks | null;
}

/** Whom pings go to: all destinations, those that are marked until they are back, or those once after each mark; null: nobody. */
export type Asks = "all" | "marked" | "marked once" | null;

/** How a failed request leaves its destination out. */
export interface Marks {
  readonly origin: Origin;
  /** Requests that have to fail until it is left out; null: one. */
  readonly fails: Said<number> | null;
  /** Whether pings are sent to it, as far as the mode lets them. */
  readonly isProbed: boolean;
  /** Whether it is left out by the ping that follows, and not before. */
  readonly isByPing: boolean;
}

/** Final responses that a scenario knows. */
const REPLIES = ["404", "408", "500", "503"];
/** Of the dispatcher's `flags` (README.dispatcher): a selection keeps the destinations after the first. */
const KEEPS_NEXT = 2;
/** `ds_probing_mode` of Kamailio (dispatch.c, `ds_ping_result_helper`). */
const Mode = { NONE: 0, ALL: 1, INACTIVE: 2, ONLY_FLAGGED: 3 } as const;

/** How a Kamailio dispatches; null: it does not. */
export function dispatchOfKamailio(
  facts: KamailioFacts,
  dispatcher: NonNullable<KamailioFacts["parameters"]["dispatcher"]>,
): Dispatch | null {
  const chosen = choosing(facts);
  if (chosen === null) return null;
  const { select, mark, ...rest } = chosen;
  const mode = dispatcher.ds_probing_mode;
  const keepsNext = { value: (dispatcher.flags.value & KEEPS_NEXT) !== 0, origin: dispatcher.flags.origin };
  // Without failover ds_mark_dst refuses as well (dispatch.c, ds_mark_dst).
  const marks =
    mark === undefined || !keepsNext.value ? null : marksOfKamailio(mark, mode, dispatcher.ds_probing_threshold);
  return {
    ...rest,
    daemon: "kamailio",
    limit: wholeOf(select.arguments[2]) || null,
    pingInterval: dispatcher.ds_ping_interval,
    threshold: dispatcher.ds_probing_threshold,
    backAfter: dispatcher.ds_inactive_threshold,
    ...{ mode, keepsNext, marks },
    pingReplies: pingRepliesOf(dispatcher.ds_ping_reply_codes),
    databaseUrl: writtenOf(dispatcher.db_url),
  };
}

/** `ds_mark_dst([state])`: i leaves it out, t does after so many, p has it asked (dispatch.c, `ds_parse_flags` and `ds_update_state`). */
function marksOfKamailio(mark: RouteCall, mode: Said<number>, threshold: Said<number>): Marks | null {
  const [state = mode.value === Mode.ALL ? "ip" : "i"] = mark.arguments;
  const letters = /^[aidtp]+$/i.test(state) ? state.toLowerCase() : "ip";
  const isByPing = letters === "p" && (mode.value === Mode.NONE || mode.value === Mode.ONLY_FLAGGED);
  if (!isByPing && !/[idt]/.test(letters)) return null;
  return {
    origin: originOf(mark)!,
    fails: isByPing || /[id]/.test(letters) ? null : threshold,
    isProbed: letters.includes("p"),
    isByPing,
  };
}

/** @param isFlagged whether destinations have the flag 8 (probing) in their list */
export function asksOf({ daemon, mode: { value: mode }, marks }: Dispatch, isFlagged: boolean): Asks {
  if (mode === Mode.ALL || (daemon === "kamailio" && mode === Mode.ONLY_FLAGGED && isFlagged)) return "all";
  if (marks?.isProbed !== true) return null;
  return daemon === "kamailio" && mode === Mode.NONE ? "marked once" : "marked";
}

/** How an OpenSIPS dispatches; null: it does not. */
export function dispatchOfOpensips(
  facts: OpensipsFacts,
  dispatcher: NonNullable<OpensipsFacts["parameters"]["dispatcher"]>,
): Dispatch | null {
  const chosen = choosing(facts);
  if (chosen === null) return null;
  const { select, mark, ...rest } = chosen;
  const [, , flags = "", , most] = select.arguments;
  const marks = mark === undefined ? null : marksOfOpensips(mark, dispatcher.ds_probing_threshold);
  return {
    ...rest,
    daemon: "opensips",
    limit: wholeOf(most) || null,
    pingInterval: dispatcher.ds_ping_interval,
    threshold: dispatcher.ds_probing_threshold,
    backAfter: null,
    mode: dispatcher.ds_probing_mode,
    pingReplies: pingRepliesOf(dispatcher.options_reply_codes),
    databaseUrl: writtenOf(dispatcher.db_url),
    keepsNext: flags === "" ? byDefault(false, OPENSIPS) : written(/f/i.test(flags), select.place),
    marks,
  };
}

/** `ds_mark_dst([state])`: "p" after so many and asked until it answers, else for good (README.dispatcher). */
function marksOfOpensips(mark: RouteCall, threshold: Said<number>): Marks | null {
  const [state = "i"] = mark.arguments;
  if (/^[a1]$/i.test(state)) return null;
  const isProbed = /^[p2]$/i.test(state);
  return { origin: originOf(mark)!, fails: isProbed ? threshold : null, isProbed, isByPing: false };
}

const writtenOf = (said: Said<string>): Said<string> | null => (said.origin.kind === "written" ? said : null);
const wholeOf = (text: string | undefined): number | null => (/^\d{1,5}$/.test(text ?? "") ? Number(text) : null);

/** What routes say of it, in words that both daemons have; null: nothing is selected. Failure routes hear of transactions only. */
function choosing(facts: SerFacts) {
  const select = callsOf(facts).find(({ name }) => /^ds_select/.test(name));
  if (select === undefined) return null;
  const calls = relayOf(facts) === null ? [] : callsOf(facts, "failure_route");
  const status = calls.filter(({ name }) => name === "t_check_status").map(({ arguments: [pattern] }) => pattern ?? "");
  return {
    select,
    mark: calls.find(({ name }) => name === "ds_mark_dst"),
    origin: originOf(select)!,
    set: wholeOf(select.arguments[0]),
    algorithm: wholeOf(select.arguments[1]),
    next: originOf(calls.find(({ name }) => /^ds_next/.test(name))),
    replies:
      status.length === 0 ? REPLIES : REPLIES.filter((reply) => status.some((pattern) => matches(pattern, reply))),
  };
}

/** Whether a pattern of `t_check_status` means this reply: alternatives of digits, dots and ranges; anything else means none. */
function matches(pattern: string, reply: string): boolean {
  return pattern
    .replace(/[()^$]/g, "")
    .split("|")
    .some((one) => /^(\d|\.|\[\d-\d\]|\[\d{1,10}\]){3}$/.test(one) && new RegExp(`^${one}$`).test(reply));
}
