// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Keepalived writes its definitions so
/** keepalived.conf: each value with its place or its default (keepalived.conf(5) of 2.2.7). */
import { describe, expect, test } from "vitest";
import { isReversed, type KeepalivedFacts } from "../../src/configuration/keepalived/facts.ts";
import { keepalivedFacts } from "../../src/configuration/keepalived/read.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { KEEPALIVED_CONF } from "./samples.ts";
import { given, lines, told } from "./told.ts";

const DEFAULT = "default of keepalived 2.2.7";
function read(text: string, host: string | null = null, more: Record<string, string> = {}) {
  const { tree, remarks } = given({ "a.conf": text, ...more });
  return { facts: keepalivedFacts(tree, "a.conf", host, remarks), remarks };
}
const instance = (inner: string, global = ""): KeepalivedFacts["instances"][number] =>
  read(`global_defs {\n${global}\n}\nvrrp_instance V {\n${inner}\n}`).facts.instances[0]!;

describe("a file as it is used", () => {
  const { facts, remarks } = read(KEEPALIVED_CONF);
  const [sip] = facts.instances;

  test("an instance says what stands in its block, at its lines", () => {
    expect(sip!.name).toBe("SIP");
    expect([sip!.state, sip!.interface, sip!.virtualRouterId, sip!.priority, sip!.advertInterval].map(told)).toEqual([
      "MASTER a.conf:24",
      "eth0 a.conf:25",
      "51 a.conf:26",
      "150 a.conf:27",
      "0.2 a.conf:28",
    ]);
    expect(sip!.addresses.map(told)).toEqual(["192.0.2.10 a.conf:34", "192.0.2.11 a.conf:35"]);
    expect(sip!.unicastPeers.map(told)).toEqual(["192.0.2.3 a.conf:39"]);
    expect(sip!.authentication).toMatchObject({ kind: "PASS", password: "s3cret" });
  });

  test("what the whole file says holds for an instance that says nothing, and what nobody says is the default", () => {
    expect(told(sip!.version)).toBe("3 a.conf:4");
    expect(told(sip!.garpMasterRepeat)).toBe("2 a.conf:5");
    expect(told(sip!.garpLowerPriorityRepeat)).toBe("2 a.conf:5"); // those of a master
    expect([sip!.downTimerAdverts, sip!.nopreempt, sip!.garpMasterDelay, sip!.garpMasterRefresh].map(told)).toEqual([
      `3 ${DEFAULT}`,
      `false ${DEFAULT}`,
      `5 ${DEFAULT}`,
      `0 ${DEFAULT}`,
    ]);
  });

  test("a script's time-out is its interval, its weight goes below zero, its command keeps its words", () => {
    const [check] = facts.scripts;
    expect(told(check!.command)).toBe("/usr/bin/pgrep -x kamailio a.conf:12");
    expect([check!.interval, check!.timeout, check!.fall, check!.rise, check!.weight].map(told)).toEqual([
      "2 a.conf:13",
      "2 a.conf:13",
      "3 a.conf:14",
      `1 ${DEFAULT}`,
      "-60 a.conf:15",
    ]);
    expect(sip!.trackedScripts).toMatchObject([{ name: "sip_is_up", weight: null }]);
    expect(sip!.trackedProcesses.map(({ name, weight }) => [name, told(weight)])).toEqual([["rtp", "-20 a.conf:45"]]);
  });

  test("virtual servers hand down how real ones are checked", () => {
    const [server] = facts.virtualServers;
    expect([told(server!.address), server!.port, told(server!.protocol), told(server!.algorithm)]).toEqual([
      "192.0.2.10 a.conf:53",
      5060,
      "UDP a.conf:56",
      "sh a.conf:55",
    ]);
    const [first, second] = server!.realServers;
    expect(first!.checks.map(({ kind }) => kind)).toEqual(["MISC_CHECK"]);
    const [check] = first!.checks;
    expect([check!.delayLoop, check!.connectTimeout, check!.retry, check!.delayBeforeRetry].map(told)).toEqual([
      "4 a.conf:54",
      "3 a.conf:60",
      `0 ${DEFAULT}`,
      `1 ${DEFAULT}`,
    ]);
    expect(second!.checks).toEqual([]);
    expect(told(second!.weight)).toBe("3 a.conf:64");
  });

  test("what is of no consequence is told as such, and nothing is left that is not understood", () => {
    expect(lines(remarks.unknown)).toEqual([]);
    expect(lines(remarks.problems)).toEqual([]);
    expect(lines(remarks.irrelevant)).toContain("a.conf:6 notification_email");
  });
});

