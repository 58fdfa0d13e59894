/** What `calibrate capacity` writes carries what it prints. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { SteadyService } from "../../src/capacity/steady-service.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { ensureBuilt } from "./built.ts";
import { invoke } from "./in-process.ts";

let folder = "";
beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), "sipnines-calibrate-capacity-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("busy columns are added, each with its share of a call; idle load is taken off, and the YAML carries what is left", async () => {
  // 0.6, 0.3 and 0.1 ms a call, and 0.1 of the processor busy without any: 0.9/1 ms = 900 calls/s.
  const rows = [100, 200, 300, 400, 500, 600].map((rate) =>
    [rate, 0.06 + 0.6e-3 * rate, 0.04 + 0.3e-3 * rate, 0.1e-3 * rate].join(","),
  );
  const table = join(folder, "busy.csv");
  writeFileSync(table, ["rate,user,system,softirq", ...rows].join("\n"));
  const busy = ["user", "system", "softirq"].flatMap((column) => ["--busy", column]);
  const { code, stdout } = await invoke(
    "calibrate",
    "capacity",
    table,
    ...busy,
    "--out",
    join(folder, "out"),
    "--json",
  );
  expect(code).toBe(0);
  const { demand, base, capacity, said } = JSON.parse(stdout);
  expect(demand.estimate).toBeCloseTo(1e-3, 9);
  expect(base.estimate).toBeCloseTo(0.1, 9);
  expect(capacity.estimate).toBeCloseTo(900, 6);
  expect(said.join(" ")).toContain("user 600 µs, system 300 µs, softirq 100 µs");
  const written = parse(readFileSync(join(folder, "out", "calibration.yaml"), "utf8"));
  const { scenario } = parseScenario(
    JSON.stringify({
      architecture: { preset: "single", ...written.architecture },
      traffic: {
        calls: { rate: "450/s", arrivals: "poisson", duration: "1 s" },
        clients: { retransmission: false },
      },
    }),
    "written.json",
  );
  const service = new SteadyService(scenario!, { loss: 0.005 });
  const shares = Array.from({ length: 8 }, (_, i) => service.observe(450, i).busy[0]!);
  // 2000 calls come in a time with a standard deviation of 2 %.
  expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) / 8 - 0.5)).toBeLessThan(0.02);
});

test("processors that are all busy without any call are too few", async () => {
  const table = join(folder, "idle.csv");
  writeFileSync(table, "rate,busy\n100,1.5\n200,1.6\n300,1.72\n");
  const { code, stderr } = await invoke("calibrate", "capacity", table, "--busy", "busy", "--servers", "1");
  expect(code).toBe(2);
  expect(stderr).toContain("busy without any call");
});
