/** OPTIONS requests share the queue of those they watch: what that costs and what it tells. */
import { describe, expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Moments } from "../../src/statistics/moments.ts";
import {
  behindDirectors,
  calls,
  figure,
  optionsPing,
  paced,
  poll,
  scenario,
  standbyGroup,
  worldOf,
} from "../architecture/fixture.ts";
import { dispatched } from "../sip/dispatched.ts";
import { instants, wiretap } from "../sip/wire.ts";

/** Two proxies that take a call in 2 ms of work each can carry 500 calls a second; they get `rate`. */
function removals(rate: number, differs: Parameters<typeof behindDirectors>[1]): number {
  const service = { each: { kind: "deterministic" as const, value: 2e-3 / 6 }, byMethod: {}, lookup: 0 };
  const described = scenario(behindDirectors(2, { proxies: { queue: 2000, service }, cache: true, ...differs }), {
    traffic: { calls: calls(paced(rate, { duration: 10 })) },
    run: { horizon: 10 },
  });
  return figure(new Replicator(described, engineNamed("native")).run(0), "falseFailovers");
}

describe("an overloaded proxy", () => {
  const ping = optionsPing({ interval: 0.5, timeout: 0.2 });

  test("answers too late and is considered down although it lives; a TCP check passes", () => {
    expect(removals(2000, { health: ping })).toBeGreaterThan(0);
    expect(removals(2000, { health: poll({ interval: 0.5, timeout: 0.2 }) })).toBe(0);
  });

  test("that refuses by 503 is removed at once, unless 503 is among the replies that count (ds_ping_reply_codes)", () => {
    const service = { each: { kind: "deterministic" as const, value: 2e-3 / 6 }, byMethod: {}, lookup: 0 };
    const overload = { queue: 50, delay: Infinity, refusal: 0.05e-3, retryAfter: null, control: null };
    const removed = (replies: (number | "4xx" | "5xx")[]) =>
      removals(2000, { health: optionsPing({ interval: 0.5, timeout: 0.2, replies }), proxies: { service, overload } });
    expect(removed([])).toBeGreaterThan(0);
    expect(removed([404, "4xx"])).toBe(removed([]));
    expect([removed([503]), removed(["5xx"])]).toEqual([0, 0]); // 50 × 0.33 ms in the queue, far from the time-out
  });

  test("is believed when it is only busy", () => {
    expect(removals(600, { health: ping })).toBe(0);
  });
});

/** Requests sent when S1 first holds A dead, with loss p on each hop, so f = 1 − (1 − p)² for a request and its answer. */
test.each([
  [1, 0.1],
  [2, 0.2],
  [3, 0.3],
])("a false suspicion takes %d unanswered requests in a row (loss %f): (1 − f^k)/(f^k(1 − f))", (misses, loss) => {
  const detector = optionsPing({ interval: 0.5, timeout: 0.2, misses });
  const world = worldOf(scenario(standbyGroup(1, 1, { detector }), { network: { loss }, run: { seed: 11 } }));
  const { engine, failovers } = world;
  let asked = 0;
  engine.observe((_, code, pair) => {
    if (engine.nameOf(code) === "OPTIONS timed out" && pair === 2) asked++; // S1 asks A
  });
  const requests = Array.from({ length: 1000 }, (_, replication) => {
    asked = 0;
    world.start(replication);
    while (failovers.failovers.length === 0 && engine.now < 2000) engine.run(engine.now + 0.25);
    return asked;
  });
  const f = 1 - (1 - loss) ** 2;
  const { mean, standardError } = Moments.of(requests);
  expect(Math.abs(mean - (1 - f ** misses) / (f ** misses * (1 - f))) / standardError).toBeLessThan(3.3);
  expect(standardError / mean).toBeLessThan(0.05);
});

test.each([1, 3])("a proxy considered down is dispatched to again after %d answers in a row", (answers) => {
  const loss = 0.15;
  const described = scenario(behindDirectors(2, { health: optionsPing({ answers }), cache: true }), {
    network: { loss },
    traffic: { calls: calls(paced(20, { duration: 1000 }), { busy: 1 }) },
    run: { seed: 3 },
  });
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(1000);
  // Of a cycle of 1/f requests in the list and `out` until so many answers in a row, a proxy is out from the time-out of the
  // request that failed; both are out together by chance.
  const f = 1 - (1 - loss) ** 2;
  const out = (1 - (1 - f) ** answers) / ((1 - f) ** answers * f);
  const share = ((0.5 * out - 0.2) / (0.5 * (out + 1 / f))) ** 2;
  const refused = instants(seen, "503", "callers").length;
  const passedOn = instants(seen, "INVITE", "P1").length + instants(seen, "INVITE", "P2").length;
  expect(Math.abs(refused / (refused + passedOn) - share)).toBeLessThan(0.2 * share);
});

test("directors ask each other, and answer for themselves", () => {
  const described = behindDirectors(1);
  const [vrrp, health] = described.watches;
  const watches = [{ ...vrrp!, detector: optionsPing({ misses: 2 }) }, health!];
  const world = worldOf(
    scenario({ ...described, watches }, { faults: [{ verb: "kill", at: 3, kill: "D1", kind: "host" }] }),
  );
  world.start(0);
  world.engine.run(2.9);
  expect(world.failovers.failovers).toEqual([]);
  world.engine.run(10);
  expect(world.failovers.failovers.map(({ dead, by }) => [dead.name, by.name])).toEqual([["D1", "D2"]]);
});

