/** Several files together: which is which, whose it is, and that nothing is read twice or from elsewhere. */
import { expect, test } from "vitest";
import { FileTree } from "../../src/configuration/file-tree.ts";
import { recognise } from "../../src/configuration/kinds.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { hostsOf } from "../../src/deployment/hosts.ts";
import * as samples from "./samples.ts";
import { given, lines } from "./told.ts";

const KINDS = samples.BY_KIND;

test.each(KINDS)("%s is recognised by what stands in it, whatever it is called", (kind, text) => {
  expect(recognise("x", text)).toBe(kind);
  expect(recognise("haproxy.cfg", text)).toBe(kind);
});

test("a dispatcher.list without SIP URIs is one by its name, and its lines are told", () => {
  expect(recognise("list", "1 gw.example.net:5060\n")).toBeNull();
  const { readings } = readConfiguration(given({ "dispatcher.list": "1 gw.example.net:5060\n" }).tree);
  expect(readings.map(({ kind, problems }) => [kind, problems.length])).toEqual([["dispatcher-list", 1]]);
});

test("a my.cnf with a socket and a port is no kamailio.cfg, and a list by its name may have parameters in its URIs", () => {
  expect(recognise("my.cnf", "[client]\nport = 3306\nsocket = /run/mysqld/mysqld.sock\n[mysqld]\nport = 3306\n")).toBe(
    "mariadb",
  );
  expect(recognise("dispatcher.list", "1 sip:gw.example.net;transport=tls 0 1 socket=tls:192.0.2.2:5061\n")).toBe(
    "dispatcher-list",
  );
});

test("all of them together are read as what they are", () => {
  const { readings } = readConfiguration(
    given(Object.fromEntries(KINDS.map(([kind, text]) => [`one/${kind}`, text]))).tree,
  );
  const said = readings.map((one): unknown => {
    if (one.kind === "keepalived") return one.facts.routerId!.value;
    if (one.kind === "corosync") return one.facts.clusterName!.value;
    if (one.kind === "pacemaker") return one.facts.nodes.length;
    if (one.kind === "kamailio" || one.kind === "opensips") return one.facts.listens.length;
    if (one.kind === "dispatcher-list") return one.facts.destinations.length;
    if (one.kind === "haproxy") return one.facts.proxies.length;
    return one.kind === "zone" ? one.facts.srv.length : one.facts.clusterNodes!.length;
  });
  expect(readings.map(({ kind }) => kind)).toEqual(KINDS.map(([kind]) => kind));
  expect(said).toEqual(["dir1", "sip", 2, 2, 2, 3, 3, 3, 3]);
});

test.each([
  ["prose", "The default route is that of the backend server.\nlisten to it.\n"],
  ["a script", "#!/bin/sh\nset -e\nexec keepalived -n\n"],
  ["another XML", "<project><configuration><a/></configuration></project>"],
  ["YAML", "global:\n  scrape_interval: 15s\n"],
  ["nothing", ""],
  [
    "a page about Keepalived",
    "# My cluster\n\nThis is how it is set up.\nFirst install it.\nThen write:\n\n```\nvrrp_instance A {\n}\n```\n",
  ],
  [
    "a page about Kamailio",
    '# Proxy\n\nWritten by me.\nAnd by her.\nWith:\n```\nloadmodule "tm.so"\nroute {\n}\n```\n',
  ],
  [
    "a program with a zone in it",
    'use std::fs;\nuse a::b;\nfn main() {\n let z = "\n$TTL 60\n@ IN SOA a b (1 2 3 4 5)\n";\n}\n',
  ],
])("%s is none of them", (_, text) => {
  expect(recognise("keepalived.conf", text)).toBeNull();
});

