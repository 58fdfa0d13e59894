/** What an imported site loses, against what the daemons' documentation and RFCs say must happen, reckoned by hand. */
import { expect, test } from "vitest";
import { directorCfg, registrarCfg } from "../../src/checks/examples.ts";
import { FileTree } from "../../src/configuration/file-tree.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { importedScenario } from "../../src/deployment/scenario.ts";
import { simulate } from "../../src/experiment/simulate.ts";
import { metricIndex } from "../../src/metrics/catalogue.ts";
import { readSetting } from "../../src/notation/settings.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

type Files = Readonly<Record<string, string>>;

const imported = (files: Files) =>
  importedScenario(
    readConfiguration(new FileTree(Object.entries(files).map(([path, text]) => ({ path, text })))),
    null,
  );

/** Calls per second, and how long one lasts [s]: a call is lost with its INVITE or with its BYE. */
const [RATE, LASTS] = [50, 1];
/** Something happens after so long, in the midst of so much [s]. */
const [BEFORE, AFTER, RUNS] = [2, 10, 6];
/** Of 275 lost calls, ± 17 in a run, four standard deviations of the mean. */
const TOLERANCE = 0.1;
/** Mean failed calls of a run with a fault; phones send nothing again, so that each lost message counts. */
async function failed(files: Files, fault: string): Promise<number> {
  const settings = [
    `faults=[{ at: ${BEFORE} s, ${fault} }]`,
    `traffic.calls.rate=${RATE}/s`,
    `traffic.calls.duration=${BEFORE + AFTER} s`,
    "traffic.calls.ring=0 s",
    `traffic.calls.hold=${LASTS} s`,
    "traffic.clients.retransmission=false",
    `run.replications=${RUNS}`,
  ].flatMap((text) => {
    const read = readSetting(text);
    return "setting" in read ? [read.setting] : [];
  });
  const { scenario, problems } = parseScenario(imported(files).text, "imported", settings);
  expect(problems).toBeUndefined();
  const [runs] = await simulate([{ scenario: scenario!, replications: RUNS }], { engine: "native", workers: 0 });
  return runs!.reduce((sum, figures) => sum + figures[metricIndex("failedCalls")]!, 0) / runs!.length;
}

const PINGS =
  'modparam("tm", "fr_timer", 2000)\nmodparam("dispatcher", "ds_ping_interval", 5)\nmodparam("dispatcher", "ds_probing_mode", 3)\nmodparam("dispatcher", "ds_probing_threshold", 2)';
const COPIES = 'modparam("dmq_usrloc", "enable", 1)';
const registrar = (address: string): string =>
  registrarCfg(`listen=udp:${address}:5060\n${COPIES}`, ["dmq", "dmq_usrloc"]).replace(
    /if \(is_method/,
    "record_route();\n    $&",
  );
const site = (list: string, director: string): Files => ({
  "dir1/kamailio.cfg": director,
  "dir1/dispatcher.list": list,
  "reg1/kamailio.cfg": registrar("192.0.2.21"),
  "reg2/kamailio.cfg": registrar("192.0.2.22"),
});

test("where proxies record-route, the death of one costs its share of INVITEs, and the BYEs of its own calls alone", async () => {
  // Nobody asks: half of the INVITEs to the end, and half of the BYEs of the second before.
  const expected = (RATE / 2) * (AFTER + LASTS);
  const director = directorCfg('modparam("tm", "fr_timer", 2000)', "");
  const found = await failed(
    site("1 sip:192.0.2.21:5060\n1 sip:192.0.2.22:5060\n", director),
    "kill: reg1, kind: host",
  );
  expect(Math.abs(found - expected)).toBeLessThan(TOLERANCE * expected);
});

test("callers choose servers alike whom no SRV record leads to, and whose records all have a weight of 0", async () => {
  const servers: Files = { "reg1/kamailio.cfg": registrar("192.0.2.21"), "reg2/kamailio.cfg": registrar("192.0.2.22") };
  const zone =
    "$ORIGIN example.com.\n$TTL 300\n@ IN SOA ns1 h 1 7200 600 1209600 300\n  IN NS ns1\n_sip._udp SRV 10 0 5060 sip1\n_sip._udp SRV 10 0 5060 sip2\nsip1 A 192.0.2.21\nsip2 A 192.0.2.22\n";
  for (const files of [servers, { ...servers, "ns1/example.com.zone": zone }]) {
    const found = await failed(files, "kill: reg1, kind: host");
    const expected = (RATE / 2) * (AFTER + LASTS);
    expect(Math.abs(found - expected)).toBeLessThan(TOLERANCE * expected);
  }
  const oneRecord = zone.replace(/^.*sip2\n/m, "");
  expect(await failed({ ...servers, "ns1/example.com.zone": oneRecord }, "kill: reg2, kind: host")).toBe(0);
});

test("what a scenario has no word for is told", () => {
  const flagged = site("1 sip:192.0.2.21:5060 8\n1 sip:192.0.2.22:5060 0\n", directorCfg(PINGS));
  expect(imported(flagged).leftOut.filter((text) => text.includes("the flag 8"))).toEqual([
    "dir1/dispatcher.list:2 reg2 has not the flag 8, so that nobody asks it: in the scenario it is asked as the others are",
  ]);
  const keepalived =
    "vrrp_instance A {\n interface eth0\n virtual_router_id 5\n priority 100\n down_timer_adverts 5\n virtual_ipaddress {\n 192.0.2.9\n }\n}\n";
  expect(imported({ "lb1/keepalived.conf": keepalived }).leftOut.join()).toContain("down_timer_adverts 5");
});
