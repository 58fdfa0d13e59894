/** Checks: each finds its example at the line that has it, and nothing in the example mended. */
import { describe, expect, test } from "vitest";
import type { Files } from "../../src/checks/check.ts";
import { directed, directorCfg, pair, registrarCfg } from "../../src/checks/examples.ts";
import { findingsOf, seenIn } from "../../src/checks/findings.ts";
import { CHECKS, checkOf } from "../../src/checks/registry.ts";
import { isScenario, seenScenario } from "../../src/checks/scenario.ts";
import { FileTree } from "../../src/configuration/file-tree.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { importedScenario } from "../../src/deployment/scenario.ts";
import { Stream } from "../../src/random/stream.ts";
import { SILENT } from "./near-misses.ts";

function found(files: Files) {
  const tree = new FileTree(Object.entries(files).map(([path, text]) => ({ path, text })));
  const read = readConfiguration(tree);
  const [scenario] = read.others.filter(isScenario).map((file) => seenScenario(file));
  expect(scenario?.problems).toBeUndefined();
  return findingsOf(seenIn(read, scenario?.problems === undefined ? scenario?.seen : null), tree);
}
const codes = (files: Files): string[] => [...new Set(found(files).map(({ code }) => code))];

test("codes are in order, and each has one check", () => {
  const all = CHECKS.map(({ code }) => code);
  expect(all).toEqual([...new Set(all)].sort());
  expect(checkOf("sn101")).toBe(CHECKS[0]);
  expect(checkOf("101")).toBe(CHECKS[0]);
  expect(checkOf("SN999")).toBeUndefined();
});

describe.each(CHECKS.map((check) => [check.code, check] as const))("%s", (code, check) => {
  const first = found(check.ill).find((one) => one.code === code);

  test("finds its example, in a line that says so, as bad as it is said to be", () => {
    expect(first?.severity).toBe(check.severity);
    const lines = check.ill[first!.place.file]!.split("\n");
    expect(lines[first!.place.line - 1]).toMatch(/\S/);
    for (const text of [first!.message, first!.consequence]) expect(text).toMatch(/^\S.*[^.\s]$/);
  });

  test("its page does not say that no run shows it where there is one", () => {
    expect(first?.trial !== undefined && check.notRun !== undefined).toBe(false);
  });

  test("finds nothing in the example mended, nor does another check above a note", () => {
    expect(found(check.well).filter((one) => one.code === code || one.severity !== "note")).toEqual([]);
  });

  test("is switched off by a comment on the line above", () => {
    const { file, line } = first!.place;
    const lines = check.ill[file]!.split("\n");
    const mark = /\.xml$/.test(file)
      ? `<!-- sipnines: ignore ${code} -->`
      : /zone/.test(file)
        ? `; sipnines: ignore ${code}`
        : `# sipnines: ignore ${code}`;
    const files = { ...check.ill, [file]: [...lines.slice(0, line - 1), mark, ...lines.slice(line - 1)].join("\n") };
    const left = found(files).filter((one) => one.code === code && one.place.file === file);
    expect(left.some(({ place }) => place.line === line + 1)).toBe(false);
  });
});

test.each(SILENT)("%s: %s", (code, _, files) => {
  const read = readConfiguration(new FileTree(Object.entries(files).map(([path, text]) => ({ path, text }))));
  expect(read.readings.length + read.others.filter(isScenario).length).toBeGreaterThan(0);
  expect(codes(files)).not.toContain(code);
});

test("bindings that nobody copies have no figure behind directors, whose proxies import takes to share them", () => {
  const shared = directed(directorCfg(""));
  const alone = Object.fromEntries(
    Object.entries(shared).map(([path, text]) => [path, text.replace(/.*dmq.*\n/g, "")]),
  );
  const [first] = found(alone).filter(({ code }) => code === "SN212");
  expect(first).toMatchObject({ consequence: expect.stringContaining("sends to another proxy") });
  expect(first).not.toHaveProperty("trial");
  expect(codes(shared)).not.toContain("SN212");
});

test("without transactions a call to a dead destination waits for its caller to send again", () => {
  const { ill } = checkOf("SN204")!;
  const stateless = { ...ill, "dir1/kamailio.cfg": ill["dir1/kamailio.cfg"]!.replaceAll("t_relay", "forward") };
  const said = (files: Files) => found(files).find(({ code }) => code === "SN204")?.consequence;
  expect(said(ill)).toMatch(/dead destination fail, until/);
  expect(said(stateless)).toMatch(/wait for their callers to send again/);
});

