/** Every preset, from two to ten nines: the simulation of the components against the chain. */
import { expect, test } from "vitest";
import { PRESETS } from "../../src/architecture/presets.ts";
import { assess } from "../../src/availability/assessment.ts";
import { simulateAvailability } from "../../src/availability/simulated-availability.ts";
import { studiedScenario } from "../../src/availability/studied-service.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const NAMES = PRESETS.map(({ name }) => name);
const HIGH = NAMES.filter((name) => name !== "single");
const hasDatabase = (name: string) => ["ppdr", "cisco-vrrp", "fff"].includes(name);

function studied(preset: string, availability: string) {
  const text = `architecture: { preset: ${preset} }\nrun: { horizon: 1 s }\navailability: ${availability}\n`;
  const { scenario, problems } = parseScenario(text, "preset.yaml");
  expect(problems).toBeUndefined();
  return assess(studiedScenario(scenario!));
}

function expectAgreement(preset: string, availability: string, relativeErrorMax: number) {
  const assessment = studied(preset, availability);
  const started = process.cpuUsage();
  const found = simulateAvailability(assessment.service.model!, assessment.structure, {
    seed: 2008,
    stepsMax: 2e7,
    relativeErrorMax,
  });
  const seconds = process.cpuUsage(started).user / 1e6;
  const { mean, high } = found.unavailability!;
  expect(Math.abs(mean - assessment.unavailability)).toBeLessThanOrEqual(((high - mean) * 3.291) / 1.96);
  expect(found.relativeError).toBeLessThanOrEqual(relativeErrorMax);
  expect(seconds).toBeLessThan(60);
  return { nines: -Math.log10(assessment.unavailability), found };
}

const lifetimes = (mttf: string, mttr: string): string =>
  `lifetimes: { timeToFailure: { exponential: ${mttf} }, timeToRepair: { exponential: ${mttr} } }`;

test.each(NAMES)("%s at one to four nines, directly or forced", (preset) => {
  expectAgreement(preset, `{ ${lifetimes("1500 h", "72 h")}, crew: { size: 1 } }`, 0.05);
});

test.each(HIGH)("%s at six to ten nines, its database doubled, to a tenth in half a minute", (preset) => {
  const replicas = !hasDatabase(preset) ? "" : ", replicas: { database: 2 }";
  for (const [mttf, mttr] of [
    ["5000 h", "4 h"],
    ["20000 h", "1 h"],
  ] as const) {
    const { nines, found } = expectAgreement(preset, `{ ${lifetimes(mttf, mttr)}${replicas}, crew: { size: 1 } }`, 0.1);
    expect(nines).toBeGreaterThan(5);
    if (found.method === "balanced failure biasing") expect(found.gain).toBeGreaterThan(1);
  }
});
