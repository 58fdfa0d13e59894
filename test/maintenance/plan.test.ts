/** What a plan costs, against figures that are reckoned by hand. */
import { expect, test } from "vitest";
import { expectPlan, Night, type PlannedScenario } from "../../src/maintenance/night.ts";
import { searchedOrders } from "../../src/maintenance/order.ts";
import { planCost } from "../../src/maintenance/plan-cost.ts";
import { verdictOf } from "../../src/maintenance/verdict.ts";
import { planWords } from "../../src/report/document/plan-words.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const HOUR = 3600;

function planned(architecture: string, plan: string, more = ""): PlannedScenario {
  const text = `
architecture: ${architecture}
traffic: { calls: { rate: 10/s, arrivals: paced, duration: 1 s }, clients: { retransmission: false } }
run: { replications: 1 }
${more}
plan: ${plan}`;
  const { scenario, problems } = parseScenario(text, "x.yaml");
  expect(problems).toBeUndefined();
  expectPlan(scenario!);
  return scenario;
}
const costOf = (scenario: PlannedScenario) => planCost(new Night(scenario), scenario, scenario.plan.steps);
const lost = (count: { readonly interval: { readonly mean: number } }) => count.interval.mean;

/** Proxies whose bindings outlive them, in a database. */
const service = (proxies: string, watches: string, needs: string) => `
  tiers:
    proxies: { role: proxy, ${proxies}, lifetimes: { timeToFailure: { exponential: 1000 h }, timeToRepair: 4 h } }
    databases: { role: database, active: [db] }
  addresses: { SAP: { tier: proxies, owner: a } }
  watches: ${watches}
  bindings: { database: { tier: databases } }
  needs: { allOf: [db, ${needs}] }`;
const pair = service(
  "active: [a], standby: [b]",
  "{ w: { tier: proxies, by: proxies, detector: { heartbeat: { interval: 100 ms, misses: 3 } }, takeover: {} } }",
  "{ anyOf: [a, b] }",
);

test("the only node: what it does not serve is lost, and its bad version is as long as it is looked at and put back", async () => {
  const plan = `{ settle: 5 s, within: 0 s, verify: 20 s, steps: [
    { drain: a }, { upgrade: a, takes: 60 s, badVersion: 5 %, wayBack: 30 s }, { verify: a }] }`;
  const { steps, total, noReturn, before } = await costOf(planned(service("active: [a]", "{}", "a"), plan));
  expect(steps.map(({ failed }) => lost(failed))).toEqual([0, 600, 0]); // 10 calls a second for 60 s
  expect(lost(total.failed)).toBe(600);
  expect(lost(before.failed)).toBe(0);
  expect(steps.map(({ withoutSpare }) => withoutSpare)).toEqual([0, 60, 20]);
  expect(steps.every(({ secondFailure }) => secondFailure === null)).toBe(true);
  expect(lost(steps[1]!.ifBad!)).toBe(10 * (20 + 30));
  expect(steps.map(({ back }) => lost(back!.failed))).toEqual([10, 300, 300]); // started again at once; the old version
  expect(steps.map(({ on }) => lost(on.failed))).toEqual([600, 0, 0]);
  expect(noReturn).toBe(1); // once it runs the new version, going on costs nothing
});

test("a version that hangs later is put back at the end of the step in which it does, from all who have it", async () => {
  const alone = (badAfter: number) =>
    planned(
      service("active: [a]", "{}", "a"),
      `{ settle: 5 s, within: 0 s, verify: 20 s, badVersion: 5 %, badAfter: ${badAfter} s, wayBack: 30 s, steps: [
        { drain: a }, { upgrade: a, takes: 60 s }, { verify: a }] }`,
    );
  const ifBad = async (scenario: PlannedScenario) => lost((await costOf(scenario)).steps[1]!.ifBad!);
  expect(await ifBad(alone(8))).toBe(10 * (20 - 8 + 30)); // found by its verification
  expect(await ifBad(alone(25))).toBe(10 * (20 + 30)); // after the last step: looked at, and put back
  // b is back at 80 s and hangs at 145 s, when a is out until 180 s; that step over, a is drained for 10 s and put back in 60 s.
  const plan =
    "{ upgrade: proxies, within: 10 s, takes: 60 s, verify: 30 s, settle: 10 s, badVersion: 1 %, badAfter: 65 s }";
  expect(Math.abs((await ifBad(planned(pair, plan))) - 10 * (35 + 70))).toBeLessThan(20);
});

