/** The other daemons' files: what they say, at which line, and what the daemons take where they say nothing. */
import { describe, expect, test } from "vitest";
import { corosyncFacts } from "../../src/configuration/corosync/read.ts";
import { dispatcherListFacts } from "../../src/configuration/dispatcher-list/read.ts";
import { haproxyFacts } from "../../src/configuration/haproxy/read.ts";
import { secondsOf as haproxySeconds } from "../../src/configuration/haproxy/values.ts";
import { mariadbFacts } from "../../src/configuration/mariadb/read.ts";
import { pacemakerFacts } from "../../src/configuration/pacemaker/read.ts";
import { scoreOf, secondsOf } from "../../src/configuration/pacemaker/values.ts";
import { ttlOf, zoneFacts } from "../../src/configuration/zone/read.ts";
import { CIB_XML, COROSYNC_CONF, DISPATCHER_LIST, HAPROXY_CFG, MY_CNF, ZONE } from "./samples.ts";
import { given, lines, told } from "./told.ts";

function corosync(text: string) {
  const { remarks } = given({});
  return { facts: corosyncFacts({ path: "c", text }, remarks), remarks };
}
const COROSYNC = "default of corosync 3.1.7";

describe("corosync.conf", () => {
  const { facts, remarks } = corosync(COROSYNC_CONF);

  test("with three nodes the token is waited for 650 ms longer, and consensus is 1.2 times that", () => {
    expect(told(facts.token)).toBe("1 c:6");
    expect(facts.tokenTimeout.value).toBe(1.65);
    expect(facts.consensus.value).toBe(1.98);
    expect(facts.consensus.origin.kind).toBe("default");
  });

  test("without a file's word it is 3 s; two nodes add nothing", () => {
    const two = corosync("totem {\n}\nnodelist {\nnode {\nring0_addr: a\n}\nnode {\nring0_addr: b\n}\n}").facts;
    expect([two.token, two.tokenTimeout].map(told)).toEqual([`3 ${COROSYNC}`, `3 ${COROSYNC}`]);
    expect(two.consensus.value).toBe(3.6);
    expect(told(corosync("totem {\nconsensus: 4000\n}").facts.consensus)).toBe("4 c:2");
  });

  test("pings of a link go by the token and the pongs that it needs, unless its interface says them", () => {
    const { links } = corosync(
      "totem {\ninterface {\nlinknumber: 0\n}\ninterface {\nlinknumber: 1\nknet_pong_count: 3\nknet_ping_timeout: 800\n}\n}",
    ).facts;
    expect(links.map(({ pingInterval, pingTimeout }) => [told(pingInterval), told(pingTimeout)])).toEqual([
      [`0.75 ${COROSYNC}`, `1.5 ${COROSYNC}`],
      [`0.5 ${COROSYNC}`, "0.8 c:8"],
    ]);
  });

  test("nodes have their addresses on each link, and their votes", () => {
    expect(facts.nodes.map(({ addresses }) => addresses.map(({ value }) => value))).toEqual([
      ["10.1.0.1", "10.2.0.1"],
      ["10.1.0.2"],
      ["10.1.0.3"],
    ]);
    expect(facts.nodes.map(({ votes }) => told(votes))).toEqual([`1 ${COROSYNC}`, `1 ${COROSYNC}`, "2 c:29"]);
  });

  test("a device votes; two_node brings wait_for_all; no provider is no quorum", () => {
    expect(told(facts.quorum!.device!.host)).toBe("arbiter.example.net c:38");
    expect(told(facts.quorum!.device!.timeout)).toBe("10 default of corosync-qdevice 3.0.3");
    const two = corosync("quorum {\nprovider: corosync_votequorum\ntwo_node: 1\n}").facts.quorum!;
    expect([two.twoNode, two.waitForAll].map(told)).toEqual(["true c:3", "true c:3"]);
    const none = corosync("quorum {\ntwo_node: 1\n}");
    expect(none.facts.quorum).toBeNull();
    expect(lines(none.remarks.problems)).toEqual(["c:1 names no provider; corosync knows no quorum"]);
  });

  test("nothing is left that is not understood; a line that is nothing is told", () => {
    expect(lines([...remarks.unknown, ...remarks.problems])).toEqual([]);
    expect(lines(corosync("totem {\ntoken 1000\n}").remarks.problems)).toHaveLength(1);
    expect(lines(corosync("totem {\ntokn: 1000\n}").remarks.unknown)).toEqual(["c:2 tokn 1000"]);
  });
});

