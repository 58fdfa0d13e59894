/** `sipnines import`, as a user would ask for it: what it writes runs, and loses what the configurations foretell. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, root } from "./built.ts";
import { invoke } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "sipnines-import-"));
const outside = process.cwd();
afterAll(() => {
  process.chdir(outside);
  rmSync(folder, { recursive: true, force: true });
});
beforeAll(async () => {
  await ensureBuilt();
  process.chdir(folder);
  cpSync(`${root}scenarios/configurations`, join(folder, "site"), { recursive: true });
});
const file = (path: string, text: string): void => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const QUICK = ["--set", "traffic.calls={ rate: 50/s, arrivals: paced, duration: 12 s }", "--set", "traffic.users=50"];
async function metrics(...words: string[]): Promise<Record<"detectionTime" | "failovers", { mean: number }>> {
  const { stdout, code } = await invoke("run", ...words, ...QUICK, "--json", "--replications", "16");
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { metrics: Record<"detectionTime" | "failovers", { mean: number }> }).metrics;
}

test("a master's host dies: three advertisements of 0.5 s, the skew of the backup's priority, and then its address is there", async () => {
  expect((await invoke("import", "site", "--out", "service.yaml")).stdout).toContain("Wrote service.yaml: ");
  const { detectionTime } = await metrics(
    "service.yaml",
    "--set",
    "faults=[{ at: 6 s, kill: dir1, kind: host }]",
    "--set",
    "run.stratify=8",
  );
  // RFC 5798: 3 x 0.5 s + (256 - 100) / 256 x 0.5 s, less what has passed since the last one, 0.25 s in the mean.
  expect(detectionTime.mean).toBeCloseTo(1.5 + (156 / 256) * 0.5 - 0.25, 1);
});

test("a process dies: the weight of 60 is more than the distance of 50, and of 40 it is not", async () => {
  const dies = ["--set", "faults=[{ at: 3 s, kill: dir1, kind: process }]"];
  expect((await metrics("service.yaml", ...dies)).failovers.mean).toBe(1);
  const path = join(folder, "site/dir1/keepalived.conf");
  writeFileSync(path, readFileSync(path, "utf8").replace("weight -60", "weight -40"));
  await invoke("import", "site", "--out", "service.yaml");
  expect((await metrics("service.yaml", ...dies)).failovers.mean).toBe(0);
});

test("importing again keeps an answer; a file that import has not written is not touched", async () => {
  const text = readFileSync(join(folder, "service.yaml"), "utf8");
  writeFileSync(join(folder, "service.yaml"), text.replace("users: 1000", "users: 4711"));
  await invoke("import", "site", "--out", "service.yaml");
  expect(readFileSync(join(folder, "service.yaml"), "utf8")).toContain("users: 4711 # by hand\n");
  file("mine.yaml", "format: 2\n");
  const { code, stderr } = await invoke("import", "site", "--out", "mine.yaml");
  expect(code).toBe(2);
  expect(stderr).toContain("was not written by import");
  expect(readFileSync(join(folder, "mine.yaml"), "utf8")).toBe("format: 2\n");
});

test("nothing beyond what is named is read: neither by an include, nor by a link", async () => {
  file("secret/passwd", "vrrp_instance SECRET {\nvirtual_router_id 9\n}\n");
  file(
    "one/keepalived.conf",
    "global_defs {\n}\ninclude ../secret/passwd\ninclude linked/*\nvrrp_instance A {\nvirtual_router_id 1\n}\n",
  );
  symlinkSync(join(folder, "secret"), join(folder, "one/linked"));
  symlinkSync(join(folder, "secret/passwd"), join(folder, "one/passwd.conf"));
  const { stdout } = await invoke("import", "one");
  expect(stdout).not.toContain("SECRET");
  expect(stdout).toContain(
    "# - one/keepalived.conf:3 includes ../secret/passwd, which is not among the files that were named",
  );
});

test("what cannot be read is refused with its name, what is no configuration as such", async () => {
  const missing = await invoke("import", "nowhere.conf");
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('"nowhere.conf": no such file')]);
  file("notes/readme.txt", "buy milk\n");
  const none = await invoke("import", "notes");
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("no configuration that is known here")]);
});

test("--json says of each file what it is and whose", async () => {
  const { stdout } = await invoke("import", "site", "--json");
  const { files, scenario } = JSON.parse(stdout) as {
    files: { file: string; kind: string; host: string }[];
    scenario: string;
  };
  expect(files.map(({ kind, host }) => `${host} ${kind}`)).toEqual([
    ...[
      "dir1 dispatcher-list",
      "dir1 kamailio",
      "dir1 keepalived",
      "dir2 dispatcher-list",
      "dir2 kamailio",
      "dir2 keepalived",
    ],
    ...["reg1 kamailio", "reg2 kamailio"],
  ]);
  expect(scenario).toMatch(/^# Written by sipnines import/);
});

test("what is not read is said, and --json repeats no password of a line that is not understood", async () => {
  cpSync(join(folder, "site"), join(folder, "odd"), { recursive: true });
  symlinkSync(join(folder, "site/dir1/keepalived.conf"), join(folder, "odd/dir1/linked.conf"));
  writeFileSync(join(folder, "odd/dir2/keepalived.conf"), "\ufeffvrrp_instance A {\n}\n", "utf16le");
  file("odd/dir1/keepalived.conf", "auth_pas HUSH\nvrrp_instance A {\n virtual_router_id 1\n pasword HUSH\n}\n");
  const { stdout, stderr } = await invoke("import", "odd", "--json");
  expect(stderr).toContain("odd/dir1/linked.conf is not read: links within folders are not followed.\n");
  expect(stderr).toContain("odd/dir2/keepalived.conf is not read: it is no text, or longer than 4194304 bytes.\n");
  expect(stdout).toContain('"auth_pas …"');
  expect(stdout).not.toContain("HUSH");
  expect((await invoke("check", "odd", "--no-runs")).stderr).toContain("linked.conf is not read");
});
