/** Registrants after a failure: back-off by RFC 5626 §4.5, and all of them at once (avalanche restart, RFC 5390). */
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import type { Traffic } from "../../src/sip/traffic.ts";
import {
  heartbeat,
  kill,
  poisson,
  type Story,
  scenario,
  single,
  standbyGroup,
  worldOf,
} from "../architecture/fixture.ts";
import { misfit, uniformBetween } from "../experiment/goodness-of-fit.ts";
import { type Seen, wiretap } from "./wire.ts";

const rfc5626 = { allFailed: 30, someFailed: 90, most: 1800 };

function play(
  registration: Partial<Traffic["registration"]>,
  {
    users = 1,
    faults = [kill("A", 0)],
    architecture = single(),
    until = 20_000,
    ...more
  }: {
    users?: number;
    faults?: Story["faults"];
    architecture?: ReturnType<typeof single>;
    until?: number;
    retransmission?: boolean;
    options?: Traffic["options"];
  },
) {
  const described = scenario(architecture, {
    traffic: { users, registration: { within: 1, backOff: rfc5626, ...registration }, ...more },
    faults: faults ?? [],
    run: { horizon: until },
  });
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  return { world, seen };
}

/** Waits of each registration between its REGISTERs, less the 32 s after which one has failed. */
function waits(seen: readonly Seen[], address = "SAP-A"): number[][] {
  const sent = new Map<number, number[]>();
  for (const { at, what, to, subject } of seen)
    if (what === "REGISTER" && to === address) sent.set(subject, [...(sent.get(subject) ?? []), at]);
  return [...sent.values()].map((times) => times.slice(1).map((at, i) => at - times[i]! - 32));
}

/** RFC 5626, appendix A: the bounds of the wait after 1, 2, … failures when all flows have failed [s]. */
const APPENDIX_A = [30, 60, 120, 240, 480, 900, 900, 900] as const;

test("waits double from 30 to 60 s up to 15 to 30 min, and are uniform within", () => {
  const { world, seen } = play({}, { users: 400, until: 8000 });
  world.engine.run(8000);
  const all = waits(seen);
  for (const of of all)
    for (const [i, wait] of of.entries()) {
      const low = APPENDIX_A[Math.min(i, 7)]!;
      expect(wait).toBeGreaterThan(low - 1e-6);
      expect(wait).toBeLessThan(2 * low + 1e-6);
    }
  for (const i of [0, 2, 5]) {
    const sample = all.map((of) => of[i]!);
    expect(misfit(sample, uniformBetween(APPENDIX_A[i]!, 2 * APPENDIX_A[i]!))).toBeLessThan(1);
    expect(misfit(sample, uniformBetween(0, 2 * APPENDIX_A[i]!))).toBeGreaterThan(1); // the check can fail
  }
});

test("while another registration of the user lives the base is 90 s", () => {
  const { world, seen } = play({}, { users: 50, architecture: standbyGroup(2, 0), until: 400 });
  world.engine.run(400);
  const first = waits(seen).map((of) => of[0]!);
  expect(Math.min(...first)).toBeGreaterThan(90 - 1e-6);
  expect(Math.max(...first)).toBeLessThan(180 + 1e-6);
  expect(Math.max(...first)).toBeGreaterThan(150);
});

test("success ends the back-off: from then on refreshes come at their period, one chain for each registration", () => {
  const architecture = standbyGroup(1, 1, { detector: heartbeat({ interval: 1, misses: 50 }) }); // an outage of 50 s
  const { world, seen } = play(
    { refresh: 100, expires: 200 },
    { users: 20, architecture, until: 1000, retransmission: true, faults: [kill("A", 0)] },
  );
  world.engine.run(1000);
  expect(world.registrations.acknowledgedUntil.every((until) => until > 1000)).toBe(true);
  const answers = seen.filter(({ what, to, subject }) => what === "200 REGISTER" && to === "callees" && subject === 3);
  for (const [i, { at }] of answers.entries()) if (i > 0) expect(at - answers[i - 1]!.at).toBeCloseTo(100, 2);
  expect(answers.length).toBeGreaterThanOrEqual(8);
});

test("an avalanche restart neither loses the refreshes nor doubles them", () => {
  for (const backOff of [null, rfc5626]) {
    const { world, seen } = play(
      { refresh: 100, expires: 200, within: null, backOff, avalanche: { at: 150, within: 1 } },
      { users: 10, until: 1000, faults: [] },
    );
    world.engine.run(1000);
    const of = (from: number, to: number) =>
      seen.filter(({ what, at, to: whom }) => what === "REGISTER" && whom === "SAP-A" && at >= from && at < to);
    expect(of(150, 151)).toHaveLength(10);
    for (const from of [500, 600, 700, 800]) expect(of(from, from + 100)).toHaveLength(10);
  }
});

test("a storm of U registrations on top of load ρ drains in U·s/(1 − ρ)", () => {
  const [users, s, load] = [2000, 1e-3, 0.5];
  const replications = 40;
  const drains: number[] = [];
  const described = scenario(single({ service: { each: deterministic(s), byMethod: {}, lookup: 0 } }), {
    traffic: {
      users,
      registration: { avalanche: { at: 5, within: 1e-3 } },
      options: { arrivals: poisson(load / s, { duration: 30 }), access: "round robin" },
    },
  });
  const world = worldOf(described);
  for (let replication = 0; replication < replications; replication++) {
    world.start(replication);
    world.engine.run(5.1);
    while (world.nodes[0]!.station.occupancy > 0) world.engine.run(world.engine.now + 1e-3);
    drains.push(world.engine.now - 5);
  }
  const mean = drains.reduce((sum, x) => sum + x, 0) / replications;
  // The busy period of work V = U·s: mean V/(1 − ρ), variance V·λ·s²/(1 − ρ)³ (Takács).
  const exact = (users * s) / (1 - load);
  const deviation = Math.sqrt((users * s * load * s) / (1 - load) ** 3 / replications);
  expect(Math.abs(mean - exact)).toBeLessThan(3.29 * deviation + 2e-3); // steps of 1 ms, a hop, what was in the proxy before
  expect(deviation).toBeLessThan(0.01 * exact);
});

/** Waits of the registrations while the server is down, or until a time [s]. */
function played(backOff: NonNullable<Traffic["registration"]["backOff"]>, until: number, faults = [kill("A", 0)]) {
  const { world, seen } = play({ backOff }, { users: 3, faults, until });
  world.engine.run(until);
  const all = waits(seen);
  expect(all).toHaveLength(3);
  return all;
}

test("without jitter the wait is W itself: a fixed one where its limit is below the base", () => {
  for (const each of played({ ...rfc5626, most: 60, jitter: false }, 1000))
    expect(each.slice(0, 9).map((wait) => Number(wait.toFixed(6)))).toEqual(new Array(9).fill(60));
  for (const each of played({ ...rfc5626, jitter: false }, 2000))
    expect(each.slice(0, 4).map((wait) => Number(wait.toFixed(6)))).toEqual([60, 120, 240, 480]);
});

test("after so many failures in a row a user agent gives up for good, though the server comes back", () => {
  const backOff = { ...rfc5626, most: 60, jitter: false, tries: 10 };
  const faults = [{ ...kill("A", 0), for: 3000 }]; // 10 times 32 s and 9 waits of 60 s are long over by then
  for (const each of played(backOff, 5000, faults)) expect(each).toHaveLength(9);
  for (const each of played({ ...backOff, tries: 50 }, 5000, faults)) expect(each.length).toBeGreaterThan(30);
});
