/** What daemons take when a file says nothing, typed in from their documentation (README of each module; `--help`; man pages), times in seconds. */
import { expect, test } from "vitest";
import { corosyncFacts } from "../../src/configuration/corosync/read.ts";
import { haproxyFacts } from "../../src/configuration/haproxy/read.ts";
import { kamailioFacts } from "../../src/configuration/kamailio/read.ts";
import { keepalivedFacts } from "../../src/configuration/keepalived/read.ts";
import { mariadbFacts } from "../../src/configuration/mariadb/read.ts";
import { opensipsFacts } from "../../src/configuration/opensips/read.ts";
import { pacemakerFacts } from "../../src/configuration/pacemaker/read.ts";
import type { Said } from "../../src/configuration/place.ts";
import { given } from "./told.ts";

/** The values of settings, each of which must be a default of this daemon. */
function valuesOf(settings: object, daemon: string): Record<string, unknown> {
  const said = Object.entries(settings as Record<string, Said<unknown>>);
  expect(said.filter(([, { origin }]) => origin.kind !== "default" || origin.of !== daemon)).toEqual([]);
  return Object.fromEntries(said.map(([key, { value }]) => [key, value]));
}
/** Those settings of some facts that are the default of a daemon. */
function defaultsIn(facts: object, daemon: string): Record<string, unknown> {
  const said = Object.entries(facts as Record<string, Said<unknown> | null>).filter(
    ([, one]) => one !== null && typeof one === "object" && "origin" in one && one.origin.kind === "default",
  ) as [string, Said<unknown>][];
  return valuesOf(Object.fromEntries(said), daemon);
}

test("Kamailio 5.6.3", () => {
  const modules = [
    "tm",
    "usrloc",
    "dispatcher",
    "keepalive",
    "dmq",
    "dmq_usrloc",
    "dialog",
    "htable",
    "registrar",
    "nathelper",
    "rtpengine",
  ];
  const { tree, remarks } = given({ k: modules.map((one) => `loadmodule "${one}.so"\n`).join("") });
  const { core, parameters } = kamailioFacts(tree, "k", remarks);
  expect(valuesOf(core, "kamailio 5.6.3")).toEqual({
    ...{ children: 8, tcp_children: 8, tcp_connection_lifetime: 120, tcp_connect_timeout: 10, tcp_send_timeout: 10 },
    ...{
      tcp_keepalive: true,
      tcp_max_connections: 2048,
      disable_tcp: false,
      use_dns_failover: false,
      dns_srv_lb: false,
    },
    ...{ dns_try_naptr: false, use_dns_cache: true },
  });
  const all = Object.fromEntries(
    Object.entries(parameters).map(([module, settings]) => [module, valuesOf(settings!, "kamailio 5.6.3")]),
  );
  expect(all).toEqual({
    tm: {
      ...{ fr_timer: 30, fr_inv_timer: 120, restart_fr_on_each_reply: true, max_inv_lifetime: 180 },
      ...{ max_noninv_lifetime: 32, retr_timer1: 0.5, retr_timer2: 4, wt_timer: 5 },
    },
    usrloc: {
      ...{ db_mode: 0, db_url: "mysql://kamailio:kamailiorw@localhost/kamailio", timer_interval: 60, db_load: true },
      ...{
        preload: "",
        handle_lost_tcp: false,
        close_expired_tcp: false,
        db_clean_tcp: false,
        ka_mode: 0,
        ka_timeout: 0,
      },
      ...{ use_domain: false, matching_mode: 0 },
    },
    dispatcher: {
      ...{ list_file: "/etc/kamailio/dispatcher.list", db_url: "", ds_ping_interval: 0, ds_probing_threshold: 1 },
      ...{ ds_inactive_threshold: 1, ds_probing_mode: 0, ds_ping_reply_codes: "", ds_ping_method: "OPTIONS" },
      ...{ use_default: false, flags: 0, ds_hash_size: 0, ds_dns_mode: 1, ds_dns_interval: 600, reload_delta: 5 },
    },
    keepalive: { ping_interval: 30, delete_counter: 5, destination: "" },
    dmq: { ping_interval: 60, num_workers: 2, multi_notify: false, server_address: "", notification_address: "" },
    dmq_usrloc: {
      ...{ enable: false, sync: true, batch_size: 0, batch_usleep: 0, batch_msg_contacts: 1, batch_msg_size: 60_000 },
      ...{ replicate_socket_info: 0, usrloc_delete: true },
    },
    dialog: { db_mode: 0, enable_dmq: false, default_timeout: 43_200, ka_timer: 0, ka_interval: 0, send_bye: false },
    htable: { enable_dmq: false, dmq_init_sync: false },
    registrar: {
      ...{ default_expires: 3600, min_expires: 60, max_expires: 0, max_contacts: 0, retry_after: 0 },
      default_expires_range: 0,
    },
    nathelper: {
      natping_interval: 0,
      ping_nated_only: false,
      natping_processes: 1,
      keepalive_timeout: 0,
      sipping_bflag: -1,
    },
    rtpengine: {
      rtpengine_sock: "",
      rtpengine_tout_ms: 1,
      rtpengine_retr: 5,
      rtpengine_disable_tout: 60,
      aggressive_redetection: true,
    },
  });
});

