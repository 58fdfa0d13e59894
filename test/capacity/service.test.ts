/** Which servers may be down, how busy they are, and what is refused. */
import { describe, expect, test } from "vitest";
import { serviceCapacity } from "../../src/capacity/service-capacity.ts";
import { SteadyService } from "../../src/capacity/steady-service.ts";
import { expectCallsAtARate } from "../../src/capacity/steady-traffic.ts";
import { survivedLosses } from "../../src/capacity/survivors.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { isLong } from "../long.ts";
import { sixVisits } from "./oracles.ts";

function read(text: string): Scenario {
  const found = parseScenario(text, "service.yaml");
  if (found.problems) throw new Error(JSON.stringify(found.problems));
  return found.scenario;
}

const calls = (more: string) => `traffic: { calls: { ${more} }, clients: { retransmission: false } }\n`;
const steady = calls("rate: 100/s, arrivals: poisson, duration: 1 s");

describe("who may be down", () => {
  test("of three proxies behind two directors: each number of either, while one is left", () => {
    const scenario = read(`architecture: { preset: director, proxies: 3 }\n${steady}`);
    expect(survivedLosses(scenario, 1000)).toEqual([["director-1"], ["proxy-1"], ["proxy-1", "proxy-2"]]);
    expect(survivedLosses(scenario, 1)).toEqual([["director-1"], ["proxy-1"]]);
  });

  test("a single server may not be, and a standby alone is not missed", () => {
    expect(survivedLosses(read(`architecture: { preset: single }\n${steady}`), 1000)).toEqual([]);
    const sets = survivedLosses(read(`architecture: { preset: iprs, active: 2, standby: 1 }\n${steady}`), 1000);
    expect(sets).toContainEqual(["proxy-1"]);
    expect(sets).not.toContainEqual(["proxy-3"]);
  });
});

test("with one of two servers down the other does the work of both", () => {
  const scenario = read(`architecture: { preset: ppdr, proxies: 2 }\n${steady}`);
  const busy = (down: readonly string[]): number => {
    const service = new SteadyService(scenario, { loss: 0.01 }, down);
    const proxies = service.groups.findIndex(({ tier }) => tier === "proxies");
    const one = service.observe(100, 0);
    expect(one.lost).toBe(0); // everybody has noticed before the first call
    return one.busy[proxies]!;
  };
  const ratio = busy(["proxy-1"]) / busy([]);
  expect(ratio).toBeGreaterThan(1.95);
  expect(ratio).toBeLessThan(2.05);
});

test("of three records of weight 1 the first has half of the calls (RFC 2782), and is a group of its own", () => {
  const architecture = `architecture:
  tiers: { proxies: { role: proxy, active: [p1, p2, p3], service: { each: 1 ms, lookup: 0 s } } }
  addresses: { A: { tier: proxies, owner: p1 }, B: { tier: proxies, owner: p2 }, C: { tier: proxies, owner: p3 } }
  bindings: { memory: { checkpoint: none } }
  needs: { anyOf: [p1, p2, p3] }
`;
  const scenario = read(architecture + steady);
  const service = new SteadyService(scenario, { loss: 0.005 });
  expect(service.groups.map(({ names }) => names)).toEqual([["p1"], ["p2", "p3"]]);
  const busy = Array.from({ length: 6 }, (_, i) => service.observe(150, i).busy);
  const mean = (group: number): number => busy.reduce((sum, one) => sum + one[group]!, 0) / busy.length;
  // Six messages of 1 ms for each of 75 and of 37.5 calls a second; six runs of 2000 calls have a standard deviation of 1 %.
  expect(mean(0)).toBeCloseTo(0.45, 1.3);
  expect(mean(1)).toBeCloseTo(0.225, 1.3);
  expect(survivedLosses(scenario, 1)).toEqual([["p1"], ["p2"]]);
  const inTurn = read(architecture + calls("rate: 100/s, arrivals: poisson, duration: 1 s, access: round robin"));
  expect(new SteadyService(inTurn, { loss: 0.005 }).groups).toHaveLength(1);
  const one = read(architecture + calls("rate: 100/s, arrivals: poisson, duration: 1 s, access: { address: B }"));
  expect(survivedLosses(one, 1)).toEqual([["p1"], ["p2"]]);
});

test("utilisation is what calls cost: six messages of 1 ms at 100 calls/s are 60 %", () => {
  const service = new SteadyService(sixVisits(1, "unlimited"), { loss: 0.005 });
  const busy = Array.from({ length: 12 }, (_, i) => service.observe(100, i).busy[0]!);
  // 2000 calls of six exponential times: a standard deviation of 1 % of 0.6 each.
  const mean = busy.reduce((sum, share) => sum + share, 0) / busy.length;
  expect(mean).toBeGreaterThan(0.59);
  expect(mean).toBeLessThan(0.61);
});

