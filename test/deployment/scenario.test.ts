/** Configurations as one scenario: it is read without a problem, says what the files say, and each value tells where it comes from. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FileTree } from "../../src/configuration/file-tree.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { importedScenario, isImported } from "../../src/deployment/scenario.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { directorsOf } from "../../src/service/directors.ts";
import { CIB_XML, KAMAILIO_CFG, KEEPALIVED_CONF, MY_CNF, ZONE } from "../configuration/samples.ts";

type Files = Readonly<Record<string, string>>;
function imported(files: Files, previous: string | null = null) {
  const tree = new FileTree(Object.entries(files).map(([path, text]) => ({ path, text })));
  return importedScenario(readConfiguration(tree), previous);
}
/** The scenario that a text says, which must be one without problems. */
function scenarioIn(text: string) {
  const read = parseScenario(text, "imported");
  expect(read.problems).toBeUndefined();
  return read.scenario!;
}

const keepalived = (lines: string, global = ""): string =>
  `global_defs {\n${global}\n}\nvrrp_instance SIP {\ninterface eth0\nvirtual_router_id 51\nvirtual_ipaddress {\n192.0.2.10\n}\n${lines}\n}\nvrrp_script sip {\nscript "pgrep kamailio"\n}\n`;
const REGISTRAR =
  'loadmodule "tm.so"\nloadmodule "usrloc.so"\nrequest_route {\nsave("location");\nlookup("location");\nt_relay();\n}\n';

const TRACK = "track_script {\nsip\n}\n";
/** Everything about it but its title, as plain data. */
const plainly = ({ title: _, preset: __, ...rest }: { readonly title: string; readonly preset: string }): unknown =>
  JSON.parse(JSON.stringify(rest));

test("a pair of Kamailios behind Keepalived, with the defaults of both, is the preset of that name", () => {
  const { text } = imported({
    "proxy-1/keepalived.conf": keepalived(`priority 150\n${TRACK}`),
    "proxy-2/keepalived.conf": keepalived(`priority 100\n${TRACK}`),
    "proxy-1/kamailio.cfg": `#!KAMAILIO\nchildren=1\n${REGISTRAR}`,
    "proxy-2/kamailio.cfg": `#!KAMAILIO\nchildren=1\n${REGISTRAR}`,
  });
  const preset = scenarioIn(
    "format: 2\narchitecture: { preset: kamailio-keepalived }\ntraffic: { calls: { rate: 1/s, duration: 1 s } }\n",
  );
  const named = text.replaceAll("  SIP:\n", "  VIP:\n");
  const expected = plainly(preset.architecture) as { watches: { detector: { priorities: object } }[] };
  const found = plainly(scenarioIn(named).architecture) as typeof expected;
  // The preset leaves to the tier what the backup's file says.
  expect(found.watches[0]!.detector.priorities).toEqual({ "proxy-1": 150, "proxy-2": 100 });
  found.watches[0]!.detector.priorities = expected.watches[0]!.detector.priorities;
  expect(found).toEqual(expected);
});

test("of several virtual routers each has its own lines, and what moves with another is told", () => {
  const file = (one: number, other: number): string =>
    `vrrp_instance A {\nvirtual_router_id 1\npriority ${one}\nvirtual_ipaddress {\n192.0.2.10\n}\n}\nvrrp_instance B {\nvirtual_router_id 2\nadvert_int 2\npriority ${other}\nvirtual_ipaddress {\n192.0.2.11\n}\n}\n`;
  const { text } = imported({ "p1/keepalived.conf": file(150, 150), "p2/keepalived.conf": file(100, 90) });
  expect(text).toMatch(
    /B:\s+p1: 150 # p1\/keepalived.conf:11\s+p2: 100 # assumed: its addresses move with those of A\n/,
  );
  expect(text).toContain("# - p2/keepalived.conf:11 priority 90 of B: its addresses move with those of A\n");
  expect(text).toContain("advert_int 2 of B: all of them have that of A in the scenario\n");
  scenarioIn(text);
});

test("a director with destinations in a database and bindings of its own: neither list nor memory is made out of that", () => {
  const text = imported({
    "k/dispatcher.list": "1 sip:192.0.2.21:5060\n",
    "k/kamailio.cfg": `#!KAMAILIO\nchildren=8\nsocket_workers=3\nlisten=udp:192.0.2.2:5060\nloadmodule "dispatcher.so"\nmodparam("dispatcher", "db_url", "mysql://h/d")\n${REGISTRAR.replace("t_relay();", 'ds_select_dst("1", "4");\nt_relay();')}`,
  }).text;
  expect(text).toContain("workers: 3 # k/kamailio.cfg:3");
  expect(text).toContain("active: [proxy, proxy-2] # assumed");
  expect(text).toContain("# - k/dispatcher.list: k/kamailio.cfg:6 reads destinations from a database\n");
  expect(text).not.toContain("No usrloc is among the files");
  expect(text).toContain("assumed: the usrloc of k/kamailio.cfg is a director's");
  scenarioIn(text);
});

test("what the testbed's Keepalived is told is what its scenario says", () => {
  const watch = (text: string) => scenarioIn(text).architecture.watches[0]!.detector;
  const { text } = imported({
    "p1/keepalived.conf": keepalived(`version 3\nadvert_int 0.1\npriority 150\n${TRACK}`),
    "sb/keepalived.conf": keepalived(`version 3\nadvert_int 0.1\npriority 100\n${TRACK}`),
  });
  const { priorities: _, ...found } = watch(text) as { priorities?: object };
  expect(found).toEqual(watch(readFileSync("scenarios/testbed/iprs-vrrp.yaml", "utf8")));
});

