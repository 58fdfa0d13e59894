/** What cannot be meant of users and of overload is said where it stands. */
import { expect, test } from "vitest";
import { parseScenario } from "../../src/scenario/parse.ts";

const ends = "run: { horizon: 60 s }\n";
const single = "architecture: { preset: single }\n";
const problemOf = (text: string) => {
  const { problems } = parseScenario(new TextEncoder().encode(text + ends), "x.yaml", []);
  return (problems ?? []).map(({ path, found }) => `${path}: ${found}`);
};
const calls = (inside: string) => `${single}traffic:\n  calls: { ${inside} }\n`;

test.each([
  [
    calls("rate: 1/s, profile: { points: [{ at: 0 h, share: 1 }] }, count: 5"),
    "calls.profile: profile without a duration",
  ],
  [
    calls("rate: 1/s, duration: 5 s, profile: { period: 1 h, points: [{ at: 2 h, share: 1 }] }"),
    "calls.profile.points.0.at: 7200 s in a period of 3600 s",
  ],
  [
    calls("rate: 1/s, duration: 5 s, profile: { points: [{ at: 2 h, share: 1 }, { at: 1 h, share: 0 }] }"),
    "calls.profile.points.1.at: 3600 s after 7200 s",
  ],
  [
    calls("rate: 1/s, duration: 5 s, profile: { points: [{ at: 2 h, share: 0 }] }"),
    "calls.profile.points: a profile of nothing",
  ],
  [
    calls("rate: 1/s, duration: 5 s, states: [{ rate: 1/s, mean: 1 s }, { rate: 2/s, mean: 1 s }]"),
    "calls.rate: rate beside states",
  ],
  [
    calls("duration: 5 s, states: [{ rate: 0/s, mean: 1 s }, { rate: 0/s, mean: 1 s }]"),
    "calls.states: states without arrivals",
  ],
  [
    calls("duration: 5 s, states: [{ rate: 1/s, mean: 1 s, next: [0.5, 0.5] }, { rate: 0/s, mean: 1 s }]"),
    "calls.states.0.next: 0.5, 0.5",
  ],
  [
    `${single}traffic:\n  clients: { nextTarget: { timeout: 40 s } }\n`,
    "clients.nextTarget.timeout: 40 s for a target, longer than a transaction",
  ],
])("%s", (text, found) => expect(problemOf(text)).toEqual([`traffic.${found}`]));

test("overload belongs to proxies", () => {
  const text = "architecture: { preset: ppdr, tiers: { directors: { overload: { queue: 5 } } } }\n";
  expect(problemOf(text)).toEqual(["architecture.tiers.directors.overload: overload at a director"]);
});