describe("a CIB", () => {
  const { remarks } = given({});
  const facts = pacemakerFacts({ path: "cib", text: CIB_XML }, remarks);
  const [vip, kam, rtp] = facts.resources;
  const PACEMAKER = "default of pacemaker 2.1.5";

  test("options of fencing by the names that they have since 3.0.2", () => {
    const text = CIB_XML.replace('name="stonith-enabled"', 'name="fencing-enabled"');
    const { remarks } = given({});
    expect(told(pacemakerFacts({ path: "cib", text }, remarks).fences)).toMatch(/^false cib:/);
  });

  test("options of the cluster", () => {
    expect([facts.fences, facts.clusterRecheckInterval, facts.noQuorumPolicy].map(told)).toEqual([
      "false cib:6",
      "120 cib:7",
      `stop ${PACEMAKER}`,
    ]);
    expect(facts.nodes.map(({ name }) => name)).toEqual(["sip1", "sip2"]);
  });

  test("a resource is checked as its operation says, else as op_defaults, else as pacemaker does", () => {
    expect(vip!.agent).toBe("ocf:heartbeat:IPaddr2");
    expect(told(vip!.parameters["ip"]!)).toBe("192.0.2.10 cib:19");
    expect(vip!.monitors.map(({ interval, timeout, onFail }) => [interval, timeout, onFail].map(told))).toEqual([
      ["10 cib:22", "5 cib:22", `restart ${PACEMAKER}`],
    ]);
    expect(kam!.monitors.map(({ interval, timeout, onFail }) => [interval, timeout, onFail].map(told))).toEqual([
      ["0.5 cib:31", "15 cib:54", "standby cib:31"],
    ]); // the one that is switched off is none
    expect(rtp!.monitors).toEqual([]);
    expect([kam!.startTimeout, kam!.stopTimeout].map(told)).toEqual(["90 cib:33", "15 cib:54"]);
  });

  test("failures: from itself, from rsc_defaults, else never forgotten", () => {
    expect([kam!.migrationThreshold, kam!.failureTimeout, kam!.stickiness].map(told)).toEqual([
      "3 cib:27",
      "90 cib:28",
      "100 cib:49",
    ]);
    expect(told(vip!.migrationThreshold)).toBe(`Infinity ${PACEMAKER}`);
  });

  test("where it stands, and with whom", () => {
    expect(kam!.inside).toEqual([{ kind: "group", id: "front" }]);
    expect(rtp!.inside).toEqual([{ kind: "clone", id: "rtp-clone" }]);
    expect(facts.constraints.map(({ kind, resources, node, score }) => [kind, resources, node, score])).toEqual([
      ["location", ["front"], "sip1", 50],
      ["colocation", ["front", "rtp-clone"], null, Infinity],
      ["order", ["rtp-clone", "front"], null, null],
    ]);
  });

  test("a device that would fence while fencing is off is told", () => {
    expect(lines(remarks.problems)).toEqual(["cib:40 ipmi would fence, but stonith-enabled is false"]);
  });

  test("durations and scores as pacemaker writes them", () => {
    expect(["10", "10s", "500ms", "2min", "1h", "PT1M30S", "P1DT1S", "x", ""].map(secondsOf)).toEqual([
      ...[10, 10, 0.5, 120, 3600, 90, 86_401, NaN, NaN],
    ]);
    expect(["5", "-5", "INFINITY", "-INFINITY", "1000000", "x"].map(scoreOf)).toEqual([
      ...[5, -5, Infinity, -Infinity, Infinity, NaN],
    ]);
  });

  test("what is no XML is told once, and read as far as it goes", () => {
    const half = given({});
    const read = pacemakerFacts({ path: "cib", text: CIB_XML.slice(0, 900) }, half.remarks);
    expect(lines(half.remarks.problems)).toHaveLength(1);
    expect(read.nodes).toHaveLength(2);
  });
});

