/** A database with a replica: who is the primary, and from when on. */
import { expect, test } from "vitest";
import type { Fault } from "../../src/faults/description.ts";
import { CallState } from "../../src/sip/calls.ts";
import type { Promotion } from "../../src/tiers/description.ts";
import { calls, kill, paced, scenario, tier, worldOf } from "../architecture/fixture.ts";

const RATE = 20;

/** Calls that failed for want of the database, by the second in which they began. */
function failures(promotion: Partial<Promotion>, faults: readonly Fault[], until = 60): number[] {
  const proxies = tier("proxies", "proxy", ["proxy"], [], { workers: 63 });
  const special = { workers: 20, promotion: { time: 5, probability: 1, manualRecovery: 20, ...promotion } };
  const architecture = {
    preset: "custom",
    title: "a replicated database",
    tiers: [proxies, tier("bases", "database", ["db1"], ["db2"], special)],
    addresses: [{ name: "SAP", tier: "proxies", owner: "proxy", priority: 0, weight: 1 }],
    watches: [],
    directors: "call-id hash" as const,
    bindings: { kind: "database" as const, tier: "bases", cache: false, timeout: 0.2 },
    needs: { allOf: ["proxy", { anyOf: ["db1", "db2"] }] },
  };
  const world = worldOf(
    scenario(architecture, { faults, traffic: { calls: calls(paced(RATE, { duration: until })) } }),
  );
  world.start(0);
  world.engine.run(until + 2);
  const { created, state, startedAt } = world.calls;
  const bySecond = Array.from({ length: until }, () => 0);
  for (let call = 0; call < created; call++)
    if (state[call] === CallState.FAILED) bySecond[Math.floor(startedAt[call]!)]!++;
  return bySecond;
}

const seconds = (bySecond: readonly number[]) => bySecond.flatMap((count, second) => (count > 0 ? [second] : []));
const span = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

test("a dead primary is replaced after the time of a promotion", () => {
  expect(seconds(failures({}, [kill("db1", 10)]))).toEqual(span(10, 15));
});

test("who is back before that stays the primary", () => {
  expect(seconds(failures({}, [{ ...kill("db1", 10), for: 3 }]))).toEqual(span(10, 13));
});

test("the former primary is a replica, and is promoted in its turn", () => {
  const faults = [{ ...kill("db1", 10), for: 10 }, kill("db2", 30)];
  expect(seconds(failures({}, faults))).toEqual([...span(10, 15), ...span(30, 35)]);
});

test("with both dead the first that is back serves at once", () => {
  const faults = [{ ...kill("db2", 5), for: 15 }, kill("db1", 10)];
  expect(seconds(failures({}, faults))).toEqual(span(10, 20));
});

test("a promotion that fails waits for people", () => {
  const [waited] = [seconds(failures({ probability: 0, manualRecovery: 8 }, [kill("db1", 10)]))];
  expect(waited[0]).toBe(10);
  expect(waited).not.toEqual(span(10, 15));
});