test("directors that hash Call-IDs before proxies with a database, as on the testbed, are what its scenario says", () => {
  const director =
    '#!KAMAILIO\nchildren=4\nlisten=udp:192.0.2.10:5060\nloadmodule "tm.so"\nloadmodule "dispatcher.so"\nmodparam("tm", "fr_timer", 1000)\nmodparam("dispatcher", "flags", 2)\nmodparam("dispatcher", "ds_ping_interval", 1)\nmodparam("dispatcher", "ds_probing_mode", 1)\nrequest_route {\nif (!ds_select_dst("1", "0")) exit;\nforward();\n}\n';
  const proxy = (n: number): string =>
    `#!KAMAILIO\nchildren=4\nlisten=udp:192.0.2.2${n}:5060\n${REGISTRAR.replace("t_relay", "forward")}modparam("usrloc", "db_mode", 3)\n`;
  const vrrp = (priority: number): string => keepalived(`version 3\nadvert_int 0.1\npriority ${priority}\n${TRACK}`);
  const { text } = imported({
    ...{
      "d1/keepalived.conf": vrrp(150),
      "d2/keepalived.conf": vrrp(100),
      "d1/kamailio.cfg": director,
      "d2/kamailio.cfg": director,
    },
    ...{
      "d1/dispatcher.list": "1 sip:192.0.2.21:5060\n1 sip:192.0.2.22:5060\n",
      "p1/kamailio.cfg": proxy(1),
      "p2/kamailio.cfg": proxy(2),
    },
  });
  const found = scenarioIn(text).architecture;
  const measured = scenarioIn(readFileSync("scenarios/testbed/ppdr.yaml", "utf8")).architecture;
  const shape = ({ tiers, directors, bindings }: typeof found) => ({
    tiers: tiers.map(({ role, nodes, active, workers, transactions }) => ({
      ...{ role, active, workers: role === "database" ? 0 : workers, isStateful: transactions !== undefined },
      nodes: role === "database" ? 1 : nodes.map(({ name }) => name),
    })),
    ...{ directors, bindings },
  });
  expect(shape(found)).toEqual(shape(measured));
  const health = ({ watches }: typeof found) => watches.find(({ detector }) => detector.kind === "options")!.detector;
  expect(health(found)).toEqual(health(measured));
});