test("a pair with clean switch-overs loses nothing; a second death costs what comes until the first is back", async () => {
  const plan = "{ upgrade: proxies, within: 10 s, takes: 60 s, verify: 30 s, settle: 10 s }";
  const scenario = planned(pair, plan);
  const { steps, total, noReturn } = await costOf(scenario);
  expect(steps.map(({ step }) => `${step.verb} ${step.node} ${step.from} ${step.until}`)).toEqual([
    ...["drain b 10 20", "upgrade b 20 80", "verify b 80 110"],
    ...["drain a 110 120", "upgrade a 120 180", "verify a 180 210"],
  ]);
  expect(lost(total.failed)).toBe(0);
  expect(steps.map(({ withoutSpare }) => withoutSpare)).toEqual([10, 60, 0, 10, 60, 0]);
  // The other dies in the middle: of the drain, 5 s and then 60 s without anybody; of the upgrade, 30 s.
  const seconds = steps.map(({ secondFailure }) => lost(secondFailure!.failed));
  for (const [i, seconds10] of [650, 300, undefined, 650, 300, undefined].entries())
    if (seconds10 !== undefined) expect(Math.abs(seconds[i]! - seconds10), String(i)).toBeLessThanOrEqual(10);
  for (const i of [2, 5]) expect(seconds[i]).toBeLessThan(10); // somebody steps in after 0.3 s
  for (const [i, { secondFailure, step }] of steps.entries()) {
    const probability = 1 - Math.exp(-step.lasts / (1000 * HOUR));
    expect(secondFailure!.probability, String(i)).toBeCloseTo(probability, 12);
    expect(secondFailure!.expected).toBeCloseTo(probability * seconds[i]!, 12);
  }
  // Nothing is lost either way; 70 s without a spare for each of the nodes that have the new version.
  expect(steps.map(({ back }) => back!.withoutSpare)).toEqual([1, 70, 70, 71, 140, 140]);
  expect(steps.map(({ on }) => on.withoutSpare)).toEqual([130, 70, 70, 60, 0, 0]);
  expect(noReturn).toBe(3);
});

test("a step that does not hold what is expected of it stops the plan; of nodes alike the first order stays", async () => {
  const expected =
    "expect: { failedCalls: { atMost: 5 }, withoutSpare: { atMost: 30 s }, secondFailureProbability: { atMost: 1 % } }";
  const plan = `{ upgrade: proxies, order: cheapest, within: 5 s, takes: 40 s, verify: 5 s, settle: 5 s, ${expected} }`;
  const scenario = planned(service("active: [a]", "{}", "a"), plan);
  const { steps } = await costOf(scenario);
  expect(steps.map(verdictOf)).toEqual(["undecided", "stop", "undecided"]); // one replication decides no number that may vary
  expect(steps[1]!.judgements.map(({ verdict }) => verdict)).toEqual(["undecided", "fails", "holds"]);
});

/** The address moves a second after its owner has begun to give it away, and nobody waits for that. */
const hasty = pair.replace("takeover: {}", "takeover: { select: 0 s, claim: 1 s }");

test("the cheapest order works on the spare first: one switch-over of 1 s at 10 calls/s, not two", async () => {
  const plan = (order: string) =>
    `{ upgrade: proxies, order: ${order}, within: 0 s, takes: 20 s, verify: 5 s, settle: 5 s }`;
  const scenario = planned(hasty, plan("cheapest"));
  const { tried, method } = await searchedOrders(new Night(scenario), scenario);
  expect(method).toBe("every order");
  expect(tried.map(({ order }) => order.join())).toEqual(["b,a", "a,b"]);
  for (const [i, { failed }] of tried.entries()) expect(Math.abs(lost(failed) - 10 * (i + 1))).toBeLessThanOrEqual(1);
  const { total } = await costOf(planned(hasty, plan("[a, b]")));
  expect(lost(total.failed)).toBe(lost(tried[1]!.failed));
});

test("of five nodes the best first is looked for, then the best second", async () => {
  const five = service("active: [a], standby: [b, c, d, e]", "{}", "{ anyOf: [a, b, c, d, e] }");
  const scenario = planned(
    five,
    "{ upgrade: proxies, order: cheapest, within: 0 s, takes: 1 s, verify: 1 s, settle: 1 s }",
  );
  let runs = 0;
  const { tried, method } = await searchedOrders(new Night(scenario, () => runs++), scenario);
  expect([method, runs, tried[0]!.order.join()]).toEqual(["greedy", 5 + 4 + 3 + 2 + 1, "b,c,d,e,a"]);
});

test("a drained node that is started again is dispatched to again", async () => {
  const faults = "faults: [{ at: 40 s, kill: proxy-2 }, { at: 40 s, kill: proxy-3 }]";
  const plan = "{ at: 1 s, steps: [{ drain: proxy-1, within: 5 s }, { upgrade: proxy-1, takes: 10 s }], settle: 60 s }";
  const { afterwards } = await costOf(planned("{ preset: director }", plan, faults));
  expect(lost(afterwards.failed)).toBeLessThan(100); // not the 360 from 40 s to 76 s: proxy-1 serves them, once the others are missed
});

test("a plan of one step tells why it cannot be undone, and one that changes nothing that there is nothing to undo", async () => {
  const single = service("active: [a]", "{}", "a");
  const upgrade = await costOf(
    planned(single, "{ settle: 5 s, within: 0 s, steps: [{ upgrade: a, takes: 60 s, wayBack: 30 s }] }"),
  );
  expect(planWords(upgrade)[1]).toBe(
    "Point of no return: step 1, upgrade a; after it rolling back loses 300 calls, going on 0.", // 10 calls a second for 30 s
  );
  const look = await costOf(planned(single, "{ settle: 5 s, steps: [{ verify: a, for: 5 s }] }"));
  expect(planWords(look)[1]).toBe("There is nothing to roll back.");
  const two = await costOf(planned(pair, "{ settle: 5 s, steps: [{ verify: a, for: 36 s }] }"));
  expect(planWords(two)[0]).toContain("with probability 0.00100 %."); // 36 s of 1000 h, in per cent as in the tables
});
