/** Names in the caches of resolvers, and anycast routes: where a request goes while a server is dead. */
import { describe, expect, test } from "vitest";
import type { Consequence } from "../../src/consequences/description.ts";
import type { Detector } from "../../src/detectors/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Architecture, Watch } from "../../src/service/description.ts";
import {
  calls,
  figure,
  heartbeat,
  inMemory,
  kill,
  optionsPing,
  paced,
  scenario,
  standbyGroup,
  tier,
} from "../architecture/fixture.ts";
import { misfit, uniformBetween } from "../experiment/goodness-of-fit.ts";

/** A and its standby S1; a monitor changes the record of the name that leads to A. */
function named(
  record: Omit<Consequence<"record">, "kind">,
  detector: Detector = heartbeat({ stagger: 0.01 }),
): Architecture {
  const group = standbyGroup(1, 1);
  const changes: Watch = { tier: "proxies", by: "monitors", detector, consequence: { kind: "record", ...record } };
  return { ...group, tiers: [...group.tiers, tier("monitors", "monitor", ["M"])], watches: [changes] };
}

/** So many sites announce one address. */
function anycast(sites: number, convergence: number): Architecture {
  const names = Array.from({ length: sites }, (_, i) => `P${i + 1}`);
  const proxies = tier("proxies", "proxy", names);
  const watch = { ...standbyGroup(1, 1).watches[0]!, by: "routers", detector: heartbeat({ stagger: 0.01 }) };
  return {
    ...standbyGroup(1, 0),
    tiers: [proxies, tier("routers", "monitor", ["R"])],
    addresses: [{ name: "ANYCAST", tier: "proxies", owner: "P1", priority: 0, weight: 1 }],
    watches: [{ ...watch, consequence: { kind: "route", convergence } }],
    bindings: inMemory({ mode: "lagged", lag: 0 }, { copiedTo: "all proxies" }),
    needs: { anyOf: names },
  };
}

const figuresOf = (architecture: Architecture, rate: number, duration: number, replications: number, name = "A") => {
  const story = {
    traffic: { calls: calls(paced(rate, { duration })) },
    faults: [kill(name, 3)],
    run: { seed: 5, drain: 1 },
  };
  const replicator = new Replicator(scenario(architecture, story), engineNamed("native"));
  return Array.from({ length: replications }, (_, r) => replicator.run(r).slice());
};

describe("a changed record", () => {
  test("is known U(0, TTL) after the change: outage = detection + update + U(0, TTL)", () => {
    const waits = figuresOf(named({ update: 0.5, ttl: 4, caches: 1 }), 100, 8.5, 200).map(
      (figures) => figure(figures, "outageTime") - figure(figures, "detectionTime") - 0.5,
    );
    // The first request after a change is up to 10 ms late, and takes a millisecond.
    expect(
      misfit(
        waits.map((wait) => wait - 6e-3),
        uniformBetween(0, 4),
      ),
    ).toBeLessThan(1);
    expect(Math.max(...waits)).toBeLessThan(4.02);
  });

  test("of many caches each is right at a time of its own: all together lose rate × TTL/2", () => {
    const sample = figuresOf(named({ update: 0.5, ttl: 4, caches: 50 }), 200, 9, 8);
    const lost = sample.map((figures) => figure(figures, "failedCalls") / 200);
    const outage = figure(sample[0]!, "detectionTime") + 0.5 + 2;
    for (const seconds of lost) expect(Math.abs(seconds - outage)).toBeLessThan(4 * 4 * Math.sqrt(1 / 12 / 50));
  });

  test("with a TTL of 0 the change is the end of the outage", () => {
    const [figures] = figuresOf(named({ update: 0.5, ttl: 0, caches: 3 }), 200, 5, 1);
    expect(figure(figures!, "outageTime") - figure(figures!, "detectionTime")).toBeCloseTo(0.5, 1);
  });

  test("leads to the owner again when the verdict was a mistake", () => {
    const detector = optionsPing({ interval: 0.2, timeout: 0.1 });
    const described = scenario(named({ update: 0.05, ttl: 0, caches: 1 }, detector), {
      network: { loss: 0.1 },
      traffic: { calls: calls(paced(50, { duration: 60 }), { access: "weighted" }) },
      run: { seed: 2, horizon: 60 },
    });
    const figures = new Replicator(described, engineNamed("native")).run(0);
    // Every false verdict finds the name at its owner, so it had come back from the one before.
    expect(figure(figures, "falseFailovers")).toBeGreaterThan(10);
    expect(figure(figures, "failedCalls.nodeDown")).toBe(0);
  });
});

describe("anycast", () => {
  test("a dead site loses its share of the calls until routes have converged, and nobody else's", () => {
    for (const figures of figuresOf(anycast(3, 1), 300, 8, 3, "P2")) {
      const outage = figure(figures, "outageTime");
      expect(outage - figure(figures, "detectionTime")).toBeCloseTo(1, 9);
      const mean = (300 * outage) / 3;
      expect(Math.abs(figure(figures, "failedCalls") - mean)).toBeLessThan(4 * Math.sqrt((mean * 2) / 3));
      expect(figure(figures, "failedCalls.bindingMissing")).toBe(0);
    }
  });

  test("both engines agree", () => {
    const one = (engine: "native" | "simjs") => {
      const described = scenario(anycast(2, 0.3), {
        traffic: { calls: calls(paced(100, { duration: 5 })) },
        faults: [kill("P1", 2)],
      });
      return [...new Replicator(described, engineNamed(engine)).run(0)];
    };
    expect(one("simjs")).toEqual(one("native"));
  });
});