test("a database with replicas is a note: something may promote them", () => {
  const server = (id: number) => ({ [`db${id}/my.cnf`]: `[mysqld]\nserver_id=${id}\nread_only=${id - 1}\n` });
  const all = found({ ...checkOf("SN213")!.ill, ...server(1), ...server(2) }).filter(({ code }) => code === "SN213");
  expect(all.map(({ severity }) => severity)).toEqual(["note", "note"]);
});

test("a server that HAProxy is told not to check is a note", () => {
  const { ill } = checkOf("SN312")!;
  const text = ill["lb1/haproxy.cfg"]!.replace("21:5060", "21:5060 no-check").replace("22:5060", "22:5060 check");
  expect(found({ "lb1/haproxy.cfg": text })).toMatchObject([{ code: "SN312", severity: "note" }]);
});

test("a comment that names another code, or is two lines above, switches nothing off", () => {
  const { ill } = checkOf("SN109")!;
  const text = ill["kam1/keepalived.conf"]!;
  for (const comment of ["# sipnines: ignore SN101\n", "# sipnines: ignore SN109\n\n"]) {
    const files = { ...ill, "kam1/keepalived.conf": text.replace("vrrp_instance", `${comment}vrrp_instance`) };
    expect(found(files).filter(({ code }) => code === "SN109")).toHaveLength(2);
  }
  const several = text.replace("vrrp_instance SIP {", "vrrp_instance SIP { ! sipnines: ignore SN101, SN109");
  expect(found({ ...ill, "kam1/keepalived.conf": several }).map(({ place }) => place.file)).toEqual([
    "kam2/keepalived.conf",
  ]);
});

test("a zone that says nowhere what it is called has SRV records all the same", () => {
  const text = "$TTL 300\n@ IN SOA ns1 admin 1 7200 600 1209600 300\n@ IN NS ns1\n_sip._udp IN SRV 0 0 5060 sip1\n";
  expect(found({ "ns1/zone": text })).toMatchObject([{ code: "SN401", message: "_sip._udp has one target, sip1" }]);
});

describe("VRRP", () => {
  test("the least weight that lets the backup take over is one more than the distance", () => {
    const weight = (value: number) => `vrrp_script sip {\nscript "pgrep kamailio"\nweight ${value}\n}\n`;
    expect(codes(pair({ script: weight(-50) }, {}))).toEqual(["SN101"]);
    expect(codes(pair({ script: weight(-51) }, {}))).toEqual([]);
    // A weight above 0 is added on both hosts while all is well: 150 + 60 falls to 150, and the backup has 100 + 60.
    expect(codes(pair({ script: weight(60) }, { script: weight(60) }))).toEqual([]);
    expect(codes(pair({ script: weight(40) }, { script: weight(40) }))).toEqual(["SN101"]);
  });

  test("nopreempt of one host holds back that host alone: the other's weight is a note", () => {
    const all = found(pair({ state: "BACKUP", lines: "nopreempt" }, {}));
    expect(all).toMatchObject([{ code: "SN115", severity: "note", place: { file: "kam2/keepalived.conf" } }]);
  });

  test("weights are taken from the sum, which goes beyond 254; an interface's are a note", () => {
    // 200 + 101 falls to 200, however 254 is what is sent; a backup that tracks nothing has 100.
    const heavy = 'vrrp_script sip {\nscript "pgrep kamailio"\nweight 101\n}\n';
    const said = found(pair({ priority: 200, script: heavy }, { priority: 180, track: "track_process {\nx\n}\n" }));
    expect(said.find(({ code }) => code === "SN101")?.consequence).toContain("goes from 254 to 200");
    const lines = "track_interface {\neth1 weight -2\n}";
    expect(found(pair({ lines, track: "" }, {})).map(({ code, severity }) => `${code} ${severity}`)).toContain(
      "SN101 note",
    );
  });

  test("no password is repeated", () => {
    const said = JSON.stringify(found(checkOf("SN106")!.ill));
    expect(said).toContain("SN106");
    expect(said).not.toMatch(/firstone|otherone/);
  });

  test("what is written in three places is told of each", () => {
    const files = {
      ...pair({ track: "" }, { track: "" }),
      "kam3/keepalived.conf": pair({}, { track: "", priority: 50 })["kam2/keepalived.conf"],
    };
    expect(found(files).map(({ code, place }) => [code, place.file.slice(0, 4)])).toEqual(
      ["kam1", "kam2", "kam3"].map((host) => ["SN109", host]),
    );
  });

  test("bindings of their own beside them change nothing of what is found of VRRP", () => {
    const { ill } = checkOf("SN101")!;
    const cfg = registrarCfg();
    expect(codes({ ...ill, "kam1/kamailio.cfg": cfg, "kam2/kamailio.cfg": cfg })).toContain("SN101");
  });
});

