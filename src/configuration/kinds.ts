/** What is read, by the daemon whose file it is. */
export type ConfigurationKind =
  | "keepalived"
  | "corosync"
  | "pacemaker"
  | "kamailio"
  | "opensips"
  | "dispatcher-list"
  | "haproxy"
  | "zone"
  | "mariadb";

/** What begins a line of a file of a kind, and of no other. */
const BEGINNINGS: readonly (readonly [kind: ConfigurationKind, line: RegExp])[] = [
  ["keepalived", /^[ \t]*(vrrp_instance|vrrp_script|virtual_server|global_defs|vrrp_sync_group|bfd_instance)\b/m],
  ["corosync", /^[ \t]*(totem|nodelist)[ \t]*\{/m],
  ["mariadb", /^[ \t]*\[(mysqld|mariadbd?|galera|server|mysql|client|mysqld_safe|client-server)(-[\d.]+)?\]/m],
  [
    "zone",
    /^\$(TTL|ORIGIN)[ \t]|^\S*[ \t]+([0-9]+[smhdw]?[ \t]+)?(IN[ \t]+)?(SOA[ \t]|SRV[ \t]+\d+[ \t]+\d+|NAPTR[ \t]+\d+[ \t]+\d+)/im,
  ],
];
/** A section of HAProxy, and a line within one. */
const HAPROXY = [
  /^(defaults|frontend|backend|listen)([ \t]+[\w.:-]+)*[ \t]*(#.*)?\r?$/m,
  /^[ \t]*(bind|server|mode|timeout|balance|option|default_backend|use_backend|default-server|retries)[ \t]/m,
];
const SER =
  /^[ \t]*(loadmodulex?[ \t]*["(]|modparamx?[ \t]*\(|(request_route|route|failure_route|branch_route|event_route)[ \t]*(\[[^\]\n]*\][ \t]*)?\{?[ \t]*$)|^#!(KAMAILIO|OPENSER|SER|OPENSIPS)\b/m;
/** What only one of the two descendants of SER knows. */
const OPENSIPS = [
  /^[ \t]*(socket|udp_workers|tcp_workers|log_level|xlog_level|stderror_enabled)[ \t]*=/m,
  /^[ \t]*loadmodule[ \t]*"[^"]*\b(proto_\w+|mi_fifo|mi_datagram|clusterer|signaling|load_balancer|event_\w+|httpd|b2b_\w+)\.so"/m,
  /\bopensips\b/i,
];
const KAMAILIO = [
  /^[ \t]*(#!|!!)(KAMAILIO|define|substdef|ifdef)\b/m,
  /^[ \t]*request_route\b/m,
  /^[ \t]*loadmodule[ \t]*"[^"]*\b(pv|xlog|kex|corex|ctl|cfg_rpc|jsonrpcs|tmx|htable|siputils|sanity|dmq\w*|rtimer|mi_rpc)(\.so)?"/m,
  /\bkamailio\b/i,
];

/**
 * Of which kind a file is, by what stands in it; null where nothing tells.
 *
 * @param name decides only between Kamailio and OpenSIPS, where the text would do for both
 */
export function recognise(name: string, text: string): ConfigurationKind | null {
  const head = text.slice(0, HEAD_MAX);
  if (/<(cib|configuration)\b[^>]*>/.test(head) && /<(crm_config|resources|cib)\b/.test(head)) return "pacemaker";
  if (isDispatcherList(head)) return "dispatcher-list";
  if (SER.test(head)) return opensipsOrKamailio(name, head);
  if (HAPROXY.every((line) => line.test(head))) return "haproxy";
  return BEGINNINGS.find(([, line]) => line.test(head))?.[0] ?? null;
}

/** What is looked at. */
const HEAD_MAX = 200_000;

/** All lines but comments are destinations, and the first of them begins with a set and a SIP URI. */
function isDispatcherList(text: string): boolean {
  const lines = text.split("\n").map((line) => line.trim());
  const said = lines.filter((line) => line !== "" && !line.startsWith("#"));
  return said.length > 0 && said.filter((line) => /^\d+\s+sips?:/i.test(line)).length > said.length / 2;
}

function opensipsOrKamailio(name: string, text: string): ConfigurationKind {
  const of = (signs: readonly RegExp[]): number => signs.filter((sign) => sign.test(text)).length;
  const [opensips, kamailio] = [of(OPENSIPS), of(KAMAILIO)];
  if (opensips !== kamailio) return opensips > kamailio ? "opensips" : "kamailio";
  return /opensips/i.test(name) ? "opensips" : "kamailio";
}
