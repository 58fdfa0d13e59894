/** A message that kills whoever takes it, and whom its sender tries next: closed form, chain, components and messages. */
import { describe, expect, test } from "vitest";
import { deviationOf } from "../../src/agreement/design-agreement.ts";
import { DISAGREES } from "../../src/agreement/design-survey.ts";
import { messageLevelDefects } from "../../src/agreement/message-level.ts";
import { faultStructure } from "../../src/analysis/fault-structure.ts";
import { generateChain } from "../../src/analysis/generator/generate.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import type { World } from "../../src/architecture/world.ts";
import { type CallAvailability, callAvailability } from "../../src/availability/call-availability.ts";
import { simulateAvailability } from "../../src/availability/simulated-availability.ts";
import { studiedScenario } from "../../src/availability/studied-service.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { less } from "../long.ts";

const MTBF = 200;
const MTTR = 80;

/** Three servers with an address each, between which users go on; what the class says beside its recovery. */
const text = (says: string, tier = "active: [proxy-1, proxy-2, proxy-3]") => `
format: 2
title: Poison messages
architecture:
  tiers:
    proxies: { role: proxy, service: { each: 1 ms }, ${tier} }
  addresses:
    one: { tier: proxies, owner: proxy-1 }
    two: { tier: proxies, owner: proxy-2 }
    three: { tier: proxies, owner: proxy-3 }
  watches: {}
  bindings: { memory: { copiedTo: all proxies } }
  needs: { anyOf: [proxy-1, proxy-2, proxy-3] }
traffic:
  users: 8
  registration: { expires: 120 s, refresh: 60 s }
  calls: { rate: 0.2/s, arrivals: poisson, hold: 0 s, start: 400 s, duration: 6000 s }
  clients: { nextTarget: { timeout: 500 ms } }
failures:
  classes:
    poison: { kind: process, timeToFailure: { exponential: ${MTBF} s }, recovery: [{ restart: { exponential: ${MTTR} s } }], ${says} }
run: { seed: 5, replications: 30, warmUp: 400 s, horizon: 6400 s }
`;

const read = (says: string, tier?: string) => {
  const { scenario, problems } = parseScenario(text(says, tier), "poison.yaml");
  return { scenario: scenario!, said: (problems ?? []).map(({ path, found }) => `${path}: ${found}`) };
};
const unavailability = (says: string): number =>
  serviceAvailability(studiedScenario(read(says).scenario).model!).outage.unavailability;

/** How likely all three are down, by the balance of each state with so many up: of two, then of one, then of none. */
function allDown(tries: 1 | 2): number {
  const [l, m] = [1 / MTBF, 1 / MTTR];
  if (tries === 1) {
    const weights = [1, l / m, l ** 2 / (2 * m ** 2), l ** 3 / (6 * m ** 3)];
    return weights[3]! / weights.reduce((sum, one) => sum + one, 0);
  }
  const two = l / m;
  const one = ((l + m) * two) / (2 * m);
  const none = ((l + 2 * m) * one - l) / (3 * m);
  return none / (1 + two + one + none);
}

