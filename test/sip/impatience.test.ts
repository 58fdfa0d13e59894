/** Callers who hang up before the answer (RFC 3261 §9), and users who dial again. */
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { type Cause, causeIndex } from "../../src/sip/calls.ts";
import type { Traffic } from "../../src/sip/traffic.ts";
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
  worldOf,
} from "../architecture/fixture.ts";
import { instants, type Seen, wiretap } from "./wire.ts";

type Calls = NonNullable<Traffic["calls"]>;

const oneCall = paced(0.5, { count: 1 }); // at 1 s
const story = (differs: Partial<Calls>, more: Story = {}): Story => ({
  ...more,
  traffic: { calls: calls(oneCall, differs), retransmission: true },
});

function play(told: Story, architecture = single(), until = 100) {
  const described = scenario(architecture, told);
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(until);
  return { world, seen, cause: (name: Cause) => world.calls.failedBy[causeIndex(name)] };
}
const ladder = (seen: readonly Seen[]) => seen.map(({ what, to }) => `${what} ${to}`);
const since = (seen: readonly Seen[], what: string, to: string, from: number) =>
  instants(seen, what, to).map((at) => Math.round((at - from) * 1e3) / 1e3);

const other = [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5];

test("a caller who hangs up while it rings: CANCEL, its 200, 487, ACK, and the callee never picks up", () => {
  const { seen, world, cause } = play(story({ ring: deterministic(20), patience: deterministic(5) }));
  expect(ladder(seen)).toEqual([
    ...["INVITE SAP-A", "INVITE callees", "180 SAP-A", "180 callers"],
    ...["CANCEL SAP-A", "CANCEL callees", "200 CANCEL SAP-A", "487 SAP-A", "200 CANCEL callers", "487 callers"],
    ...["ACK failure SAP-A", "ACK failure callees"],
  ]);
  expect(since(seen, "CANCEL", "SAP-A", 1)).toEqual([5]);
  expect(cause("abandoned")).toBe(1);
  expect(world.engine.pending).toBe(0);
});

test("patience ends with the answer", () => {
  const { world } = play(story({ ring: deterministic(4), hold: deterministic(20), patience: deterministic(5) }));
  expect(world.calls.successful).toBe(1);
});

test("before a provisional response nothing is cancelled: the INVITE is sent on until timer B (RFC 3261 §9.1)", () => {
  const { seen, cause } = play(story({ patience: deterministic(5) }, { faults: [kill("A", 0)] }));
  expect(since(seen, "INVITE", "SAP-A", 1)).toEqual([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]);
  expect(instants(seen, "CANCEL", "SAP-A")).toEqual([]);
  expect(cause("nodeDown")).toBe(1); // what kept the caller waiting
});

test("the CANCEL follows at once when the first 180 comes after the caller has gone", () => {
  const architecture = standbyGroup(1, 1, { detector: heartbeat({ misses: 40 }) }); // an outage of 4 s
  const told = story({ ring: deterministic(20), patience: deterministic(3) }, { faults: [kill("A", 0.9)] });
  const { seen, cause } = play(told, architecture);
  expect(since(seen, "INVITE", "SAP-A", 1)).toEqual(
    [0, 0.5, 1.5, 3.5, 7.5].slice(0, instants(seen, "INVITE", "SAP-A").length),
  );
  const [ringing] = instants(seen, "180", "callers");
  expect(instants(seen, "CANCEL", "SAP-A")).toEqual([expect.closeTo(ringing! + 0.2e-3, 9)]);
  expect(instants(seen, "487", "callers")).toHaveLength(1);
  expect(cause("nodeDown")).toBe(1);
});

test("a 200 that crosses the CANCEL is acknowledged and followed by BYE; the CANCEL changes nothing", () => {
  const ring = 5 - 0.6e-3 - 0.3e-3; // the 200 leaves the callee 0.3 ms before the caller hangs up
  const { seen, world } = play(story({ ring: deterministic(ring), patience: deterministic(5) }));
  expect(instants(seen, "CANCEL", "callees")).toHaveLength(1);
  expect(instants(seen, "200 CANCEL", "callers")).toHaveLength(1);
  expect(instants(seen, "487", "SAP-A")).toHaveLength(0);
  expect(instants(seen, "ACK", "callees")).toHaveLength(1);
  expect(instants(seen, "200 BYE", "callers")).toHaveLength(1);
  expect(world.calls.failed).toBe(1);
  expect(world.engine.pending).toBe(0);
});

