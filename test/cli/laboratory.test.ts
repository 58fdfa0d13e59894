/** `sipnines laboratory` as a user runs it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, root } from "./built.ts";
import { invoke } from "./in-process.ts";

const out = mkdtempSync(join(tmpdir(), "sipnines-laboratory-"));
beforeAll(ensureBuilt);
afterAll(() => rmSync(out, { recursive: true }));

/** A small laboratory: two heartbeats, of which only the patient one is quiet enough. */
const small = join(out, "small.yaml");
writeFileSync(
  small,
  readFileSync(`${root}scenarios/detector-laboratory.yaml`, "utf8").replace(
    / {6}- heartbeat[\s\S]*(?=expect:)/,
    "      - heartbeat: { interval: 100 ms, misses: 2 }\n      - heartbeat: { interval: 100 ms, misses: 5 }\n",
  ),
);
const asked = ["laboratory", small, "--replications", "20", "--messages", "20000"];

test("a table with an answer in words", async () => {
  const { code, stdout, stderr } = await invoke(...asked);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("A network that loses 1 % of its messages: 20 deaths of each detector");
  expect(stdout).toContain(
    "Within 1 s (95 of 100 deaths) and wrong at most once in 1 y, on a network that loses 1 %: heartbeat 100 ms × 5 (495 ms, wrong once in 32 y, 10 messages/s).",
  );
  const { stdout: strict } = await invoke(...asked, "--within", "300 ms");
  expect(strict).toContain("none of these. The most reliable of the quick ones: heartbeat 100 ms × 2");
  expect(strict).toContain("The quickest of the reliable ones: heartbeat 100 ms × 5");
});

test("the same bytes again, as JSON, CSV and charts, one for each lossy network", async () => {
  const lossy = [...asked, "--loss", "0,5%", "--json", "--out"];
  const [one, other] = [join(out, "one"), join(out, "other")];
  const first = await invoke(...lossy, one);
  const second = await invoke(...lossy, other);
  expect(first.code, first.stderr).toBe(0);
  expect(second.stdout).toBe(first.stdout);
  const { detectors } = JSON.parse(first.stdout) as { detectors: Record<string, unknown>[] };
  expect(detectors.map(({ loss, isBest }) => [loss, isBest])).toEqual([
    [0, true],
    [0, false],
    [0.05, true],
    [0.05, true],
  ]);
  const files = readdirSync(one).sort();
  expect(files).toEqual([
    "laboratory-loss-0.05.png",
    "laboratory-loss-0.05.svg",
    "laboratory-loss-0.05.vl.json",
    "laboratory.csv",
    "laboratory.tex",
  ]);
  for (const file of files) expect(readFileSync(join(one, file)).equals(readFileSync(join(other, file)))).toBe(true);
  expect(readFileSync(join(one, "laboratory.csv"), "utf8").trimEnd().split("\n")).toHaveLength(5);
});

test("what cannot be asked is refused, and located", async () => {
  const certain = await invoke("laboratory", "--loss", "100%");
  expect(certain.code).toBe(2);
  expect(certain.stderr).toContain("--loss");
  const queue = await invoke("laboratory", "scenarios/mm1.yaml");
  expect(queue.code).toBe(2);
  expect(queue.stderr).toContain("0 watches and 0 faults; expected one watch and one fault");
  const never = ["--set", 'architecture.watches.death.detector={"vrrp":{"track":"never"}}'];
  const silent = await invoke(
    ...["laboratory", "scenarios/detector-laboratory-vrrp.yaml", "--set", "faults.0.kind=process", "--loss", "0"],
    ...["--set", "sweep.vary={}", ...never],
  );
  expect(silent.code, silent.stdout).toBe(2);
  expect(silent.stderr).toContain("nobody notices");
});
