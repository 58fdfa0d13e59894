/** Files that look like a finding and are none. */
import type { Files } from "../../src/checks/check.ts";
import { directed, directorCfg, pair } from "../../src/checks/examples.ts";

const unicast = (own: string, peer: string): string => `unicast_src_ip ${own}\nunicast_peer {\n${peer}\n}`;
const FAST = 'modparam("tm", "fr_timer", 2000)\n';

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
        `${FAST}modparam("dispatcher", "ds_ping_interval", 5)`,
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
];