test("hosts are told apart by their folders, else by router_id, else by the file's name", () => {
  const conf = (id: string): string => `global_defs {\nrouter_id ${id}\n}\nvrrp_instance V {\n}\n`;
  const { readings } = readConfiguration(
    given({
      "site/kam1/etc/keepalived/keepalived.conf": conf("x"),
      "site/kam2/keepalived.conf": conf("y"),
      "keepalived.conf": conf("lb3"),
      "haproxy-edge1.cfg": samples.HAPROXY_CFG,
    }).tree,
  );
  expect(readings.map(({ kind, host }) => [kind, host.value])).toEqual([
    ["keepalived", "kam1"],
    ["keepalived", "kam2"],
    ["keepalived", "lb3"],
    ["haproxy", "edge1"],
  ]);
});

test("two files of a kind that one folder would give to one host are told apart, by folders or by names", () => {
  const conf = "global_defs {\nrouter_id LVS_DEVEL\n}\nvrrp_instance V {\n}\n";
  const hosts = (files: Record<string, string>): string[] =>
    hostsOf(readConfiguration(given(files).tree).readings).map(
      ({ name, keepalived, sip }) => `${name}:${keepalived?.path ?? ""} ${sip?.path ?? ""}`,
    );
  const two = (one: string, other: string): string[] => hosts({ [one]: conf, [other]: conf });
  expect(two("p/keepalived-master.conf", "p/keepalived-backup.conf")).toEqual([
    ...["master:p/keepalived-master.conf ", "backup:p/keepalived-backup.conf "],
  ]);
  expect(two("p/keepalived.conf.lb1", "p/keepalived.conf.lb2").map((one) => one.slice(0, 4))).toEqual(["lb1:", "lb2:"]);
  expect(two("a1.conf", "a2.conf").map((one) => one.slice(0, 3))).toEqual(["a1:", "a2:"]);
  expect(two("p/master/keepalived.conf", "p/backup/etc/keepalived.conf").map((one) => one.split(":")[0])).toEqual([
    ...["master", "backup"],
  ]);
  expect(two("p/keepalived.conf", "p/local-keepalived.conf").map((one) => one.split(":")[0])).toEqual([
    ...["keepalived", "local"],
  ]);
  expect(two("p/local/keepalived.conf", "p/server/keepalived.conf").map((one) => one.split(":")[0])).toEqual(["p"]);
  const both = hosts({
    "p/1-keepalived.conf": conf,
    "p/2-keepalived.conf": conf,
    "p/kamailio.cfg": samples.KAMAILIO_CFG,
  });
  expect(both.map((one) => one.endsWith(" p/kamailio.cfg"))).toEqual([true, true]);
});

test("of a SIP server's files one is the host's: parts that nothing takes in and copies beside it are told", () => {
  const part = 'loadmodule "htable.so"\nroute[PART] {\n}\n';
  const files = { "k/a-role.cfg": part, "k/kamailio.cfg": samples.KAMAILIO_CFG, "k/old.cfg": samples.KAMAILIO_CFG };
  const { readings } = readConfiguration(given(files).tree);
  expect(readings.map(({ path }) => path)).toEqual(["k/kamailio.cfg"]);
  expect(lines(readings[0]!.problems)).toEqual([
    "k/a-role.cfg:1 is left out: it has no main route, and no file takes it in",
    "k/old.cfg:1 is left out: k/kamailio.cfg is taken for the file of k",
  ]);
});

test("parts alone are no hosts, and the file of the usual name is one's own though its main route is missing", () => {
  const part = 'loadmodule "htable.so"\nroute[PART] {\n}\n';
  const paths = (files: Record<string, string>): string[] =>
    readConfiguration(given(files).tree).readings.map(({ path }) => path);
  expect(paths({ "k/a-role.cfg": part, "k/b-role.cfg": part })).toEqual(["k/a-role.cfg"]);
  expect(paths({ "k/a-role.cfg": part, "k/kamailio.cfg": part })).toEqual(["k/kamailio.cfg"]);
});

