/** What an outage costs in calls, with and without retransmission, and what SIPp's open-call limit makes of it. */
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import {
  calls,
  figure,
  heartbeat,
  kill,
  paced,
  type Story,
  scenario,
  single,
  standbyGroup,
} from "../architecture/fixture.ts";

const run = (story: Story, architecture = standbyGroup(1, 1, { detector: slow })) =>
  new Replicator(scenario(architecture, story), engineNamed("native")).run(0);

/** Notices a death after 9 to 10 s. */
const slow = heartbeat({ interval: 1, misses: 10 });
const rate = 50;
const faults = [kill("A", 10.001)];
const load = calls(paced(rate, { duration: 40 }));

test("with retransmission an outage shorter than 31.5 s delays calls and loses none", () => {
  const figures = run({ traffic: { calls: load, retransmission: true }, faults, run: { drain: 80 } });
  const outage = figure(figures, "outageTime");
  expect(outage).toBeGreaterThan(9);
  expect(outage).toBeLessThan(12);
  expect(figure(figures, "createdCalls")).toBe(40 * rate);
  expect(figure(figures, "failedCalls")).toBe(0);
  expect(figure(figures, "ser")).toBe(1);
  // The INVITE that has just missed the successor goes out again 7.5 or 15.5 s after the first.
  expect(figure(figures, "callSetupTime.p99")).toBeGreaterThan(7);
});

test("without it, it loses rate × outage", () => {
  const figures = run({ traffic: { calls: load }, faults, run: { drain: 80 } });
  const lost = rate * figure(figures, "outageTime");
  expect(Math.abs(figure(figures, "failedCalls") - lost)).toBeLessThanOrEqual(1);
  expect(figure(figures, "failedCalls.nodeDown")).toBe(figure(figures, "failedCalls"));
});

test("an outage longer than 32 s loses the calls begun in it more than 31.5 s before its end", () => {
  const detector = heartbeat({ interval: 1, misses: 50, stagger: 0.5 }); // A beats at 10.5 s last
  const story = {
    traffic: { calls: calls(paced(rate, { duration: 80 })), retransmission: true },
    faults: [kill("A", 10.6)],
  };
  const figures = run({ ...story, run: { drain: 80 } }, standbyGroup(1, 1, { detector }));
  const end = 10.5 + 0.2e-3 + 50 + 0.05 + 0.2e-3; // last beat heard, time-out, takeover, gratuitous ARP
  expect(figure(figures, "outageTime")).toBeCloseTo(end - 10.6, 1);
  expect(Math.abs(figure(figures, "failedCalls") - rate * (end - 31.5 - 10.6))).toBeLessThanOrEqual(1);
});

test("hung calls stop SIPp's generator for good: at most 3 × rate fail, the rest is never created", () => {
  const openLimit = 3 * rate;
  const story = {
    traffic: { calls: calls(paced(rate, { duration: 40 }), { openLimit }) },
    faults: [kill("A", 10.001)],
    run: { drain: 1 },
  };
  const figures = run(story, single());
  expect(figure(figures, "failedCalls")).toBe(openLimit);
  expect(figure(figures, "createdCalls")).toBe(10 * rate + openLimit);
  expect(figure(figures, "declinedArrivals")).toBe(40 * rate - 10 * rate - openLimit);
});

test("a limit above rate × outage changes nothing; one below caps the loss", () => {
  const failed = (openLimit: number) =>
    figure(
      run({ traffic: { calls: calls(paced(rate, { duration: 40 }), { openLimit }) }, faults, run: { drain: 1 } }),
      "failedCalls",
    );
  const lost = failed(Infinity);
  expect(failed(lost + 1)).toBe(lost);
  expect(failed(100)).toBe(100);
});

test("a count is a count of calls created: declined arrivals are made up for later", () => {
  const story = {
    traffic: {
      calls: calls(paced(rate, { count: 500 }), { openLimit: 10, ring: deterministic(1) }), // 10 open for 1 s each: 10 calls/s
    },
    run: { horizon: 60 },
  };
  const figures = run(story, single());
  expect(figure(figures, "createdCalls")).toBe(500);
  expect(figure(figures, "declinedArrivals")).toBeGreaterThan(1500);
  expect(figure(figures, "failedCalls")).toBe(0);
});