describe("directors and registrars, as the shipped configurations are", () => {
  const folder = "scenarios/configurations";
  const hosts = ["dir1", "dir2", "reg1", "reg2"];
  const files: Files = Object.fromEntries(
    hosts
      .flatMap((host) => [
        `${host}/kamailio.cfg`,
        ...(host.startsWith("dir") ? [`${host}/keepalived.conf`, `${host}/dispatcher.list`] : []),
      ])
      .map((path) => [path, readFileSync(`${folder}/${path}`, "utf8")]),
  );
  const { text } = imported(files);
  const { architecture } = scenarioIn(text);

  test("who directs, who registers, and who stands by", () => {
    expect(architecture.tiers.map(({ name, role, nodes }) => [name, role, nodes.map((node) => node.name)])).toEqual([
      ["directors", "director", ["dir1", "dir2"]],
      ["proxies", "proxy", ["reg1", "reg2"]],
    ]);
    expect(text).toContain("active: [dir1] # ");
    expect(text).toContain("standby: [dir2] # ");
  });

  test.each([
    ["advertisement: 500 ms", "dir1/keepalived.conf:18"],
    ["dir2: 100", "dir2/keepalived.conf:17"],
    ["weight: -60", "dir1/keepalived.conf:10"],
    ["rise: 1", "default of keepalived 2.2.7"],
    ["workers: 4", "dir1/kamailio.cfg:4"],
    ["after: { uniform: [1.9375 s, 2 s] }", "dir1/kamailio.cfg:12"],
    ["on: [500, 503]", "dir1/kamailio.cfg:35"],
    ["misses: 2", "dir1/kamailio.cfg:17"],
    ["ringing: 2 min", "default of kamailio 5.6.3"],
    ["directors: round robin", "dir1/kamailio.cfg:25"],
    ["checkpoint: { lag: -0.1 ms }", "reg1/kamailio.cfg:15"],
    ["rate: 20/s", "assumed: no configuration says it"],
  ])("%s comes from %s", (value, origin) => {
    expect(text).toContain(`${value} # ${origin}\n`);
  });

  test("each value tells where it comes from", () => {
    const values = text.split("\n").filter((line) => /^\s*[\w-]+: \S/.test(line));
    expect(values.length).toBeGreaterThan(50);
    expect(values.filter((line) => !/ # (assumed: .|default of .|\S+:\d+$)/.test(line))).toEqual([]);
  });
});

describe("how a director chooses", () => {
  const director = (algorithm: string, relay = "t_relay();"): Files => ({
    "d/kamailio.cfg": `#!KAMAILIO\nlisten=udp:192.0.2.9:5060\nloadmodule "tm.so"\nloadmodule "dispatcher.so"\nmodparam("dispatcher", "ds_ping_interval", 7)\nmodparam("dispatcher", "ds_probing_mode", 1)\nmodparam("tm", "fr_timer", 3000)\nrequest_route {\nds_select_dst("1", "${algorithm}");\n${relay}\n}\n`,
    "lists/dispatcher.list":
      "1 sip:192.0.2.1:5060 0 5 weight=30;rweight=3;maxload=9\n1 sip:192.0.2.2:5060 0 9 weight=70;rweight=1\n1 sip:192.0.2.3:5060 4 0\n2 sip:192.0.2.4\n",
    "reg/kamailio.cfg": `#!KAMAILIO\nlisten=udp:192.0.2.2:5060\n${REGISTRAR}`,
  });
  const entry = (algorithm: string) => {
    const { text } = imported(director(algorithm));
    scenarioIn(text);
    return text.slice(text.search(/^ {2}directors:/m), text.indexOf("  bindings:")).replace(/ #.*/g, "");
  };
  const alone = (policy: string): string => `  directors: ${policy}\n`;
  const each = (policy: string, key: string, first: number | null, second: number | null): string =>
    `  directors:\n    policy: ${policy}\n    proxies:\n${first === null ? "" : `      proxy-192-0-2-1:\n        ${key}: ${first}\n`}${second === null ? "" : `      reg:\n        ${key}: ${second}\n`}`;

  test.each([
    ["0", alone("call-id hash")],
    ["4", alone("round robin")],
    ["6", alone("random")],
    ["8", each("round robin", "priority", 5, 9)],
    ["9", each("random", "weight", 30, 70)],
    ["10", each("call load", "maxLoad", 9, null)],
    ["11", each("random", "weight", 3, 1)],
    ["5", alone("call-id hash")],
  ])("algorithm %s", (algorithm, expected) => {
    expect(entry(algorithm)).toBe(expected);
  });

  test("calls of a server without transactions are not counted, and its failure routes hear of none", () => {
    const files = director("10", 't_on_failure("F");\nforward();');
    const cfg = files["d/kamailio.cfg"]!.replace('"ds_probing_mode", 1)', '"flags", 2)');
    const { text, leftOut } = imported({ ...files, "d/kamailio.cfg": `${cfg}failure_route[F] {\nds_mark_dst();\n}\n` });
    expect(scenarioIn(text).architecture).toMatchObject({ directors: "round robin", watches: [] });
    expect(leftOut.join()).toMatch(/nobody is ever found down.*algorithm 10 .* turns stand for it/);
  });

  test("of equal priorities algorithm 8 takes the last of its list first, as Kamailio 5.6.3 does", () => {
    const files = director("8");
    const list = "1 sip:192.0.2.1 0 4\n1 sip:192.0.2.2 0 4\n1 sip:192.0.2.3 0 9\n1 sip:192.0.2.4 0 4\n";
    const { text } = imported({ ...files, "lists/dispatcher.list": list });
    const { proxies } = directorsOf(scenarioIn(text).architecture.directors);
    expect(proxies.map(([, { priority }]) => priority)).toEqual([0, 1, 3, 2]);
  });

  const dispatcher = (lines: string, route: string) => {
    const files = director("4", 't_on_failure("F");\nt_relay();');
    const cfg = files["d/kamailio.cfg"]!.replace('modparam("dispatcher", "ds_probing_mode", 1)', lines).replace(
      '"4")',
      '"4", "2")',
    );
    return imported({ ...files, "d/kamailio.cfg": `${cfg}failure_route[F] {\n${route}\n}\n` });
  };

  test.each([
    ["", "destinations: 1", "d/kamailio.cfg:14"],
    ["if (ds_next_dst()) t_relay();", "destinations: 2", "d/kamailio.cfg:9"],
  ])("where a failure route marks, and %s: %s", (next, expected, origin) => {
    const { text } = dispatcher('modparam("dispatcher", "flags", 2)', `ds_mark_dst("ip");\n${next}`);
    const { tiers, watches } = scenarioIn(text).architecture;
    expect(tiers[0]!.transactions!.failover).toMatchObject({ probation: Infinity });
    expect(watches[0]!.detector).toMatchObject({ asks: "marked once" });
    expect(text).toContain(`${expected} # ${origin}\n`);
  });

  // dispatch.c of Kamailio 5.6: ds_mark_dst, ds_ping_result_helper, ds_update_state.
  test.each([
    [
      "with flags that lack 2 ds_mark_dst refuses",
      'modparam("dispatcher", "flags", 1)',
      'ds_mark_dst("ip");',
      undefined,
      null,
    ],
    ["i is asked in mode 1 only", 'modparam("dispatcher", "flags", 2)', "ds_mark_dst();", 1, null],
    [
      "and there it is",
      'modparam("dispatcher", "flags", 2) modparam("dispatcher", "ds_probing_mode", 1)',
      "ds_mark_dst();",
      1,
      "all",
    ],
    ["ip is asked once in mode 0", 'modparam("dispatcher", "flags", 2)', 'ds_mark_dst("IP");', 1, "marked once"],
    [
      "and until it is back in mode 2",
      'modparam("dispatcher", "flags", 2) modparam("dispatcher", "ds_probing_mode", 2)',
      'ds_mark_dst("ip");',
      1,
      "marked",
    ],
    [
      "and in mode 3",
      'modparam("dispatcher", "flags", 2) modparam("dispatcher", "ds_probing_mode", 3)',
      'ds_mark_dst("ip");',
      1,
      "marked",
    ],
    [
      "t is left out after so many",
      'modparam("dispatcher", "flags", 2) modparam("dispatcher", "ds_probing_threshold", 4)',
      'ds_mark_dst("tp");',
      4,
      "marked once",
    ],
    ["a marks nothing", 'modparam("dispatcher", "flags", 2)', 'ds_mark_dst("a");', undefined, null],
    [
      "p is left out by its ping in mode 0",
      'modparam("dispatcher", "flags", 2)',
      'ds_mark_dst("p");',
      1,
      "marked once",
    ],
    [
      "and never in mode 2",
      'modparam("dispatcher", "flags", 2) modparam("dispatcher", "ds_probing_mode", 2)',
      'ds_mark_dst("p");',
      undefined,
      null,
    ],
  ])("%s", (_, lines, mark, fails, asks) => {
    const { tiers, watches } = scenarioIn(dispatcher(lines, mark).text).architecture;
    expect(tiers[0]!.transactions!.failover?.fails).toBe(fails);
    expect((watches[0]?.detector as { asks?: string } | undefined)?.asks ?? null).toBe(asks);
  });

  // README.dispatcher of OpenSIPS 3.4.
  test.each([
    ["0", "", 'ds_mark_dst("p");', { fails: 3, destinations: 1 }, "marked"],
    ["0", ', "f"', 'ds_mark_dst("p"); ds_next_dst();', { fails: 3, destinations: Infinity }, "marked"],
    ["1", ', "fu", , 2', 'ds_mark_dst("2"); ds_next_dst();', { fails: 3, destinations: 2 }, "all"],
    ["0", "", "ds_mark_dst();", { fails: 1, destinations: 1 }, null],
    ["0", "", "ds_next_dst();", undefined, null],
  ])("OpenSIPS, ds_probing_mode %s, ds_select_dst(1, 4%s), %s", (mode, more, route, failover, asks) => {
    const { text } = imported({
      "d/opensips.cfg": `loadmodule "tm.so"\nloadmodule "dispatcher.so"\nmodparam("dispatcher", "ds_ping_interval", 5)\nmodparam("dispatcher", "ds_probing_mode", ${mode})\nroute {\nds_select_dst(1, 4${more});\nt_on_failure("F");\nt_relay();\n}\nfailure_route[F] {\n${route}\n}\n`,
    });
    const { tiers, watches } = scenarioIn(text).architecture;
    const found = tiers[0]!.transactions!.failover;
    expect(found && { fails: found.fails, destinations: found.destinations }).toEqual(failover);
    expect((watches[0]?.detector as { asks?: string } | undefined)?.asks ?? null).toBe(asks);
  });

  test("proxies are those of its set that are not disabled, by the names of hosts that listen there, and the first of them dies", () => {
    const { text } = imported(director("4"));
    const { architecture } = scenarioIn(text);
    expect(architecture.tiers[1]!.nodes.map(({ name }) => name)).toEqual(["proxy-192-0-2-1", "reg"]);
    expect(text).toContain("faults: [{ at: 30 s, kill: proxy-192-0-2-1, kind: host }]");
  });

  test("a ping is a transaction of tm", () => {
    const { text } = imported(director("4"));
    expect(scenarioIn(text).architecture.watches[0]!.detector).toMatchObject({
      kind: "options",
      interval: 7,
      timeout: 3,
    });
    expect(text).toContain("timeout: 3 s # d/kamailio.cfg:7");
  });

  test("who forwards keeps no transactions, who relays does", () => {
    const tier = (relay: string) => scenarioIn(imported(director("4", relay)).text).architecture.tiers[0]!;
    expect(tier("t_relay();").transactions).toBeDefined();
    expect(tier("forward();").transactions).toBeUndefined();
  });

  test("bindings that nobody copies are a question behind directors", () => {
    const { text, questions } = imported(director("4"));
    expect(text).toContain("copiedTo: all proxies # assumed: proxies behind directors have to know every user");
    expect(questions.join()).toMatch(/reg\/kamailio\.cfg.*nobody copies them/);
  });

  test.each([1, 2, 3])("db_mode %i behind directors", (mode) => {
    const files = director("4");
    const registrar = `${files["reg/kamailio.cfg"]}modparam("usrloc", "db_mode", ${mode})\n`;
    scenarioIn(imported({ ...files, "reg/kamailio.cfg": registrar }).text);
  });

  test("an address that moves is no host's own", () => {
    const { text } = imported({
      "d/keepalived.conf": keepalived("priority 100"),
      "d/kamailio.cfg": director("4")["d/kamailio.cfg"]!.replace("192.0.2.9", "192.0.2.10"),
      "dispatcher.list": "1 sip:192.0.2.10:5060\n",
      "d2/kamailio.cfg": `#!KAMAILIO\nlisten=udp:192.0.2.10:5060\n${REGISTRAR}`,
      "d2/keepalived.conf": keepalived("priority 50"),
    });
    expect(text).toContain("active: [proxy-192-0-2-10] # dispatcher.list:1");
  });
});

describe("LVS before proxies", () => {
  const balanced = (more: string): string =>
    `${keepalived("priority 150")}virtual_server 192.0.2.10 5060 {\nprotocol UDP\nlvs_sched wrr\ndelay_loop 6\n${more}\nreal_server 192.0.2.21 5060 {\nweight 3\nTCP_CHECK {\nconnect_timeout 3\n}\n}\nreal_server 192.0.2.22 5060 {\n}\n}\n`;
  const registrar = `#!KAMAILIO\nlisten=udp:192.0.2.22:5060\n${REGISTRAR}`;

  test("the hosts of the balancer direct, its real servers are the proxies", () => {
    const { text } = imported({ "lb/keepalived.conf": balanced(""), "reg/kamailio.cfg": registrar });
    const { architecture } = scenarioIn(text);
    expect(architecture.tiers.map(({ role, nodes }) => [role, nodes.map(({ name }) => name)])).toEqual([
      ["director", ["lb", "lb-peer"]],
      ["proxy", ["proxy-192-0-2-21", "reg"]],
    ]);
    expect(architecture.watches.find(({ detector }) => detector.kind === "poll")!.detector).toMatchObject({
      ...{ interval: 6, timeout: 3, retries: 1, retryDelay: 1, from: "end" },
    });
    for (const line of [
      "policy: round robin # lb/keepalived.conf:17",
      "weight: 3 # lb/keepalived.conf:21",
      "idle: 300 s # default of Linux's IPVS",
    ])
      expect(text).toContain(`${line}\n`);
  });

  test("persistence beyond a flow is told as left out", () => {
    expect(imported({ "lb/keepalived.conf": balanced("persistence_timeout 50") }).leftOut.join()).toContain(
      "persistence_timeout 50",
    );
    expect(imported({ "lb/keepalived.conf": balanced("") }).leftOut.join()).not.toContain("persistence");
  });

  test("connections are not counted, and a real server of weight 0 gets nothing", () => {
    const { text, leftOut } = imported({
      "lb/keepalived.conf": balanced("").replace("wrr", "wlc").replace("weight 3", "weight 0"),
    });
    const { directors, tiers } = scenarioIn(text).architecture;
    expect(directors).toMatchObject({ policy: "round robin" });
    expect(tiers[1]!.nodes.map(({ name }) => name)).toEqual(["proxy-192-0-2-22"]);
    expect(leftOut.join()).toMatch(/scheduler wlc has no word.*192\.0\.2\.21: of weight 0/);
  });

  test("with one packet at a time there are no flows", () => {
    expect(imported({ "lb/keepalived.conf": balanced("ops") }).text).not.toContain("flows:");
    scenarioIn(imported({ "lb/keepalived.conf": balanced("ops") }).text);
  });

  test("a virtual server of something else is none of SIP", () => {
    const { text } = imported({
      "lb/keepalived.conf": balanced("").replaceAll("5060", "80"),
      "reg/kamailio.cfg": registrar,
    });
    expect(scenarioIn(text).architecture.tiers.map(({ role }) => role)).toEqual(["proxy"]);
  });
});

describe("what is not there", () => {
  test("the other file of a pair: its host is assumed, and the guess is marked", () => {
    const { text } = imported({
      "left/keepalived.conf": keepalived("state MASTER\npriority 120\nunicast_peer {\n192.0.2.3\n}\n"),
    });
    const { architecture } = scenarioIn(text);
    expect(architecture.tiers[0]!.nodes.map(({ name }) => name)).toEqual(["left", "peer-192-0-2-3"]);
    expect(text).toContain("peer-192-0-2-3: 70 # assumed: the other file of SIP is not there");
    expect(text).toContain("track: never # left/keepalived.conf:4");
  });

  test("nobody is asked: no watch, and a question", () => {
    const director =
      '#!KAMAILIO\nloadmodule "tm.so"\nloadmodule "dispatcher.so"\nrequest_route {\nds_select_dst("2", "0");\nt_relay();\n}\n';
    const { text, questions } = imported({ "d/kamailio.cfg": director });
    expect(scenarioIn(text).architecture.watches).toEqual([]);
    expect(questions.join("\n")).toMatch(/ds_ping_interval.*dead one keeps its share/);
    expect(questions.join("\n")).toMatch(/destinations of set 2/);
    expect(text).toContain("directors: call-id hash # d/kamailio.cfg:5");
  });

  test("pings of those that are marked, where no route marks any, find nobody: no watch, and told", () => {
    const { leftOut } = imported({ "d/kamailio.cfg": KAMAILIO_CFG, "d/keepalived.conf": KEEPALIVED_CONF });
    expect(leftOut.join("\n")).toMatch(/ds_probing_mode 0 .* nobody is ever found down/);
  });

  test("a dispatcher whose flags lack 2 keeps no next destination, whatever a failure route asks for", () => {
    const flagged = imported({ "d/kamailio.cfg": KAMAILIO_CFG });
    expect(flagged.text).toContain("after: { uniform: [1.9375 s, 2 s] } # d/kamailio.cfg:27");
    const { text, leftOut } = imported({ "d/kamailio.cfg": KAMAILIO_CFG.replace('"flags", 2', '"flags", 1') });
    expect(text).not.toContain("failover:");
    expect(leftOut.join()).toContain("ds_next_dst has no next destination");
  });

  test("kinds of files that have no place yet are told", () => {
    const { leftOut } = imported({
      "a/keepalived.conf": keepalived("priority 9"),
      "cib.xml": CIB_XML,
      "db.example.com": ZONE,
    });
    expect(leftOut).toContain("cib.xml (pacemaker): read, but the scenario has nothing of it");
    expect(leftOut).toContain("db.example.com (zone): no SRV record leads to an address of the scenario");
  });
});

test("one keepalived.conf with conditions, beside one kamailio.cfg, is two hosts", () => {
  const { text } = imported({
    "keepalived.conf": keepalived(`@east priority 150\n@west priority 100\n${TRACK}`),
    "kamailio.cfg": `#!KAMAILIO\n${REGISTRAR}`,
  });
  const { architecture } = scenarioIn(text);
  expect(architecture.tiers[0]!.nodes.map(({ name }) => name)).toEqual(["east", "west"]);
  expect(text).toContain("workers: 8 # default of kamailio 5.6.3");
});

test("two that are each other's backup are both active, with priorities for each address", () => {
  const both = (a: number, b: number): string =>
    [51, 52]
      .map(
        (id, at) =>
          `vrrp_instance V${id} {\nvirtual_router_id ${id}\npriority ${[a, b][at]}\nvirtual_ipaddress {\n192.0.2.${id}\n}\n}\n`,
      )
      .join("");
  const { text } = imported({
    "p1/keepalived.conf": `global_defs {\n}\n${both(150, 100)}`,
    "p2/keepalived.conf": `global_defs {\n}\n${both(100, 150)}`,
  });
  const { architecture } = scenarioIn(text);
  expect(architecture.addresses.map(({ name, owner }) => [name, owner])).toEqual([
    ["V51", "p1"],
    ["V52", "p2"],
  ]);
  expect(text).toContain("active: [p1, p2] # ");
});

test("in a sync group Keepalived runs no check with a weight, unless it is told to, or the group itself tracks it", () => {
  const pair = (group: string) =>
    imported({
      "a/keepalived.conf": `${keepalived(`priority 150\ntrack_script {\nsip weight -60\n}`)}vrrp_sync_group G {\ngroup {\nSIP\n}\n${group}\n}\n`,
      "b/keepalived.conf": keepalived("priority 100"),
    }).text;
  const track = (text: string) =>
    (scenarioIn(text).architecture.watches[0]!.detector as { track?: { interval: number } }).track;
  expect(track(pair(""))!.interval).toBe(Infinity);
  expect(pair("")).toContain("track: never # a/keepalived.conf:18");
  expect(track(pair("sync_group_tracking_weight"))!.interval).toBe(1);
  expect(track(pair("track_script {\nsip weight -60\n}"))!.interval).toBe(1);
});

test("a pair of other servers beside the SIP servers stays out", () => {
  const { text, leftOut } = imported({
    "sip1/keepalived.conf": keepalived("priority 150"),
    "sip2/keepalived.conf": keepalived("priority 100"),
    "sip1/kamailio.cfg": `#!KAMAILIO\n${REGISTRAR}`,
    "web1/keepalived.conf": keepalived("priority 150").replaceAll("192.0.2.10", "192.0.2.80"),
    "web2/keepalived.conf": keepalived("priority 100").replaceAll("192.0.2.10", "192.0.2.80"),
  });
  expect(scenarioIn(text).architecture.tiers[0]!.nodes.map(({ name }) => name)).toEqual(["sip1", "sip2"]);
  expect(leftOut).toContain("web1/keepalived.conf: web1 shares no address with the servers of the scenario");
});

test("of two owners in sync groups no check with a weight runs either", () => {
  const instance = (id: number, priority: number): string =>
    `vrrp_instance V${id} {\nvirtual_router_id ${id}\npriority ${priority}\nvirtual_ipaddress {\n192.0.2.${id}\n}\ntrack_script {\nsip weight -60\n}\n}\n`;
  const host = (a: number, b: number): string =>
    `${instance(51, a)}${instance(52, b)}vrrp_sync_group A {\ngroup {\nV51\n}\n}\nvrrp_sync_group B {\ngroup {\nV52\n}\n}\nvrrp_script sip {\nscript "pgrep kamailio"\n}\n`;
  const { text } = imported({ "a/keepalived.conf": host(150, 100), "b/keepalived.conf": host(100, 150) });
  scenarioIn(text);
  expect(text).toContain("track: never # a/keepalived.conf:21");
});

test("two addresses of one owner move together, by the priorities of the first; a third is another's", () => {
  const host = (...priorities: number[]): string =>
    priorities
      .map(
        (priority, at) =>
          `vrrp_instance V${at} {\nvirtual_router_id ${at + 1}\npriority ${priority}\nvirtual_ipaddress {\n192.0.2.${at + 1}\n}\n}\n`,
      )
      .join("");
  const { text } = imported({ "a/keepalived.conf": host(100, 200, 60), "b/keepalived.conf": host(50, 150, 70) });
  scenarioIn(text);
  expect(text.replace(/ #.*/g, "")).toContain(
    ["V0", "V1"].map((name) => `            ${name}:\n              a: 100\n              b: 50\n`).join("") +
      "            V2:\n              b: 70\n              a: 60\n",
  );
});

test("who sends no gratuitous ARP repeats none", () => {
  const { text } = imported({
    "a/keepalived.conf": keepalived("priority 150\ngarp_master_repeat 0"),
    "b/keepalived.conf": keepalived("priority 100"),
  });
  scenarioIn(text);
  expect(text).toContain("gratuitousArp: false # a/keepalived.conf:11");
  expect(text).not.toContain("repeatArp");
});

test("numbers beyond what a scenario can say are the nearest that it can", () => {
  const { text } = imported({
    "a/keepalived.conf": keepalived(`priority 150\n${TRACK}`).replace('script "pgrep', 'fall 5000\nscript "pgrep'),
    "b/keepalived.conf": keepalived("priority 100"),
  });
  scenarioIn(text);
  expect(text).toContain("fall: 1000 # a/keepalived.conf:17");
});

test("nopreempt keeps a host that comes back from its address, unless its state is MASTER", () => {
  const pair = (state: string) =>
    imported({
      "a/keepalived.conf": keepalived(`state ${state}\npriority 150\nnopreempt`),
      "b/keepalived.conf": keepalived("state BACKUP\npriority 100"),
    });
  expect(pair("BACKUP").text).toContain("failback: none # a/keepalived.conf:12");
  scenarioIn(pair("BACKUP").text);
  const cleared = pair("MASTER");
  expect(cleared.text).not.toContain("failback");
  expect(cleared.leftOut.join()).toContain("Keepalived clears them");
  scenarioIn(cleared.text);
});

test("a database behind usrloc, without its password", () => {
  const { text, questions } = imported({
    "a/kamailio.cfg": `#!KAMAILIO\n${REGISTRAR}modparam("usrloc", "db_mode", 2)\nmodparam("usrloc", "db_url", "mysql://kam:secret@db/kamailio")\n`,
  });
  const { architecture } = scenarioIn(text);
  expect(architecture.bindings).toMatchObject({ kind: "usrloc", mode: "write-back", interval: 60 });
  expect(text).not.toContain("secret");
  expect(questions.join()).toContain("mysql://db/kamailio");
});

describe("a cluster of corosync and pacemaker", () => {
  const two = (more: string): string =>
    `totem {\n version: 2\n token: 1000\n}\nnodelist {\n node {\n  name: sip1\n  ring0_addr: 192.0.2.1\n }\n node {\n  name: sip2\n  ring0_addr: 192.0.2.2\n }\n}\nquorum {\n provider: corosync_votequorum\n ${more}\n}\n`;
  const files = {
    "corosync.conf": two("two_node: 1"),
    "cib.xml": CIB_XML,
    "sip1/kamailio.cfg": `#!KAMAILIO\n${REGISTRAR}`,
  };

  test("the address is of the node that a constraint prefers, and moves when the token is lost", () => {
    const { text } = imported(files);
    const { architecture } = scenarioIn(text);
    expect(architecture.tiers[0]!.nodes.map(({ name }) => name)).toEqual(["sip1", "sip2"]);
    expect(architecture.addresses).toMatchObject([{ name: "vip", owner: "sip1" }]);
    expect(architecture.watches[0]!.detector).toMatchObject({ kind: "totem", token: 1, consensus: 1.2 });
    for (const line of [
      "token: 1 s # corosync.conf:3",
      "consensus: 1.2 s # default of corosync 3.1.7",
      "interval: 500 ms # cib.xml:31",
      "timeout: 15 s # cib.xml:54",
      "asks: false # assumed: a unit is looked at, and not asked",
      "migrationThreshold: 1 # cib.xml:31", // on-fail standby
      "failureTimeout: 90 s # cib.xml:28",
      "stopTimeout: 15 s # cib.xml:54",
      "startFailureIsFatal: true # default of pacemaker 2.1.5",
      "twoNode: true # corosync.conf:17",
      "owner: sip1 # cib.xml:43",
      "failback: none # cib.xml:49", // it sticks by 100, and is preferred by 50
    ])
      expect(text).toContain(`${line}\n`);
    expect(text).not.toContain("fencing"); // stonith-enabled is false
  });

  test.each([
    [' on-fail="standby"', "", /migrationThreshold: 3 # cib\.xml:27/],
    [' on-fail="standby"', ' on-fail="ignore"', /interval: never # cib\.xml:31/],
    ['<op id="kam-mon" name="monitor" interval="500ms" on-fail="standby"/>', "", /interval: never # cib\.xml:25/],
    ['class="systemd" type="kamailio"', 'class="ocf" provider="heartbeat" type="kamailio"', /asks: true # assumed/],
    ['name="failure-timeout" value="PT1M30S"', 'name="failure-timeout" value="0"', /startFailureIsFatal: true #/],
  ])("with %s as %j", (from, to, expected) => {
    const { text } = imported({ ...files, "cib.xml": CIB_XML.replace(from, to) });
    scenarioIn(text);
    expect(text).toMatch(expected);
  });

  test.each([
    ["ignore", /quorum:/, false, "goes on as if it had it"],
    ["freeze", /quorum:\n +twoNode: true/, true, "stops what it serves"],
  ])("without quorum pacemaker would %s", (policy, pattern, isThere, told) => {
    const set = `$&<nvpair id="nqp" name="no-quorum-policy" value="${policy}"/>`;
    const { text, leftOut } = imported({
      ...files,
      "cib.xml": CIB_XML.replace(/<nvpair [^>]*name="no-quorum-policy"[^>]*>/, "").replace(
        /<nvpair [^>]*name="stonith-enabled"[^>]*>/,
        set,
      ),
    });
    scenarioIn(text);
    expect(pattern.test(text.split("\n# ")[0]!)).toBe(isThere);
    expect(leftOut.join()).toMatch(new RegExp(`cib\\.xml:\\d+ no-quorum-policy ${policy}: .*${told}`));
  });

  test("with fencing, and an arbiter", () => {
    const device = "device {\n model: net\n votes: 1\n net {\n host: arbiter\n algorithm: ffsplit\n }\n }";
    const { text } = imported({
      ...files,
      "corosync.conf": two(device),
      "cib.xml": CIB_XML.replace('"stonith-enabled" value="false"', '"stonith-enabled" value="true"').replace(
        'node="sip1" score="50"',
        'node="sip2" score="500"',
      ),
    });
    const { architecture } = scenarioIn(text);
    expect(architecture.tiers.map(({ name }) => name)).toEqual(["proxies", "arbiters"]);
    expect(architecture.addresses).toMatchObject([{ name: "vip", owner: "sip2" }]);
    expect(text).toContain("failback: preempt # cib.xml:43");
    expect(text).toContain("time: 10 s # assumed: how long the device takes to switch a node off");
  });

  test("half of it is a question", () => {
    expect(
      imported({
        "corosync.conf": files["corosync.conf"],
        "sip1/kamailio.cfg": files["sip1/kamailio.cfg"],
      }).questions.join(),
    ).toMatch(/No CIB/);
    expect(imported({ "cib.xml": CIB_XML }).questions.join()).toMatch(/No corosync\.conf/);
  });
});

test("servers that phones find by SRV have its priorities and weights", () => {
  const registrar = (host: string): string => `#!KAMAILIO\nlisten=udp:${host}:5060\n${REGISTRAR}`;
  const { text } = imported({
    "sip1/kamailio.cfg": registrar("192.0.2.21"),
    "sip2/kamailio.cfg": registrar("192.0.2.22"),
    "db.example.com": ZONE,
  });
  const { architecture } = scenarioIn(text);
  expect(architecture.addresses).toMatchObject([
    { name: "sip1-sip", owner: "sip1", priority: 10, weight: 60 },
    { name: "sip2-sip", owner: "sip2", priority: 10, weight: 40 },
  ]);
  expect(text).toContain("weight: 40 # db.example.com:11\n");
});

describe("usrloc in a database", () => {
  const registrar = (url: string): string =>
    `#!KAMAILIO\nlisten=udp:192.0.2.1:5060\n${REGISTRAR}modparam("usrloc", "db_mode", 3)\nmodparam("usrloc", "db_url", "${url}")\n`;
  const node = (address: string): string => MY_CNF.replace("10.1.0.1   # this one", address);
  const files = { "db1/my.cnf": node("10.1.0.1"), "db2/my.cnf": node("10.1.0.2") };

  test("three nodes of Galera, of which one is known by its address alone; the majority is needed", () => {
    const { text } = imported({ ...files, "sip1/kamailio.cfg": registrar("cluster://nodes") });
    const { architecture } = scenarioIn(text);
    const database = architecture.tiers.find(({ role }) => role === "database")!;
    expect(database.nodes.map(({ name }) => name)).toEqual(["db1", "db2", "db-10-1-0-3"]);
    expect(text).toContain("suspect: 2.5 s # db1/my.cnf:16\n");
    expect(text).toContain("check: 500 ms # default of galera 26.4.23\n");
    expect(text).toContain("connects: list # sip1/kamailio.cfg:");
    expect(text).toContain("needs: { allOf: [sip1, { atLeast: 2, of: [db1, db2, db-10-1-0-3] }] }");
  });

  test("a proxy whose database is on its own host asks that; without files of it, one server is assumed", () => {
    expect(imported({ ...files, "db1/kamailio.cfg": registrar("mysql://k:p@localhost/k") }).text).toContain(
      "connects: own # db1/kamailio.cfg:",
    );
    const { text, questions } = imported({ "sip1/kamailio.cfg": registrar("mysql://k:p@db.example.net/k") });
    expect(scenarioIn(text).architecture.bindings).toMatchObject({ kind: "database" });
    expect(questions.join()).toContain("mysql://db.example.net/k");
  });
});

describe("importing again", () => {
  const files = { "a/keepalived.conf": keepalived("priority 150"), "b/keepalived.conf": keepalived("priority 100") };
  const first = imported(files).text;

  test("without a change on either side it is the same", () => {
    expect(imported(files, first).text).toBe(first);
    expect(isImported(first)).toBe(true);
    expect(isImported("format: 2\n")).toBe(false);
  });

  test("answers and what was added stay, what the files say is as they say it now", () => {
    const answered = first
      .replace("rate: 20/s # assumed: no configuration says it", "rate: 87/s # assumed: no configuration says it")
      .replace("  clients:\n", "  clients:\n    nextTarget: { timeout: 4 s }\n")
      .replace("run:\n", 'expect:\n  failovers: { equals: 1, because: "one host dies" }\nrun:\n');
    const { text } = imported({ ...files, "b/keepalived.conf": keepalived("priority 90") }, answered);
    const { traffic, expect: expected } = scenarioIn(text);
    expect(traffic.calls!.arrivals).toMatchObject({ rate: 87 });
    expect(text).toContain("rate: 87/s # by hand\n");
    expect(text).toContain("nextTarget: { timeout: 4 s } # by hand\n");
    expect(expected).toHaveLength(1);
    expect(text).toContain("b: 90 # b/keepalived.conf:10");
    expect(imported({ ...files, "b/keepalived.conf": keepalived("priority 90") }, text).text).toBe(text);
  });

  test("what was assumed, or read, before is no answer", () => {
    const alone = (priority: number): Files => ({
      "a/keepalived.conf": keepalived(`state MASTER\npriority ${priority}\nunicast_peer {\n192.0.2.3\n}\n`),
    });
    const before = imported(alone(150)).text;
    expect(before).toContain("peer-192-0-2-3: 100 # assumed: ");
    expect(imported(alone(140), before).text).toBe(imported(alone(140)).text);
    const answered = imported(alone(140), before.replace("peer-192-0-2-3: 100", "peer-192-0-2-3: 120")).text;
    expect(answered).toContain("peer-192-0-2-3: 120 # by hand\n");
    const both = imported(files).text.replaceAll("b/keepalived.conf", "z/keepalived.conf");
    const one = imported({ "a/keepalived.conf": files["a/keepalived.conf"] });
    expect(imported({ "a/keepalived.conf": files["a/keepalived.conf"] }, both).text).toBe(one.text);
  });

  test("what a file no longer says goes", () => {
    const tracked = imported({ ...files, "a/keepalived.conf": keepalived(`priority 150\n${TRACK}`) }).text;
    const { text } = imported(files, tracked);
    expect(text).toBe(first);
  });

  test("a text that is no YAML answers nothing", () => {
    expect(imported(files, "a: [").text).toBe(first);
  });
});

test("what may be a password is not repeated", () => {
  const { text } = imported({
    "a/keepalived.conf": keepalived(
      "priority 9\nauthentication {\nauth_type PASS\nauth_pass hunter2\nauth_past hunter3\n}",
    ),
    "a/haproxy.cfg": "listen stats\nbind :1\nstats auth admin:hunter4\n",
  });
  expect(text).not.toMatch(/hunter/);
  expect(text).toMatch(/# - a\/keepalived\.conf:\d+ auth_past …/);
});

test("names and paths that no scenario allows do no harm", () => {
  const { text } = imported({
    "10.0.0.1\nfaults: x/keepalived.conf": keepalived("priority 150"),
    "true/keepalived.conf": keepalived("priority 100"),
    "héberge ment/keepalived.conf": keepalived("priority 50\n}\nvrrp_script ]}#: {\n"),
  });
  const { architecture } = scenarioIn(text);
  expect(architecture.tiers[0]!.nodes.map(({ name }) => name)).toEqual([
    "host-10-0-0-1-faults-x",
    "host-true",
    "héberge-ment",
  ]);
});
