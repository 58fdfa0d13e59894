/** `sipnines plan`: what it prints, writes and refuses. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ensureBuilt, sipnines } from "./built.ts";
import { invoke } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "sipnines-plan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One server without a spare, upgraded for 20 s at 1 call/s. */
const words = (plan: string) => [
  ...["plan", "scenarios/single.yaml", "--replications", "5", "--set", "faults=[]", "--set", "traffic.calls.rate=1/s"],
  ...["--set", `plan=${plan}`],
];
const NIGHT =
  "{ at: 30 s, within: 0 s, verify: 5 s, settle: 5 s, expect: { failedCalls: { atMost: 5 } }, steps: [{ drain: proxy-1 }, { upgrade: proxy-1, takes: 20 s }] }";

test("a step that loses more than it may ends with exit code 1 and says STOP; the page runs no script", async () => {
  const { code, stdout, stderr } = await invoke(...words(NIGHT), "--out", folder);
  expect(code).toBe(1);
  expect(stderr).not.toContain("warning"); // as a run would have: calls come all along
  expect(stdout).toContain("STOP; rolling back costs more");
  const page = readFileSync(join(folder, "plan.html"), "utf8");
  expect(page).toContain("Point of no return");
  expect(page).not.toContain("<script");
  const { steps, pointOfNoReturn } = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"));
  expect(steps[1]).toMatchObject({ failedCalls: { mean: 20 }, verdict: "stop", secondFailure: null });
  expect(pointOfNoReturn.step).toBe(2);
  const again = await invoke(...words(NIGHT), "--quiet");
  expect(again).toMatchObject({ code: 1, stdout: "" });
  expect(again.stderr).toContain("failedCalls is 20, expected: at most 5");
});

test("three threads tell what one does, of replications that they cannot share evenly", async () => {
  await ensureBuilt();
  const chance = ["--replications", "7", "--set", "traffic.calls={ rate: 3/s, duration: 60 s }", "--json"];
  const [one, three] = await Promise.all(
    ["0", "3"].map((workers) => sipnines([...words(NIGHT), ...chance, "--workers", workers])),
  );
  expect(one!.code).toBe(1);
  expect(three!.stdout).toBe(one!.stdout);
  expect(JSON.parse(one!.stdout).steps[1].failedCalls.ci95[1]).toBeGreaterThan(0); // by chance, so that replications differ
});

test.each([
  [["plan", "scenarios/single.yaml"], "found no plan; expected plan: its steps, or upgrade: a tier"],
  [
    ["plan", "scenarios/mm1.yaml", "--set", "plan.upgrade=proxies"],
    "found no calls; expected traffic.calls with a rate",
  ],
])("%j is refused", async (given, said) => {
  const { code, stderr } = await invoke(...given);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
});
