/** Every JSON document that the program prints or writes conforms to its schema. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CommandLine } from "../../src/cli/command-line.ts";
import { explain } from "../../src/cli/ending.ts";
import { schemaTexts } from "../../src/cli/schema.ts";
import { WriteFailure } from "../../src/experiment/store/durable-file.ts";
import { DOCUMENTS, type DocumentName } from "../../src/report/json/documents.ts";
import { some } from "../long.ts";
import { ensureBuilt, root } from "./built.ts";
import { answerOf, expectConforming, met, misfits } from "./conforming.ts";
import { invoke } from "./in-process.ts";

beforeAll(ensureBuilt);
const folder = mkdtempSync(join(tmpdir(), "sipnines-documents-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const written = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};
const rows = (head: string, count: number, row: (i: number) => string): string =>
  `${[head, ...Array.from({ length: count }, (_, i) => row(i))].join("\n")}\n`;

/** Those that take too long here; `documents.long.ts` has them. */
const LONG: readonly DocumentName[] = [
  "capacity",
  "capacity-file",
  "fuzz-agreement",
  "reproduce",
  "reproduce-calibrate",
  "table1",
];

test("schema/ holds what the shapes say (npx sipnines schema --write)", () => {
  const texts = schemaTexts();
  expect(readdirSync(`${root}schema`).sort()).toEqual([...texts.keys()].map((name) => `${name}.schema.json`).sort());
  for (const [name, text] of texts) expect(readFileSync(`${root}schema/${name}.schema.json`, "utf8"), name).toBe(text);
});

test("each schema has a name of its own, by which others can refer to it", () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  for (const text of schemaTexts().values()) ajv.addSchema(JSON.parse(text) as object); // throws where a name is taken
  expect(ajv.validate({ $ref: "urn:sipnines:schema:sweep-shard:1" }, { shard: 1 })).toBe(false);
});

test.each([
  [new Error("x"), 3, { kind: "internal", message: "x", command: "sipnines run a.yaml --json" }],
  [Object.assign(new Error("x"), { code: "EMFILE" }), 3, { kind: "system", message: "x" }],
  [new WriteFailure("ENOSPC", "x"), 130, { kind: "disk" }],
])("failed: %s", (failure, code, error) => {
  const printed: string[] = [];
  const { stdout, stderr } = process;
  const writers = [stdout.write, stderr.write] as const;
  stdout.write = stderr.write = (text: string | Uint8Array) => printed.push(String(text)) > 0;
  const words = ["run", "a.yaml", "--json"];
  try {
    expect(explain(failure, new CommandLine(words), words)).toBe(code);
  } finally {
    [stdout.write, stderr.write] = writers;
  }
  const document: unknown = JSON.parse(printed[0]!);
  expectConforming("failed", document);
  expect(document).toMatchObject({ error });
  expect(printed).toHaveLength(2); // and the sentence on stderr
});

test("a document with a key that its schema does not name, or without one, is seen", () => {
  const shard = { version: "0.1.0", shard: 1, of: 2, directory: "x" };
  expect(misfits("sweep-shard", shard)).toEqual([]);
  expect(misfits("sweep-shard", { ...shard, more: 1 }).join()).toContain("additional properties");
  expect(misfits("sweep-shard", { shard: 1, of: 2, directory: "x" }).join()).toContain("'version'");
  expect(misfits("sweep-shard", { ...shard, of: "2" }).join()).toContain("must be integer");
});

const single = "scenarios/single.yaml";
const iprs = "scenarios/availability-iprs.yaml";
const few = ["--replications", "4"];
const times = written(
  "times.csv",
  rows("proc_ms", 40, (i) => (2 + Math.sin(i)).toFixed(3)),
);
const alike = written(
  "alike.csv",
  rows("proc_ms", 40, () => "2.5"),
);
const tree = written(
  "tree.xml",
  `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate>
<define-basic-event name="a"><float value="0.01"/></define-basic-event><define-basic-event name="b"><float value="0.02"/></define-basic-event>
</define-fault-tree></opsa-mef>`,
);
const chain = written("chain.csv", "from,to,rate\nup,down,0.001\ndown,up,0.1\n");
const absorbing = written("absorbing.csv", "from,to,rate\nup,down,0.001\n");
const night = "scenarios/maintenance-night.yaml";
const steps = "{ drain: proxy-1, within: 2 s }, { upgrade: proxy-1, takes: 5 s }";
const servers = ["availability", "--mttr", "10h", "--target", "5nines"];

