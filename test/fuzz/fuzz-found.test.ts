/** What random worlds have found, each as small as it can be; every one of them was seen to fail. */
import { expect, test } from "vitest";
import { trialOf } from "../../src/fuzz/invariants.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const played = (text: string) => {
  const { scenario, problems } = parseScenario(text, "found.yaml");
  expect(problems).toBeUndefined();
  return trialOf(scenario!, { bothEngines: true, isMended: true });
};

test("a process that is back before its ring has missed it is sent work again, though a supervisor reported its death", () => {
  const { violations } = played(`
architecture:
  preset: director
  proxies: 1
  watches: { health: { detector: { totem: { token: 200 ms, consensus: 50 ms, supervisor: 8 ms } } } }
faults: [{ at: 306 ms, kill: proxy-1, kind: process, for: 40 ms }]
run: { horizon: 30 s }
`);
  expect(violations).toEqual([]);
});

test("a proxy that came back while it was in maintenance is sent work when it has been serviced", () => {
  const { violations } = played(`
architecture:
  preset: director
  proxies: 1
  watches: { health: { detector: { heartbeat: { interval: 50 ms, misses: 1 } }, removal: 1 s } }
faults:
  - { at: 1 s, drain: proxy-1, within: 1 s, takes: 2 s }
  - { at: 1.005 s, restart: proxy-1, kind: process, takes: 150 ms }
run: { horizon: 30 s }
`);
  expect(violations).toEqual([]);
});

test("a member that was alone and hears of one that starts again joins all that this one knows", () => {
  const { violations } = played(`
architecture:
  preset: ppdr
  proxies: 3
  watches: { health: { detector: { totem: { token: 500 ms, consensus: 50 ms, reform: 0 s, hold: 20 ms } } } }
network: { delay: 0 s }
faults:
  - { at: 1.458 s, partition: [[database, director-2], [proxy-3, users]], for: 600 ms }
  - { at: 1.691 s, restart: proxy-3, kind: process, takes: 400 ms }
run: { seed: 1, horizon: 30 s }
`);
  expect(violations).toEqual([]);
});

test("beats that are due at the watcher's own tick still count: the last digit of a sum is no death", () => {
  const { scenario } = parseScenario(
    `
architecture:
  preset: ip-takeover
  watches: { heartbeat: { detector: { heartbeat: { interval: 50 ms, misses: 1, judged: at own tick, stagger: 0 s } } } }
network: { delay: 0 s }
run: { horizon: 60 s }
`,
    "ties.yaml",
  );
  expect(trialOf(scenario!, { bothEngines: true, isMended: true })).toMatchObject({ violations: [], failovers: 0 });
});
