/** The two sides of each fault against each other: what lines alone tell, and what they do on the engine. */
import { describe, expect, test } from "vitest";
import { ALL_VERBS, FAULTS, type Fault, faultInWords, faultVerb, isByChance } from "../../src/faults/description.ts";
import type { KnownNodeState } from "../../src/faults/node-state.ts";
import { riskOf } from "../../src/faults/simulated.ts";
import { lastsUntil } from "../../src/faults/times.ts";
import { Dice } from "../../src/fuzz/dice.ts";
import { anyFault, type FaultLine, passingFault } from "../../src/fuzz/random-faults.ts";
import { Stream } from "../../src/random/stream.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { replay } from "../../src/scenario/warnings/fault-replay.ts";
import { worldOf } from "../architecture/fixture.ts";

const NODES = ["proxy-1", "proxy-2", "proxy-3"];
const targets = { nodes: NODES, tiers: ["proxies"], from: 1, until: 9, scale: 2 };

/** Nobody calls: only the lines happen. */
function read(faults: readonly FaultLine[]): Scenario {
  const text = { architecture: { preset: "iprs" }, traffic: { users: 2 }, run: { horizon: "30 s" }, faults };
  const { scenario, problems } = parseScenario(JSON.stringify(text), "drawn.yaml");
  if (problems !== undefined) throw new Error(problems.map(({ path, found }) => `${path}: ${found}`).join("; "));
  return scenario;
}

function script(number: number, isWanted: (line: FaultLine) => boolean): FaultLine[] {
  const dice = new Dice(new Stream("drawn faults", 1, number));
  const lines: FaultLine[] = [];
  while (lines.length < 8) {
    const line = dice.happens(0.5) ? passingFault(targets, dice) : anyFault(targets, dice);
    const ends = lines.map((other) => other["cut"] ?? other["degrade"]).find((names) => names !== undefined);
    if (isWanted(line))
      lines.push("heal" in line && ends !== undefined && dice.happens(0.7) ? { ...line, heal: ends } : line);
  }
  return lines;
}

const SEEN = 200;

test("every fault can be drawn, is read, and has words, names and one way to strike", () => {
  const seen = new Map<string, Fault>();
  for (let number = 0; number < SEEN; number++)
    for (const fault of read(script(number, () => true)).faults) seen.set(fault.verb, fault);
  expect([...seen.keys()].sort()).toEqual(Object.keys(FAULTS).sort());
  for (const fault of seen.values()) {
    const { names, words, byHand } = faultVerb(fault);
    const { past, present } = words(fault);
    expect(past).not.toBe(present);
    expect(faultInWords(fault).startsWith(past)).toBe(true);
    expect(byHand(fault).length).toBeGreaterThan(10);
    expect(names(fault).length).toBeGreaterThan(0);
    expect(riskOf(fault) !== null).toBe(isByChance(fault));
  }
  expect(ALL_VERBS.every(({ passing, unending }) => passing.length + unending.length > 0)).toBe(true);
});

describe("what lines alone tell is so on the engine, just before each of them", () => {
  const PREDICTABLE = ["kill", "restart", "hang", "resume", "cut", "degrade", "partition", "heal"];
  test.each([0, 1, 2, 3])("scripts of quarter %i", (quarter) => {
    let [moments, dead, hung, impaired] = [0, 0, 0, 0];
    for (let number = quarter * 25; number < (quarter + 1) * 25; number++) {
      const scenario = read(script(number, (line) => PREDICTABLE.some((verb) => verb in line)));
      const told = new Map<number, { nodes: ReadonlyMap<string, KnownNodeState | null>; impairments: number }>();
      const times = scenario.faults.flatMap((fault) => [fault.at, lastsUntil(fault)]);
      const isTie = (fault: Fault) =>
        times.filter((time) => Math.abs(time - fault.at) < 1e-6).length > (lastsUntil(fault) === fault.at ? 2 : 1);
      replay(scenario, (fault, _, moment) => {
        if (!isTie(fault)) told.set(fault.at, { nodes: new Map(moment.nodes), impairments: moment.impaired.size });
      });
      const world = worldOf(scenario);
      world.start(0);
      for (const [at, { nodes, impairments }] of [...told].sort(([one], [other]) => one - other)) {
        world.engine.run(at - 1e-7);
        for (const node of world.nodes.filter(({ name }) => NODES.includes(name))) {
          const state = nodes.get(node.name)!;
          const hangs = node.running && !node.works;
          const where = `script ${number}, ${node.name} at ${at} s`;
          expect({ dead: [...node.deadParts].sort(), hangs }, where).toEqual({
            // A dead host has the process on it.
            dead: [...state.dead].filter((kind) => kind !== "process" || !state.dead.has("host")).sort(),
            hangs: state.hangs,
          });
          dead += state.dead.size;
          hung += state.hangs ? 1 : 0;
        }
        expect(world.network.impairments.length, `script ${number} at ${at} s`).toBe(impairments);
        moments++;
        impaired += impairments;
      }
    }
    expect(moments).toBeGreaterThan(100);
    expect(Math.min(dead, hung, impaired)).toBeGreaterThan(10);
  });
});
