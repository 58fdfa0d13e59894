import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { behindDirectors, calls, figure, kill, paced, poll, scenario, worldOf } from "../architecture/fixture.ts";
import { instants, wiretap } from "../sip/wire.ts";

test("a hash of the Call-ID splits calls evenly, and all messages of a call go the same way", () => {
  const described = scenario(behindDirectors(3), { traffic: { calls: calls(paced(500, { count: 3000 })) } });
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(20);
  const proxies = new Map<number, Set<string>>();
  for (const { what, to, subject } of seen)
    if (/^P\d$/.test(to) && !/probe|answer/.test(what))
      proxies.set(subject, (proxies.get(subject) ?? new Set()).add(to));
  expect([...proxies.values()].every((ways) => ways.size === 1)).toBe(true);
  const shares = ["P1", "P2", "P3"].map((proxy) => instants(seen, "INVITE", proxy).length);
  for (const share of shares) expect(Math.abs(share - 1000)).toBeLessThan(4 * Math.sqrt((3000 * 2) / 9)); // 4 standard deviations
});

test("round robin takes turns", () => {
  const described = scenario(behindDirectors(2, { directors: "round robin" }), {
    traffic: { options: { arrivals: paced(100, { count: 100 }), access: "round robin" } },
  });
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(3);
  expect(["P1", "P2"].map((proxy) => instants(seen, "OPTIONS", proxy).length)).toEqual([50, 50]);
});

const health = poll({ interval: 1, timeout: 0.25 });
const rate = 200;

test("a dead proxy is no longer dispatched to once the checks have failed; its share of calls is lost until then", () => {
  const story = { traffic: { calls: calls(paced(rate, { duration: 10 })) }, faults: [kill("P1", 5)] };
  const described = scenario(behindDirectors(2, { health, removal: 0.1 }), story);
  const figures = new Replicator(described, engineNamed("native")).run(0);
  const outage = figure(figures, "outageTime");
  expect(outage - figure(figures, "detectionTime")).toBeCloseTo(0.1, 9);
  const lost = (rate * outage) / 2;
  expect(Math.abs(figure(figures, "failedCalls") - lost)).toBeLessThan(4 * Math.sqrt((rate * outage) / 4));
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(12);
  const last = Math.max(...instants(seen, "INVITE", "P1"));
  expect(last).toBeGreaterThan(5 + outage - 0.1);
  expect(last).toBeLessThanOrEqual(5 + outage);
});

test("if both proxies are dead and known to be, INVITEs are refused with 503", () => {
  const story = {
    traffic: { calls: calls(paced(rate, { duration: 10 })) },
    faults: [kill("P1", 2), kill("P2", 2)],
  };
  const figures = new Replicator(scenario(behindDirectors(2, { health }), story), engineNamed("native")).run(0);
  expect(figure(figures, "failovers")).toBe(2);
  expect(figure(figures, "failedCalls.noProxy")).toBeGreaterThan(rate * 6.7);
  expect(figure(figures, "failedCalls.noProxy")).toBeLessThan(rate * 8);
  expect(
    figure(figures, "failedCalls.noProxy") +
      figure(figures, "failedCalls.nodeDown") +
      figure(figures, "successfulCalls"),
  ).toBe(rate * 10);
});

test("a proxy that was considered down by mistake is dispatched to again after its next good check", () => {
  // With loss p a check fails with probability f = 1 − (1 − p)²; both proxies are out of the list f² of the time.
  const loss = 0.2;
  const story = {
    network: { loss },
    traffic: { calls: calls(paced(50, { duration: 400 })) },
    run: { seed: 3 },
  };
  const described = scenario(behindDirectors(2, { health: poll({ interval: 0.5, timeout: 0.1 }) }), story);
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(400);
  const refused = instants(seen, "503", "callers").length;
  const passedOn = instants(seen, "INVITE", "P1").length + instants(seen, "INVITE", "P2").length;
  const f = 1 - (1 - loss) ** 2;
  const deviation = Math.sqrt((f ** 2 * (1 - f ** 2)) / 800); // 800 rounds of checks
  expect(Math.abs(refused / (refused + passedOn) - f ** 2)).toBeLessThan(4 * deviation);
});

test("the death of a director moves the virtual IP and ends with the first request that its peer passes on", () => {
  const story = { traffic: { calls: calls(paced(100, { duration: 10 })) }, faults: [kill("D1", 2)] };
  const replicator = new Replicator(scenario(behindDirectors(2), story), engineNamed("native"));
  const figures = replicator.run(0);
  const detection = figure(figures, "detectionTime");
  expect(detection).toBeGreaterThan(2.609);
  expect(detection).toBeLessThan(3.61);
  expect(figure(figures, "failovers")).toBe(1);
  expect(figure(figures, "takeoverTime")).toBeGreaterThan(0.05);
  expect(figure(figures, "takeoverTime")).toBeLessThan(0.07);
  expect(Math.abs(figure(figures, "failedCalls") - 100 * figure(figures, "outageTime"))).toBeLessThanOrEqual(2);
});