test("beside a weight of 9 one of 0 has a tenth of the calls", () => {
  const text =
    "$ORIGIN a.b.\n$TTL 60\n@ IN SOA ns h 1 2 3 4 5\n_sip._udp IN SRV 10 0 5060 x\n_sip._udp IN SRV 10 9 5060 y\n";
  expect(found({ "ns1/zone": text })).toMatchObject([
    { code: "SN403", consequence: expect.stringMatching(/ 10 times/) },
  ]);
  expect(found({ "ns1/zone": text.replace("10 9", "10 0") })).toEqual([]);
});

test("a mark without effect is not taken for none", () => {
  const cfg = directorCfg(
    'modparam("tm", "fr_timer", 2000)\nmodparam("dispatcher", "ds_ping_interval", 5)',
    '    ds_mark_dst("ip");\n',
  );
  expect(found(directed(cfg))[0]).toMatchObject({ code: "SN202", message: expect.stringContaining("flags lack 2") });
});

test("one of two servers carries all calls up to 1 / (6 messages × 20/s) = 8.33 ms a message, and as many storms as fit into 32 s", () => {
  const at = (code: string, from: string, to: string) =>
    codes(Object.fromEntries(Object.entries(checkOf(code)!.ill).map(([path, text]) => [path, text.replace(from, to)])));
  expect(at("SN503", "10 ms", "8.3 ms")).toEqual([]);
  expect(at("SN503", "10 ms", "8.4 ms")).toEqual(["SN503"]);
  // Its REGISTERs alone: 4000 users at 1/1800 s are 2.2/s. At 7.5 ms they leave 1 − 0.0167 of the time: 30 s of work last 30.5 s; at 8 ms 32.6 s.
  expect(at("SN505", "20 ms", "7.5 ms")).toEqual([]);
  expect(at("SN505", "20 ms", "8 ms")).toEqual(["SN505"]);
});

test("a registrar that asks its peers for nothing when it starts gets no transfer, and one that does has dmq_usrloc's", () => {
  const { ill, well } = checkOf("SN211")!;
  expect(importedText(ill)).toMatch(/ {6}transfer:\n {8}start: 8760 h # reg1\/kamailio.cfg:14\n/);
  expect(importedText(well)).toMatch(/ {6}transfer:\n {8}start: 180 ms # assumed/);
});

const importedText = (files: Files): string =>
  importedScenario(readConfiguration(new FileTree(Object.entries(files).map(([path, text]) => ({ path, text })))), null)
    .text;

test("whatever becomes of lines and numbers, no check throws, and each says a whole sentence of a line that is there", () => {
  const random = new Stream("mutated configurations", 1);
  const numbers = ["0", "-1", "1000000000", "x", ""];
  const mutated = (text: string): string => {
    const lines = text.split("\n");
    for (let left = random.integer(4); left > 0; left--) {
      const at = random.integer(lines.length);
      if (random.bernoulli(0.5)) lines.splice(at, 1);
      else lines[at] = lines[at]!.replace(/\d+/, numbers[random.integer(numbers.length)]!);
      if (lines.length === 0) lines.push("");
    }
    return lines.join("\n");
  };
  let count = 0;
  for (const { ill } of CHECKS.filter(({ code }) => code < "SN5"))
    for (let i = 0; i < 20; i++) {
      const files = Object.fromEntries(Object.entries(ill).map(([path, text]) => [path, mutated(text)]));
      for (const { place, message, consequence } of found(files)) {
        count++;
        expect(place.line).toBeLessThanOrEqual(files[place.file]!.split("\n").length);
        expect(message + consequence).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
  expect(count).toBeGreaterThan(300);
});
