/** What would not end, or not before anybody's patience does, is refused where the file says it. */
import { expect, test } from "vitest";
import { eventsOf } from "../../src/scenario/amount-of-work.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const file = ({ architecture = "preset: iprs", traffic = "", faults = "" }) => `
architecture: { ${architecture} }
traffic: { calls: { rate: 10/s, duration: 60 s }${traffic} }
faults: [${faults}]
run: { horizon: 60 s }`;

const detector = (text: string) => ({
  architecture: `preset: iprs, watches: { membership: { detector: { ${text} } } }`,
});

test.each([
  [
    "chance in no time",
    { faults: "{ chance: proxies, timeToFailure: { empirical: [0 s] }, timeToRepair: { empirical: [0 s] } }" },
  ],
  [
    "shocks in no time",
    { faults: "{ shock: proxies, every: { empirical: [0 s] }, probability: 1, timeToRepair: 1 s }" },
  ],
  ["failures every microsecond", { faults: "{ chance: proxies, timeToFailure: 0.1 us, timeToRepair: 0.1 us }" }],
  ["shocks every nanosecond", { faults: "{ shock: proxies, every: 0.001 us, probability: 1, timeToRepair: 1 s }" }],
  ["back-off of a nanosecond", { traffic: ", registration: { backOff: { allFailed: 0.001 us } }" }],
  ["a token of a nanosecond", detector("totem: { token: 0.001 us }")],
  ["a look every nanosecond", detector("vrrp: { track: 0.001 us }")],
  [
    "overload control every nanosecond",
    { architecture: "preset: iprs, tiers: { proxies: { overload: { control: { interval: 0.001 us } } } }" },
  ],
  [
    "states of a nanosecond",
    {
      traffic: ", options: { duration: 60 s, states: [{ rate: 1/s, mean: 0.001 us }, { rate: 2/s, mean: 0.001 us }] }",
    },
  ],
])("%s is refused", (_, parts) => {
  const { problems } = parseScenario(file(parts), "absurd.yaml");
  expect(problems?.map(({ found }) => found)).toEqual([expect.stringMatching(/a replication of some|a mean of 0|0 s/)]);
});

test("a day of failures by chance is no trouble, and counts what it costs", () => {
  const day = file({ faults: "{ chance: proxies, timeToFailure: 1 h, timeToRepair: 1 min }" }).replace(
    "horizon: 60 s",
    "horizon: 24 h",
  );
  const { scenario, problems } = parseScenario(day, "day.yaml");
  expect(problems).toBeUndefined();
  // Three nodes, each every 61 min: 70.8 failures a day.
  const without = parseScenario(day.replace(/faults: \[.*\]/, "faults: []"), "day.yaml").scenario!;
  expect(eventsOf(scenario!) - eventsOf(without)).toBeCloseTo(10 * 3 * ((24 * 60) / 61), 0);
});
