/** What a plan in a file means, and what is said of one that cannot be meant. */
import { expect, test } from "vitest";
import { renderProblem } from "../../src/notation/problem.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const read = (plan: string) =>
  parseScenario(
    `architecture: { preset: iprs }\ntraffic: { calls: { rate: 10/s, duration: 900 s } }\nplan: ${plan}`,
    "x.yaml",
  );

test("upgrade: a tier stands for the steps of each node, standbys first; runs play them as lines of the script", () => {
  const { scenario } = read("{ at: 5 s, upgrade: proxies, within: 10 s, takes: 1 min, verify: 20 s }");
  const steps = scenario!.plan!.steps.map(({ verb, node, lasts }) => `${verb} ${node} ${lasts}`);
  expect(steps.slice(0, 4)).toEqual([
    "drain proxy-3 10",
    "upgrade proxy-3 60",
    "verify proxy-3 20",
    "drain proxy-1 10",
  ]);
  expect(steps).toHaveLength(9);
  expect(scenario!.faults.map(({ verb, at }) => `${verb} ${at}`)).toEqual([
    ...["drain 5", "restart 15", "drain 95", "restart 105", "drain 185", "restart 195"],
  ]);
});

test("an order moves the steps of a node together; a step says what the plan does not", () => {
  const { scenario } =
    read(`{ takes: 40 s, wayBack: none, expect: { failedCalls: { atMost: 5 }, withoutSpare: { atMost: 1 min } },
    order: [proxy-1, proxy-2], steps: [
    { switchOver: proxy-2, within: 3 s }, { upgrade: proxy-2, wayBack: 8 s, expect: { failedCalls: { equals: 0 } } }, { upgrade: proxy-1 } ] }`);
  const steps = scenario!.plan!.steps;
  expect(steps.map(({ verb, node, lasts, wayBack }) => [verb, node, lasts, wayBack])).toEqual([
    ["upgrade", "proxy-1", 40, null],
    ["switchOver", "proxy-2", 3, null],
    ["upgrade", "proxy-2", 40, 8],
  ]);
  expect(steps[2]!.expect).toEqual([
    { metric: "failedCalls", atLeast: 0, atMost: 0 },
    { metric: "withoutSpare", atMost: 60 },
  ]);
});

test.each([
  ["{ at: 5 s }", "plan: a plan without steps"],
  ["{ upgrade: proxies, steps: [{ drain: proxy-1 }] }", "plan: upgrade and steps in one plan"],
  ["{ upgrade: proxy-1 }", 'plan.upgrade: a tier "proxy-1", which does not exist'],
  ["{ steps: [{ drain: proxy-9 }] }", 'plan.steps.0.drain: a node "proxy-9", which does not exist'],
  ["{ steps: [{ within: 3 s }] }", "plan.steps.0: a step that does nothing"],
  ["{ steps: [{ drain: proxy-1, verify: proxy-1 }] }", "plan.steps.0: drain and verify in one step"],
  ["{ steps: [{ drain: proxy-1, takes: 3 s }] }", "plan.steps.0.takes: takes in a step that says drain"],
  ["{ steps: [{ upgrade: proxy-1 }], order: [proxy-2] }", "plan.order: the order proxy-2"],
  [
    "{ steps: [{ upgrade: proxy-1 }, { upgrade: proxy-2 }, { verify: proxy-1 }], order: cheapest }",
    "plan.order: an order of nodes whose steps do not stand together (proxy-1)",
  ],
  ["{ upgrade: proxies, expect: { lostCalls: { atMost: 5 } } }", 'plan.expect.lostCalls: the unknown key "lostCalls"'],
])("%s: %s", (plan, said) => {
  const { problems } = read(plan);
  expect(problems!.map(({ path, found }) => `${path}: ${found}`)).toEqual([said]);
  expect(renderProblem(problems![0]!)).toContain("expected ");
});

test("a node that is looked at while it is out of service is warned of", () => {
  const { warnings } = read(
    "{ steps: [{ drain: proxy-1 }, { verify: proxy-1 }, { upgrade: proxy-1 }, { verify: proxy-1 }] }",
  );
  expect(warnings!.map(({ path, found }) => `${path}: ${found}`)).toEqual([
    "plan.steps.1.verify: a look at proxy-1, which is out of service",
  ]);
});

test("a node that is drained and never comes back is warned of", () => {
  const { warnings } = read("{ steps: [{ drain: proxy-1 }, { verify: proxy-2 }] }");
  expect(warnings!.map(({ path, found }) => `${path}: ${found}`)).toEqual([
    "plan.steps.0.drain: a drain of proxy-1, which no later step brings back",
  ]);
});
