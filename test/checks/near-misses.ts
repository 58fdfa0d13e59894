/** Files that look like a finding and are none. */
import type { Files } from "../../src/checks/check.ts";
import { directed, directorCfg, pair, registrarCfg } from "../../src/checks/examples.ts";
import { cib, ring } from "../../src/checks/examples-of-clusters.ts";
import { service } from "../../src/checks/examples-of-scenarios.ts";
import { checkOf } from "../../src/checks/registry.ts";

const unicast = (own: string, peer: string): string => `unicast_src_ip ${own}\nunicast_peer {\n${peer}\n}`;
const FAST = 'modparam("tm", "fr_timer", 2000)\n';

const PROBED = `${FAST}modparam("dispatcher", "flags", 2)\nmodparam("dispatcher", "ds_ping_interval", 5)\nmodparam("dispatcher", "ds_probing_mode", 1)`;
const OPENSIPS: Files = {
  "dir1/opensips.cfg": directorCfg('modparam("dispatcher", "ds_ping_interval", 5)')
    .replace("#!KAMAILIO\nchildren=4", "# opensips\nudp_workers=4")
    .replace('ds_select_dst("1", "4")', 'ds_select_dst(1, 4, "f")'),
};
const zone = (records: string): Files => ({
  "ns1/example.com.zone": `$ORIGIN example.com.\n$TTL 300\n@ IN SOA ns1 hostmaster 1 7200 600 1209600 300\n  IN NS ns1\n${records}`,
});

const SRV = /active: \[sip1, sip2\](.*)\n(.*)\n {4}SRV1: (.*), weight: 100 \}\n.*\n/;
const VIP =
  "active: [sip1], standby: [sip2]$1\n$2\n    SRV1: $3 }\n  watches: { peers: { tier: proxies, by: proxies, detector: { heartbeat: {} }, takeover: {} } }\n";

/** The example of a check with something changed in its one file. */
function edited(code: string, ...changes: readonly (readonly [RegExp | string, string])[]): Files {
  const [[path, text]] = Object.entries(checkOf(code)!.ill) as [[string, string]];
  const after = changes.reduce((so, [from, to]) => so.replace(from, to), text);
  if (after === text) throw new Error(`nothing to change in the example of ${code}`);
  return { [path]: after };
}