test("a queue without end grows where more comes than its worker can do, and nowhere else", () => {
  const service = new SteadyService(sixVisits(1, "unlimited"), { loss: 0.005 });
  const growth = (load: number): number =>
    Array.from({ length: 6 }, (_, i) => service.observe(load * (1000 / 6), i).growth).reduce((a, b) => a + b, 0) / 6;
  // Of each call at 10 % beyond 1000/6 calls/s its INVITE alone adds 0.1.
  expect(growth(1.1)).toBeGreaterThan(0.1);
  expect(growth(0.9)).toBeLessThan(0.02);
});

test("what a full queue has dropped and clients send again is still to be done", () => {
  const repeated = read(`architecture:
  preset: single
  tiers: { proxies: { queue: 20, service: { each: 1 ms, lookup: 0 s } } }
traffic: { users: 10, calls: { rate: 100/s, arrivals: poisson, duration: 1 s } }
`);
  // One worker serves 1000 messages a second, and a call has six.
  for (const [counted, carried] of [
    ["calls", 1000 / 6],
    ["registrations", 1000],
  ] as const) {
    const service = new SteadyService(repeated, { loss: 0.01 }, [], counted);
    const growth = (load: number): number => service.observe(load * carried, 0).growth;
    expect(growth(0.75), counted).toBeLessThan(0.02);
    expect(growth(1.2), counted).toBeGreaterThan(0.02);
    // Of three calls two at least are added to those that wait: copies cost work, too. None of them is lost within the first 32 s.
    expect(growth(3), counted).toBeGreaterThan(0.6);
    expect(growth(3), counted).toBeLessThan(1);
  }
});

test("calls that do not come at a steady rate are refused", () => {
  const scenario = sixVisits(1, 9);
  const calls = scenario.traffic.calls!;
  const withCalls = (more: object | null): Scenario => ({
    ...scenario,
    traffic: { ...scenario.traffic, calls: more && { ...calls, ...more } },
  });
  expect(() => expectCallsAtARate(scenario)).not.toThrow();
  expect(() => expectCallsAtARate(withCalls(null))).toThrow("no calls");
  const rounds = { arrivals: { kind: "rounds", at: [0], spacing: 1 } };
  expect(() => expectCallsAtARate(withCalls(rounds))).toThrow("calls in rounds");
  expect(() => expectCallsAtARate(withCalls({ flows: {} }))).toThrow("calls by SIPp flows");
});

describe("cores of a host", () => {
  /** Six messages of 1 ms a call at a proxy; `hosts` say who shares what. */
  const onCores = (workers: number, hosts: string, more = "") =>
    read(
      `architecture:
  tiers: { proxies: { role: proxy, active: [p1], workers: ${workers}, queue: 30, service: { each: 1 ms, lookup: 0 s } } }
  addresses: { A: { tier: proxies, owner: p1 } }
  hosts: ${hosts}
  bindings: { memory: { checkpoint: none } }
  needs: p1
traffic: { users: 10, calls: { rate: 100/s, arrivals: poisson, duration: 1 s }, clients: { retransmission: false${more} } }
`,
    );

  test("are busy for what their work takes, user agents' included", () => {
    const service = new SteadyService(
      onCores(4, "{ box: { cores: 2, nodes: [p1, callers, callees] } }", ", service: 0.5 ms"),
      { loss: 0.005 },
    );
    const cores = service.groups.findIndex(({ host }) => host === "box");
    const busy = Array.from({ length: 6 }, (_, i) => service.observe(100, i).busy[cores]!);
    // 100/s of six messages of 1 ms and six of 0.5 ms, on two cores.
    expect(busy.reduce((sum, share) => sum + share, 0) / busy.length).toBeCloseTo(0.45, 1.7);
  });

  test.runIf(isLong)("are what saturates first where workers are more than they", async () => {
    const bounds = { loss: 0.05 };
    const service = new SteadyService(onCores(4, "{ box: { nodes: [p1] } }"), bounds);
    const shared = await serviceCapacity(service, { precision: 0.3, most: 10 });
    if (shared === "interrupted" || "unboundedAt" in shared) throw new Error("a capacity");
    expect(shared.limitedBy).toBe("cores of host box");
    expect(shared.rate).toBeGreaterThan(0.9 * (1000 / 6));
    expect(shared.rate).toBeLessThan(1.1 * (1000 / 6));
  });
});
