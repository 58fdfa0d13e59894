/** Sites that are put together of what people write: whatever the mixture, import makes a scenario without problems. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { findingsOf, seenIn } from "../../src/checks/findings.ts";
import { FileTree } from "../../src/configuration/file-tree.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { importedScenario } from "../../src/deployment/scenario.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { less } from "../long.ts";

/** One of these, or nothing. */
const maybe = (...texts: readonly string[]) => fc.constantFrom("", ...texts);
/** Lines, one of each. */
const lines = (...parts: readonly fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join("\n"));
const number = (...values: readonly number[]) => fc.constantFrom(...values);
const parameter = (module: string, name: string, ...values: readonly (string | number)[]) =>
  maybe(
    ...values.map((value) => `modparam("${module}", "${name}", ${typeof value === "string" ? `"${value}"` : value})`),
  );

const realServer = (address: string) =>
  lines(
    fc.constant(`real_server ${address} 5060 {`),
    maybe("weight 0", "weight 3"),
    maybe("inhibit_on_failure"),
    maybe("TCP_CHECK {\nconnect_timeout 3\nretry 2\n}", 'MISC_CHECK {\nmisc_path "/x.sh"\n}'),
    fc.constant("}"),
  );
const virtualServer = lines(
  fc.constant("virtual_server 10.0.0.10 5060 {"),
  fc.constantFrom("rr", "wrr", "lc", "wlc", "sh", "mh").map((one) => `lvs_sched ${one}`),
  fc.constantFrom("protocol UDP", "protocol TCP"),
  maybe("delay_loop 6", "delay_loop 60"),
  maybe("persistence_timeout 60", "ops"),
  realServer("10.0.0.21"),
  realServer("10.0.0.22"),
  fc.constant("sorry_server 10.0.0.30 5060\n}"),
);
const keepalived = (own: number) =>
  lines(
    maybe("global_defs {\nvrrp_version 3\nvrrp_garp_master_refresh 60\n}", "global_defs {\nvrrp_strict\n}"),
    fc
      .constantFrom("pgrep kamailio", "sipsak -s sip:127.0.0.1", "/etc/x.sh")
      .map((one) => `vrrp_script sip {\nscript "${one}"`),
    maybe("fall 3", "fall 10"),
    maybe("interval 2", "interval 30"),
    maybe("weight -60", "weight 50", "weight -254", "weight 2").map((text) => `${text}\n}`),
    fc.constant("vrrp_track_process kam {\nprocess kamailio\n}"),
    maybe("vrrp_sync_group G {\ngroup {\nSIP\n}\n}"),
    fc.constant("vrrp_instance SIP {\ninterface eth0\nvirtual_router_id 51"),
    maybe("state MASTER", "state BACKUP"),
    maybe("priority 255", "priority 100", "priority 1", `priority ${150 - 10 * own}`),
    maybe("advert_int 0.1", "advert_int 3"),
    maybe("nopreempt", "preempt_delay 60"),
    maybe(`unicast_src_ip 10.0.0.${11 + own}\nunicast_peer {\n10.0.0.${12 - own}\n}`),
    fc.constantFrom("10.0.0.10/24", "10.0.0.10\n10.0.0.9").map((text) => `virtual_ipaddress {\n${text}\n}`),
    maybe("track_script {\nsip\n}", "track_process {\nkam\n}", "track_interface {\neth1 weight -5\n}").map(
      (text) => `${text}\n}`,
    ),
    fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: virtualServer }),
  );
const listen = (own: number) =>
  maybe("listen=udp:10.0.0.10:5060", `listen=udp:10.0.0.${11 + own}:5060`, "listen=tls:10.0.0.10:5061");
const relay = fc.constantFrom("t_relay();", "forward();");
const director = (own: number) =>
  lines(
    fc.constant('#!KAMAILIO\nloadmodule "tm.so"\nloadmodule "dispatcher.so"'),
    listen(own),
    parameter("dispatcher", "flags", 1, 2, 3),
    parameter("dispatcher", "ds_ping_interval", 1, 30, 3600),
    parameter("dispatcher", "ds_probing_mode", 0, 1, 2, 3),
    parameter("dispatcher", "ds_probing_threshold", 3, 1000),
    parameter("dispatcher", "ds_ping_reply_codes", "class=2;class=3", "class=4"),
    parameter("tm", "fr_timer", 5, 500, 30000),
    parameter("tm", "fr_inv_timer", 1000, 180000),
    number(0, 1, 4, 6, 8, 9, 10, 11, 12, 99).map(
      (one) => `request_route {\nds_select_dst("1", "${one}");\nt_on_failure("F");`,
    ),
    relay,
    maybe('if (t_check_status("500|503|408")) {}', "if (t_branch_timeout()) {}").map(
      (text) => `}\nfailure_route[F] {\n${text}`,
    ),
    maybe("ds_mark_dst();", 'ds_mark_dst("ip");'),
    maybe("if (ds_next_dst()) { t_relay(); exit; }").map((text) => `${text}\n}`),
  );