test.each<readonly [DocumentName, readonly string[]]>([
  ["refused", ["run", "absent.yaml"]],
  ["refused", ["validate"]],
  ["list", ["list"]],
  ["validate", ["validate", single, "scenarios/vrrp-without-track.yaml"]],
  [
    "migrate",
    [
      "migrate",
      written(
        "old.yaml",
        readFileSync(`${root}scenarios/single.yaml`, "utf8")
          .replace("format: 2\n", "")
          .replace("failedCalls.nodeDown: { equals: 1000", "failedCalls.unfinished: { equals: 0"),
      ),
    ],
  ],
  ["run", ["run", "scenarios/failover-iprs.yaml", ...few, "--out", at("run")]],
  [
    "run",
    [
      "run",
      "scenarios/mm1.yaml",
      "--replications",
      "1",
      "--set",
      "traffic.options.duration=60s",
      "--set",
      "run.warmUp=1s",
    ],
  ],
  ["warm-up", ["warm-up", "scenarios/mm1.yaml", "--replications", "2"]],
  ["laboratory", ["laboratory", "--replications", "2", "--messages", "1000"]],
  ["plan", ["plan", night, "--replications", "1", "--set", `plan.steps=[${steps}]`, "--out", at("plan")]],
  ["trace", ["trace", "scenarios/trace-takeover.yaml", "--out", at("trace")]],
  ["trace", ["trace", "scenarios/mm1.yaml", "--until", "1s", "--set", "run.horizon=2s", "--set", "run.warmUp=0s"]],
  ["fuzz-worlds", ["fuzz", "--worlds", "2"]],
  ["fuzz-faults", ["fuzz", "scenarios/vrrp-without-track.yaml", "--worlds", "2", "--calls", "50"]],
  ["fuzz-as-written", ["fuzz", single, "--as-written"]],
  [
    "availability",
    ["availability", iprs, "--steps", "2000", "--sensitivity", "--at", "1000h", "--out", at("availability")],
  ],
  ["availability", ["availability", "scenarios/availability-phone-system.yaml", "--no-simulation"]],
  ["availability-chain", ["availability", "--chain", chain, "--down", "down", "--reach", "down", "--at", "10h"]],
  ["availability-chain", ["availability", "--chain", absorbing, "--down", "down", "--reach", "down"]],
  ["availability-tree", ["availability", "--tree", tree]],
  ["availability-tree-order", ["availability", "--tree", tree, "--order", "1"]],
  ["availability-servers", [...servers, "--mttf", "1000h", "--servers", "2", "--at", "100h"]],
  [
    "availability-servers",
    [...servers, "--mttf", "1000h", "--servers", "3", "--coverage", "99.9999%", "--required", "2"],
  ],
  ["availability-servers", [...servers, "--servers", "2"]],
  ["availability-servers", ["availability", "--servers", "2", "--mttf", "9h", "--target", "2nines"]],
  ["optimize", ["optimize", iprs, "--vary", "architecture.standby=0,1", "--out", at("optimize")]],
  ["export", ["export", iprs, "--format", "prism"]],
  ["export", ["export", iprs, "--format", "open-psa", "--out", at("export")]],
  ["sweep-dry-run", ["sweep", single, "--vary", "rate=5,10", ...few, "--dry-run"]],
  [
    "sweep",
    [
      "sweep",
      "scenarios/failover-iprs.yaml",
      "--vary",
      "rate=50,100",
      ...few,
      "--out",
      at("sweep"),
      "--best",
      "failedCalls",
    ],
  ],
  ["sweep-shard", ["sweep", single, "--vary", "rate=5,10", ...few, "--shard", "1/2", "--out", at("shards")]],
  ["status", ["status", at("shards")]],
  ["sweep-shard", ["sweep", single, "--vary", "rate=5,10", ...few, "--shard", "2/2", "--out", at("shards")]],
  ["sweep", ["merge", at("shards")]],
  ["chart", ["chart", at("sweep"), "--metric", "failedCalls"]],
  ["report", ["report", at("run")]],
  ["play", ["play", "iprs", "--out", at("play.html")]],
  ["play-list", ["play", "--list"]],
  ["compare", ["compare", at("run"), at("sweep"), "--out", at("compare")]],
  [
    "compare",
    [
      "compare",
      times,
      written(
        "other.csv",
        rows("proc_ms", 30, (i) => (3 + Math.cos(i)).toFixed(3)),
      ),
    ],
  ],
  ["calibrate-service", ["calibrate", "service", times, "--bootstrap", "5", "--out", at("calibrate")]],
  ["calibrate-service", ["calibrate", "service", alike, "--bootstrap", "0"]],
  [
    "calibrate-detector",
    [
      "calibrate",
      "detector",
      written(
        "detection.csv",
        rows("detectionTime", 12, (i) => `${2.1 + i / 20}`),
      ),
      "--law",
      "heartbeat",
      "--bootstrap",
      "5",
    ],
  ],
  [
    "calibrate-capacity",
    [
      "calibrate",
      "capacity",
      written(
        "busy.csv",
        rows("rate,busy", 9, (i) => `${20 * i + 20},${0.1 + 0.1 * i + (i % 2) / 50}`),
      ),
      "--busy",
      "busy",
    ],
  ],
  [
    "calibrate-capacity",
    [
      "calibrate",
      "capacity",
      written(
        "carried.csv",
        rows("rate,carried", 12, (i) => `${20 * i + 20},${Math.min(20 * i + 20, 170)}`),
      ),
      "--carried",
      "carried",
    ],
  ],
  [
    "calibrate-lifetimes",
    [
      "calibrate",
      "lifetimes",
      written(
        "outages.csv",
        rows(
          "component,start,end",
          12,
          (i) => `node-${i % 2},2026-01-${10 + i}T00:00:00Z,2026-01-${10 + i}T0${1 + (i % 5)}:00:00Z`,
        ),
      ),
    ],
  ],
  [
    "calibrate-lifetimes",
    ["calibrate", "lifetimes", "scenarios/outages/kam1.log", "scenarios/outages/kam2.log", "--year", "2025"],
  ],
  [
    "calibrate-calls",
    [
      "calibrate",
      "calls",
      written(
        "calls.csv",
        rows(
          "start,answer,end,caller,callee",
          60,
          (i) =>
            `${1e6 + 20 * i},${i % 4 === 0 ? "" : 1e6 + 20 * i + 3 + (i % 5)},${1e6 + 20 * i + 9 + ((i * i) % 41)},${i % 9},${i % 7}`,
        ),
      ),
      "--bootstrap",
      "5",
    ],
  ],
  [
    "calibrate-calls",
    [
      "calibrate",
      "calls",
      written(
        "acc.csv",
        "method,callid,sip_code,time\nINVITE,a,200,1000000\nINVITE,b,486,1000009\nBYE,x,200,1000100\n",
      ),
    ],
  ],
  ["sipp-import", ["sipp", "import", "scenarios/sipp/caller.xml", "scenarios/sipp/callee.xml"]],
  ["import", ["import", "scenarios/configurations"]],
  ["check", ["check", "scenarios/configurations", "--no-runs"]],
  [
    "check-against",
    ["check", "scenarios/vrrp-weight.yaml", "--against", "scenarios/single.yaml", "--set", "traffic.calls.rate=2/s"],
  ],
  ["sipp-export", ["sipp", "export", "scenarios/sipp-flows.yaml", "--out", at("sipp")]],
])("%s: sipnines %j", async (name, words) => {
  await answerOf(name, ...words);
});