test("OpenSIPS 3.4", () => {
  const modules = [
    "tm",
    "clusterer",
    "usrloc",
    "registrar",
    "nathelper",
    "dialog",
    "dispatcher",
    "load_balancer",
    "drouting",
  ];
  const { tree, remarks } = given({ o: modules.map((one) => `loadmodule "${one}.so"\n`).join("") });
  const { core, parameters } = opensipsFacts(tree, "o", remarks);
  expect(valuesOf(core, "opensips 3.4.18")).toEqual({
    udp_workers: 8,
    tcp_workers: 8,
    tcp_connection_lifetime: 120,
    tcp_connect_timeout: 0.1,
  });
  const all = Object.fromEntries(
    Object.entries(parameters).map(([module, settings]) => [module, valuesOf(settings!, "opensips 3.4.18")]),
  );
  expect(all).toMatchObject({
    tm: { fr_timeout: 30, fr_inv_timeout: 120, restart_fr_on_each_reply: true, T1_timer: 0.5, T2_timer: 4 },
    clusterer: { ping_interval: 4, ping_timeout: 1, node_timeout: 60, seed_fallback_interval: 5 },
    usrloc: {
      ...{ working_mode_preset: "single-instance-no-db", cluster_mode: "none", restart_persistency: "none" },
      ...{ location_cluster: 0, timer_interval: 60, max_contact_delete: 10 },
    },
    registrar: {
      ...{ default_expires: 3600, max_expires: 0, retry_after: 0, pn_enable: false, pn_refresh_timeout: 6 },
      ...{ pn_trigger_interval: 120, pn_skip_pn_interval: 0 },
    },
    nathelper: { natping_interval: 0, ping_threshold: 3, max_pings_lost: 3 },
    dialog: { dialog_replication_cluster: 0, db_mode: 0, options_ping_interval: 30 },
    dispatcher: {
      ds_ping_interval: 0,
      ds_probing_threshold: 3,
      ds_probing_mode: 0,
      persistent_state: true,
      cluster_probing_mode: "all",
    },
    load_balancer: { probing_interval: 30 },
    drouting: { probing_interval: 30 },
  });
});

test("MariaDB 10.11 and Galera 26.4", () => {
  const { tree, remarks } = given({ m: "[mysqld]\n" });
  const { server, galera, clusterNodes } = mariadbFacts(tree, "m", remarks);
  expect(clusterNodes).toBeNull();
  expect(valuesOf(server, "mariadb 10.11.19")).toMatchObject({
    ...{ wsrep_on: false, wsrep_provider: "none", wsrep_cluster_name: "my_wsrep_cluster", wsrep_sst_method: "rsync" },
    ...{ wsrep_sync_wait: 0, wsrep_slave_threads: 1, server_id: 1, port: 3306, read_only: false },
    ...{ rpl_semi_sync_master_enabled: false, rpl_semi_sync_slave_enabled: false, rpl_semi_sync_master_timeout: 10 },
    ...{
      rpl_semi_sync_master_wait_point: "AFTER_COMMIT",
      rpl_semi_sync_master_wait_no_slave: true,
      slave_net_timeout: 60,
    },
    ...{ sync_binlog: 0, innodb_flush_log_at_trx_commit: 1 },
  });
  expect(valuesOf(galera, "galera 26.4.23")).toMatchObject({
    ...{
      "evs.suspect_timeout": 5,
      "evs.inactive_timeout": 15,
      "evs.keepalive_period": 1,
      "evs.inactive_check_period": 0.5,
    },
    ...{
      "evs.install_timeout": 7.5,
      "gmcast.peer_timeout": 3,
      "gcache.size": "128M",
      "gcache.recover": true,
      "pc.weight": 1,
    },
    ...{ "pc.recovery": true, "pc.ignore_quorum": false, "pc.wait_prim_timeout": 30, "gcs.fc_limit": 16 },
  });
});

test("corosync 3.1", () => {
  const facts = corosyncFacts({ path: "c", text: "totem {\n}\n" }, given({}).remarks);
  expect(defaultsIn(facts, "corosync 3.1.7")).toEqual({
    ...{ transport: "knet", token: 3, tokenTimeout: 3, tokenCoefficient: 0.65, consensus: 3.6, tokenRetransmits: 4 },
    ...{ join: 0.05, merge: 0.2, linkMode: "passive" },
    ...{ failReceiveConst: 2500, scheduledInRealTime: true },
  });
});

