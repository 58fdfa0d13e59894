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
/** What a real server and its check say that has no consequence here. */
const HARMLESS = new Set([
  ...["notify_up", "notify_down", "lvs_method", "uthreshold", "lthreshold", "url", "connect_ip", "bindto", "bind_if"],
  ...[
    "bind_port",
    "misc_path",
    "misc_dynamic",
    "user",
    "type",
    "name",
    "payload",
    "require_reply",
    "host",
    "helo_name",
  ],
  ...["log_all_failures", "warmup", "virtualhost", "enable_sni", "http_protocol", "fwmark", "ha_suspend", "hysteresis"],
  ...[
    "quorum_up",
    "quorum_down",
    "sorry_server",
    "sorry_server_inhibit",
    "sorry_server_lvs_method",
    "persistence_granularity",
  ],
]);

/** A `virtual_server` with its real ones and their checks. */
export function virtualServerOf(statement: Statement, block: BlockOf): VirtualServer {
  const own = block(statement.block);
  const [, address, port] = statement.words;
  const delayLoop = own.number("delay_loop", 60, { min: 0.001 });
  const persistence = own.last("persistence_timeout");
  const server: VirtualServer = {
    address: written(address?.text ?? "", placeOf(statement)),
    port: port === undefined ? null : Number(port.text),
    place: placeOf(statement),
    protocol: own.text("protocol") ?? byDefault("TCP", KEEPALIVED),
    algorithm: own.text("lb_algo", "lvs_sched"),
    kind: own.text("lb_kind", "lvs_method"),
    delayLoop,
    persistenceTimeout:
      persistence === undefined
        ? byDefault(0, KEEPALIVED)
        : written(Number(persistence.words[1]?.text ?? 360), placeOf(persistence)), // the word alone: 6 min
    opensEachPacket: own.flag("ops"),
    quorum: own.number("quorum", 1, { min: 1 }),
    alpha: own.flag("alpha"),
    realServers: own.all("real_server").map((one) => realServerOf(one, delayLoop, block)),
  };
  own.all("omega");
  own.rest(HARMLESS);
  return server;
}

function realServerOf(statement: Statement, delayLoop: Said<number>, block: BlockOf): RealServer {
  const own = block(statement.block);
  const [, address, port] = statement.words;
  const check = own.last(...CHECKS);
  const server: RealServer = {
    address: written(address?.text ?? "", placeOf(statement)),
    port: port === undefined ? null : Number(port.text),
    place: placeOf(statement),
    weight: own.number("weight", 1),
    inhibitsOnFailure: own.flag("inhibit_on_failure"),
    check: check === undefined ? null : checkOf(check, delayLoop, block),
  };
  own.rest(HARMLESS);
  return server;
}

function checkOf(statement: Statement, delayLoop: Said<number>, block: BlockOf): RealServerCheck {
  const own = block(statement.block);
  const kind = keyOf(statement);
  const loop = own.number("delay_loop", delayLoop.value, { min: 0.001 });
  const check: RealServerCheck = {
    kind,
    place: placeOf(statement),
    delayLoop: loop.origin.kind === "default" ? delayLoop : loop,
    connectTimeout: own.number(kind === "MISC_CHECK" ? "misc_timeout" : "connect_timeout", 5),
    retry: own.number("retry", RETRIES[kind] ?? 1),
    delayBeforeRetry: own.number(
      "delay_before_retry",
      kind === "DNS_CHECK" ? delayLoop.value : (BEFORE_RETRY[kind] ?? 1),
    ),
  };
  own.all("connect_port", "nb_get_retry");
  own.rest(HARMLESS);
  return check;
}
