/** Timers that corosync derives from its version and the number of nodes: corosync.conf(5), totemconfig.c; change of the token at 3.1.0. */
import { expect, test } from "vitest";
import { parseScenario } from "../../src/scenario/parse.ts";

/** What a ring of so many nodes waits for [s]: token, consensus, and how long a node keeps the token. */
function timers(totem: string, nodes: number): readonly number[] {
  const names = Array.from({ length: nodes }, (_, i) => `n${i}`);
  const { scenario, problems } = parseScenario(
    `format: 2
title: ring
architecture:
  tiers: { proxies: { role: proxy, active: [n0], standby: [${names.slice(1).join(", ")}] } }
  addresses: { vip: { tier: proxies, owner: n0 } }
  watches: { ring: { tier: proxies, by: proxies, detector: { totem: ${totem} }, takeover: {} } }
  bindings: { memory: {} }
  needs: { atLeast: 1, of: [${names.join(", ")}] }
traffic: { calls: { rate: 1/s, duration: 1 s } }
`,
    "ring.yaml",
  );
  expect(problems).toBeUndefined();
  const { detector } = scenario!.architecture.watches[0]!;
  if (detector.kind !== "totem") throw new Error("no ring");
  expect(detector).not.toHaveProperty("perNode");
  return [detector.token, detector.consensus, detector.hold];
}

test.each([
  ["OpenAIS of 2006–08, whatever the number of nodes", "{}", 5, [1, 0.2, 0.005]],
  ["corosync up to 3.0", "{ version: corosync up to 3.0 }", 2, [1, 1.2, 0.18]],
  ["corosync from 3.1, two nodes", "{ version: corosync from 3.1 }", 2, [3, 3.6, 0.54]],
  ["650 ms more for each node beyond two", "{ version: corosync from 3.1 }", 4, [4.3, 5.16, 0.774]],
  ["a token that is said", "{ version: corosync from 3.1, token: 1 s }", 3, [1.65, 1.98, 0.297]],
  ["no nodelist, no coefficient", "{ version: corosync from 3.1, tokenCoefficient: 0 s }", 4, [3, 3.6, 0.54]],
  ["times that are said", "{ version: corosync from 3.1, consensus: 2 s, hold: 10 ms }", 3, [3.65, 2, 0.01]],
] as const)("%s", (_, totem, nodes, wanted) => {
  expect(timers(totem, nodes)).toEqual(wanted.map((seconds) => expect.closeTo(seconds, 9)));
});

test("a version that is said beside a preset brings its own times, and not those of the preset's version", () => {
  const ring = (totem: string) => {
    const { scenario } = parseScenario(
      `format: 2
title: ring
architecture: { preset: openais-registrar, watches: { membership: { detector: { totem: ${totem} } } } }
traffic: { calls: { rate: 1/s, duration: 1 s } }
`,
      "ring.yaml",
    );
    const { detector } = scenario!.architecture.watches[0]!;
    if (detector.kind !== "totem") throw new Error("no ring");
    return [detector.token, detector.consensus, detector.hold].map((seconds) => Number(seconds.toFixed(9)));
  };
  expect(ring("{ version: corosync from 3.1 }")).toEqual([3, 3.6, 0.54]);
  expect(ring("{ version: corosync from 3.1, token: 5 s }")).toEqual([5, 6, 0.9]);
  expect(ring("{ token: 300 ms }")).toEqual([0.3, 0.2, 0.005]);
});
