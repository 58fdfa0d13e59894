/** A scenario to begin from says what a service is: by options, or by answers. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PRESETS } from "../../src/architecture/presets.ts";
import { asked } from "../../src/cli/init.ts";
import { SERVICE_NAMES, SERVICES, template } from "../../src/cli/init-template.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { ensureBuilt } from "./built.ts";
import { invoke } from "./in-process.ts";

let folder = "";
beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), "sipnines-init-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(SERVICE_NAMES)("%s, for every preset", (name) => {
  for (const preset of PRESETS) {
    const { scenario, problems, warnings } = parseScenario(template(preset, SERVICES[name], "x.json"), preset.name);
    expect(problems, preset.name).toBeUndefined();
    expect(warnings!.filter(({ path }) => path.startsWith("expect"))).toEqual([]);
    const { calls } = scenario!.traffic;
    expect(calls!.arrivals).toMatchObject({ rate: SERVICES[name].rate });
    expect(scenario!.traffic.retransmission).toBe(SERVICES[name].timers);
  }
});

test("options say what a service is", async () => {
  const path = join(folder, "told.yaml");
  const words = ["--service", "telephone", "--rate", "3/s", "--hold", "2min", "--timers", "none"];
  expect((await invoke("init", "iprs", path, ...words)).code).toBe(0);
  const text = readFileSync(path, "utf8");
  const { scenario } = parseScenario(text, path);
  expect(scenario!.traffic.calls).toMatchObject({
    arrivals: { kind: "poisson", rate: 3, duration: 600 },
    ring: { kind: "exponential", mean: 10 },
    hold: { kind: "exponential", mean: 120 },
  });
  expect(scenario!.traffic.retransmission).toBe(false);
  expect(text).toContain("# 390 Erlang"); // 3/s x (10 s + 120 s)
  // 1800 Poisson arrivals in each of 10 replications: the mean lies within 4 x sqrt(1800 / 10)
  expect(text).toContain("createdCalls: { atLeast: 1746, atMost: 1854,");
  const { code, stderr } = await invoke(
    "init",
    "iprs",
    join(folder, "no.yaml"),
    "--service",
    "telefone",
    "--hold",
    "2",
  );
  expect(code).toBe(2);
  expect(stderr).toContain("Did you mean telephone?");
  expect(stderr).toContain("a number without a unit");
});

test("answers say it too; what cannot be read is asked again", async () => {
  const answers = ["", "telefone", "telephone", "7", "7/s", "", "90 s", "no", "mine.yaml"];
  const questions: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (() => true) as typeof write;
  try {
    const { preset, calls, file } = await asked(async (question) => {
      questions.push(question);
      return answers.shift()!;
    });
    expect({ preset, file }).toEqual({ preset: "iprs", file: "mine.yaml" });
    expect(calls).toEqual({ ...SERVICES.telephone, rate: 7, hold: 90, timers: false });
  } finally {
    process.stdout.write = write;
  }
  expect(answers).toEqual([]);
  expect(questions.filter((question) => question.startsWith("Calls per second [20/s]"))).toHaveLength(2);
});