test("dispatcher.list: sets, flags, weights; a line that is no destination is told", () => {
  const { remarks } = given({});
  const { destinations } = dispatcherListFacts({ path: "d", text: `${DISPATCHER_LIST}1 192.0.2.9:5060\n` }, remarks);
  expect(
    destinations.map(({ set, uri, flags, priority, weight, maxLoad }) =>
      [set, uri, flags, priority, weight, maxLoad].map((one) => one.value),
    ),
  ).toEqual([
    [1, "sip:192.0.2.21:5060", 0, 10, 70, 200],
    [1, "sip:192.0.2.22:5060", 8, 5, 30, 0],
    [2, "sip:gw.example.net;transport=tcp", 0, 0, 0, 0],
  ]);
  expect(told(destinations[2]!.flags)).toBe("0 default of kamailio 5.6.3");
  expect(destinations[1]!.attributes).toEqual({ duid: "b", weight: "30" });
  expect(lines(remarks.problems)).toEqual(["d:5 192.0.2.9:5060 is no SIP URI; the dispatcher does not load the file"]);
});

describe("haproxy.cfg", () => {
  const { remarks } = given({});
  const { proxies, resolvers } = haproxyFacts({ path: "h", text: HAPROXY_CFG }, remarks);
  const [front, back, stats] = proxies;
  const HAPROXY = "default of haproxy 2.6.12";

  test("a proxy takes from the defaults before it, and another defaults starts afresh", () => {
    expect(front!.binds.map(told)).toEqual(["192.0.2.10:5060 h:15"]);
    expect(told(front!.defaultBackend)).toBe("registrars h:16");
    expect(
      [back!.mode, back!.retries, back!.redispatches, back!.timeoutConnect, back!.timeoutClient].map(told),
    ).toEqual([...["tcp h:6", "2 h:10", "true h:11", "5 h:7", "50 h:8"]]);
    expect([stats!.mode, stats!.retries, stats!.redispatches, stats!.timeoutConnect].map(told)).toEqual([
      ...["http h:28", `3 ${HAPROXY}`, "false h:32", `Infinity ${HAPROXY}`],
    ]);
  });

  test("a server says what it does not leave to default-server, and HAPROXY does the rest", () => {
    const [reg1, reg2, reg3] = back!.servers;
    expect([reg1!.isChecked, reg1!.inter, reg1!.fall, reg1!.rise, reg1!.weight].map(told)).toEqual([
      ...["true h:23", "3 h:12", "2 h:12", `2 ${HAPROXY}`, "20 h:23"],
    ]);
    expect([reg2!.inter, reg2!.fastinter, reg2!.downinter, reg2!.rise, reg2!.isBackup].map(told)).toEqual([
      ...["1 h:24", "1 h:24", "10 h:24", "3 h:24", "true h:24"],
    ]);
    expect([told(reg3!.address), reg3!.port, told(reg3!.isChecked), told(reg3!.onMarkedDown)]).toEqual([
      ...["[2001:db8::3] h:25", 5060, "false h:25", "shutdown-sessions h:25"],
    ]);
    expect([told(back!.check), told(back!.timeoutCheck), told(back!.balance)]).toEqual([
      "tcp-check h:20",
      "1.5 h:22",
      "source h:19",
    ]);
  });

  test("a template makes servers; its resolver holds a missing name for 5 s", () => {
    expect(stats!.servers.map(({ name, count, initAddr }) => [name, count, told(initAddr)])).toEqual([
      ["pod", 3, "none h:34"],
    ]);
    expect([resolvers[0]!.holdNx, resolvers[0]!.holdTimeout].map(told)).toEqual(["5 h:38", `30 ${HAPROXY}`]);
    expect(lines([...remarks.unknown, ...remarks.problems])).toEqual([]);
  });

  test("what is of no consequence is told, with its line, as is what is not understood", () => {
    const other = given({});
    const text = "defaults\nlog global\nfrobnicate 1\nbackend b\nstats uri /x\nserver s a:1 chek\nspork 2\n";
    haproxyFacts({ path: "h", text }, other.remarks);
    expect(lines(other.remarks.irrelevant)).toEqual(["h:2 log global", "h:5 stats uri /x"]);
    expect(lines(other.remarks.unknown)).toEqual([
      "h:3 frobnicate 1",
      "h:6 chek, as option of a server",
      "h:7 spork 2",
    ]);
  });

  test("quotation marks and backslashes keep words together, as a shell has it", () => {
    const text = "backend b\nserver \"a b\" c:1 cookie x\\ y check # no check\nserver 'd\\e' f:2 cookie 'z' weight 7\n";
    const { servers } = haproxyFacts({ path: "h", text }, given({}).remarks).proxies[0]!;
    expect(servers.map(({ name, isChecked, weight }) => [name, isChecked.value, weight.value])).toEqual([
      ["a b", true, 1],
      ["d\\e", false, 7],
    ]);
  });

  test("a proxy may name the defaults that it goes by", () => {
    const text =
      "defaults a\nretries 7\ndefaults b\nretries 8\nbackend x from a\nbackend y\ndefaults c from a\nmode http\nbackend z\n";
    const read = haproxyFacts({ path: "h", text }, remarks);
    expect(read.proxies.map(({ name, retries }) => [name, retries.value])).toEqual([
      ["x", 7],
      ["y", 8],
      ["z", 7],
    ]);
  });

  test("times: milliseconds unless a unit stands there", () => {
    expect(["100", "2s", "1m", "250us", "1h", "1.5s", ""].map((one) => haproxySeconds(one))).toEqual([
      0.1,
      2,
      60,
      0.00025,
      3600,
      NaN,
      NaN,
    ]);
  });
});

