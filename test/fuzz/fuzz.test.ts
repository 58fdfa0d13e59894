import { expect, test } from "vitest";
import { PRESETS } from "../../src/architecture/presets.ts";
import type { Replicator } from "../../src/experiment/replication.ts";
import { searchFaults } from "../../src/fuzz/fault-search.ts";
import { shrunk } from "../../src/fuzz/shrink.ts";
import { drawWorld, readWorld, worldText } from "../../src/fuzz/world.ts";
import { surveyWorlds } from "../../src/fuzz/world-survey.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { ScenarioText } from "../../src/scenario/scenario-text.ts";
import { less } from "../long.ts";

const WORLDS = less(50, 150);

test(`${WORLDS} worlds of all presets obey the laws on both engines`, async () => {
  const survey = await surveyWorlds({ seed: 20080601, first: 0, worlds: WORLDS });
  expect(survey.broken).toEqual([]);
  expect(survey.worlds).toBe(WORLDS);
  expect(survey.events).toBeGreaterThan(less(30_000, 100_000));
  expect(survey.calls).toBeGreaterThan(less(300, 1000));
  expect(survey.failovers).toBeGreaterThan(less(15, 50));
  expect(survey.mended).toBeGreaterThan(less(15, 50));
  expect(survey.unserved).toBeGreaterThan(less(3, 10)); // where nothing is mended, service is lost
});

test("a world is its seed and number, its file says all of it, and every preset and every verb comes up", () => {
  const seen = new Set<string>();
  for (let number = 0; number < 150; number++) {
    const world = drawWorld(1, number);
    expect(worldText(drawWorld(1, number))).toBe(worldText(world));
    const scenario = readWorld(world);
    if (number < 10)
      expect(parseScenario(worldText(world), "copy.yaml").scenario?.architecture).toEqual(scenario.architecture);
    seen.add(scenario.architecture.tiers.map(({ name, role }) => `${name}: ${role}`).join());
    for (const { detector } of scenario.architecture.watches) seen.add(detector.kind);
    for (const fault of scenario.faults) for (const key of Object.keys(fault)) seen.add(key);
  }
  const verbs = ["kill", "restart", "hang", "resume", "slow", "cut", "degrade", "partition", "heal", "loseArp"];
  for (const one of [...verbs, "drain", "upgrade", "chance", "shock", "covered"]) expect(seen).toContain(one);
  for (const one of ["heartbeat", "totem", "poll", "options", "vrrp"]) expect(seen).toContain(one);
  for (const { expand } of PRESETS)
    expect(seen).toContain(
      Object.entries(expand({}).tiers)
        .map(([name, { role }]) => `${name}: ${role}`)
        .join(),
    );
});

/** A bug: processes that are to start again do not. */
const neverBack = ({ world }: Replicator) => {
  for (const node of world.nodes) {
    const bringBack = node.bringBack.bind(node);
    node.bringBack = (kind, now) => (kind === "process" ? undefined : bringBack(kind, now));
  }
};

test("a planted bug is found, reduced, and found again by the seed and number that are printed", async () => {
  const survey = await surveyWorlds({ seed: 11, first: 0, worlds: less(10, 25), prepare: neverBack });
  const [first] = survey.broken;
  expect(first).toBeDefined();
  expect(first!.violations[0]!.law).toBe("what is mended serves again");
  const again = await surveyWorlds({ seed: 11, first: first!.number, worlds: 1, prepare: neverBack });
  expect(again.broken).toEqual([first]);
  const { scenario, problems } = parseScenario(first!.text, "reduced.yaml");
  expect(problems).toBeUndefined();
  expect(scenario!.faults.length).toBeLessThanOrEqual(drawWorld(11, first!.number).faults.length);
  expect((await surveyWorlds({ seed: 11, first: first!.number, worlds: 1 })).broken).toEqual([]);
});

test("a script is reduced to the lines that it takes, wherever they stand", () => {
  const lines = Array.from({ length: 23 }, (_, i) => i);
  for (const needed of [[], [0], [22], [3, 17], [0, 11, 22], lines])
    expect(shrunk(lines, (part) => needed.every((line) => part.includes(line)))).toEqual(needed);
});

