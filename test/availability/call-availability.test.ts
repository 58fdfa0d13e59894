/** What a caller sees where the message level is asked, or its bounds stand in. */
import { expect, test } from "vitest";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { type CallAvailability, callAvailability } from "../../src/availability/call-availability.ts";
import { studiedScenario } from "../../src/availability/studied-service.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const LIFETIMES = "lifetimes: { timeToFailure: { exponential: 1500 h }, timeToRepair: { exponential: 72 h } }";

async function seen(text: string, simulates: boolean): Promise<CallAvailability> {
  const { scenario, problems } = parseScenario(text, "service.yaml");
  expect(problems).toBeUndefined();
  const service = studiedScenario(scenario!);
  const call = await callAvailability(service, serviceAvailability(service.model!), simulates);
  if (typeof call === "string") throw new Error(call);
  return call;
}

const of = (call: CallAvailability, cause: string): number =>
  call.causes.reduce((sum, line) => (line.cause === cause ? sum + line.perMillion : sum), 0);

test("unsimulated, the survivors' overload is what a fluid would lose, and is said to be a bound", async () => {
  const call = await seen(
    `architecture: { preset: ppdr, proxies: 2 }
traffic: { calls: { rate: 350/s, duration: 60 s }, clients: { retransmission: false } }
availability: { ${LIFETIMES}, replicas: { database: 2 } }
`,
    false,
  );
  // One of two proxies down for 2uA of the time, of which a lone one carries 256.4 calls/s (3.9 ms a call).
  const u = 72 / 1572;
  const share = 1 - 1 / (0.0039 * 350);
  const expected = 1e6 * 2 * u * (1 - u) * (1 - u * u) ** 2 * share;
  expect(of(call, "overload") / expected).toBeGreaterThan(0.999);
  expect(of(call, "overload") / expected).toBeLessThan(1.001);
  expect(call.bounds.join(" ")).toMatch(/Overload of proxies without proxy-2 \(utilisation 1\.3\d\) is a lower bound/);
  expect(call.ci95[0]).toBe(call.defectsPerMillion);
  expect(call.ci95[1] / (call.defectsPerMillion + (expected / share) * (1 - share))).toBeCloseTo(1, 3);
});

test("a network that loses messages costs calls although all servers are well, and with an interval", async () => {
  const call = await seen(
    `architecture: { preset: single }
network: { loss: 1 % }
traffic: { calls: { rate: 50/s, duration: 10 s }, clients: { retransmission: false } }
availability: { ${LIFETIMES} }
`,
    true,
  );
  // Of a call's eight hops that must not lose their message: INVITE, 200, BYE and its 200, two hops each.
  const lost = 1e6 * (1500 / 1572) * (1 - 0.99 ** 8);
  expect(of(call, "no failure")).toBeGreaterThan(0.9 * lost);
  expect(of(call, "no failure")).toBeLessThan(1.1 * lost);
  expect(of(call, "vacancy") / (1e6 * (72 / 1572))).toBeCloseTo(1, 6);
  expect(call.ci95[0]).toBeLessThan(call.defectsPerMillion);
  expect(call.ci95[1] - call.ci95[0]).toBeLessThan(0.15 * call.defectsPerMillion);
});

test("users who never refresh keep their bindings, and that is said", async () => {
  const calls = "traffic: { calls: { rate: 1/s, duration: 10 s }, clients: { retransmission: false } }";
  const call = await seen(`architecture: { preset: single }\n${calls}\navailability: { ${LIFETIMES} }\n`, false);
  expect(of(call, "bindings")).toBe(0);
  expect(call.assumed.join(" ")).toContain("Users never register again");
});
