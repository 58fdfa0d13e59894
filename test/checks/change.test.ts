/** What a change does to findings and values: pairs that a person would make. */
import { expect, test } from "vitest";
import { changedFindings } from "../../src/checks/change/findings.ts";
import { changedValues, writtenValues } from "../../src/checks/change/values.ts";
import { pair } from "../../src/checks/examples.ts";
import type { Finding } from "../../src/checks/findings.ts";
import { FileTree } from "../../src/configuration/file-tree.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { importedScenario } from "../../src/deployment/scenario.ts";

const finding = (code: string, file: string, line: number, message: string): Finding => ({
  ...{ code, severity: "error", place: { file, line }, message, consequence: "Nobody takes over" },
});

test("a finding that has moved, or says another figure, stays; one of another file or another name does not", () => {
  const before = [
    finding("SN101", "kam1/keepalived.conf", 4, "vrrp_script sip: weight -40 is not more than 50"),
    finding("SN109", "kam1/keepalived.conf", 9, "kam1 tracks nothing"),
    finding("SN109", "kam2/keepalived.conf", 9, "kam2 tracks nothing"),
  ];
  const after = [
    finding("SN101", "kam1/keepalived.conf", 14, "vrrp_script sip: weight -45 is not more than 50"),
    finding("SN109", "kam1/keepalived.conf", 9, "kam3 tracks nothing"),
    finding("SN109", "kam2/keepalived.conf", 19, "kam2 tracks nothing"),
  ];
  const { added, gone, kept } = changedFindings(before, after, false);
  expect([added, gone, kept]).toEqual([[after[1]], [before[1]], [after[0], after[2]]]);
  expect(changedFindings([], after, false).added).toHaveLength(3);
});

test("of two alike one more is new, and it is the one whose figures nobody has", () => {
  const [one, same, other] = [40, 40, 30].map((weight) => finding("SN101", "a", 1, `weight ${weight}`));
  expect(changedFindings([one!], [other!, same!], false)).toMatchObject({ added: [other], gone: [], kept: [same] });
});

test("states of one file each are paired whatever the files are called", () => {
  const [one, other] = ["old.yaml", "new.yaml"].map((file) => finding("SN501", file, 3, "proxies has one node"));
  expect(changedFindings([one!], [other!], true).kept).toEqual([other]);
  expect(changedFindings([one!], [other!], false).kept).toEqual([]);
});

test("a value of an imported scenario has the line of its configuration on both sides", () => {
  const imported = (priority: number) => {
    const files = Object.entries(pair({ priority }, {})).map(([path, text]) => ({ path, text }));
    return writtenValues(importedScenario(readConfiguration(new FileTree(files)), null).text, null);
  };
  expect(changedValues(imported(150), imported(150))).toEqual([]);
  // The line of `priority` in the example: five of the script, four of the instance before it, itself.
  const place = { file: "kam1/keepalived.conf", line: 11 };
  expect(changedValues(imported(150), imported(160))).toEqual([
    {
      path: "architecture.watches.routers.detector.vrrp.priorities.kam1",
      before: { text: "150", origin: place },
      after: { text: "160", origin: place },
    },
  ]);
});

test("values of written scenarios: what is added and what goes, with lines; prose is none", () => {
  const before = "format: 2\ntitle: One\ntraffic:\n  calls: { rate: 20/s }\nneeds: [a, b]\n";
  const after = "format: 2\ntitle: Other\nneeds: [a, c]\ntraffic:\n  users: 10\n  calls: { rate: 20/s }\n";
  expect(changedValues(writtenValues(before, "s.yaml"), writtenValues(after, "s.yaml"))).toEqual([
    {
      path: "needs.1",
      before: { text: "b", origin: { file: "s.yaml", line: 5 } },
      after: { text: "c", origin: { file: "s.yaml", line: 3 } },
    },
    { path: "traffic.users", before: null, after: { text: "10", origin: { file: "s.yaml", line: 5 } } },
  ]);
});
