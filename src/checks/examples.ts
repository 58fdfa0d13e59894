/** Files of a pair under Keepalived and of a director with its proxies, as the pages of checks show them. */

/** What differs from a healthy keepalived.conf. */
interface Router {
  readonly state?: string;
  readonly priority?: number;
  /** Lines of the instance. */
  readonly lines?: string;
  readonly script?: string;
  readonly track?: string;
  readonly id?: number;
  readonly addresses?: string;
  readonly global?: string;
}

const SCRIPT =
  'vrrp_script sip {\n    script "/usr/bin/pgrep -x kamailio"\n    interval 2\n    fall 2\n    weight -60\n}\n';

/** A keepalived.conf with one instance. */
export const keepalivedConf = ({
  state = "BACKUP",
  priority = 100,
  lines = "",
  script = SCRIPT,
  track = "    track_script {\n        sip\n    }\n",
  id = 51,
  addresses = "192.0.2.10",
  global = "",
}: Router): string =>
  [
    global === "" ? "" : `global_defs {\n    ${global}\n}\n`,
    script,
    `vrrp_instance SIP {\n    state ${state}\n    interface eth0\n    virtual_router_id ${id}\n    priority ${priority}\n`,
    lines === "" ? "" : `${lines.replace(/^/gm, "    ")}\n`,
    `    virtual_ipaddress {\n        ${addresses}\n    }\n${track}}\n`,
  ].join("");

/** Two hosts: kam1 is meant to be master. */
export const pair = (one: Router = {}, other: Router = {}) => ({
  "kam1/keepalived.conf": keepalivedConf({ state: "MASTER", priority: 150, ...one }),
  "kam2/keepalived.conf": keepalivedConf(other),
});

/** A kamailio.cfg that finds users in its own bindings. */
export const registrarCfg = (lines = "", modules: readonly string[] = []): string =>
  [
    "#!KAMAILIO\nchildren=4\n",
    ...["tm", "sl", "rr", "usrloc", "registrar", ...modules].map((one) => `loadmodule "${one}.so"\n`),
    lines === "" ? "" : `${lines}\n`,
    'request_route {\n    if (is_method("REGISTER")) {\n        save("location");\n        exit;\n    }\n',
    '    if (!loose_route() && !lookup("location")) {\n        sl_send_reply("404", "Not Found");\n        exit;\n    }\n    t_relay();\n}\n',
  ].join("");

/** A kamailio.cfg that sends calls to the destinations of its dispatcher.list, and on to the next one. */
export const directorCfg = (
  lines: string,
  failure = '    if (t_branch_timeout() && ds_next_dst()) {\n        t_on_failure("NEXT");\n        t_relay();\n    }\n',
): string =>
  [
    "#!KAMAILIO\nchildren=4\n",
    ...["tm", "sl", "rr", "dispatcher"].map((one) => `loadmodule "${one}.so"\n`),
    `modparam("dispatcher", "list_file", "/etc/kamailio/dispatcher.list")\n${lines}\n`,
    'request_route {\n    if (!loose_route()) {\n        record_route();\n        if (!ds_select_dst("1", "4")) {\n',
    '            sl_send_reply("503", "Nobody");\n            exit;\n        }\n        t_on_failure("NEXT");\n    }\n    t_relay();\n}\n',
    `failure_route[NEXT] {\n${failure}}\n`,
  ].join("");

const COPIES = 'modparam("dmq_usrloc", "enable", 1)';
const LIST = "1 sip:192.0.2.21:5060 0 0\n1 sip:192.0.2.22:5060 0 0\n";
/** A director and two registrars that share bindings. */
export const directed = (director: string, list = LIST) => ({
  "dir1/kamailio.cfg": director,
  "dir1/dispatcher.list": list,
  "reg1/kamailio.cfg": registrarCfg(`listen=udp:192.0.2.21:5060\n${COPIES}`, ["dmq", "dmq_usrloc"]),
  "reg2/kamailio.cfg": registrarCfg(`listen=udp:192.0.2.22:5060\n${COPIES}`, ["dmq", "dmq_usrloc"]),
});
