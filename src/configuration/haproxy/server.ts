import { numberOf, type Remarks } from "../block.ts";
import { byDefault, type Said, written } from "../place.ts";
import { placeOf, type Statement, type Word } from "../statement.ts";
import type { HaproxyServer } from "./facts.ts";
import { HAPROXY, secondsOf } from "./values.ts";

/** Options of a server that stand alone (configuration.txt 2.6, 5.2). */
const ALONE = new Set([
  ...["agent-check", "allow-0rtt", "backup", "check", "check-send-proxy", "check-ssl", "check-via-socks4", "disabled"],
  ...["enabled", "non-stick", "send-proxy", "send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn", "ssl"],
  ...["ssl-reuse", "stick", "tfo", "tls-tickets"],
]);
/** `force-tlsv12`, `no-check`, `no-sslv3`, … */
const ALONE_LIKE = /^(force-|no-)/;
/** Options with one word behind them. */
const WITH_VALUE = new Set([
  ...["addr", "agent-send", "agent-inter", "agent-addr", "agent-port", "alpn", "ca-file", "check-alpn", "check-proto"],
  ...["check-sni", "ciphers", "ciphersuites", "cookie", "crl-file", "crt", "error-limit", "fall", "id", "inter"],
  ...["fastinter", "downinter", "init-addr", "log-proto", "maxconn", "maxqueue", "max-reuse", "minconn", "namespace"],
  ...["npn", "observe", "on-error", "on-marked-down", "on-marked-up", "pool-low-conn", "pool-max-conn"],
  ...[
    "pool-purge-delay",
    "port",
    "proto",
    "redir",
    "rise",
    "resolve-opts",
    "resolve-prefer",
    "resolve-net",
    "resolvers",
  ],
  ...["proxy-v2-options", "shard", "slowstart", "sni", "source", "usesrc", "interface", "ssl-max-ver", "ssl-min-ver"],
  ...["socks4", "tcp-ut", "track", "verify", "verifyhost", "weight", "ws", "crl-file"],
]);

/** Options by name, the last of a name counts; true where an option stands alone. */
export type Options = ReadonlyMap<string, Said<string | true>>;

/** What stands behind `default-server`, or behind a server's address. */
export function optionsOf(words: readonly Word[], outer: Options, { unknown }: Remarks): Options {
  const options = new Map(outer);
  for (let at = 0; at < words.length; at++) {
    const { text, place } = words[at]!;
    if (WITH_VALUE.has(text)) {
      const value = words[++at];
      if (value !== undefined) options.set(text, written(value.text, place));
    } else if (ALONE.has(text) || ALONE_LIKE.test(text)) options.set(text, written(true, place));
    else unknown.push({ place, text: `${text}, as option of a server` });
  }
  return options;
}

/** `server NAME ADDRESS[:PORT] OPTIONS…`, `server-template PREFIX COUNT FQDN[:PORT] OPTIONS…`. */
export function serverOf(statement: Statement, defaults: Options, remarks: Remarks): HaproxyServer {
  const isTemplate = statement.words[0]!.text === "server-template";
  const words = statement.words.slice(1);
  const [name] = words;
  const address = words[isTemplate ? 2 : 1];
  const place = placeOf(statement);
  if (address === undefined) remarks.problems.push({ place, text: "names no address; HAProxy would not start" });
  const options = optionsOf(words.slice(isTemplate ? 3 : 2), defaults, remarks);
  const number = (key: string, preset: number | Said<number>, read = numberOf): Said<number> => {
    const said = options.get(key);
    const other = typeof preset === "number" ? byDefault(preset, HAPROXY) : preset;
    if (said === undefined || said.value === true) return other;
    const value = read(said.value);
    if (!Number.isNaN(value)) return { value, origin: said.origin };
    remarks.problems.push({ place, text: `${key} ${said.value} is no number; ${other.value} is taken` });
    return other;
  };
  const word = (key: string, preset: string): Said<string> => {
    const said = options.get(key);
    return said === undefined || said.value === true
      ? byDefault(preset, HAPROXY)
      : { value: said.value, origin: said.origin };
  };
  const time = (key: string, preset: number | Said<number>): Said<number> => number(key, preset, secondsOf);
  const inter = time("inter", 2);
  const { host, port } = splitAddress(address?.text ?? "");
  return {
    name: name?.text ?? "",
    ...{ place, port, inter },
    address: written(host, place),
    count: isTemplate ? templateCount(words[1]?.text ?? "") : 1,
    isChecked: switched(options, "check", "no-check"),
    fastinter: time("fastinter", inter),
    downinter: time("downinter", inter),
    fall: number("fall", 3),
    rise: number("rise", 2),
    weight: number("weight", 1),
    isBackup: switched(options, "backup", "no-backup"),
    isDisabled: switched(options, "disabled", "enabled"),
    maxconn: options.has("maxconn") ? number("maxconn", 0) : null,
    onMarkedDown: word("on-marked-down", "none"),
    observe: word("observe", "none"),
    errorLimit: number("error-limit", 10),
    onError: word("on-error", "fail-check"),
    slowstart: number("slowstart", 0, (text) => secondsOf(text)),
    agentInter: time("agent-inter", 2),
    resolvers: options.has("resolvers") ? word("resolvers", "") : null,
    initAddr: word("init-addr", "last,libc"),
  };
}

/** Of two options that undo each other the last one counts. */
function switched(options: Options, on: string, off: string): Said<boolean> {
  for (const [key, { origin }] of [...options].reverse())
    if (key === on || key === off) return { value: key === on, origin };
  return byDefault(false, HAPROXY);
}

/** `3`, `1-3`. */
function templateCount(text: string): number {
  const [, from, to] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text) ?? [];
  if (from === undefined) return 1;
  return Math.max(1, to === undefined ? Number(from) : Number(to) - Number(from) + 1);
}

/** Address and port; of an IPv6 address only the last colon begins the port. */
export function splitAddress(text: string): { host: string; port: number | null } {
  const [, host, port] = /^(.*):\+?(\d{1,5})$/.exec(text) ?? [];
  return host === undefined ? { host: text, port: null } : { host, port: Number(port) };
}