describe("a zone", () => {
  const { tree, remarks } = given({ "z/db.example.com": ZONE });
  const facts = zoneFacts(tree, "z/db.example.com", remarks);

  test("SRV, NAPTR and addresses with absolute names and times to live", () => {
    expect(
      facts.srv.map(({ name, priority, weight, port, target, ttl }) => [
        name,
        priority,
        weight,
        port,
        target,
        told(ttl),
      ]),
    ).toEqual([
      ["_sip._udp.example.com", 10, 60, 5060, "sip1.example.com", "60 z/db.example.com:10"],
      ["_sip._udp.example.com", 10, 40, 5060, "sip2.example.com", "60 z/db.example.com:11"],
      ["_sip._udp.example.com", 20, 0, 5060, "sip3.example.net", "300 z/db.example.com:12"],
    ]);
    expect(facts.naptr.map(({ name, order, service, replacement }) => [name, order, service, replacement])).toEqual([
      ["example.com", 10, "SIP+D2U", "_sip._udp.example.com"],
      ["example.com", 20, "SIP+D2T", "_sip._tcp.example.com"],
    ]);
    expect(facts.addresses.map(({ name, address, ttl }) => `${name} ${address} ${told(ttl)}`)).toEqual([
      "sip1.example.com 192.0.2.21 3600 z/db.example.com:2",
      "sip1.example.com 2001:db8::21 3600 z/db.example.com:2",
      "sip2.example.com 192.0.2.22 300 z/db.example.com:15",
    ]);
    expect(facts.aliases[0]).toMatchObject({ name: "www.example.com", target: "sip1.example.com" });
    expect(told(facts.negativeTtl)).toBe("300 z/db.example.com:3");
    expect(facts.nameServers).toEqual(["ns1.example.com"]);
    expect(lines(remarks.irrelevant)).toEqual(["z/db.example.com:17 mail.example.com MX"]);
    expect(lines([...remarks.unknown, ...remarks.problems])).toEqual([]);
  });

  test("without $ORIGIN the zone is named as its file; without $TTL the SOA's minimum counts", () => {
    const other = given({ "db.example.org": "@ IN SOA a b ( 1 2 3 4 90 )\nsip A 192.0.2.1\n" });
    const read = zoneFacts(other.tree, "db.example.org", other.remarks);
    expect(read.addresses.map(({ name, ttl }) => `${name} ${ttl.value}`)).toEqual(["sip.example.org 90"]);
    expect(told(read.origin)).toBe("example.org assumed");
  });

  test("an include has its own origin and gives back the one before", () => {
    const other = given({ "db.a.net": "$TTL 60\n$INCLUDE sub.inc sub\nx A 192.0.2.1\n", "sub.inc": "y A 192.0.2.2\n" });
    expect(zoneFacts(other.tree, "db.a.net", other.remarks).addresses.map(({ name }) => name)).toEqual([
      "y.sub.a.net",
      "x.a.net",
    ]);
  });

  test("what is no record is told", () => {
    const other = given({ z: "$ORIGIN a.\n$TTL 60\nx SRV 10 20 sip\ny FOO bar\nz SRV 1 1 70000 t\n" });
    zoneFacts(other.tree, "z", other.remarks);
    expect(lines(other.remarks.problems)).toHaveLength(2);
    expect(lines(other.remarks.unknown)).toEqual(["z:4 y FOO bar"]);
    expect(["1h30m", "2W", "90", "", "h"].map(ttlOf)).toEqual([5400, 1_209_600, 90, NaN, NaN]);
  });
});