test.each<readonly [DocumentName, string]>([
  ["run-file", "run/run.json"],
  ["manifest", "run/manifest.json"],
  ["manifest", "compare/manifest.json"],
  ["availability", "availability/availability.json"],
  ["optimize-file", "optimize/optimize.json"],
  ["plan", "plan/plan.json"],
  ["study", "sweep/study.json"],
  ["study", "shards/shard-1-of-2/study.json"],
  ["compare", "compare/comparison.json"],
  ["calibrate-service", "calibrate/calibration.json"],
])("%s: %s", (name, file) => {
  expectConforming(name, JSON.parse(readFileSync(at(file), "utf8")));
});

test("no JSON file of a directory of results is without a schema", () => {
  const known = ["run", "manifest", "availability", "optimize", "plan", "study", "comparison", "calibration"];
  const found = (readdirSync(folder, { recursive: true }) as string[])
    .filter((path) => path.endsWith(".json") && !path.endsWith(".vl.json") && !/[\\/]units[\\/]/.test(path))
    .map((path) => path.replace(/^.*[\\/]|\.json$/g, ""));
  expect(new Set(found)).toEqual(new Set(known));
});

test("every document was looked at, here or in documents.long.ts", () => {
  const all = Object.keys(DOCUMENTS) as DocumentName[];
  expect(all.filter((name) => !met.has(name)).sort()).toEqual(LONG);
});

test("files of results without a version are read", async () => {
  for (const file of [
    "run/run.json",
    "run/manifest.json",
    "availability/availability.json",
    "sweep/study.json",
    "optimize/optimize.json",
    "compare/comparison.json",
  ]) {
    const { version: _, ...rest } = JSON.parse(readFileSync(at(file), "utf8")) as { version: string };
    writeFileSync(at(file), JSON.stringify(rest));
  }
  for (const directory of some(["run", "availability", "sweep", "optimize", "compare"], [0, 1, 3]))
    expect(await invoke("report", at(directory), "--quiet")).toMatchObject({ code: 0 });
  expect(await invoke("status", at("sweep"))).toMatchObject({ code: 0 });
});
