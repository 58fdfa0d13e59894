/** A primary and replicas of MariaDB behind usrloc, told by my.cnf and db_url; times to live, NAPTR and what Keepalived tracks are told. */
import { expect, test } from "vitest";
import { keepalivedConf, registrarCfg } from "../../src/checks/examples.ts";
import { FileTree } from "../../src/configuration/file-tree.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { importedScenario } from "../../src/deployment/scenario.ts";
import { simulate } from "../../src/experiment/simulate.ts";
import { metricIndex } from "../../src/metrics/catalogue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

function imported(files: Readonly<Record<string, string>>) {
  const read = readConfiguration(new FileTree(Object.entries(files).map(([path, text]) => ({ path, text }))));
  const { text, questions, leftOut } = importedScenario(read, null);
  const { scenario, problems } = parseScenario(text, "imported");
  expect(problems).toBeUndefined();
  return { text, questions: questions.join("\n"), leftOut: leftOut.join("\n"), scenario: scenario! };
}
const pair = (one: string, other: string, url = "mysql://kam:secret@192.0.2.50/kam") => ({
  "kam/kamailio.cfg": registrarCfg(
    `listen=udp:192.0.2.1:5060\nmodparam("usrloc", "db_mode", 3)\nmodparam("usrloc", "db_url", "${url}")`,
  ),
  "db1/my.cnf": `[mysqld]\nserver_id=1\nbind_address=192.0.2.51\nlog_bin=binlog\n${one}\n`,
  "db2/my.cnf": `[mysqld]\nserver_id=2\nbind_address=192.0.2.50\nlog_bin=binlog\n${other}\n`,
});
const databaseIn = ({ scenario }: ReturnType<typeof imported>) =>
  scenario.architecture.tiers.find(({ role }) => role === "database")!;

test("the primary is whom db_url names, and writes wait for a replica that says that it has them", () => {
  const site = imported(
    pair("rpl_semi_sync_slave_enabled=1", "rpl_semi_sync_master_enabled=1\nrpl_semi_sync_master_timeout=3000"),
  );
  const { nodes, active, replication, workers } = databaseIn(site);
  expect(nodes.map(({ name }) => name)).toEqual(["db2", "db1"]);
  expect(active).toBe(1);
  expect(replication).toMatchObject({ kind: "semiSynchronous", copies: 1, timeout: 3 });
  expect(workers).toBe(4); // one proxy of four children
  expect(site.text).toContain("timeout: 3 s # db2/my.cnf:6\n");
  expect(site.questions).toContain("Who promotes db1 when db2 dies?");
  expect(site.text).not.toContain("secret");
});

test.each([
  ["neither side has it", "", ""],
  ["no replica says so", "", "rpl_semi_sync_master_enabled=1"],
  ["nobody waits", "rpl_semi_sync_slave_enabled=1", ""],
])("asynchronous where %s", (_, one, other) => {
  expect(databaseIn(imported(pair(one, other))).replication).toMatchObject({ kind: "asynchronous" });
});

test("where db_url names neither, the one that may be written is the primary", () => {
  const site = imported(pair("read_only=1", "", "mysql://kam@db.example.com/kam"));
  expect(databaseIn(site).nodes.map(({ name }) => name)).toEqual(["db2", "db1"]);
});

test("nobody promotes a replica by itself: with the primary dead, calls fail to the end", async () => {
  const { text } = imported(pair("", ""));
  const short = text
    .replace(/^faults: .*$/m, "faults: [{ at: 10 s, kill: db2, kind: process }]")
    .replace("duration: 120 s", "duration: 30 s")
    .replace("{ exponential: 10 s }", "1 s");
  const { scenario } = parseScenario(short, "imported");
  const [runs] = await simulate([{ scenario: scenario!, replications: 4 }], { engine: "native", workers: 0 });
  const failed = runs!.map((figures) => figures[metricIndex("failedCalls")]!);
  // 20/s for 20 s, Poisson: 400, and the BYEs and ACKs of some before them.
  for (const calls of failed) expect(calls).toBeGreaterThan(320);
});

test("what Keepalived tracks besides scripts is told, with what is lost by it", () => {
  const bfd = "bfd_instance peer {\n    neighbor_ip 192.0.2.3\n    min_tx 50\n    min_rx 40\n    multiplier 4\n}\n";
  const script = 'vrrp_script sip {\n    script "/usr/bin/pgrep -x kamailio"\n    weight -60\n}\n';
  const track = `    track_script {\n        sip\n    }\n    track_bfd {\n        peer\n    }\n    track_interface {\n        eth1\n    }\n    track_file {\n        stop\n    }\n`;
  const { leftOut } = imported({
    "kam1/keepalived.conf": keepalivedConf({ priority: 150, script: bfd + script, track }),
    "kam2/keepalived.conf": keepalivedConf({}),
  });
  // 4 × 50 ms (RFC 5880 §6.8.4), where three advertisements of 1 s are waited for.
  expect(leftOut).toContain(
    "track_bfd peer, which finds a silent host after 200 ms: in the scenario advertisements alone do, after 3 s",
  );
  expect(leftOut).toContain("track_interface eth1");
  expect(leftOut).toContain("track_file stop");
});

test("of a zone that is used, how long its records are kept and what comes first by NAPTR", () => {
  const { leftOut, text } = imported({
    "kam1/kamailio.cfg": registrarCfg("listen=udp:192.0.2.1:5060"),
    "example.com.zone":
      '$ORIGIN example.com.\n$TTL 300\n@ IN SOA ns1 host 1 7200 600 1209600 300\n  IN NS ns1\n@ IN NAPTR 50 50 "s" "SIPS+D2T" "" _sips._tcp\n@ IN NAPTR 10 50 "s" "SIP+D2U" "" _sip._udp\n_sip._udp 86400 IN SRV 1 10 5060 kam1\nkam1 IN A 192.0.2.1\n',
  });
  expect(text).toContain("priority: 1 # example.com.zone:7");
  expect(leftOut).toContain("example.com.zone:7 TTL of 86400 s");
  expect(leftOut).toContain("example.com.zone:6 NAPTR 10 SIP+D2U");
});

test("copies among a pair of registrars are put in, and the database that each writes as well is left out", () => {
  const modules = ["dmq", "dmq_usrloc"];
  const cfg = (mode: number) =>
    registrarCfg(`modparam("usrloc", "db_mode", ${mode})\nmodparam("dmq_usrloc", "enable", 1)`, modules);
  const site = (mode: number) =>
    imported({
      "kam1/keepalived.conf": keepalivedConf({ priority: 150 }),
      "kam2/keepalived.conf": keepalivedConf({}),
      "kam1/kamailio.cfg": cfg(mode),
      "kam2/kamailio.cfg": cfg(mode),
    });
  expect(site(1).text).toContain("copiedTo: all proxies");
  expect(site(1).leftOut).toContain(
    "beside copies among the proxies, the database that usrloc writes to (write-through)",
  );
  expect(site(3).text).toMatch(/bindings:\n\s+database:/);
  expect(imported({ "kam/kamailio.cfg": cfg(1) }).text).toContain("mode: write-through");
});