const registrar = (own: number) =>
  lines(
    fc.constant('#!KAMAILIO\nloadmodule "tm.so"\nloadmodule "usrloc.so"'),
    listen(own),
    maybe('loadmodule "dmq.so"\nloadmodule "dmq_usrloc.so"\nmodparam("dmq_usrloc", "enable", 1)'),
    parameter("dmq_usrloc", "sync", 0, 1),
    parameter("usrloc", "db_mode", 0, 1, 2, 3, 4, 7),
    parameter("usrloc", "timer_interval", 1, 60),
    parameter("usrloc", "db_url", "mysql://k:p@10.0.0.40/kamailio", "cluster://c1", "text:///x"),
    relay.map(
      (text) =>
        `request_route {\nif (is_method("REGISTER")) { save("location"); exit; }\nlookup("location");\n${text}\n}`,
    ),
  );
const opensips = (own: number) =>
  lines(
    fc.constant('loadmodule "tm.so"\nloadmodule "usrloc.so"\nloadmodule "dispatcher.so"'),
    maybe(`socket=udp:10.0.0.${11 + own}:5060`),
    parameter("usrloc", "working_mode_preset", "full-sharing-cluster", "sql-only", "single-instance-sql-write-back"),
    parameter("dispatcher", "ds_ping_interval", 5),
    parameter("dispatcher", "ds_probing_mode", 0, 1),
    maybe("ds_select_dst(1, 4);", "ds_select_dst(1, 8);").map((text) => `route {\n${text}`),
    maybe('lookup("location");'),
    fc.constant('t_on_failure("F");\nt_relay();\n}\nfailure_route[F] {'),
    maybe('ds_mark_dst("p");', "ds_next_dst();").map((text) => `${text}\n}`),
  );
const destination = fc
  .tuple(
    number(21, 22, 23),
    number(0, 0, 2, 4, 8),
    number(0, 0, 5, 10),
    maybe("weight=50", "weight=0", "maxload=10", "rweight=3"),
  )
  .map(([host, flags, priority, attributes]) => `1 sip:10.0.0.${host}:5060 ${flags} ${priority} ${attributes}`);
const galera = lines(
  fc.constant('[mysqld]\nwsrep_on=ON\nwsrep_cluster_address="gcomm://10.0.0.41,10.0.0.42,10.0.0.43"'),
  maybe('wsrep_provider_options="evs.suspect_timeout=PT1S;pc.weight=2"'),
);
const corosync = lines(
  fc.constant("totem {\nversion: 2"),
  maybe("token: 1000", "token: 10000"),
  maybe("consensus: 500").map((text) => `${text}\n}\nquorum {\nprovider: corosync_votequorum`),
  maybe("two_node: 1").map(
    (text) =>
      `${text}\n}\nnodelist {\nnode {\nring0_addr: h0\nname: h0\nnodeid: 1\n}\nnode {\nring0_addr: h1\nname: h1\nnodeid: 2\n}\n}`,
  ),
);

/** Some of the files of so many hosts. */
const site = fc.integer({ min: 1, max: 2 }).chain((hosts) => {
  const each = Array.from({ length: hosts }, (_, own) => own);
  const some = (path: string, text: fc.Arbitrary<string>) =>
    fc.option(text, { nil: null }).map((found) => (found === null ? [] : [{ path, text: `${found}\n` }]));
  const server = fc.constantFrom(
    ["kamailio.cfg", director] as const,
    ["kamailio.cfg", registrar] as const,
    ["opensips.cfg", opensips] as const,
  );
  return server
    .chain(([name, of]) =>
      fc.tuple(
        ...each.flatMap((own) => [some(`h${own}/keepalived.conf`, keepalived(own)), some(`h${own}/${name}`, of(own))]),
        some(
          "h0/dispatcher.list",
          fc.array(destination, { minLength: 1, maxLength: 4 }).map((all) => all.join("\n")),
        ),
        some("db1/my.cnf", galera),
        some("corosync.conf", corosync),
      ),
    )
    .map((files) => files.flat());
});

test("is a scenario without problems, and checks have something to say or not", () => {
  fc.assert(
    fc.property(site, (files) => {
      const tree = new FileTree(files);
      const read = readConfiguration(tree);
      expect(parseScenario(importedScenario(read, null).text, "imported").problems).toBeUndefined();
      findingsOf(seenIn(read), tree);
    }),
    { numRuns: less(40, 3000), seed: 14 },
  );
});
