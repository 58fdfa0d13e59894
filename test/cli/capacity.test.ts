/** `sipnines capacity`: what it prints, writes and refuses. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isLong } from "../long.ts";
import { ensureBuilt } from "./built.ts";
import { invoke } from "./in-process.ts";

let folder = "";
beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), "sipnines-capacity-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SINGLE = ["capacity", "scenarios/single.yaml", "--set", "traffic.calls.arrivals=poisson", "--max-loss", "1%"];

test("one server: at 50 % busy it carries half of what it can, the same whoever asks again", async () => {
  const words = [...SINGLE, "--max-utilisation", "50%", "--set", "architecture.tiers.proxies.service.each=1ms"];
  const more = ["--set", "architecture.tiers.proxies.service.lookup=0s", "--json"];
  const { code, stdout } = await invoke(...words, ...more, "--out", join(folder, "one"));
  expect(code).toBe(0);
  const { capacity, survivors, knee } = JSON.parse(stdout);
  expect(capacity).toMatchObject({ criterion: "utilisation", limitedBy: "proxies", isPrecise: true });
  expect(capacity.ci95[0]).toBeLessThanOrEqual(500 / 6);
  expect(capacity.ci95[1]).toBeGreaterThanOrEqual(500 / 6);
  expect(survivors).toEqual([]);
  expect(knee.map((point: { ratePerSecond: number }) => point.ratePerSecond)[0]).toBeCloseTo(
    capacity.ratePerSecond / 2,
    9,
  );
  expect(readFileSync(join(folder, "one", "knee.csv"), "utf8")).toMatch(/^ratePerSecond,loss,lossCi95Low,/);
  expect(readFileSync(join(folder, "one", "knee.svg"), "utf8")).toContain("busiest server");
  expect(readFileSync(join(folder, "one", "capacity.tex"), "utf8")).toContain("toprule");
  if (!isLong) return;
  const again = await invoke(...words, ...more);
  expect(JSON.parse(again.stdout).capacity).toEqual(capacity);
});

test.each([
  [["--max-loss", "0"], "a share above 0"],
  [["--max-setup", "200 ms"], 'a quantile and a time, such as "p95 200 ms"'],
  [["--max-setup", "p0 1 s"], "a quantile and a time"],
  [["--set", "traffic.calls.arrivals=paced", "--max-setup", "p95 1 us"], "set-up takes longer than its bound"],
  [["--set", "network.loss=5%"], "calls fail however few there are (linkLoss"],
])("%j is refused", async (words, found) => {
  const { code, stderr } = await invoke(...SINGLE, ...words);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(found) });
});

test("registrations have response times, calls set-up times, and connections would multiply with users", async () => {
  const setup = await invoke(...SINGLE, "--of", "registrations", "--max-setup", "p95 1 s");
  expect(setup).toMatchObject({ code: 2, stderr: expect.stringContaining("expected --max-response") });
  const response = await invoke(...SINGLE, "--max-response", "p95 1 s");
  expect(response).toMatchObject({ code: 2, stderr: expect.stringContaining("expected --max-setup") });
  const phones = await invoke("capacity", "scenarios/tls-phones.yaml", "--of", "registrations");
  expect(phones).toMatchObject({ code: 2, stderr: expect.stringContaining("users by UDP, no NAT before them") });
});

test("registrations at half of what a server can do, which the document says", async () => {
  const service = ["--set", "architecture.tiers.proxies.service.each=1ms"];
  const words = ["--of", "registrations", "--max-utilisation", "50%", "--json"];
  const { code, stdout } = await invoke(...SINGLE, ...service, ...words);
  expect(code).toBe(0);
  const { counted, capacity } = JSON.parse(stdout);
  expect(counted).toBe("registrations");
  expect(capacity).toMatchObject({ criterion: "utilisation", limitedBy: "proxies" });
  expect(capacity.ci95[0]).toBeLessThan(500);
  expect(capacity.ci95[1]).toBeGreaterThan(500);
});

test("scenarios without a rate are refused where it stands", async () => {
  const { code, stderr } = await invoke("capacity", "scenarios/mm1.yaml");
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/traffic\.calls[\s\S]*no calls/) });
  const flows = await invoke("capacity", "scenarios/sipp-flows.yaml");
  expect(flows).toMatchObject({ code: 2, stderr: expect.stringContaining("SIPp flows") });
});

test("where nothing is left to chance the interval holds what can be counted by hand", async () => {
  const { stdout } = await invoke("capacity", "scenarios/iprs.yaml", "--max-loss", "1%", "--no-survivors", "--json");
  const { ci95 } = JSON.parse(stdout).capacity;
  // Two proxies; a call is six messages of 0.2 ms, and INVITE, ACK and BYE look a binding up in 0.01 ms.
  const truth = 2 / (6 * 0.2e-3 + 3 * 0.01e-3);
  expect(ci95[0]).toBeLessThan(truth);
  expect(ci95[1]).toBeGreaterThan(truth);
});