describe("defaults that depend on something else", () => {
  test("a master without a priority has 255, a backup 100, and 255 makes a master", () => {
    expect(told(instance("state MASTER").priority)).toBe(`255 ${DEFAULT}`);
    expect(told(instance("state BACKUP").priority)).toBe(`100 ${DEFAULT}`);
    expect(told(instance("priority 255").state)).toBe("MASTER a.conf:5");
    expect(told(instance("priority 254").state)).toBe(`BACKUP ${DEFAULT}`);
  });

  test("addresses of IPv6 are of version 3", () => {
    expect(told(instance("virtual_ipaddress {\n2001:db8::1/64\n}").version)).toBe("3 a.conf:6");
    expect(told(instance("virtual_ipaddress {\n192.0.2.1\n}").version)).toBe(`2 ${DEFAULT}`);
  });

  test("version 2 knows whole seconds, version 3 hundredths up to 40.95 s", () => {
    const rounded = read("vrrp_instance V {\nadvert_int 0.2\n}");
    expect(told(rounded.facts.instances[0]!.advertInterval)).toBe("1 a.conf:2");
    expect(lines(rounded.remarks.problems)).toEqual(["a.conf:2 advert_int 0.2 is no whole second; version 2 takes 1"]);
    expect(told(instance("version 3\nadvert_int 0.2").advertInterval)).toBe("0.2 a.conf:6");
    expect(told(instance("version 3\nadvert_int 60").advertInterval)).toBe(`1 ${DEFAULT}`);
  });

  test("vrrp_min_garp sends one message and no second batch; strict sends none to a lower priority", () => {
    const least = instance("", "vrrp_min_garp");
    expect([least.garpMasterRepeat.value, least.garpMasterDelay.value]).toEqual([1, 0]);
    expect(instance("", "vrrp_strict").garpLowerPriorityRepeat.value).toBe(0);
    expect(instance("strict_mode off", "vrrp_strict").garpLowerPriorityRepeat.value).toBe(5);
  });

  test("checks repeat as their kind does: DNS three times after a loop, HTTP once after 3 s", () => {
    const { facts } = read(
      "virtual_server 192.0.2.1 80 {\nreal_server 192.0.2.2 80 {\nDNS_CHECK {\n}\nHTTP_GET {\n}\nTCP_CHECK {\n}\n}\n}",
    );
    const checks = facts.virtualServers[0]!.realServers[0]!.checks;
    expect(checks.map(({ retry, delayBeforeRetry }) => [retry.value, delayBeforeRetry.value])).toEqual([
      [3, 60],
      [1, 3],
      [1, 1],
    ]);
  });

  test("persistence_timeout alone is six minutes", () => {
    const of = (text: string) => read(`virtual_server fwmark 1 {\n${text}\n}`).facts.virtualServers[0]!;
    expect(of("persistence_timeout").persistenceTimeout.value).toBe(360);
    expect(of("").persistenceTimeout.value).toBe(0);
    expect(told(of("").address)).toBe("fwmark 1 a.conf:1");
  });
});

describe("the grammar", () => {
  test("a comment begins anywhere outside of quotation marks, so that it shortens a password", () => {
    expect(instance("authentication {\nauth_pass ab#cd\n}").authentication!.password).toBe("ab");
    expect(instance('authentication {\nauth_pass "ab#cd"\n}').authentication!.password).toBe("ab#cd");
    expect(instance("authentication {\nauth_pass ab\\#cd\n}").authentication!.password).toBe("ab#cd");
  });

  test("definitions are put in when they are used, also within each other", () => {
    const { facts } = read(
      [
        "$BASE=192.0.${NET}",
        "$NET=2",
        "vrrp_instance A {\nvirtual_ipaddress {\n${BASE}.100/32\n}\n}",
        "$NET=3",
        "vrrp_instance B {\nvirtual_ipaddress {\n${BASE}.100/32\n}\npriority $PRIO\n}",
      ].join("\n"),
    );
    expect(facts.instances.map(({ addresses }) => addresses[0]!.value)).toEqual(["192.0.2.100", "192.0.3.100"]);
    expect(told(facts.instances[1]!.priority)).toBe(`100 ${DEFAULT}`); // $PRIO is not defined
  });

  test("a definition of several lines makes instances", () => {
    const { facts } = read(
      "$ONE= \\\nvrrp_instance V${N} { \\\n  virtual_router_id ${N} \\\n  @a priority 130 \\\n  @b priority 120 \\\n}\n$N=1\n$ONE\n$N=2\n$ONE\n",
      "b",
    );
    expect(
      facts.instances.map(({ name, virtualRouterId, priority }) => [name, virtualRouterId!.value, priority.value]),
    ).toEqual([
      ["V1", 1, 120],
      ["V2", 2, 120],
    ]);
  });

  test("a definition that holds itself ends", () => {
    const { remarks } = read("$A=${A}${A}\nvrrp_instance ${A} {\n}\n");
    expect(lines(remarks.problems)[0]).toMatch(/^a\.conf:2 puts in definitions too deeply/);
  });

  test("lines with a condition are of the host that they name", () => {
    const text = "vrrp_instance V {\n@left priority 150\n@^left priority 100\n}";
    expect(told(read(text, "left").facts.instances[0]!.priority)).toBe("150 a.conf:2");
    expect(told(read(text, "right").facts.instances[0]!.priority)).toBe("100 a.conf:3");
    const { tree } = given({ "a.conf": text });
    expect(readConfiguration(tree).readings.map(({ host }) => host.value)).toEqual(["left"]);
  });

  test("braces may stand in the line below, or all in one line", () => {
    expect(read("vrrp_instance V\n{\npriority 7\n}").facts.instances[0]!.priority.value).toBe(7);
    expect(read("vrrp_instance V { priority 7\n}").facts.instances[0]!.priority.value).toBe(7);
  });

  test("what is wrong is told with its line, and read on behind it", () => {
    const { facts, remarks } = read(
      "vrrp_instance V {\npriority 300\nvirtual_rooter_id 5\n}\n}\nvrrp_instance W {\npriority 9",
    );
    expect(facts.instances.map(({ priority }) => priority.value)).toEqual([100, 9]);
    expect(lines(remarks.unknown)).toEqual(["a.conf:3 virtual_rooter_id 5"]);
    expect(lines(remarks.problems)).toEqual([
      "a.conf:5 closes a brace that was not opened",
      "a.conf:7 ends with a brace still open",
      "a.conf:2 priority 300 is no whole number from 1 to 255; 100 is taken",
    ]);
  });
});