const search = async (yaml: string, scripts = 25) => {
  const text = new ScenarioText(yaml, "service.yaml");
  const { scenario, problems } = text.with([]);
  expect(problems).toBeUndefined();
  return searchFaults(text, [], scenario!, { seed: 1, scripts, lines: 4, within: 20, calls: 50 });
};

const pair = (takeover: string) => `
architecture:
  preset: ip-takeover
  watches: { heartbeat: { detector: { heartbeat: { interval: 200 ms, misses: 3 } }, takeover: { ${takeover} } } }
run: { horizon: 10 s }
`;

test("where nobody announces a takeover, one death is enough: callers go on sending to who was dead", async () => {
  const { counterexamples, broken } = await search(pair("gratuitousArp: false, staleArp: 4 h"));
  expect(broken).toEqual([]);
  expect(counterexamples[0]!.lines).toHaveLength(1);
  expect(Object.keys(counterexamples[0]!.lines[0]!)).toContain("kill");
  expect(counterexamples[0]!.anomalies).toEqual([{ where: "VIP", reason: "stale", owners: ["proxy-2"] }]);
});

test("with gratuitous ARP it takes a lost one beside the death; with short-lived entries nothing is a counterexample", async () => {
  const { counterexamples } = await search(pair("staleArp: 4 h"), 120);
  expect(counterexamples[0]!.lines).toHaveLength(2);
  expect(counterexamples[0]!.lines.some((line) => "loseArp" in line)).toBe(true);
  expect((await search(pair("staleArp: 2 s"))).counterexamples).toEqual([]);
});

const custom = (tiers: string, watches: string, address: string, needs: string) => `
architecture:
  tiers: { ${tiers} }
  addresses: { VIP: { ${address} } }
  watches: { ${watches} }
  bindings: { memory: { copiedTo: all proxies } }
  needs: ${needs}
run: { horizon: 10 s }
`;

test("deaths that stay: a director that nobody tells, a standby that nobody promotes, and pairs that are looked after", async () => {
  const directors = "d: { role: director, active: [d1] }, p: { role: proxy, active: [p1, p2] }";
  const needs = "{ allOf: [d1, { anyOf: [p1, p2] }] }";
  const lastingOf = async (yaml: string) => (await search(yaml, 1)).lasting;

  const untold = await lastingOf(custom(directors, "", "tier: d, owner: d1", needs));
  expect(untold.tried).toBe(6); // two proxies, each in three ways; the service does not survive d1 by its needs
  expect(untold.unsurvived.map(({ anomalies }) => anomalies)).toEqual([
    [{ where: "p1", reason: "keptOn", owners: [] }],
    [{ where: "p2", reason: "keptOn", owners: [] }],
  ]);
  const health = "h: { tier: p, by: d, detector: { poll: { interval: 1 s, timeout: 1 s } }, removal: 0 s }";
  expect((await lastingOf(custom(directors, health, "tier: d, owner: d1", needs))).unsurvived).toEqual([]);

  const proxies = "p: { role: proxy, active: [p1], standby: [p2] }";
  const vrrp = "v: { tier: p, by: p, detector: { vrrp: {} }, takeover: {} }";
  const idle = await lastingOf(custom(proxies, "", "tier: p, owner: p1", "{ anyOf: [p1, p2] }"));
  expect(idle.unsurvived.map(({ lines, anomalies }) => [lines[0]!["kill"], anomalies[0]!.reason])).toEqual([
    ["p1", "dead"],
  ]);
  expect((await lastingOf(custom(proxies, vrrp, "tier: p, owner: p1", "{ anyOf: [p1, p2] }"))).unsurvived).toEqual([]);
});

test("callers who go to the next address by themselves do not notice that one is not served", async () => {
  const service = (clients: string) =>
    `architecture: { preset: iprs, standby: 0 }\ntraffic: { calls: { rate: 10/s, count: 50 }, clients: { ${clients} } }\n`;
  expect((await search(service("retransmission: false"), 1)).lasting.unsurvived).toHaveLength(2);
  expect((await search(service("nextTarget: {}"), 1)).lasting.unsurvived).toEqual([]);
});