export const SILENT: readonly (readonly [code: string, why: string, files: Files])[] = [
  [
    "SN101",
    "a weight of 0 puts the instance in the fault state",
    pair({ script: 'vrrp_script sip {\nscript "pgrep kamailio"\n}\n' }, {}),
  ],
  [
    "SN101",
    "the weight of the instance goes before that of the script",
    pair(
      {
        script: 'vrrp_script sip {\nscript "pgrep kamailio"\nweight -2\n}\n',
        track: "track_script {\nsip weight -60\n}\n",
      },
      {},
    ),
  ],
  [
    "SN102",
    "nopreempt on both: who has the address keeps it",
    pair({ state: "BACKUP", priority: 100, lines: "nopreempt" }, { lines: "nopreempt" }),
  ],
  ["SN103", "two virtual routers with addresses of their own", pair({ id: 51 }, { id: 52, addresses: "192.0.2.11" })],
  ["SN104", "one second, written in another way", pair({ lines: "advert_int 1" }, { lines: "advert_int 1.0" })],
  ["SN105", "version 2 is the default", pair({ global: "vrrp_version 2" }, {})],
  [
    "SN106",
    "characters after the eighth are not looked at",
    pair(
      { lines: "authentication {\nauth_type PASS\nauth_pass secret12\n}" },
      { lines: "authentication {\nauth_type PASS\nauth_pass secret1234\n}" },
    ),
  ],
  [
    "SN107",
    "the same addresses in another order",
    pair({ addresses: "192.0.2.10/24\n192.0.2.11/24" }, { addresses: "192.0.2.11/24\n192.0.2.10/24" }),
  ],
  ["SN108", "state MASTER alone", pair()],
  [
    "SN109",
    "a process is tracked",
    pair({ script: "vrrp_track_process sip {\nprocess kamailio\n}\n", track: "track_process {\nsip\n}\n" }, {}),
  ],
  [
    "SN110",
    "a sync group and no weight",
    pair({ script: 'vrrp_script sip {\nscript "pgrep kamailio"\n}\nvrrp_sync_group ALL {\ngroup {\nSIP\n}\n}\n' }, {}),
  ],
  [
    "SN111",
    "32 s are not more than 32 s",
    pair({ script: 'vrrp_script sip {\nscript "pgrep kamailio"\ninterval 16\nfall 2\nweight -60\n}\n' }, {}),
  ],
  ["SN115", "Keepalived clears nopreempt beside state MASTER", pair({}, { state: "MASTER", lines: "nopreempt" })],
  [
    "SN115",
    "an interface without a weight puts the instance in the fault state",
    pair(
      { state: "BACKUP", lines: "nopreempt\ntrack_interface {\neth1\n}", script: "", track: "" },
      { lines: "nopreempt", script: "", track: "" },
    ),
  ],
  [
    "SN112",
    "more peers than there are files",
    pair(
      { lines: unicast("192.0.2.2", "192.0.2.3\n192.0.2.4") },
      { lines: unicast("192.0.2.3", "192.0.2.2\n192.0.2.4") },
    ),
  ],
  [
    "SN113",
    "a script that an include defines",
    {
      ...pair({ script: "include scripts.conf\n" }, {}),
      "kam1/scripts.conf": 'vrrp_script sip {\nscript "pgrep kamailio"\nweight -60\n}\n',
    },
  ],
  [
    "SN114",
    "no repeats after a delay, but five at once",
    pair({ lines: "garp_master_delay 0" }, { lines: "garp_master_delay 0" }),
  ],
  [
    "SN201",
    "OPTIONS every minute are few, but some",
    directed(
      directorCfg(
        `${FAST}modparam("dispatcher", "ds_ping_interval", 60)\nmodparam("dispatcher", "ds_probing_mode", 1)`,
      ),
    ),
  ],
  [
    "SN202",
    "a failure route marks whoever does not answer",
    directed(
      directorCfg(
        `${FAST}modparam("dispatcher", "flags", 2)\nmodparam("dispatcher", "ds_ping_interval", 5)`,
        '    if (t_branch_timeout()) {\n        ds_mark_dst("p");\n    }\n',
      ),
    ),
  ],
  [
    "SN203",
    "10 s are not more than 10 s",
    directed(
      directorCfg(
        'modparam("tm", "fr_timer", 10000)\nmodparam("dispatcher", "ds_ping_interval", 5)\nmodparam("dispatcher", "ds_probing_mode", 1)',
      ),
    ),
  ],
  ["SN204", "OpenSIPS keeps the next destinations with the flag f", OPENSIPS],
  [
    "SN207",
    "ds_probing_mode 2 asks a marked destination until it is back",
    directed(
      directorCfg(
        `${FAST}modparam("dispatcher", "flags", 2)\nmodparam("dispatcher", "ds_ping_interval", 5)\nmodparam("dispatcher", "ds_probing_mode", 2)`,
        '    ds_mark_dst("ip");\n    if (ds_next_dst()) t_relay();\n',
      ),
    ),
  ],
  [
    "SN203",
    "nobody is asked, which is another finding",
    directed(directorCfg('modparam("dispatcher", "ds_ping_interval", 10)')),
  ],
  [
    "SN205",
    "404 is an answer",
    directed(directorCfg(`${PROBED}\nmodparam("dispatcher", "ds_ping_reply_codes", "code=404;code=480")`)),
  ],
  [
    "SN206",
    "two sets of two",
    directed(directorCfg(PROBED), "1 sip:192.0.2.21 0\n1 sip:192.0.2.22 0\n2 sip:192.0.2.21 0\n2 sip:192.0.2.22 0\n"),
  ],
  [
    "SN206",
    "a list that nobody reads: the destinations are in a database",
    {
      "k/dispatcher.list": "1 sip:192.0.2.21:5060\n",
      "k/kamailio.cfg": directorCfg('modparam("dispatcher", "db_url", "mysql://h/d")'),
    },
  ],
  [
    "SN211",
    "a database loads what is missing",
    {
      "reg1/kamailio.cfg": registrarCfg(
        'modparam("usrloc", "db_mode", 1)\nmodparam("dmq_usrloc", "enable", 1)\nmodparam("dmq_usrloc", "sync", 0)',
        ["dmq", "dmq_usrloc"],
      ),
    },
  ],
  ["SN212", "one server has nobody to copy to", { "reg1/kamailio.cfg": registrarCfg() }],
  [
    "SN213",
    "memory in front of the database",
    { "reg1/kamailio.cfg": registrarCfg('modparam("usrloc", "db_mode", 1)') },
  ],
  [
    "SN213",
    "the URL names a cluster",
    {
      "reg1/kamailio.cfg": registrarCfg(
        'modparam("usrloc", "db_mode", 3)\nmodparam("usrloc", "db_url", "cluster://galera")',
      ),
    },
  ],
  [
    "SN214",
    "a database alone loses nothing",
    { "reg1/kamailio.cfg": registrarCfg('modparam("usrloc", "db_mode", 3)') },
  ],
  [
    "SN215",
    "copies among the pair, beside the database",
    {
      ...pair(),
      ...Object.fromEntries(
        ["kam1", "kam2"].map((host) => [
          `${host}/kamailio.cfg`,
          registrarCfg('modparam("usrloc", "db_mode", 2)\nmodparam("dmq_usrloc", "enable", 1)', ["dmq", "dmq_usrloc"]),
        ]),
      ),
    },
  ],
  ["SN301", "the default follows the token", ring("    token: 10000\n")],
  [
    "SN302",
    "an arbiter has the third vote",
    ring(
      "",
      "    provider: corosync_votequorum\n    device {\n        model: net\n        net {\n            host: 192.0.2.9\n        }\n    }\n",
    ),
  ],
  ["SN303", "fencing is on by default", cib()],
  [
    "SN304",
    "a watchdog fences",
    cib({ fence: "", options: '        <nvpair id="w" name="stonith-watchdog-timeout" value="10s"/>\n' }),
  ],
  ["SN305", "a fencing device needs no monitor", cib()],
  [
    "SN306",
    "two nodes that are fenced",
    cib({ options: '        <nvpair id="q" name="no-quorum-policy" value="ignore"/>\n' }),
  ],
  ["SN308", "as long as callers wait", ring("    token: 14000\n    consensus: 18000\n")],
  [
    "SN311",
    "a weight is somebody's decision",
    {
      "db1/my.cnf":
        '[mysqld]\nwsrep_on=ON\nwsrep_provider=/usr/lib/galera/libgalera_smm.so\nwsrep_cluster_address="gcomm://192.0.2.41,192.0.2.42"\nwsrep_provider_options="pc.weight=2"\n',
    },
  ],
  [
    "SN312",
    "check stands in default-server",
    {
      "lb1/haproxy.cfg":
        "defaults\n    mode tcp\n    timeout connect 5s\n    default-server check\nlisten sip\n    bind 192.0.2.10:5060\n    server a 192.0.2.21:5060\n    server b 192.0.2.22:5060\n",
    },
  ],
  [
    "SN314",
    "the only real server: there is nobody to send its calls to",
    {
      "lb1/keepalived.conf":
        "virtual_server 192.0.2.10 5060 {\nprotocol UDP\nreal_server 192.0.2.21 5060 {\nweight 1\n}\n}\n",
    },
  ],
  [
    "SN401",
    "one target with two addresses",
    zone("_sip._udp IN SRV 10 50 5060 sip\nsip IN A 192.0.2.21\nsip IN A 192.0.2.22\n"),
  ],
  [
    "SN402",
    "ten minutes are not more than ten minutes",
    zone("_sip._udp 600 IN SRV 10 50 5060 sip\nsip IN A 192.0.2.21\n"),
  ],
  [
    "SN403",
    "a standby has a priority of its own",
    zone("_sip._udp IN SRV 10 90 5060 a\n_sip._udp IN SRV 20 10 5060 b\n"),
  ],
  ["SN501", "a standby is a second node", service({})],
  [
    "SN501",
    "kube-proxy runs on every node: the service does not need the one that stands for all",
    {
      "service.yaml":
        "format: 2\narchitecture: { preset: kamailio-kubernetes }\ntraffic: { calls: { rate: 20/s, duration: 60 s } }\n",
    },
  ],
  [
    "SN502",
    "two nodes that are both active stand in for nobody",
    service({ active: "[sip1, sip2]", standby: "[]", watches: "  watches: {}\n" }),
  ],
  [
    "SN503",
    "a standby takes over as much as the dead one had: 96 % of what it can do",
    edited("SN503", [SRV, VIP], ["10 ms", "8 ms"]),
  ],
  ["SN504", "a server that has nearly all and carries it alone", edited("SN504", ["11 ms", "8 ms"])],
  ["SN505", "work for 30 s, beside calls, is less than 32 s", edited("SN505", ["20 ms", "7 ms"])],
  [
    "SN506",
    "31 s are sooner than the lease of 40 s",
    edited("SN506", ["interval: 20 s, fall: 3, timeout: 5 s", "interval: 10 s, fall: 4"]),
  ],
  ["SN507", "a transfer of a second", edited("SN507", ["users: 20000", "users: 5000"])],
  [
    "SN507",
    "a user it does not know yet is asked for among the peers",
    edited("SN507", ["meanwhile: refuse", "meanwhile: ask a peer"]),
  ],
  ["SN508", "one server of two", edited("SN508", ["nodes: [sip1, sip2]", "nodes: [sip1]"])],
  [
    "SN302",
    "pacemaker heeds no quorum, so that its loss stops nothing",
    Object.fromEntries(
      Object.entries(checkOf("SN302")!.ill).map(([path, text]) => [
        path,
        text.replace(/<nvpair [^>]*name="cluster-name"[^>]*>/, '$&<nvpair name="no-quorum-policy" value="ignore"/>'),
      ]),
    ),
  ],
  ["SN509", "a network without sites says nothing of where they are", edited("SN509", [/network:\n.*\n/, ""])],
  ["SN510", "a switch that leaves one of them", edited("SN510", ["[sip1, sip2] }, time", "[sip1] }, time"])],
];
