/** The connection to the database while a link is cut, and when its host dies: TCP sends again after 0.2 s, 0.4 s, 0.8 s … (RFC 6298 §5.5, Linux). */
import { describe, expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import type { Fault } from "../../src/faults/description.ts";
import { silenceUntilGivenUp } from "../../src/network/tcp-timers.ts";
import { calls, kill, paced, scenario, withDatabase, worldOf } from "../architecture/fixture.ts";
import { instants, wiretap } from "../sip/wire.ts";

const hop = 0.2e-3;
const service = 0.2e-3; // of a message at the proxy
const query = 0.5e-3; // of a query at the database

/** One call at 1 s; its INVITE asks the database. When the callee gets it, or the caller a 500. */
function asked(faults: readonly Fault[], timeout = 2, { until = 30, promotion = Infinity } = {}) {
  const database = { service: { each: deterministic(query), byMethod: {}, lookup: 0 } };
  const service = withDatabase(0, { timeout, database });
  const replica = { nodes: [...service.tiers[1]!.nodes, { name: "DB2", speed: 1 }], standby: 1 };
  const promoted = { ...replica, promotion: { time: promotion, probability: 1, manualRecovery: 1 } };
  const tiers = [service.tiers[0]!, { ...service.tiers[1]!, ...(promotion < Infinity && promoted) }];
  const described = scenario(
    { ...service, tiers },
    {
      traffic: { calls: calls(paced(1, { count: 1, start: 0.5 })) },
      faults,
    },
  );
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(until);
  const sent = instants(seen, "INVITE", "SAP-A")[0]! - hop;
  const after = (what: string, where: string) => instants(seen, what, where).map((at) => at - sent);
  return { invite: after("INVITE", "callees")[0], refused: after("500", "callers")[0], sent, world };
}

const usual = hop + service + hop + query + hop + hop;

test("without a fault the query takes its round trip", () => {
  expect(asked([]).invite).toBeCloseTo(usual, 9);
});

const start = asked([]).sent;

describe.each([
  [
    "the link between them is cut",
    (lasting: number): Fault => ({ verb: "cut", at: start, cut: ["A", "DB"], for: lasting }),
  ],
  [
    "the database's cable is pulled out",
    (lasting: number): Fault => ({ verb: "kill", at: start, kill: "DB", kind: "link", for: lasting }),
  ],
])("%s", (_, fault) => {
  test.each([
    [0.1, 0.2],
    [0.3, 0.6],
    [1, 1.4],
  ])("for %d s: the query is late by %d s, and the call goes on", (lasting, late) => {
    const { invite, world } = asked([fault(lasting)]);
    expect(invite).toBeCloseTo(usual + late, 9);
    expect(world.calls.successful).toBe(1);
  });

  test("for longer than the query's time-out: 500 after it, whenever the link is back", () => {
    const { invite, refused } = asked([fault(1.5)]);
    expect(invite).toBeUndefined();
    expect(refused).toBeCloseTo(hop + service + 2 + hop, 9);
  });
});

test("an answer that flies into the cut is sent again as well", () => {
  // The answer leaves the database 1.1 ms after the INVITE was sent.
  const { invite } = asked([{ verb: "cut", at: start + usual - hop - 0.1e-3 - hop, cut: ["A", "DB"], for: 0.5 }]);
  expect(invite).toBeCloseTo(usual + 0.6, 9);
});

test("a database that has been started again resets connections to the process before", () => {
  const { refused } = asked([{ verb: "kill", at: start, kill: "DB", kind: "host", for: 0.1 }]);
  expect(refused).toBeCloseTo(hop + service + 0.2 + hop + hop + hop, 9);
});

test("the host dies for good: without a time-out a worker waits until TCP gives up, and no time-out is longer than that", () => {
  const dead = [kill("DB", start)];
  const given = hop + service + silenceUntilGivenUp() + hop;
  for (const timeout of [Infinity, 1000]) expect(asked(dead, timeout, { until: 1000 }).refused).toBeCloseTo(given, 6);
  expect(asked(dead, 900, { until: 1000 }).refused).toBeCloseTo(hop + service + 900 + hop, 6);
});

test("a promoted replica resets what was sent to the dead primary: at 0.2·(2^k − 1) s, the first after the promotion", () => {
  // The host is dead from the moment at which the call begins.
  for (const [promotion, reset] of [
    [0.5, 0.6],
    [5, 6.2],
    [30, 51],
  ] as const) {
    const { refused } = asked([kill("DB", start)], Infinity, { until: 100, promotion });
    expect(refused).toBeCloseTo(hop + service + reset + 2 * hop + hop, 6);
  }
  const { refused } = asked([kill("DB", start)], 2, { promotion: 5 });
  expect(refused).toBeCloseTo(hop + service + 2 + hop, 6);
});

test("what a host had acknowledged when it died is never sent again: only a time-out ends the wait", () => {
  const atWork = start + hop + service + hop + query / 2;
  const back: Fault[] = [{ ...kill("DB", atWork), for: 10 }];
  expect(asked(back, 2).refused).toBeCloseTo(hop + service + 2 + hop, 6);
  const { refused, invite } = asked(back, Infinity, { until: 2000 });
  expect([refused, invite]).toEqual([undefined, undefined]);
});
