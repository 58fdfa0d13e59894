/** What goes on between 200 and BYE when the server in between has died: silence, refreshes, dialogs that linger. */
import { describe, expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { MetricName } from "../../src/metrics/catalogue.ts";
import type { Architecture } from "../../src/service/description.ts";
import type { DialogKeeping } from "../../src/tiers/description.ts";
import {
  calls,
  figure,
  heartbeat,
  kill,
  paced,
  poisson,
  type Story,
  scenario,
  single,
  standbyGroup,
  tier,
  worldOf,
} from "../architecture/fixture.ts";
import { b2bua } from "./back-to-back.ts";
import { instants, wiretap } from "./wire.ts";

type Media = NonNullable<DialogKeeping["media"]>;

const anchored = (differs: Partial<Media> = {}): Media => ({ noticed: 5, moved: Infinity, rate: 100, ...differs });

const pair = (differs: Partial<DialogKeeping> = {}) =>
  b2bua(standbyGroup(1, 1, { detector: heartbeat({ interval: 0.1, misses: 3 }) }), differs);

const HOLD = 20;
const DIES = 100;
const story = (differs: Partial<NonNullable<Story["traffic"]>["calls"]> = {}): Story => ({
  traffic: {
    calls: calls(poisson(10, { duration: DIES }), { hold: { kind: "exponential", mean: HOLD }, ...differs }),
    retransmission: true,
  },
  faults: [kill("A", DIES, "process")],
  run: { horizon: 300 },
});

const REPLICATIONS = 4;
function totals(architecture: Architecture, told: Story): (name: MetricName) => number {
  const replicator = new Replicator(scenario(architecture, told), engineNamed("native"));
  const runs = Array.from({ length: REPLICATIONS }, (_, i) => replicator.run(i));
  return (name) => runs.reduce((sum, run) => sum + (figure(run, name) || 0), 0);
}

/** A sum of n independent times of a mean and standard deviation. */
const isSum = (sum: number, n: number, mean: number, deviation: number) =>
  expect(Math.abs(sum - n * mean)).toBeLessThan(3.5 * deviation * Math.sqrt(n));

describe("dialogs are lost", () => {
  test("silent calls lose what they had before them: dropped × mean residual hold, with and without a media time-out", () => {
    for (const differs of [{}, { mediaTimeout: 10 }]) {
      const total = totals(pair({ media: anchored() }), story(differs));
      const dropped = total("droppedCalls");
      expect(total("silentCalls")).toBe(dropped);
      isSum(total("lostTalkTime"), dropped, HOLD, HOLD);
      if (differs.mediaTimeout === undefined) continue;
      // Those whose users would have talked on for longer than the time-out.
      const p = Math.exp(-10 / HOLD);
      isSum(total("failedCalls.mediaLost"), dropped, p, Math.sqrt(p * (1 - p)));
      isSum(total("silentTime"), dropped, HOLD * (1 - p), 10);
    }
  });

  test("where media go from user to user nothing is silent, and no talk is lost before a refresh tells", () => {
    const total = totals(pair(), story());
    expect(total("droppedCalls")).toBeGreaterThan(600);
    for (const name of ["silentCalls", "lostTalkTime"] as const) expect(total(name)).toBe(0);
  });

  test("with a session timer: callers come to know within half the interval, callees some time before it is over", () => {
    const interval = 60;
    const total = totals(pair(), story({ sessionTimer: interval }));
    const dropped = total("droppedCalls");
    expect(total("lingeringDialogs")).toBe(dropped);
    // The next refresh after u, of density e^(u/h) up to half the interval, for as many calls have an age of T − u; the talk left then.
    const T = interval / 2;
    const left = T / (Math.exp(T / HOLD) - 1);
    isSum(total("lostTalkTime"), dropped, left, HOLD);
    // The callee waits until min(32 s, a third) before the end of the interval, from the last refresh on: u + T − interval / 3 from the death.
    const meanU = T / (1 - Math.exp(-T / HOLD)) - HOLD;
    const meanLingering = meanU + T - interval / 3 - (HOLD - left);
    const replicator = new Replicator(scenario(pair(), story({ sessionTimer: interval })), engineNamed("native"));
    const lingering = figure(replicator.run(0), "lingeringTime");
    expect(lingering).toBeGreaterThan(interval / 2 - interval / 3 - 1);
    expect(Math.abs(lingering - meanLingering)).toBeLessThan((3.5 * T) / Math.sqrt(200));
  });
});

test("copies of dialogs and re-INVITEs: no call is dropped, each is silent until its turn has come", () => {
  const rate = 400;
  const total = totals(pair({ replication: { mode: "synchronous" }, media: anchored({ moved: 0, rate }) }), story());
  const silent = total("silentCalls");
  expect(total("droppedCalls")).toBe(0);
  expect(silent).toBeGreaterThan(600);
  const each = silent / REPLICATIONS;
  const outage = total("claimTime") / REPLICATIONS;
  // Some hang up while they wait; nobody waits for longer than the last one.
  const mean = outage + each / (2 * rate);
  expect(total("silentTime") / silent).toBeGreaterThan(0.95 * mean - 0.02);
  expect(total("silentTime") / silent).toBeLessThan(1.02 * mean + 0.01);
});

test("a relay dies: its share of the calls is silent until the death is noticed and a re-INVITE moves them", () => {
  const architecture = b2bua(single(), { media: anchored({ relays: "relays", noticed: 2, moved: 0.5, rate: 1000 }) });
  const relayed: Architecture = {
    ...architecture,
    tiers: [...architecture.tiers, tier("relays", "relay", ["R1", "R2"])],
  };
  const total = totals(relayed, { ...story(), faults: [kill("R1", DIES)] });
  const silent = total("silentCalls");
  isSum(silent, 1, (10 * HOLD * REPLICATIONS) / 2, Math.sqrt((10 * HOLD * REPLICATIONS) / 2));
  expect(total("droppedCalls")).toBe(0);
  const each = 2.5 + silent / REPLICATIONS / 2 / 1000;
  // Who hangs up before is silent until then: the mean of min(exponential, T) is h (1 − e^(−T/h)).
  expect(total("silentTime") / silent).toBeCloseTo(HOLD * (1 - Math.exp(-each / HOLD)), 1);
});

test("a session that is refreshed goes on: UPDATE at half the interval, through the server, to the callee and back", () => {
  const told = scenario(b2bua(single()), {
    traffic: { calls: calls(paced(0.5, { count: 1 }), { hold: deterministic(100), sessionTimer: 60 }) },
  });
  const world = worldOf(told);
  const seen = wiretap(world, told);
  world.start(0);
  world.engine.run(200);
  expect(instants(seen, "UPDATE", "SAP-A").map(Math.round)).toEqual([31, 61, 91]);
  for (const [what, to] of [
    ["UPDATE", "callees"],
    ["200 UPDATE", "SAP-A"],
    ["200 UPDATE", "callers"],
  ] as const)
    expect(instants(seen, what, to)).toHaveLength(3);
  expect(world.calls.successful).toBe(1);
});

test("nobody answers a refresh: the call ends after 64·T1", () => {
  const told: Story = { ...story({ sessionTimer: 60, hold: deterministic(1000) }), faults: [kill("A", 100)] };
  const total = totals(b2bua(single()), { ...told, run: { horizon: 200 } });
  expect(total("droppedCalls")).toBeGreaterThan(3000);
  expect(total("failedCalls.refreshFailed")).toBe(total("droppedCalls"));
});
