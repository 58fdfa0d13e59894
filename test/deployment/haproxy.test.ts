/** HAProxy before SIP over TCP: directors of connections with its checks, callers by TCP, and a list of what cannot be said. */
import { describe, expect, test } from "vitest";
import { keepalivedConf, registrarCfg } from "../../src/checks/examples.ts";
import { FileTree } from "../../src/configuration/file-tree.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { importedScenario } from "../../src/deployment/scenario.ts";
import { simulate } from "../../src/experiment/simulate.ts";
import { metricIndex } from "../../src/metrics/catalogue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const registrar = (address: string): string =>
  registrarCfg(`listen=tcp:${address}:5060\nmodparam("dmq_usrloc", "enable", 1)`, ["dmq", "dmq_usrloc"]);
const haproxyCfg = (port: number, balance: string, servers: string, more = ""): string =>
  `defaults\n    mode tcp\n    timeout connect 1s\n    option redispatch\n${more}\nfrontend sip\n    bind 192.0.2.10:${port}\n    default_backend registrars\n\nbackend registrars\n    balance ${balance}\n${servers}`;
const SERVERS =
  "    default-server inter 3s fastinter 1s downinter 9s fall 4 rise 2 on-marked-down shutdown-sessions\n    server reg1 192.0.2.21:5060 check weight 3\n    server reg2 192.0.2.22:5060 check backup\n    server old 192.0.2.23:5060 check disabled\n    server idle 192.0.2.24:5060 check weight 0\n";

function imported(haproxy: string) {
  const files = {
    ...{ "lb1/keepalived.conf": keepalivedConf({ priority: 150 }), "lb2/keepalived.conf": keepalivedConf({}) },
    ...{ "lb1/haproxy.cfg": haproxy, "lb2/haproxy.cfg": haproxy },
    ...{ "reg1/kamailio.cfg": registrar("192.0.2.21"), "reg2/kamailio.cfg": registrar("192.0.2.22") },
  };
  const read = readConfiguration(new FileTree(Object.entries(files).map(([path, text]) => ({ path, text }))));
  const { text, leftOut } = importedScenario(read, null);
  const { scenario, problems } = parseScenario(text, "imported");
  expect(problems).toBeUndefined();
  return { text, leftOut: leftOut.join("\n"), scenario: scenario! };
}

describe("two balancers before a registrar and its backup", () => {
  const { text, leftOut, scenario } = imported(haproxyCfg(5060, "roundrobin", SERVERS, "    timeout check 2s"));
  const { tiers, directors, watches } = scenario.architecture;

  test("who balances, and whom: neither a server that is switched off nor one of weight 0", () => {
    expect(tiers.map(({ role, nodes }) => [role, nodes.map(({ name }) => name)])).toEqual([
      ["director", ["lb1", "lb2"]],
      ["proxy", ["reg1", "reg2"]],
    ]);
    expect(directors).toMatchObject({ policy: "round robin" });
  });

  test.each([
    ["interval: 3 s", "lb1/haproxy.cfg:12"],
    ["timeout: 1 s", "lb1/haproxy.cfg:3"],
    ["fall: 4", "lb1/haproxy.cfg:12"],
    ["fastInterval: 1 s", "lb1/haproxy.cfg:12"],
    ["downInterval: 9 s", "lb1/haproxy.cfg:12"],
    ["weight: 3", "lb1/haproxy.cfg:13"],
    ["transport: tcp", "lb1/haproxy.cfg:7"],
  ])("%s comes from %s", (value, origin) => {
    expect(text).toContain(`${value} # ${origin}\n`);
  });

  test("what cannot be said is told", () => {
    for (const what of ["retries 3, the last of them elsewhere", "on-marked-down shutdown-sessions"])
      expect(leftOut).toContain(what);
    expect(watches).toHaveLength(2);
  });

  test("a dead host is found down as configuration.txt says: at the next check, and three more at fastinter", async () => {
    const short = parseScenario(
      text
        .replace(/^faults: .*$/m, "faults: [{ at: { uniform: [20 s, 23 s] }, kill: reg2, kind: host }]")
        .replace("duration: 120 s", "duration: 40 s"),
      "imported",
    ).scenario!;
    const [runs] = await simulate([{ scenario: short, replications: 12 }], { engine: "native", workers: 0 });
    const times = runs!.map((figures) => figures[metricIndex("detectionTime")]!);
    // U(0, 3 s) until it begins, four time-outs of 1 s and three waits of 1 s.
    expect(Math.min(...times)).toBeGreaterThan(7);
    expect(Math.max(...times)).toBeLessThan(10.01);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(1);
  });
});

test("without timeout check, inter bounds the whole check", () => {
  const { text } = imported(haproxyCfg(5060, "roundrobin", SERVERS));
  expect(text).toContain("timeout: 3 s # lb1/haproxy.cfg:12\n");
});

test.each([
  ["leastconn", "round robin"],
  ["source", "call-id hash"],
  ["static-rr", "round robin"],
  ["random(2)", "random"],
])("balance %s is %s", (word, policy) => {
  const { text, leftOut } = imported(haproxyCfg(5060, word, SERVERS));
  expect(text).toContain(`policy: ${policy} # `);
  expect(leftOut.includes(`balance ${word} of HAProxy`)).toBe(!["static-rr", "random(2)"].includes(word));
});

test("port 5061 is TLS, and another port no SIP", () => {
  expect(imported(haproxyCfg(5061, "roundrobin", SERVERS)).text).toContain("transport: tls # ");
  const { text, leftOut } = imported(haproxyCfg(3306, "roundrobin", SERVERS));
  expect(text).not.toContain("transport:");
  expect(leftOut).toContain("lb1/haproxy.cfg (haproxy): read, but the scenario has nothing of it");
});