test("an unanswered CANCEL is sent again up to every 4 s for 32 s (timers E and F)", () => {
  const { seen } = play(story({ ring: deterministic(50), patience: deterministic(5) }, { faults: [kill("A", 3)] }));
  expect(since(seen, "CANCEL", "SAP-A", 6)).toEqual(other);
});

test("a 487 without ACK is sent again (timers G and H)", () => {
  const told = story({ ring: deterministic(50), patience: deterministic(5) }, { faults: [kill("A", 6.0007)] });
  const { seen } = play(told); // the proxy dies when the CANCEL has passed
  const [first] = instants(seen, "487", "SAP-A");
  expect(since(seen, "487", "SAP-A", first!)).toEqual(other);
});

const many = (differs: Partial<Calls>, count: number) =>
  new Replicator(
    scenario(single({ workers: 8 }), { traffic: { calls: calls(paced(50, { count }), differs) }, run: { drain: 400 } }),
    engineNamed("native"),
  ).run(0);

/** Whether a share of n trials is within 3.29 standard deviations (99.9 %) of its probability. */
const isShare = (hits: number, n: number, p: number) => Math.abs(hits - n * p) <= 3.29 * Math.sqrt(n * p * (1 - p));

test("against exponential ringing, exponential patience loses with the ratio of the rates", () => {
  const n = 20_000;
  const figures = many({ ring: { kind: "exponential", mean: 10 }, patience: { kind: "exponential", mean: 30 } }, n);
  const abandoned = figure(figures, "failedCalls.abandoned");
  expect(isShare(abandoned, n, 10 / (10 + 30))).toBe(true);
  expect(figure(figures, "successfulCalls")).toBe(n - abandoned);
});

test("users redial: calls per intent and intents answered at last are geometric sums", () => {
  const n = 10_000;
  const [busy, again, tries] = [0.4, 0.7, 3];
  const redial = { probability: again, delay: { kind: "exponential", mean: 5 } as const, tries };
  const figures = many({ busy, redial }, n);
  const once = busy * again; // declined, and dialled again
  const powers = Array.from({ length: tries + 1 }, (_, k) => once ** k);
  const answered = (1 - busy) * powers.reduce((sum, p) => sum + p, 0);
  const intents = figure(figures, "createdCalls") - figure(figures, "redialledCalls");
  expect(intents).toBe(n);
  expect(isShare(figure(figures, "successfulCalls"), n, answered)).toBe(true);
  expect(figure(figures, "intentSer")).toBe(figure(figures, "successfulCalls") / n);
  // Redials of the first, second and third kind: each intent has the k-th with probability once^k.
  const redialled = powers.slice(1).reduce((sum, p) => sum + p, 0);
  expect(Math.abs(figure(figures, "redialledCalls") - n * redialled)).toBeLessThan(3.29 * Math.sqrt(n));
});

test("a redial comes its delay after the refusal, to the same callee, and the run waits for it", () => {
  const redial = { probability: 1, delay: deterministic(7), tries: 2 };
  const told: Story = { traffic: { calls: calls(oneCall, { busy: 1, redial }) }, run: { drain: 40 } };
  const { seen, world } = play(told);
  const refused = instants(seen, "486", "callers").map((at) => at + 0.2e-3);
  expect(instants(seen, "INVITE", "SAP-A")).toEqual(
    [1, refused[0]! + 7, refused[1]! + 7].map((at) => expect.closeTo(at, 9)),
  );
  expect(new Set(world.calls.callee.slice(0, 3)).size).toBe(1);
  const figures = new Replicator(scenario(single(), told), engineNamed("native")).run(0);
  expect(figure(figures, "createdCalls")).toBe(3);
  expect(figure(figures, "intentSer")).toBe(0);
});

test("a call that was answered is not dialled again, however it ends", () => {
  const redial = { probability: 1, delay: deterministic(1), tries: 3 };
  const told = story({ hold: deterministic(10), redial }, { faults: [kill("A", 5)] });
  const { world } = play(told);
  expect(world.calls.created).toBe(1);
  expect(world.calls.failed).toBe(1);
});