test("pacemaker 2.1", () => {
  const text =
    '<cib><configuration><resources><primitive id="a" class="systemd" type="kamailio"><operations><op name="monitor" interval="10s"/></operations></primitive></resources></configuration></cib>';
  const facts = pacemakerFacts({ path: "c", text }, given({}).remarks);
  expect(defaultsIn(facts, "pacemaker 2.1.5")).toEqual({
    ...{ fences: true, noQuorumPolicy: "stop", clusterRecheckInterval: 900, dcDeadtime: 20, stonithTimeout: 60 },
    ...{ stonithWatchdogTimeout: 0, priorityFencingDelay: 0, startFailureIsFatal: true, maintenanceMode: false },
  });
  const [resource] = facts.resources;
  expect(defaultsIn(resource!, "pacemaker 2.1.5")).toEqual({
    ...{ startTimeout: 20, stopTimeout: 20, stickiness: 0, migrationThreshold: Infinity, failureTimeout: 0 },
  });
  expect(defaultsIn(resource!.monitors[0]!, "pacemaker 2.1.5")).toEqual({ timeout: 20, onFail: "restart" });
});

test("HAProxy 2.6", () => {
  const { proxies, resolvers } = haproxyFacts(
    { path: "h", text: "backend a\nserver s 192.0.2.1:5060 check\nresolvers r\n" },
    given({}).remarks,
  );
  expect(defaultsIn(proxies[0]!, "haproxy 2.6.12")).toEqual({
    ...{ mode: "tcp", balance: "roundrobin", retries: 3, redispatches: false, timeoutConnect: Infinity },
    ...{ timeoutClient: Infinity, timeoutServer: Infinity, check: "tcp", isDisabled: false },
  });
  expect(defaultsIn(proxies[0]!.servers[0]!, "haproxy 2.6.12")).toEqual({
    ...{ inter: 2, fastinter: 2, downinter: 2, fall: 3, rise: 2, weight: 1, isBackup: false, isDisabled: false },
    ...{ onMarkedDown: "none", observe: "none", errorLimit: 10, onError: "fail-check", slowstart: 0, agentInter: 2 },
    initAddr: "last,libc",
  });
  expect(defaultsIn(resolvers[0]!, "haproxy 2.6.12")).toEqual({
    ...{ retries: 3, timeoutResolve: 1, timeoutRetry: 1, holdNx: 30, holdTimeout: 30, holdValid: 10 },
  });
});

test("Keepalived 2.2", () => {
  const text =
    "vrrp_instance V {\n}\nvrrp_script s {\n}\nvrrp_track_process p {\n}\nvrrp_sync_group g {\n}\nbfd_instance b {\n}\nvirtual_server 192.0.2.1 80 {\nreal_server 192.0.2.2 80 {\nTCP_CHECK {\n}\n}\n}\n";
  const { tree, remarks } = given({ k: text });
  const facts = keepalivedFacts(tree, "k", null, remarks);
  const of = (one: object) => defaultsIn(one, "keepalived 2.2.7");
  expect(of(facts)).toEqual({ scriptSecurity: false });
  expect(of(facts.instances[0]!)).toEqual({
    ...{ state: "BACKUP", priority: 100, advertInterval: 1, version: 2, downTimerAdverts: 3, nopreempt: false },
    ...{ preemptDelay: 0, useVmac: false, ignoresOwnInterface: false, garpMasterDelay: 5, garpMasterRepeat: 5 },
    ...{ garpMasterRefresh: 0, garpLowerPriorityDelay: 5, garpLowerPriorityRepeat: 5, lowerPriorityNoAdvert: false },
    ...{ higherPrioritySendsAdvert: false, strict: false },
  });
  expect(of(facts.scripts[0]!)).toEqual({ interval: 1, timeout: 1, fall: 1, rise: 1, weight: 0, failsAtFirst: false });
  expect(of(facts.processes[0]!)).toEqual({ weight: 0, quorum: 1, delay: 0 });
  expect(of(facts.syncGroups[0]!)).toEqual({ keepsWeights: false });
  expect(of(facts.bfdInstances[0]!)).toEqual({ minTx: 0.01, minRx: 0.01, multiplier: 5 });
  const [server] = facts.virtualServers;
  expect(of(server!)).toEqual({
    protocol: "TCP",
    delayLoop: 60,
    persistenceTimeout: 0,
    opensEachPacket: false,
    quorum: 1,
    alpha: false,
  });
  expect(of(server!.realServers[0]!)).toEqual({ weight: 1, inhibitsOnFailure: false });
  expect(of(server!.realServers[0]!.checks[0]!)).toEqual({
    delayLoop: 60,
    connectTimeout: 5,
    retry: 1,
    delayBeforeRetry: 1,
  });
});
