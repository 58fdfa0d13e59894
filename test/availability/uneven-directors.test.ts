/** Directors that weigh proxies, order them, keep flows or fail open: what the chain of a call tells of them, beside messages. */
import { expect, test } from "vitest";
import { messageLevelRow } from "../../src/agreement/message-row.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { callAvailability } from "../../src/availability/call-availability.ts";
import { studiedScenario } from "../../src/availability/studied-service.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { some } from "../long.ts";

const MTTF = 1000;
const MTTR = 100;
/** Three proxies that die every 1000 s for 100 s behind a director that does not; a check every 8 s, from whose third failure on a proxy is left out: 20.5 s on average. */
const REMOVAL = 8 / 2 + 2 * 8 + 0.5;
const service = (directors: string, differs: Record<string, string> = {}) => {
  const { clients = "recordRoute: false, retransmission: false", calls = "rate: 20/s, duration: 20 s" } = differs;
  const { each = "0.1 ms", active = "director", transactions = "" } = differs;
  const { scenario, problems } = parseScenario(
    `
format: 2
title: Uneven directors
architecture:
  tiers:
    directors: { role: director, active: [${active}], service: { each: 0.1 ms }${transactions && `, transactions: ${transactions}`} }
    proxies:
      role: proxy
      active: [proxy-1, proxy-2, proxy-3]
      service: { each: ${each} }
      lifetimes: { timeToFailure: { exponential: ${MTTF} s }, timeToRepair: { exponential: ${MTTR} s } }
  addresses: { sip: { tier: directors, owner: director } }
  watches:
    health:
      tier: proxies
      by: directors
      detector: { options: { interval: 8 s, timeout: 500 ms, misses: 3 } }
      removal: 0 s
  directors: ${directors}
  bindings: { memory: { copiedTo: all proxies } }
  needs: { anyOf: [proxy-1, proxy-2, proxy-3] }
traffic:
  calls: { ${calls} }
  clients: { ${clients} }
run: { seed: 1, replications: 4 }
`,
    "service",
  );
  expect(problems).toBeUndefined();
  return studiedScenario(scenario!);
};
const told = async (studied: ReturnType<typeof service>) =>
  callAvailability(studied, serviceAvailability(studied.model!), false);

const WEIGHED = "{ policy: call-id hash, proxies: { proxy-1: { weight: 7 }, proxy-3: { weight: 2 } } }";
const ORDERED = "{ policy: round robin, proxies: { proxy-1: { priority: 2 }, proxy-3: { priority: 1 } } }";
const TOLD = [
  ORDERED,
  WEIGHED,
  "{ policy: random, noneAlive: try all, flows: { idle: 120 s } }",
  "{ policy: round robin, state: shared, flows: { sources: 10, until: removal } }",
];

/** Of two that live the others, each alive for A of the time: chance that at least one does. */
const A = MTTF / (MTTF + MTTR);
const OTHERS = 1 - (1 - A) ** 2;

test.each(TOLD)(
  "a call is lost on a dead proxy that is still believed alive, whatever its part of the calls: %s",
  async (directors) => {
    const call = await told(service(directors));
    if (typeof call === "string") throw new Error(call);
    const removal = call.causes.find(({ cause }) => cause === "removal")!.perMillion / 1e6;
    // Deaths of the one that has the call, each with the time until it is left out or back; while that of another is open, more or less.
    const truth = (A / MTTF) * (1 / (1 / REMOVAL + 1 / MTTR)) * OTHERS;
    expect(removal / truth).toBeGreaterThan(0.97);
    expect(removal / truth).toBeLessThan(1.1);
    expect(call.causes.find(({ cause }) => cause === "no proxy")!.perMillion).toBeCloseTo(1e6 * (1 - A) ** 3, 1);
  },
);

test.each(some(TOLD, [0]))("and so it is message by message: %s", async (directors) => {
  const row = await messageLevelRow(service(directors), 2e6);
  if (typeof row === "string") throw new Error(row);
  expect(Math.abs(row.deviation!)).toBeLessThan(3);
  expect((row.ci95![1] - row.ci95![0]) / row.defectsPerMillion!).toBeLessThan(0.6);
});

test.each([
  ["{ policy: call load }", { transactions: "{ failover: {} }" }, /count calls/],
  ["{ policy: round robin, flows: { sources: 4 } }", {}, /Flows of trunks/],
  ["{ policy: round robin, flows: {} }", { clients: "recordRoute: false" }, /sent again stays/],
  ["{ policy: round robin, flows: {} }", { calls: "rate: 20/s, duration: 20 s, hold: 200 s" }, /outlast the flows/],
  [WEIGHED.replace("call-id hash", "random"), {}, /one by one/],
  [WEIGHED, { each: "5 ms" }, /too busy/],
  ["round robin", { transactions: "{ failover: { destinations: 1, probation: 30 s } }" }, /depends on the rate/],
  ["round robin", { transactions: "{ failover: { destinations: 2 } }" }, /2 of 3 proxies at most/],
] as const)("%s %o has no share of failed calls", async (directors, differs, why) => {
  const call = await told(service(directors, differs));
  expect(call).toMatch(why);
  expect(call).toMatch(/no share of failed calls can be told/);
});

test("two directors that share what they find know by the first of them", async () => {
  const studied = service("{ state: shared }", { active: "director, other" });
  expect(await told(studied)).toMatch(/by the first of them/);
});
