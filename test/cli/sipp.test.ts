/** SIPp scenarios in and out, as a user would ask for it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ANSWER, CALL, recv, request, response, scenarioOf } from "../sip/sipp/xml.ts";
import { ensureBuilt, root } from "./built.ts";
import { invoke } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "sipnines-sipp-"));
const outside = process.cwd();
afterAll(() => {
  process.chdir(outside);
  rmSync(folder, { recursive: true, force: true });
});
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};
beforeAll(async () => {
  await ensureBuilt();
  process.chdir(folder);
});

test("import writes a scenario that runs: what is standard in our words, the rest as files", async () => {
  file("uac.xml", scenarioOf(...CALL.slice(0, 4), '<pause milliseconds="1500"/>', ...CALL.slice(4)));
  file("early.xml", scenarioOf(ANSWER[0]!, response(183), ...ANSWER.slice(1)));
  file("patient.xml", scenarioOf(CALL[0]!, recv(183, 'optional="true"'), ...CALL.slice(1)));
  const standard = await invoke("sipp", "import", "uac.xml", "--rate", "5/s", "--count", "20");
  expect(standard.stdout).toContain("rate: 5/s\n    arrivals: paced\n    count: 20\n");
  expect(standard.stdout).toContain("hold: 1.5 s\n");
  expect(standard.stdout).not.toContain("sipp:");

  const words = ["patient.xml", "early.xml", "--count", "20", "--preset", "single", "--out", "early.yaml"];
  expect((await invoke("sipp", "import", ...words)).stdout).toContain("Wrote early.yaml");
  expect(readFileSync(join(folder, "early.yaml"), "utf8")).toContain("hold: 0 s\n    sipp:\n      callee: early.xml");
  const { stdout, code } = await invoke("run", "early.yaml", "--json", "--replications", "2");
  expect(code).toBe(0);
  const { metrics } = JSON.parse(stdout) as { metrics: { successfulCalls: { mean: number } } };
  expect(metrics.successfulCalls.mean).toBe(20);
});

test("a preset that plays no flows is told with the file, and not to be run", async () => {
  file("patient-too.xml", scenarioOf(CALL[0]!, recv(183), ...CALL.slice(1)));
  const words = ["patient-too.xml", "--preset", "kamailio-dispatcher", "--out", "refused.yaml"];
  const { stdout, stderr, code } = await invoke("sipp", "import", ...words);
  expect([stdout, code]).toEqual(["Wrote refused.yaml. It cannot be run as it stands.\n", 0]);
  expect(stderr).toMatch(/^refused\.yaml:\d+: found .* expected /m);
  expect((await invoke("run", "refused.yaml")).code).toBe(2);
});

test("imported calls are waited for, however long they are", async () => {
  file(
    "long.xml",
    scenarioOf(...CALL.slice(0, 4), '<pause distribution="uniform" min="60000" max="90000"/>', ...CALL.slice(4)),
  );
  file(
    "odd.xml",
    scenarioOf(request("INVITE"), recv(180), ...CALL.slice(2, 4), '<pause milliseconds="90000"/>', ...CALL.slice(4)),
  );
  for (const name of ["long", "odd"]) {
    const words = [`${name}.xml`, "--count", "40", "--preset", "single", "--out", `${name}.yaml`];
    expect((await invoke("sipp", "import", ...words)).code).toBe(0);
    expect(readFileSync(join(folder, `${name}.yaml`), "utf8")).toContain("drain: 122 s");
    const { stdout } = await invoke("run", `${name}.yaml`, "--json", "--replications", "2");
    const { metrics } = JSON.parse(stdout) as { metrics: Record<string, { mean: number }> };
    expect([metrics["successfulCalls"]!.mean, metrics["createdCalls"]!.mean]).toEqual([40, 40]);
  }
});

test("what cannot be modelled is refused with its line, and nothing is written", async () => {
  file("computed.xml", scenarioOf(...CALL.slice(0, 4), '<pause variable="1"/>', ...CALL.slice(4)));
  const { code, stdout, stderr } = await invoke("sipp", "import", "computed.xml", "--out", "none.yaml");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/computed\.xml:(\d+):8 {2}pause\n {2}\1 \| <pause variable="1"\/>/);
  expect(stderr).toContain("found a pause as long as a variable says; expected milliseconds");
  expect(existsSync(join(folder, "none.yaml"))).toBe(false);
});

test.each([
  [["import", "uac.xml", "uac.xml"], "a second caller"],
  [["import", "uac.xml", "--set", "a=b"], "a setting of a scenario that is not there yet"],
  [["import", "uac.xml", "early.xml"], "a caller that does not expect the 183 to INVITE"],
  [["export", "a.yaml", "b.yaml"], "several scenarios"],
  [["convert", "uac.xml"], '"convert"'],
])("sipp %s is refused: %s", async (words, expected) => {
  const { code, stderr } = await invoke("sipp", ...words);
  expect(stderr).toContain(expected);
  expect(code).toBe(2);
});

test("export writes what is needed, and says it", async () => {
  const out = join(folder, "exported");
  const scenario = `${root}scenarios/sipp-flows.yaml`;
  const { stdout, code } = await invoke("sipp", "export", scenario, "--out", out, "--json", "--set", "traffic.users=7");
  expect(code).toBe(0);
  const { files } = JSON.parse(stdout) as { files: string[] };
  expect(readdirSync(out).sort()).toEqual([...files].sort());
  expect(files).toEqual(expect.arrayContaining(["caller.xml", "callee.xml", "callees.csv", "run.sh", "README.md"]));
  expect(readFileSync(join(out, "callees.csv"), "utf8").split("\n")).toHaveLength(9);
  expect(statSync(join(out, "run.sh")).mode & 0o111).toBe(0o111);
  const script = readFileSync(join(out, "run.sh"), "utf8");
  expect(script).toContain("-r 50 -rp 1000 -m 2000 -l 2001 -nr");
  expect(script).toContain("sleep_until 20");
  expect(readFileSync(join(out, "README.md"), "utf8")).toContain("FAULT_1='ssh proxy-1");
});

test("a study carries the SIPp scenarios with it", async () => {
  const words = [
    "--vary",
    "traffic.calls.sipp.callee=early.xml,late.xml",
    "--replications",
    "2",
    "--workers",
    "0",
    "--out",
    "study",
  ];
  file("late.xml", scenarioOf(ANSWER[0]!, response(183), '<pause milliseconds="300"/>', ...ANSWER.slice(1)));
  expect((await invoke("sweep", "early.yaml", ...words, "--json")).code).toBe(0);
  rmSync(join(folder, "late.xml"));
  const { stdout, code } = await invoke("status", "study", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout).directories).toMatchObject([{ points: 2, pointsComplete: 2, replicationsMissing: 0 }]);
});