test("a file that another takes in is read there, and only there, in whatever order they come", () => {
  const { readings, others } = readConfiguration(
    given({
      "kam1/conf.d/vi.conf": "vrrp_instance V {\npriority 3\n}\n",
      "kam1/keepalived.conf": "global_defs {\n}\ninclude /etc/keepalived/conf.d/*.conf\n",
      "kam1/dispatcher.list": samples.DISPATCHER_LIST,
      "kam1/notes.txt": "ask before you change this",
    }).tree,
  );
  expect(readings.map(({ kind, path }) => [kind, path])).toEqual([
    ["keepalived", "kam1/keepalived.conf"],
    ["dispatcher-list", "kam1/dispatcher.list"],
  ]);
  expect(others.map(({ path }) => path)).toEqual(["kam1/notes.txt"]);
});

test("an absolute path is looked for in the copy of its own host", () => {
  const file = (priority: number): string => `vrrp_instance V {\npriority ${priority}\n}\n`;
  const { readings } = readConfiguration(
    given({
      "kam1/etc/keepalived/keepalived.conf": "include /etc/keepalived/vi.conf\nglobal_defs {\n}\n",
      "kam1/etc/keepalived/vi.conf": file(1),
      "kam2/etc/keepalived/keepalived.conf": "include /etc/keepalived/vi.conf\nglobal_defs {\n}\n",
      "kam2/etc/keepalived/vi.conf": file(2),
    }).tree,
  );
  expect(readings.map((one) => (one.kind === "keepalived" ? one.facts.instances[0]!.priority.value : null))).toEqual([
    1, 2,
  ]);
});

test.each([
  "/etc/passwd",
  "../../../../etc/passwd",
  "../outside.conf",
  "/proc/self/environ",
  "~/.ssh/id_rsa",
  "|id",
  "`id`",
  "$(id)",
  "a/../../../b.conf",
])("an include of %s leads nowhere: only what is in the tree is there", (path) => {
  const files = {
    "in/keepalived.conf": `global_defs {\n}\ninclude ${path}\n`,
    "in/kamailio.cfg": `#!KAMAILIO\ninclude_file "${path}"\n`,
    "in/my.cnf": `[mysqld]\n!include ${path}\n`,
    "in/db.a.net": `$TTL 60\n$INCLUDE ${path}\n`,
  };
  const { readings } = readConfiguration(given(files).tree);
  expect(readings).toHaveLength(4);
  for (const { problems } of readings)
    expect(lines(problems).join()).toMatch(/includes .*, which is not among the files/);
});

test("files that take each other in are told, and end", () => {
  const files = {
    "keepalived.conf": "global_defs {\n}\ninclude b.conf\n",
    "b.conf": "include keepalived.conf\nvrrp_instance V {\n}\n",
    "my.cnf": "[mysqld]\n!include my.cnf\n",
    "db.a.net": "$TTL 60\n$INCLUDE db.a.net\n",
    "kamailio.cfg": '#!KAMAILIO\ninclude_file "kamailio.cfg"\n',
  };
  const { readings } = readConfiguration(given(files).tree);
  const said = readings.map(({ problems }) => lines(problems).join());
  expect(said.length).toBeGreaterThanOrEqual(4);
  for (const one of said) expect(one).toMatch(/included by itself, or too deeply/);
});

test("stars match within one folder, and do so in bounded time", () => {
  const tree = new FileTree([
    { path: "d/a.conf", text: "" },
    { path: "d/e/b.conf", text: "" },
    { path: `d/${"a".repeat(200)}`, text: "" },
  ]);
  expect(tree.included("d/x", "*.conf").map(({ path }) => path)).toEqual(["d/a.conf"]);
  expect(tree.included("x", "d/?.conf").map(({ path }) => path)).toEqual(["d/a.conf"]);
  expect(tree.included("d/x", `${"*a".repeat(200)}*b`)).toEqual([]);
});
