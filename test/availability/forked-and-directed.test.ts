/** What the analyzer makes of stateful directors and forked calls: what they spare, and what it does not tell. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { callAvailability } from "../../src/availability/call-availability.ts";
import { studiedScenario } from "../../src/availability/studied-service.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const DIRECTED = readFileSync("scenarios/serial-failover.yaml", "utf8").replace("round robin", "call-id hash");
const LIVES =
  "availability:\n  lifetimes: { timeToFailure: { exponential: 90 h }, timeToRepair: { exponential: 10 h } }\n";

function called(text: string) {
  const { scenario, problems } = parseScenario(text, "service");
  expect(problems).toBeUndefined();
  const service = studiedScenario(scenario!);
  return callAvailability(service, serviceAvailability(service.model!), false);
}

test("a call is lost where the director is down, or both proxies are: not by a proxy that is dead and not marked yet", async () => {
  const once = DIRECTED.replace("recordRoute: true", "recordRoute: true, retransmission: false");
  const call = await called(once.replace(/availability:\n.*\n/, LIVES));
  if (typeof call === "string") throw new Error(call);
  // Each of the three is up for A = 0.9 of the time, and has a repairman of its own.
  expect(call.unavailability).toBeCloseTo(1 - 0.9 * (1 - 0.1 ** 2), 6);
  const marked = once.replace(/ {6}transactions: \{ failover.*\n/, "").replace(/availability:\n.*\n/, LIVES);
  const without = await called(marked);
  if (typeof without === "string") throw new Error(without);
  // Half of the calls in the 2 s until the mark, of two proxies that die every 100 h, while the other and the director are up.
  const removal = (2 / (100 * 3600)) * 2 * 0.5 * 0.9 * 0.9;
  expect((without.unavailability - call.unavailability) / removal).toBeCloseTo(1, 1);
});

test("no share of failed calls is told where dialogs have a route to proxies that may die, or where calls are forked", async () => {
  expect(await called(DIRECTED.replace("duration: 20 s }", "duration: 20 s, hold: 60 s }"))).toMatch(
    /follows its route/,
  );
  const forked = readFileSync("scenarios/forked-calls.yaml", "utf8");
  expect(await called(`${forked}${LIVES}`)).toMatch(/several contacts/);
});