describe("of three servers", () => {
  test("it takes as many as it is tried on, and are left", () => {
    expect(unavailability("together: { all: proxies }, tries: 1")).toBeCloseTo(allDown(1), 12);
    expect(unavailability("together: { all: proxies }, tries: 2")).toBeCloseTo(allDown(2), 12);
  });

  test("whose sender tries all of them it takes all, as a common cause does: to the digit", () => {
    const all = unavailability("together: { all: proxies }");
    expect(unavailability("together: { all: proxies }, tries: 3")).toBe(all);
    expect(unavailability("together: { all: proxies }, tries: 9")).toBe(all);
    // Whoever is up, all are down at the rate λ, and the first of three is back at 3μ.
    expect(all).toBeCloseTo(1 / MTBF / (1 / MTBF + 3 / MTTR), 12);
  });

  test("the simulation of components says the same", () => {
    const { model, components } = studiedScenario(read("together: { all: proxies }, tries: 2").scenario);
    // By itself a server is struck by two of three messages.
    expect(components["proxy-1"]).toEqual({ mttf: 1.5 * MTBF, mttr: MTTR });
    const parts = Object.fromEntries(model!.groups[0]!.nodes.map((name) => [name, { mttf: MTBF, mttr: MTTR }]));
    const { unavailability: found } = simulateAvailability(model!, faultStructure(model!.needs, parts), { seed: 3 });
    expect(Math.abs(found!.mean - allDown(2))).toBeLessThan(((found!.high - found!.mean) * 3.291) / 1.96);
    expect(found!.high / found!.mean).toBeLessThan(1.1);
  });

  test("a run loses any two that are well at once, or the one that is left", () => {
    const { scenario } = read("together: { all: proxies }, tries: 2");
    const replicator = new Replicator(scenario, engineNamed("native"));
    const { world } = replicator as { readonly world: World };
    const struck = new Map<number, number>();
    const times = new Map<string, number>();
    let well = 3;
    const before = new Map<number, number>();
    for (const node of world.nodes) {
      const { kill, bringBack } = node;
      node.kill = (kind, now) => {
        if (!before.has(now)) before.set(now, well);
        well--;
        struck.set(now, (struck.get(now) ?? 0) + 1);
        times.set(node.name, (times.get(node.name) ?? 0) + 1);
        kill.call(node, kind, now);
      };
      node.bringBack = (kind, now) => {
        well++;
        bringBack.call(node, kind, now);
      };
    }
    replicator.run(0);
    expect(struck.size).toBeGreaterThan(5);
    for (const [at, count] of struck) expect(count).toBe(Math.min(2, before.get(at)!));
    expect([...times.keys()].sort()).toEqual(["proxy-1", "proxy-2", "proxy-3"]);
  });

  test("calls fail as often by the chain as message by message", async () => {
    const { scenario } = read("together: { all: proxies }, tries: 2");
    const service = studiedScenario(scenario);
    const chain = (await callAvailability(service, serviceAvailability(service.model!), false)) as CallAvailability;
    const by = { lives: 1, repairs: 1, turns: 1 };
    const messages = (await messageLevelDefects({ scenario, by }, { most: less(30, 300) }))!;
    const { defectsPerMillion, standardError } = messages;
    expect(standardError / defectsPerMillion).toBeLessThan(0.1);
    const said = `${chain.defectsPerMillion} against ${defectsPerMillion} ± ${standardError}`;
    expect(Math.abs(deviationOf(chain, messages)), said).toBeLessThan(DISAGREES);
    // Beside what no server answers there are calls whose callee is not known any more.
    expect(chain.defectsPerMillion).toBeGreaterThan(1.2e6 * allDown(2));
  });
});

test.each([
  ["strikes: proxies, tries: 2", undefined, /poison\.tries: tries of nodes that fail each for itself/],
  ["together: { all: proxies }, tries: 0", undefined, /poison\.tries: 0/],
  [
    "together: { all: proxies }, tries: 2",
    "active: [proxy-1, proxy-2, proxy-3], standby: [proxy-4]",
    /poison\.tries: tries in proxies, where nodes stand by/,
  ],
])("%s with %s is refused", (says, tier, found) => {
  expect(read(says, tier).said.join("\n")).toMatch(found);
});

test("the chain refuses it where another class strikes some of its servers only", () => {
  const disk = "disk: { strikes: proxy-1, timeToFailure: { exponential: 900 s }, recovery: [{ repair: 80 s }] }";
  const { problems, scenario } = parseScenario(
    text("together: { all: proxies }, tries: 2").replace("  classes:", `  classes:\n    ${disk}`),
    "poison.yaml",
  );
  expect(problems).toBeUndefined();
  expect(() => generateChain(studiedScenario(scenario!).model!)).toThrow(
    /"poison of all", which goes on from node to node of proxies \(proxy-1\) and proxies \(proxy-2, proxy-3\)/,
  );
});

test("a message by which processes hang is refused", () => {
  const hanging = text("together: { all: proxies }, tries: 2").replace("kind: process", "kind: hang");
  const { problems } = parseScenario(hanging, "poison.yaml");
  expect(problems!.map(({ found }) => found)).toEqual(["tries of what does not die (hang)"]);
});