test.each([
  ["vrrp_sync_group G {\n?\n}", "group"],
  ["vrrp_script S {\n?\n}", "script"],
  ["vrrp_track_process P {\n?\n}", "process"],
  ["bfd_instance B {\n?\n}", "BFD"],
  ["global_defs {\n?\n}", "global"],
  ["virtual_server 192.0.2.1 80 {\n?\n}", "virtual server"],
  ["vrrp_instance V {\n?\n}", "instance"],
  ["?", "file"],
])("a word that is not understood is told in %j", (text) => {
  const { remarks } = read(text.replace("?", "frobnicate 1"));
  expect(remarks.unknown.map(({ text: found }) => found)).toEqual(["frobnicate 1"]);
});

test("priorities, weights and counts are whole numbers", () => {
  const { facts, remarks } = read(
    "vrrp_instance V {\npriority 1.5\nvirtual_router_id 5.5\n}\nvrrp_script s {\nfall 2.5\nweight 1.5\n}",
  );
  expect(
    [
      facts.instances[0]!.priority,
      facts.instances[0]!.virtualRouterId,
      facts.scripts[0]!.fall,
      facts.scripts[0]!.weight,
    ].map(told),
  ).toEqual([...[`100 ${DEFAULT}`, "null", `1 ${DEFAULT}`, `0 ${DEFAULT}`]]);
  expect(remarks.problems).toHaveLength(4);
});

test("what is tracked has a weight, perhaps turned round, or none that can be read", () => {
  const { facts, remarks } = read(
    "vrrp_instance V {\ntrack_script {\na\nb weight 5\nc weight -5 reverse\nd weight x\n}\n}",
  );
  expect(
    facts.instances[0]!.trackedScripts.map(({ name, weight, isReversed }) => [name, weight?.value ?? null, isReversed]),
  ).toEqual([
    ["a", null, false],
    ["b", 5, false],
    ["c", -5, true],
    ["d", null, false],
  ]);
  expect(lines(remarks.problems)).toEqual(["a.conf:6 gives a weight that is no number; it is left out"]);
});

test("a script's own weight may be turned round, which an instance that gives one undoes", () => {
  const { facts } = read(
    "vrrp_script s {\nweight -5 reverse\n}\nvrrp_instance V {\ntrack_script {\ns\ns weight -7\n}\n}",
  );
  const [script] = facts.scripts;
  expect([script!.weight.value, script!.isReversed]).toEqual([-5, true]);
  expect(facts.instances[0]!.trackedScripts.map((tracked) => isReversed(tracked, script!))).toEqual([true, false]);
});

test("includes are taken where they stand, with places of their own", () => {
  const { facts } = read("include conf.d/*.conf\n", null, {
    "conf.d/b.conf": "vrrp_instance B {\npriority 2\n}",
    "conf.d/a.conf": "vrrp_instance A {\npriority 1\n}",
  });
  expect(facts.instances.map(({ priority }) => told(priority))).toEqual(["1 conf.d/a.conf:2", "2 conf.d/b.conf:2"]);
});
