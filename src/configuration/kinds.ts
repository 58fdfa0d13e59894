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

/** How a kind is seen: one of its first lines that are no comments is like `opening`, and some line is like each of `lines`. */
interface Signs {
  readonly comment: RegExp;
  readonly opening: RegExp;
  readonly lines: readonly RegExp[];
}

const RECORD =
  /^\S*[ \t]+([0-9]+[smhdw]?[ \t]+)?(IN[ \t]+)?([0-9]+[smhdw]?[ \t]+)?(SOA[ \t]|SRV[ \t]+\d+[ \t]+\d+|NAPTR[ \t]+\d+[ \t]+\d+|NS[ \t]|A[ \t]+\d)/im;
const ZONE = new RegExp(`^\\$(TTL|ORIGIN|INCLUDE)[ \\t]|${RECORD.source}`, "im");
const HASH = /^#/;

const SIGNS: Readonly<Record<Exclude<ConfigurationKind, "pacemaker" | "opensips" | "dispatcher-list">, Signs>> = {
  // Before Kamailio, whose keys are words before an equals sign too.
  mariadb: {
    comment: /^[#;]/,
    opening: /^(\[|!include)/,
    lines: [
      /^[ \t]*\[(mysqld|mariadbd?|galera|server|mysql|client|mysqld_safe|client-server|client-mariadb)(-[\d.]+)?\]/m,
    ],
  },
  kamailio: {
    comment: /^(#(?!!)|\/\/|\/\*|\*)/,
    opening:
      /^(#!|!!|loadmodule|modparam|include_file|import_file|mpath|loadpath|cfgengine|[a-z]\w*(\.\w+)?\s*=|(request_|failure_|branch_|onreply_|reply_|event_|local_|error_|startup_|timer_|onsend_)?route\b|(define|divert|changequote)\()/,
    lines: [
      /^[ \t]*(loadmodulex?[ \t]*["(]|modparamx?[ \t]*\(|(request_route|route|failure_route|branch_route|event_route)[ \t]*(\[[^\]\n]*\][ \t]*)?\{?[ \t]*$)|^#!(KAMAILIO|OPENSER|SER|OPENSIPS)\b|^(listen|socket|children|udp_workers)[ \t]*=[ \t]*\S/m,
    ],
  },
  keepalived: {
    comment: /^[#!]/,
    opening:
      /^(\$|@|include|global_defs|vrrp_|virtual_server|static_|bfd_instance|track_|net_namespace|instance\b|garp_group|linkbeat|interface_up|random_seed|use_pid_dir|process_name|notify_fifo|SSL\b)/,
    lines: [/^[ \t]*(vrrp_instance|vrrp_script|virtual_server|global_defs|vrrp_sync_group|bfd_instance)\b/m],
  },
  corosync: {
    comment: HASH,
    opening: /^(totem|compatibility|aisexec|service|logging|quorum|nodelist|amf|system|uidgid|resources|nozzle)\b/,
    lines: [/^[ \t]*(totem|nodelist)[ \t]*\{/m],
  },
  haproxy: {
    comment: HASH,
    opening: /^(global|defaults|frontend|backend|listen|resolvers|peers|userlist|program|cache|ring)\b/,
    lines: [
      /^(defaults|frontend|backend|listen)([ \t]+[\w.:-]+)*[ \t]*(#.*)?\r?$/m,
      /^[ \t]*(bind|server|mode|timeout|balance|option|default_backend|use_backend|default-server|retries)[ \t]/m,
    ],
  },
  zone: { comment: /^(;|\/\/)/, opening: ZONE, lines: [ZONE] },
};
/** Lines that are no comments, of which one must open a file as its kind does. */
const OPENING_LINES = 3;

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

/** What is looked at. */
const HEAD_MAX = 200_000;

/**
 * Of which kind a file is, by what stands in it; null where nothing tells.
 *
 * @param name decides only where the text would do for two: between Kamailio and OpenSIPS, and of lines that begin with a number
 */
export function recognise(name: string, text: string): ConfigurationKind | null {
  const head = text.slice(0, HEAD_MAX).replace(/^\ufeff/, "");
  if (/^\s*</.test(head)) return isCib(head) ? "pacemaker" : null;
  if (isDispatcherList(head, /dispatcher/i.test(name) ? /^\d+\s+(sips?:|[\w.:[\]-]+(\s|$))/i : /^\d+\s+sips?:/i))
    return "dispatcher-list";
  const lines = head.split("\n").map((line) => line.trim());
  const kind = Object.entries(SIGNS).find(([, signs]) => hasSigns(head, lines, signs))?.[0] as
    | keyof typeof SIGNS
    | undefined;
  if (kind === "kamailio") return opensipsOrKamailio(name, head);
  return kind ?? null;
}

const isCib = (text: string): boolean =>
  /<(cib|configuration)\b[^>]*>/.test(text) && /<(crm_config|resources|cib)\b/.test(text);

function hasSigns(text: string, trimmed: readonly string[], { comment, opening, lines }: Signs): boolean {
  let seen = 0;
  for (const line of trimmed) {
    if (line === "" || comment.test(line)) continue;
    if (opening.test(line)) return lines.every((one) => one.test(text));
    if (++seen >= OPENING_LINES) return false;
  }
  return false;
}

/** All lines but comments are destinations, or most of them: they begin with a set and a SIP URI; where the name says so, with a set and some word. */
function isDispatcherList(text: string, line: RegExp): boolean {
  const lines = text.split("\n").map((one) => one.trim());
  const said = lines.filter((one) => one !== "" && !one.startsWith("#"));
  return said.length > 0 && said.filter((one) => line.test(one)).length > said.length / 2;
}

function opensipsOrKamailio(name: string, text: string): ConfigurationKind {
  const of = (signs: readonly RegExp[]): number => signs.filter((sign) => sign.test(text)).length;
  const [opensips, kamailio] = [of(OPENSIPS), of(KAMAILIO)];
  if (opensips !== kamailio) return opensips > kamailio ? "opensips" : "kamailio";
  return /opensips/i.test(name) ? "opensips" : "kamailio";
}
