/** Bindings that active peers copy to each other as they acknowledge them. */
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Architecture } from "../../src/service/description.ts";
import { calls, figure, inMemory, kill, paced, scenario, standbyGroup } from "../architecture/fixture.ts";

/** Two servers that keep all bindings; a copy follows the 200 by `lag`, or goes ahead of it. */
const peers = (lag: number): Architecture => ({
  ...standbyGroup(2, 0),
  watches: [],
  bindings: inMemory({ mode: "lagged", lag }, { copiedTo: "all proxies" }),
});

/** Users register 200 times a second, with one server each; one server dies. Share of them whom later callers do not find. */
function missing(lag: number): number {
  const described = scenario(peers(lag), {
    traffic: {
      users: 2000,
      registration: { within: 10, with: "one address" },
      calls: calls(paced(1000, { start: 15, duration: 8 }), { access: { address: "SAP-B" } }),
      nextTarget: { timeout: 1, avoid: 60 },
      retransmission: true,
    },
    faults: [kill("A", 6)],
    run: { seed: 8 },
  });
  const figures = new Replicator(described, engineNamed("native")).run(0);
  return figure(figures, "failedCalls.bindingMissing") / figure(figures, "createdCalls");
}

test("a copy that follows the answer is lost with its server: registration rate × lag", () => {
  // A acknowledges half of 200 a second; of 2000 users those of the last 0.4 s are unknown to B, and do not know it.
  const share = (100 * 0.4) / 2000;
  const deviation = Math.sqrt(40 / 2) / 2000 + Math.sqrt((share * (1 - share)) / 8000);
  expect(Math.abs(missing(0.4) - share)).toBeLessThan(4 * deviation);
});

test("a copy that goes ahead of the answer is never missed", () => {
  expect(missing(-1e-3)).toBe(0);
});

test("a REGISTER's answer waits for as long as the copy goes ahead", () => {
  const setUp = (lag: number) => {
    const described = scenario(peers(lag), {
      network: { delay: 1e-3 },
      traffic: { users: 1, registration: { within: 0, with: "one address" }, retransmission: true },
      run: { horizon: 3 },
    });
    const replicator = new Replicator(described, engineNamed("native"));
    let answeredAt = Number.NaN;
    const { engine, registrations } = replicator.world;
    engine.observe((time) => {
      if (Number.isNaN(answeredAt) && registrations.acknowledgedUntil[0]! > 0) answeredAt = time;
    });
    replicator.run(0);
    return answeredAt;
  };
  expect(setUp(-0.25) - setUp(0)).toBeGreaterThan(0.2);
});
