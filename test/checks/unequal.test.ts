/** Hosts of one tier whose files differ: a scenario takes them as the first, so that what a finding of another costs is run as that one says. */
import { expect, test } from "vitest";
import { directed, directorCfg } from "../../src/checks/examples.ts";
import { withFigures } from "../../src/cli/check/figures.ts";
import { servicesIn } from "../../src/cli/check/service.ts";
import { Trials } from "../../src/cli/check/trials.ts";

const PINGS =
  'modparam("tm", "fr_timer", 2000)\nmodparam("dispatcher", "ds_ping_interval", 2)\nmodparam("dispatcher", "ds_probing_mode", 1)';
const service = (second: string, list?: string) => {
  const stays = (text: string): string => text.replace("if (is_method", "record_route();\n    $&");
  const site = Object.fromEntries(
    Object.entries(directed(directorCfg(PINGS, ""))).map(([path, text]) => [path, stays(text)]),
  );
  const files = { ...site, "dir2/kamailio.cfg": second, "dir2/dispatcher.list": list ?? site["dir1/dispatcher.list"]! };
  return servicesIn(Object.entries(files).map(([path, text]) => ({ path, text })))[0]!;
};
const SAME = directorCfg(PINGS, "");

test("hosts that are set alike are told of nothing", () => {
  expect(service(SAME).leftOut.filter((text) => text.includes("of its tier"))).toEqual([]);
});

test("what a host says otherwise than the first of its tier is told", () => {
  const told = (second: string, list?: string): string[] =>
    service(second, list).leftOut.filter((text) => text.includes("of its tier"));
  const [workers] = told(SAME.replace("children=4", "children=1"));
  expect(workers).toMatch(/^dir2\/kamailio.cfg: tiers.directors.workers 1 of dir2: differs/);
  expect(told(SAME.replace('"ds_ping_interval", 2', '"ds_ping_interval", 0'))[0]).toMatch(
    /: watches.health nothing of dir2/,
  );
  expect(told(SAME, "1 sip:192.0.2.21:5060\n")[0]).toContain("tiers.proxies.active [reg1]");
});

test("a finding of the second director has the figure of a site with its settings", async () => {
  const one = service(SAME.replace('"ds_ping_interval", 2', '"ds_ping_interval", 0'));
  const finding = one.findings.find(({ code }) => code === "SN201")!;
  expect(finding.place.file).toBe("dir2/kamailio.cfg");
  const { consequence } = await withFigures(finding, new Trials(one, []));
  // Half of 20 calls/s for 50 s have a dead destination, which nobody finds down, and no failure route; and 100 calls of before lose their BYE.
  const [, failed] = /with the others of its tier set as dir2, (\d+) of \d+ calls fail/.exec(consequence)!;
  expect(Math.abs(Number(failed) - 600)).toBeLessThan(75);
});

test("behind directors, whose registrars are taken to share their bindings, no run shows that nothing copies them", () => {
  const files = Object.entries(directed(directorCfg(PINGS))).map(([path, text]) => ({
    path,
    text: text.replace(/modparam\("dmq_usrloc", "enable", 1\)/, ""),
  }));
  const found = servicesIn(files)[0]!.findings.filter(({ code }) => code === "SN212");
  expect(found.map(({ trial }) => trial)).toEqual([undefined, undefined]);
});

test("of a balancer that runs HAProxy, SN109 speaks of that", () => {
  const keepalived =
    "vrrp_instance A {\n virtual_router_id 5\n priority 150\n virtual_ipaddress {\n 192.0.2.9\n }\n}\n";
  const haproxy = "defaults\n mode tcp\nlisten sip\n bind :5060\n server a 192.0.2.21:5060 check\n";
  const texts = { "lb1/keepalived.conf": keepalived, "lb1/haproxy.cfg": haproxy };
  const [found] = servicesIn(Object.entries(texts).map(([path, text]) => ({ path, text })))[0]!.findings;
  expect([found!.code, found!.consequence.slice(0, 20)]).toEqual(["SN109", "When its HAProxy die"]);
});
