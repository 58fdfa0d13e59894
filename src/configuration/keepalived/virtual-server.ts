import { numberOf } from "../block.ts";
import { byDefault, type Said, written } from "../place.ts";
import { keyOf, placeOf, type Statement } from "../statement.ts";
import type { RealServer, RealServerCheck, VirtualServer } from "./facts.ts";
import { type BlockOf, KEEPALIVED } from "./version.ts";

const CHECKS = [
  ...["TCP_CHECK", "HTTP_GET", "SSL_GET", "MISC_CHECK", "DNS_CHECK", "UDP_CHECK", "PING_CHECK", "SMTP_CHECK"],
  ...["BFD_CHECK", "FILE_CHECK"],
];
/** How often a check is repeated before the server is taken out, and after how long [s], where it is not 1 and 1 s (check_api.c). */
const RETRIES: Readonly<Record<string, number>> = { DNS_CHECK: 3, MISC_CHECK: 0 };
const BEFORE_RETRY: Readonly<Record<string, number>> = { HTTP_GET: 3, SSL_GET: 3 };
/** `persistence_timeout` without a number [s]. */
const PERSISTENCE_ALONE = 360;
/** What a real server and its check say that has no consequence here. */
const HARMLESS = {
  words: new Set([
    ...["notify_up", "notify_down", "lvs_method", "uthreshold", "lthreshold", "url", "connect_ip", "bindto", "bind_if"],
    ...["bind_port", "misc_path", "misc_dynamic", "user", "type", "name", "payload", "require_reply", "host"],
    ...["helo_name", "log_all_failures", "warmup", "virtualhost", "enable_sni", "http_protocol", "fwmark"],
    ...["ha_suspend", "hysteresis", "quorum_up", "quorum_down", "sorry_server", "sorry_server_inhibit"],
    ...["sorry_server_lvs_method", "persistence_granularity", "connect_port", "ip_family", "snmp_name", "omega"],
    ...["smtp_alert", "persistence_engine", "flag-1", "flag-2", "flag-3", "sh-port", "sh-fallback", "mh-port"],
    ...["mh-fallback", "nat_mask", "fast_recovery", "tls_compliant", "min_reply_length", "max_reply_length"],
    ...["track_file", "weight", "alpha"],
  ]),
};

/** What a check does unless it says so itself: as its real server, its virtual server, or keepalived by the kind of check. */
type Checking = Readonly<
  Record<"delay_loop" | "connect_timeout" | "retry" | "delay_before_retry", Said<number> | null>
>;
const NOTHING: Checking = { delay_loop: null, connect_timeout: null, retry: null, delay_before_retry: null };

/** A `virtual_server` with its real ones and their checks. */
export function virtualServerOf(statement: Statement, block: BlockOf): VirtualServer {
  const own = block(statement.block);
  const [, first, second] = statement.words;
  const isNamed = first?.text === "fwmark" || first?.text === "group";
  const persistence = own.last("persistence_timeout");
  const checking = checkingIn(own, NOTHING);
  const inhibits = own.flag("inhibit_on_failure");
  const server: VirtualServer = {
    address: written(isNamed ? `${first.text} ${second?.text ?? ""}` : (first?.text ?? ""), placeOf(statement)),
    port: isNamed ? null : portOf(second?.text),
    place: placeOf(statement),
    protocol: own.text("protocol") ?? byDefault("TCP", KEEPALIVED),
    algorithm: own.text("lb_algo", "lvs_sched"),
    kind: own.text("lb_kind", "lvs_method"),
    delayLoop: checking.delay_loop ?? byDefault(60, KEEPALIVED),
    persistenceTimeout:
      persistence === undefined
        ? byDefault(0, KEEPALIVED)
        : written(numberOf(persistence.words[1]?.text ?? "") || PERSISTENCE_ALONE, placeOf(persistence)),
    opensEachPacket: own.flag("ops"),
    quorum: own.number("quorum", 1, { min: 1 }),
    alpha: own.flag("alpha"),
    realServers: own.all("real_server").map((one) => realServerOf(one, { checking, inhibits, block })),
  };
  own.rest(HARMLESS);
  return server;
}

interface Outer {
  readonly checking: Checking;
  readonly inhibits: Said<boolean>;
  readonly block: BlockOf;
}

function realServerOf(statement: Statement, { checking, inhibits, block }: Outer): RealServer {
  const own = block(statement.block);
  const [, address, port] = statement.words;
  const inner = checkingIn(own, checking);
  const server: RealServer = {
    address: written(address?.text ?? "", placeOf(statement)),
    port: portOf(port?.text),
    place: placeOf(statement),
    weight: own.number("weight", 1, { isWhole: true }),
    inhibitsOnFailure: own.flag("inhibit_on_failure", inhibits),
    checks: own.all(...CHECKS).map((check) => checkOf(check, inner, block)),
  };
  own.rest(HARMLESS);
  return server;
}

function checkOf(statement: Statement, checking: Checking, block: BlockOf): RealServerCheck {
  const own = block(statement.block);
  const kind = keyOf(statement);
  const said = checkingIn(own, checking);
  const delayLoop = said.delay_loop ?? byDefault(60, KEEPALIVED);
  const timeout = kind === "MISC_CHECK" && own.text("misc_timeout") ? own.number("misc_timeout", 5) : null;
  const retry = own.text("nb_get_retry") && own.number("nb_get_retry", 1);
  const check: RealServerCheck = {
    kind,
    place: placeOf(statement),
    delayLoop,
    connectTimeout: timeout ?? said.connect_timeout ?? byDefault(5, KEEPALIVED),
    retry: retry ?? said.retry ?? byDefault(RETRIES[kind] ?? 1, KEEPALIVED),
    delayBeforeRetry:
      said.delay_before_retry ?? (kind === "DNS_CHECK" ? delayLoop : byDefault(BEFORE_RETRY[kind] ?? 1, KEEPALIVED)),
  };
  own.rest(HARMLESS);
  return check;
}

function checkingIn(own: ReturnType<BlockOf>, outer: Checking): Checking {
  const said = (key: keyof Checking): Said<number> | null => {
    const value = own.number(key, outer[key] ?? Number.NaN);
    return Number.isNaN(value.value) ? null : value;
  };
  return {
    delay_loop: said("delay_loop"),
    connect_timeout: said("connect_timeout"),
    retry: said("retry"),
    delay_before_retry: said("delay_before_retry"),
  };
}

const portOf = (text: string | undefined): number | null => {
  const port = numberOf(text ?? "");
  return Number.isInteger(port) && port > 0 && port <= 65535 ? port : null;
};
