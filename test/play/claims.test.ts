/** What the stories claim, against closed forms and against the run with one thing undone. */
import { expect, test } from "vitest";
import { storyNamed } from "../../src/play/stories/stories.ts";
import type { Move } from "../../src/play/stories/story.ts";
import { Viewer } from "./viewer.ts";

function after(name: string, ...moves: readonly Move[]) {
  const viewer = new Viewer(storyNamed(name)!);
  for (const move of moves) viewer.do(move);
  const { view, incidents } = viewer.seen();
  const queue = view.nodes.reduce((sum, { waiting, inService }) => sum + waiting + inService, 0);
  return { failed: view.counters["failedCalls"] ?? 0, queue, incidents, view };
}

test("failover: the calls that fail are rate x outage x share, within three standard deviations", () => {
  const { failed } = after("failover", { goTo: Infinity });
  const calls = 100 * 1.3154; // Totem's 1.2527 s, the claim of 50 ms, and 12.5 ms until the next call
  const share = 51 / 101; // RFC 2782, weights 50 and 50
  expect(Math.abs(failed - calls * share)).toBeLessThan(3 * Math.sqrt(calls * share * (1 - share)));
});

test("the heal is silent: nobody announces, and 20 calls a second fail until the entries run out", () => {
  const { failed, incidents } = after("silent-heal", { goTo: Infinity });
  const healed = incidents.find(({ text }) => text.includes("whole again"))!.time;
  const later = incidents.filter(({ time }) => time > healed);
  expect(later.map(({ kind }) => kind)).toEqual(["recovery", "address"]);
  expect(Math.abs(failed - 20 * (later[1]!.time - later[0]!.time))).toBeLessThanOrEqual(1);
});

/** The queue of the proxy 35 s after its slow seconds. */
const queueWith = (path: string, value: string) => after("metastable", { change: [[path, value]] }, { goTo: 60 }).queue;

test("overload outlives its cause by retransmission, and by nothing else", () => {
  expect(after("metastable", { goTo: 60 }).queue).toBeGreaterThan(950); // of 1000 that fit
  expect(queueWith("faults", "[]")).toBeLessThan(30);
  expect(queueWith("traffic.clients.retransmission", "false")).toBeLessThan(30);
  expect(queueWith("architecture.tiers.proxies.overload", "{ queue: 20 }")).toBeLessThan(30);
});

test("a quorum is lost with the second node of three, and nobody serves", () => {
  const { incidents, view } = after(
    "quorum-lost",
    { goTo: 25 },
    { act: { kill: "proxy-3", kind: "host" } },
    { goTo: 39 },
  );
  expect(incidents.filter(({ text }) => text.endsWith("has lost quorum, and stops"))).toHaveLength(2);
  expect(view.addresses[0]!.owners).toEqual([]);
});
