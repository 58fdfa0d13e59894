import { expect, test } from "vitest";
import { agreementOf } from "../../src/availability/agreement.ts";
import { assess } from "../../src/availability/assessment.ts";
import { defectsOf } from "../../src/availability/defects.ts";
import { studiedComponents, studiedScenario } from "../../src/availability/studied-service.ts";
import { parseService } from "../../src/scenario/parse.ts";

function assessed(text: string) {
  const { scenario, components, problems } = parseService(text, "service.yaml");
  expect(problems).toBeUndefined();
  return assess(scenario !== undefined ? studiedScenario(scenario) : studiedComponents(components!));
}

const ppdr = (availability: string) =>
  `architecture: { preset: ppdr }\nrun: { horizon: 1 s }\navailability: ${availability}\n`;
const LIFETIMES = "lifetimes: { timeToFailure: { exponential: 1500 h }, timeToRepair: { exponential: 72 h } }";
const u = 72 / 1572;

test("a replica of the database takes away the single point of failure, and one server's downtime", () => {
  const single = assessed(ppdr(`{ ${LIFETIMES} }`));
  const double = assessed(ppdr(`{ ${LIFETIMES}, replicas: { database: 2 } }`));
  expect(single.structure.singlePoints.map(({ component }) => component)).toEqual(["database"]);
  expect(double.structure.singlePoints).toEqual([]);
  expect(single.independent).toBeCloseTo(1 - (1 - u) * (1 - u * u) ** 2, 14);
  expect(double.independent).toBeCloseTo(1 - (1 - u * u) ** 3, 14);
});

test("prices add up: nodes by tier, replicas, repairmen", () => {
  const prices = "costs: { nodes: { proxies: 10, database: 100 }, crew: 1000 }";
  const { cost } = assessed(ppdr(`{ ${LIFETIMES}, ${prices}, replicas: { database: 2 }, crew: { size: 3 } }`)).service;
  expect(cost).toBe(2 * 10 + 2 * 100 + 3 * 1000);
});

test("a common cause of components is one more cut set: β-factor by hand", () => {
  const found = assessed(
    "components: { s: { count: 2, mttf: 1500 h, mttr: 72 h } }\nneeds: { anyOf: [s] }\navailability: { commonCause: 10 % }\n",
  );
  // Own part every 1500 / 0.9 h, common part every 15 000 h.
  const own = 72 / (1500 / 0.9 + 72);
  const common = 72 / (15_000 + 72);
  expect(found.structure.unavailability).toBeCloseTo(common + (1 - common) * own * own, 14);
  expect(found.unavailability / found.structure.unavailability).toBeCloseTo(1, 10);
  expect(found.structure.singlePoints[0]!.sentence).toMatch(/common cause/);
});

test("a common cause of a tier: its nodes are repaired each by itself in the chain, which the answer says", () => {
  const found = assessed(`architecture: { preset: openais-registrar }
run: { horizon: 1 s }
availability: { ${LIFETIMES}, commonCause: 10 % }
`);
  const { sentence, relativeDifference } = agreementOf(found).find(({ method }) => method === "chain")!;
  expect(sentence).toContain("each node that one cause has taken down is repaired by itself");
  expect(sentence).not.toContain("may take down all nodes");
  // Of two repairs side by side the first takes half of the mean.
  expect(relativeDifference!).toBeGreaterThan(-0.5);
  expect(relativeDifference!).toBeLessThan(-0.3);
});

test("priorities by the names of the file: the database that is repaired first waits less", () => {
  const text = (priorities: string) =>
    "components: { db: { mttf: 1000 h, mttr: 24 h }, s: { count: 3, mttf: 500 h, mttr: 48 h } }\n" +
    `needs: { allOf: [db, { anyOf: [s] }] }\navailability: { crew: { size: 1, priorities: ${priorities} } }\n`;
  const first = assessed(text("[db]")).unavailability;
  const last = assessed(text("[s]")).unavailability;
  expect(first).toBeLessThan(last);
});

test("a chain too large is a sentence, not a number; independent components need none", () => {
  const list = Array.from({ length: 20 }, (_, i) => `c${i}: { mttf: ${1000 + i} h, mttr: 1 h }`);
  const names = list.map((_, i) => `c${i}`).join(", ");
  const found = assessed(`components: { ${list.join(", ")} }\nneeds: { allOf: [${names}] }\n`);
  expect(found.chain).toMatch(/cut sets are exact/);
  expect(found.unavailability).toBe(found.structure.unavailability);
});

test("defects: all calls of an outage, those who wait 32 s, and those who try again", () => {
  const found = assessed(
    "components: { s: { mttf: 1500 h, mttr: 1 min } }\nneeds: s\navailability: { calls: { redials: 2, redialAfter: 30 s } }\n",
  );
  const chain = found.chain as Exclude<typeof found.chain, string>;
  const { lines, perMillion, withRetransmission, withRedial, userPerceivedUnavailability } = defectsOf(
    chain,
    found.service.settings.calls,
  );
  expect(lines).toHaveLength(1);
  expect(perMillion).toBeCloseTo(1e6 * found.unavailability, 9);
  expect(withRetransmission / perMillion).toBeCloseTo(Math.exp(-32 / 60), 9);
  expect(withRedial / perMillion).toBeCloseTo(Math.exp(-(32 + 2 * 62) / 60), 9);
  expect(userPerceivedUnavailability).toBeCloseTo(withRedial / 1e6, 15);
});

test("every difference that is meant to be has its reason", () => {
  const rows = agreementOf(
    assessed(ppdr(`{ ${LIFETIMES}, crew: { size: 1 }, standby: cold, maintenance: { every: 90 d, duration: 2 h } }`)),
  );
  const chain = rows.find(({ method }) => method === "chain")!;
  expect(chain.isIntended).toBe(true);
  for (const reason of ["takeover take time", "stands by fails less", "wait for a crew", "maintenance"])
    expect(chain.sentence).toContain(reason);
  for (const row of rows.filter(({ isIntended, against }) => !isIntended && against !== undefined))
    expect(Math.abs(row.relativeDifference!)).toBeLessThan(1e-10);
});

test("a standby that nobody promotes is of no use: the pair is a single point of failure", () => {
  const pair = (watches: string) =>
    assessed(
      `architecture:
  tiers: { reg: { role: proxy, active: [kam1], standby: [kam2] } }
  addresses: { VIP: { tier: reg, owner: kam1 } }
  watches: ${watches}
  bindings: { memory: {} }
  needs: { anyOf: [kam1, kam2] }
run: { horizon: 1 s }
availability: { ${LIFETIMES} }
`,
    );
  const unwatched = pair("{}");
  expect(unwatched.structure.singlePoints.map(({ component }) => component)).toEqual(["kam1"]);
  expect(unwatched.unavailability).toBeCloseTo(u, 14);
  expect(unwatched.service.assumed.join(" ")).toContain("No watch lets kam2 take over");
  expect(pair("{ w: { tier: reg, by: reg, detector: { vrrp: {} }, takeover: {} } }").unavailability).toBeLessThan(
    u / 10,
  );
});
