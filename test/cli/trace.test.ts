/** `sipnines trace` as a process: what it prints, what it writes, what it refuses. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "./built.ts";
import { invoke } from "./in-process.ts";

let folder = "";
let file = "";
beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), "sipnines-trace-"));
  file = join(folder, "tiny.yaml");
  writeFileSync(
    file,
    `title: Tiny
architecture: { preset: iprs }
traffic: { users: 5, calls: { rate: 20/s, arrivals: paced, count: 40, access: round robin }, clients: { retransmission: false } }
faults: [{ at: 1 s, kill: proxy-1 }]
run: { drain: 2 s }
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("without wishes: the timeline around the fault, the first call that failed, and why", async () => {
  const { code, stdout, stderr } = await invoke("trace", file);
  // On a slow machine it says how far it is.
  expect({ code, stderr: stderr.replace(/^.* s simulated\n/gm, "") }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Tiny\nreplication 0 · seed 1 · engine native · 40 calls, \d+ failed\n/);
  expect(stdout).toContain("   1.0000 s    +0.0 ms  proxy-1 dies: its host\n");
  expect(stdout).toMatch(/announces SAP1 by gratuitous ARP/);
  expect(stdout).toMatch(/Call 20 failed: its INVITE of 1\.0250 s went to SAP1, which led to proxy-1;/);
  expect(stdout).toMatch(/─ INVITE → SAP1 ─+✗/);
});

test("a directory gets everything; a log and a capture can be cut and written to stdout", async () => {
  const out = join(folder, "all");
  const { code, stdout } = await invoke("trace", file, "--out", out, "--json");
  expect(code).toBe(0);
  const { calls, written, ladder } = JSON.parse(stdout);
  expect(calls.created).toBe(40);
  expect(ladder.call).toBe(20);
  expect(readdirSync(out).sort()).toEqual(
    ["events.jsonl", "ladder.mmd", "ladder.svg", "ladder.txt", "timeline.svg", "timeline.txt", "traffic.pcapng"].sort(),
  );
  const lines = readFileSync(join(out, "events.jsonl"), "utf8").trim().split("\n");
  expect(lines.length).toBe(written.events);
  const log = await invoke("trace", file, "--as", "jsonl", "--from", "1 s", "--until", "1.5 s");
  const times = log.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).time);
  expect(Math.min(...times)).toBe(1);
  expect(Math.max(...times)).toBeLessThanOrEqual(1.5);
  expect(log.stdout.trim().split("\n")).toEqual(
    lines.filter((line) => JSON.parse(line).time >= 1 && JSON.parse(line).time <= 1.5),
  );
  const drawn = await invoke("trace", file, "--as", "timeline", "--out", join(folder, "t.png"));
  expect(drawn.code, drawn.stderr).toBe(0);
  expect(readFileSync(join(folder, "t.png")).subarray(1, 4).toString()).toBe("PNG");
});

test.each([
  [
    ["--call", "40"],
    "found 40 among 40 calls; expected first-failed, first-successful, slowest or a number from 0 to 39.",
  ],
  [["--call", "first-failed", "--set", "faults=[]"], "found first-failed, but no call failed among 40 calls; expected"],
  [["--call", "slowst"], "Did you mean slowest?"],
  [["--as", "ladders"], "Did you mean ladder?"],
  [["--until", "1"], 'found "1", a number without a unit; expected a duration'],
  [["--from", "2 s", "--until", "1 s"], "expected a time after 2 s."],
  [["--out", "x.txt"], "expected a directory, or a file together with --as"],
  [["--as", "jsonl", "--json"], "both on stdout; expected --out for one of them."],
  [["--replication", "-1"], "expected a whole number from 0"],
])("%j is refused", async (words, sentence) => {
  const { code, stdout, stderr } = await invoke("trace", file, ...words);
  expect(code, stderr).toBe(2);
  if (words.includes("--json")) expect((JSON.parse(stdout) as { problems: unknown[] }).problems).toHaveLength(1);
  else expect(stdout).toBe("");
  expect(stderr).toContain(sentence);
  expect(existsSync("x.txt")).toBe(false);
});