/** How long after an event of a run a director dispatches to so many proxies, told every millisecond [s]; Infinity: not before the end. */
function until(count: number, world: ReturnType<typeof worldOf>, director: number, end = Infinity): number {
  const from = world.engine.now;
  while (world.director.dispatch.aliveFor(director).length !== count) {
    if (world.engine.now >= end) return Infinity;
    world.engine.run(world.engine.now + 1e-3);
  }
  return world.engine.now - from;
}

test("asked from the virtual address the standby finds everybody dead, and has them back U(0, d) after it took over (kamailio#473)", () => {
  const backs = (source: "own address" | "virtual address") => {
    const described = behindDirectors(2, { health: optionsPing({ interval: 1, timeout: 0.4, source }) });
    const world = worldOf(scenario(described, { faults: [{ verb: "kill", at: 3, kill: "D1", kind: "host" }] }));
    const [first, second] = ["D1", "D2"].map((name) => world.nodes.find((node) => node.name === name)!.host);
    return Array.from({ length: 30 }, (_, replication) => {
      world.start(replication);
      world.engine.run(2.9);
      expect(world.director.dispatch.aliveFor(first!)).toHaveLength(2);
      while (world.network.addresses.of(second!).length === 0) world.engine.run(world.engine.now + 1e-3);
      return until(2, world, second!);
    });
  };
  expect(Math.max(...backs("own address"))).toBe(0);
  const { min, max, mean } = Moments.of(backs("virtual address"));
  expect([min > 0, max < 1.01]).toEqual([true, true]);
  expect(Math.abs(mean - 2 / 3)).toBeLessThan(4 * Math.sqrt(1 / 18 / 30)); // the later of two: U(0, 1) each
});

test("a proxy is back by the copy of a request that it has missed, half a second later at most; given up before, by the next request", () => {
  const backs = (timeout: number) => {
    const described = behindDirectors(2, { health: optionsPing({ interval: 1, timeout }) });
    const fault = { verb: "kill", at: 3, kill: "P1", kind: "process", for: 5 } as const;
    const world = worldOf(scenario(described, { faults: [fault] }));
    return Array.from({ length: 30 }, (_, replication) => {
      world.start(replication);
      world.engine.run(8);
      return until(2, world, world.nodes.find(({ name }) => name === "D1")!.host);
    });
  };
  expect(Math.max(...backs(2))).toBeLessThan(0.51);
  const once = Moments.of(backs(0.5));
  expect([once.max > 0.6, once.max < 1.01]).toEqual([true, true]);
});

test("a director that starts again takes everybody for alive", () => {
  const described = behindDirectors(2, { health: optionsPing({ interval: 1, timeout: 0.4 }) });
  const faults = [
    { verb: "kill", at: 3, kill: "P1", kind: "host" },
    { verb: "kill", at: 6, kill: "D1", kind: "process", for: 0.5 },
  ] as const;
  const world = worldOf(scenario(described, { faults: [...faults] }));
  const { host } = world.nodes.find(({ name }) => name === "D1")!;
  world.start(0);
  world.engine.run(6.4);
  expect(world.director.dispatch.aliveFor(host)).toHaveLength(1);
  world.engine.run(6.5);
  expect(world.director.dispatch.aliveFor(host)).toHaveLength(2);
  expect(until(1, world, host)).toBeLessThan(1.4 + 1e-3);
});

/** Stateful directors that leave out for good whom a call has found dead, and ask those (ds_probing_mode): P1 is away from 2 s to 7 s. */
test("asked are all, those that a failed call has marked until they are back, or once for each mark", () => {
  const asked = (asks: "all" | "marked" | "marked once", away = 5) => {
    const health = optionsPing({ interval: 1, timeout: 0.5, asks });
    const described = scenario(dispatched({ after: deterministic(0.5), probation: Infinity }, { health }), {
      traffic: { calls: calls(paced(40, { duration: 20 })), retransmission: true, recordRoute: true },
      faults: [{ verb: "kill", at: 2, kill: "P1", kind: "host", for: away }],
    });
    const world = worldOf(described);
    const seen = wiretap(world, described);
    const { host } = world.nodes.find(({ name }) => name === "D1")!;
    return [0, 1, 2, 3, 4].map((replication) => {
      seen.length = 0;
      world.start(replication);
      world.engine.run(2 + away);
      const back = until(2, world, host, 20);
      world.engine.run(20);
      const to = (name: string) => instants(seen, "OPTIONS", name);
      return { back, first: to("P1"), second: to("P2") };
    });
  };
  for (const { back, first, second } of asked("all")) {
    expect(back).toBeLessThan(1.01);
    expect([first.length, second.length].every((count) => count >= 19 && count <= 21)).toBe(true);
  }
  for (const { back, first, second } of asked("marked")) {
    expect(back).toBeLessThan(1.01);
    // Marked 0.5 s after the first call that it gets, and asked every second from then on until it is back.
    expect([first[0]! > 2.5, first.at(-1)! < 8.01, second.length]).toEqual([true, true, 0]);
    expect(Math.abs(first.length - 5)).toBeLessThanOrEqual(1);
  }
  for (const { back, first, second } of asked("marked once")) {
    expect([back, first.length, second.length]).toEqual([Infinity, 1, 0]); // asked in vain, and never again
  }
  // Away for 0.6 s only: calls that it missed mark it until 3.1 s, and a ping that it answers from 2.6 s on brings it back.
  for (const { back, first } of asked("marked once", 0.6)) {
    expect(back).toBeLessThan(1.51);
    expect(first.length).toBeLessThanOrEqual(2);
  }
});