describe("my.cnf", () => {
  const { tree, remarks } = given({ "m.cnf": MY_CNF });
  const facts = mariadbFacts(tree, "m.cnf", remarks);
  const MARIADB = "default of mariadb 10.11.19";

  test("a node of Galera, its peers and its time-outs", () => {
    expect([told(facts.isGalera), facts.clusterNodes]).toEqual([
      "true m.cnf:11",
      ["10.1.0.1", "10.1.0.2:4567", "10.1.0.3"],
    ]);
    expect(
      [facts.server.wsrep_node_address, facts.server.wsrep_sst_method, facts.server.wsrep_sync_wait].map(told),
    ).toEqual([...["10.1.0.1 m.cnf:14", "mariabackup m.cnf:15", `0 ${MARIADB}`]]);
    expect(
      ["evs.suspect_timeout", "evs.inactive_timeout", "gcache.size", "evs.keepalive_period"].map((key) =>
        told(facts.galera[key as "gcache.size"]),
      ),
    ).toEqual([...["2.5 m.cnf:16", "10 m.cnf:16", "1G m.cnf:16", "1 default of galera 26.4.23"]]);
    expect([facts.server.innodb_flush_log_at_trx_commit, facts.server.sync_binlog].map(told)).toEqual([
      "2 m.cnf:6",
      `0 ${MARIADB}`,
    ]);
  });

  test("includes, and the last line that says a thing", () => {
    const other = given({
      "etc/my.cnf": "[mysqld]\nserver-id=1\n!includedir /etc/my.cnf.d\n",
      "etc/my.cnf.d/a.cnf":
        "[mariadb]\nserver_id = 7\nrpl_semi_sync_master_enabled\nrpl-semi-sync-master-timeout=2500\n",
      "etc/my.cnf.d/not.txt": "[mysqld]\nserver_id=9\n",
    });
    const { server, isGalera } = mariadbFacts(other.tree, "etc/my.cnf", other.remarks);
    expect(
      [server.server_id, server.rpl_semi_sync_master_enabled, server.rpl_semi_sync_master_timeout, isGalera].map(told),
    ).toEqual([
      ...["7 etc/my.cnf.d/a.cnf:2", "true etc/my.cnf.d/a.cnf:3", "2.5 etc/my.cnf.d/a.cnf:4", `false ${MARIADB}`],
    ]);
  });

  test("a provider without wsrep_on is told", () => {
    const other = given({ m: "[mysqld]\nwsrep_provider=/usr/lib/libgalera_smm.so\n" });
    expect(told(mariadbFacts(other.tree, "m", other.remarks).isGalera)).toBe("true assumed");
    expect(lines(other.remarks.problems)[0]).toMatch(/^m:2 names a provider/);
  });
});
