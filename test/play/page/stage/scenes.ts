import { readFileSync } from "node:fs";
import type { Scene } from "../../../../src/play/protocol.ts";
import { WatchedRun } from "../../../../src/play/watched/watched-run.ts";
import { parseScenario } from "../../../../src/scenario/parse.ts";
import type { Scenario } from "../../../../src/scenario/scenario.ts";

export const textOf = (name: string): string =>
  readFileSync(new URL(`../../../../scenarios/${name}.yaml`, import.meta.url), "utf8");

const scenarios = new Map<string, Scenario>();

/** A scenario, read once. */
export function read(text: string): Scenario {
  const known = scenarios.get(text);
  if (known !== undefined) return known;
  const { scenario, problems } = parseScenario(text, "scenario.yaml");
  if (problems) throw new Error(problems.map(({ path, found }) => `${path}: ${found}`).join("; "));
  scenarios.set(text, scenario);
  return scenario;
}

/** A run that stands at a time [s], and what the page is told of its scenario. */
export function runAt(text: string, time: number): { run: WatchedRun; scene: Scene } {
  const scenario = read(text);
  const run = new WatchedRun(scenario, 0);
  run.advance(time);
  const { title, about, architecture, network, traffic, faults } = scenario;
  const { participants, nominalEnd, series } = run;
  const described = { title, about, architecture, network, traffic, faults, participants };
  const played = { seed: 1, replication: 0, warnings: [], nominalEnd, interval: series.interval };
  return { run, scene: { ...described, ...played } };
}

/** A service of so many proxies with a database behind. */
export const clusterOf = (nodes: number): string => `
format: 2
title: many
architecture:
  tiers:
    proxies: { role: proxy, active: [${Array.from({ length: nodes }, (_, i) => `p${i + 1}`).join(", ")}] }
    store: { role: database, active: [db] }
  addresses:
    SAP1: { tier: proxies, owner: p1 }
  bindings: { database: { tier: store } }
  needs: { allOf: [db, { anyOf: [p1, p2] }] }
traffic: { calls: { rate: 100/s, duration: 5 s } }
`;
