/** Which calls move when a proxy leaves the list of a director. */
import { describe, expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { envelopeOf, messageOf, subjectOf } from "../../src/network/message.ts";
import { Network } from "../../src/network/network.ts";
import { Stream } from "../../src/random/stream.ts";
import { Director } from "../../src/sip/director.ts";
import { Dispatch, type DispatchRules } from "../../src/sip/dispatch.ts";
import { type FlowRules, Flows } from "../../src/sip/flows.ts";
import { Kind } from "../../src/sip/message.ts";
import { behindDirectors, calls, kill, paced, scenario, worldOf } from "../architecture/fixture.ts";
import { instants, wiretap } from "./wire.ts";

const CALLS = 20_000;
const DIRECTOR = 2;

/** Where the INVITE of each call goes, before a proxy is removed and after it. */
function moves(
  policy: DispatchRules["policy"],
  proxies: number,
  removed: number,
): { before: number[]; after: number[] } {
  const engine = new Kernel();
  const hosts = Array.from({ length: proxies }, (_, i) => 3 + i);
  const network = new Network({
    engine,
    options: { delay: 0, loss: 0 },
    hosts: 3 + proxies,
    virtualAddresses: 1,
    random: new Stream("loss", 1),
    lost: () => {},
    apart: undefined,
  });
  const nothing = () => {};
  const dispatch = new Dispatch({ rules: { policy }, proxies: hosts, random: () => 0.5, flows: null });
  const director = new Director({
    network,
    endpoints: { callers: 0, callees: 1 },
    upstream: () => 0,
    dispatch,
    proxyFor: null,
    transactions: [],
    recordRoute: false,
    lost: nothing,
    servedAt: nothing,
    answered: nothing,
  });
  const dispatched = () => {
    const to: number[] = [];
    for (const host of hosts)
      network.connect(host, (message) => {
        to[subjectOf(message)] = host;
      });
    for (let call = 0; call < CALLS; call++)
      director.serve(DIRECTOR, messageOf(Kind.INVITE, call), envelopeOf(3 + proxies, 0));
    engine.run(engine.now + 1);
    return to;
  };
  const before = dispatched();
  dispatch.remove(DIRECTOR, hosts[removed]!);
  return { before, after: dispatched() };
}

/** Within four standard deviations of a share among all calls. */
const near = (count: number, share: number) =>
  expect(Math.abs(count - CALLS * share)).toBeLessThanOrEqual(4 * Math.sqrt(CALLS * share * (1 - share)));

test.each([
  [2, 0],
  [3, 1],
  [5, 4],
])("of %d proxies consistent hashing moves the calls of the removed one and no others: 1/n", (n, removed) => {
  const { before, after } = moves("consistent hash", n, removed);
  const moved = before.flatMap((host, call) => (host === after[call] ? [] : [host]));
  expect(new Set(moved)).toEqual(new Set([3 + removed]));
  near(moved.length, 1 / n);
  for (let i = 0; i < n; i++) near(before.filter((host) => host === 3 + i).length, 1 / n);
  for (let i = 0; i < n; i++) if (i !== removed) near(after.filter((host) => host === 3 + i).length, 1 / (n - 1));
});

test.each([
  [2, 1],
  [3, 2],
  [5, 4],
])("of %d proxies the hash modulo their number moves (n − 1)/n of all calls when the last is removed", (n, removed) => {
  // h mod n = h mod (n − 1) for n − 1 of the n(n − 1) pairs of remainders.
  const { before, after } = moves("call-id hash", n, removed);
  near(before.filter((host, call) => host !== after[call]).length, (n - 1) / n);
});

/** A dispatch for three proxies, asked by a director. */
const among = (rules: DispatchRules, flows: Flows | null = null) => {
  const random = new Stream("dispatch", 1);
  return new Dispatch({ rules, proxies: [3, 4, 5], random: () => random.uniform(), flows });
};
const invite = (call: number) => messageOf(Kind.INVITE, call);

test.each(["call-id hash", "consistent hash", "random", "round robin"] as const)(
  "%s: shares go by weights",
  (policy) => {
    const dispatch = among({ policy, weights: [1, 2, 5] });
    const to = [0, 0, 0];
    for (let call = 0; call < CALLS; call++) to[dispatch.dispatched(DIRECTOR, invite(call)) - 3]!++;
    if (policy === "round robin") expect(to).toEqual([CALLS / 8, CALLS / 4, (CALLS * 5) / 8]);
    for (const [i, share] of [1 / 8, 2 / 8, 5 / 8].entries()) near(to[i]!, share);
  },
);

test("weighted consistent hashing moves the calls of the removed and no others", () => {
  const dispatch = among({ policy: "consistent hash", weights: [1, 2, 5] });
  const all = Array.from({ length: 2000 }, (_, call) => dispatch.dispatched(DIRECTOR, invite(call)));
  dispatch.remove(DIRECTOR, 4);
  const moved = all.filter((proxy, call) => dispatch.dispatched(DIRECTOR, invite(call)) !== proxy);
  expect(new Set(moved)).toEqual(new Set([4]));
});

test("only the living of the highest priority get calls, and the next priority when a request has failed there", () => {
  const dispatch = among({ policy: "round robin", priorities: [2, 1, 2] });
  const four = () => [0, 1, 2, 3].map((call) => dispatch.dispatched(DIRECTOR, invite(call)));
  expect(four()).toEqual([3, 5, 3, 5]);
  expect([dispatch.following(DIRECTOR, [3]), dispatch.following(DIRECTOR, [3, 5])]).toEqual([5, 4]);
  dispatch.remove(DIRECTOR, 3);
  dispatch.remove(DIRECTOR, 5);
  expect(four()).toEqual([4, 4, 4, 4]);
  dispatch.restore(DIRECTOR, 3);
  expect(four()).toEqual([3, 3, 3, 3]);
});

test("call load: the fewest open calls for its weight, none above its limit, and ended calls make room", () => {
  const dispatch = among({ policy: "call load", weights: [1, 1, 2], maxLoads: [1, 2, Infinity] });
  const call = (number: number) => {
    const proxy = dispatch.dispatched(DIRECTOR, invite(number));
    dispatch.takes(DIRECTOR, number, proxy);
    return proxy;
  };
  // Loads: 1/0/0, 1/1/0, 1/1/1 (half of its weight), 1/1/2, then 2 is full at 3, and of 4 and 5 with 1 each per weight the first.
  expect([0, 1, 2, 3, 4, 5, 6].map(call)).toEqual([3, 4, 5, 5, 4, 5, 5]);
  expect(dispatch.dispatched(DIRECTOR, messageOf(Kind.BYE, 4))).toBe(4);
  dispatch.ended(DIRECTOR, 0);
  expect([7, 8].map(call)).toEqual([3, 5]);
  const small = among({ policy: "call load", maxLoads: [1, 1, 1] });
  for (const number of [0, 1, 2]) small.takes(DIRECTOR, number, 3 + number);
  expect(small.dispatched(DIRECTOR, invite(9))).toBe(-1);
});

test("no proxy alive: refused, or all of them tried", () => {
  for (const [failsOpen, chosen] of [
    [false, [-1, -1, -1]],
    [true, [3, 4, 5]],
  ] as const) {
    const dispatch = among({ policy: "round robin", failsOpen });
    for (const proxy of [3, 4, 5]) dispatch.remove(DIRECTOR, proxy);
    expect([0, 1, 2].map((call) => dispatch.dispatched(DIRECTOR, invite(call)))).toEqual(chosen);
  }
});

test("what a director finds is its own, or holds for all; what it held against those who failed dies with it", () => {
  const [own, shared] = [among({ policy: "round robin" }), among({ policy: "round robin", isShared: true })];
  for (const dispatch of [own, shared]) {
    dispatch.remove(DIRECTOR, 3);
    dispatch.suspend(DIRECTOR, 4);
    dispatch.forget(DIRECTOR);
  }
  expect([own.aliveFor(DIRECTOR), own.aliveFor(9)]).toEqual([
    [4, 5],
    [3, 4, 5],
  ]);
  expect([shared.aliveFor(DIRECTOR), shared.aliveFor(9)]).toEqual([[5], [5]]);
  expect([own.fails(9, 3, 1, -9), own.fails(9, 3, 2, 0), own.fails(9, 3, 20, 10), own.fails(9, 4, 20, 10)]).toEqual([
    1, 2, 1, 1,
  ]);
});

describe("flows", () => {
  let now = 0;
  const dead = new Set<number>();
  const flowing = (rules: Partial<FlowRules>) => {
    now = 0;
    dead.clear();
    const flows = new Flows({
      rules: { idle: 120, unanswered: 120, sources: Infinity, endsWithTarget: false, draining: 300, ...rules },
      now: () => now,
      answers: (proxy) => !dead.has(proxy),
      isAlive: (host, proxy) => dispatch.aliveFor(host).includes(proxy),
    });
    const dispatch: Dispatch = among({ policy: "round robin" }, flows);
    return dispatch;
  };
  const at = (dispatch: Dispatch, time: number, call: number) => {
    now = time;
    return dispatch.dispatched(DIRECTOR, invite(call));
  };

  test("stay with a dead proxy for as long as they are used, and go elsewhere after a silence", () => {
    const dispatch = flowing({});
    expect([at(dispatch, 0, 7), at(dispatch, 1, 8), at(dispatch, 2, 7)]).toEqual([3, 4, 3]);
    dispatch.remove(DIRECTOR, 3);
    expect([100, 219, 338].map((time) => at(dispatch, time, 7))).toEqual([3, 3, 3]);
    expect(at(dispatch, 458, 7)).not.toBe(3);
  });

  test("that had no answer, or are younger than 2 s, are forgotten sooner (conntrack: 30 s, and 120 s for streams)", () => {
    const isKept = (packets: readonly number[], silence: number, deadFrom = Infinity) => {
      const dispatch = flowing({ unanswered: 30 });
      for (const time of packets) {
        if (time >= deadFrom) dead.add(3);
        at(dispatch, time, 7);
      }
      dispatch.remove(DIRECTOR, 3);
      return at(dispatch, packets.at(-1)! + silence, 7) === 3;
    };
    expect([isKept([0], 29.9), isKept([0], 30)]).toEqual([true, false]);
    expect([isKept([0, 1.9], 29.9), isKept([0, 1.9], 30)]).toEqual([true, false]);
    expect([isKept([0, 2.1], 119.9), isKept([0, 2.1], 120)]).toEqual([true, false]);
    expect([isKept([0, 10, 35], 29.9, 0), isKept([0, 10, 35], 30, 0)]).toEqual([true, false]);
    expect(isKept([0, 10], 119.9, 5)).toBe(true); // answered once, a stream for as long as packets come
  });

  test("end with their proxy where the balancer ends them; those of a drained one after its delay", () => {
    const dispatch = flowing({ endsWithTarget: true, draining: 30 });
    at(dispatch, 0, 7);
    dispatch.remove(DIRECTOR, 3);
    expect(at(dispatch, 1, 7)).not.toBe(3);
    const drained = flowing({ draining: 30 });
    expect(at(drained, 0, 7)).toBe(3);
    drained.withdraw(3);
    expect([at(drained, 1, 7), at(drained, 29, 7), at(drained, 30, 7)]).toEqual([3, 3, 5]); // the second turn of two
  });

  test("are those of trunks where there are few sources, and unknown to a director that starts again", () => {
    const dispatch = flowing({ sources: 2 });
    expect([0, 1, 2, 3, 4].map((call) => at(dispatch, 0, call))).toEqual([3, 4, 3, 4, 3]);
    dispatch.forget(DIRECTOR);
    expect(at(dispatch, 1, 0)).toBe(5);
  });
});

test("a trunk that calls every 40 s stays with a dead proxy, or not: its calls of a second are no stream", () => {
  const invites = (unanswered: number | undefined, died: number) => {
    const flows = { idle: 120, unanswered, sources: 1, until: "silence" as const, draining: 300 };
    const directors = {
      policy: "round robin" as const,
      proxies: [],
      noneAlive: "refuse" as const,
      state: "own" as const,
    };
    const described = scenario(behindDirectors(2, { directors: { ...directors, flows } }), {
      traffic: { calls: calls(paced(1 / 40, { count: 6 }), { hold: deterministic(1) }), recordRoute: false },
      faults: [kill("P1", died)],
    });
    const world = worldOf(described);
    const seen = wiretap(world, described);
    world.start(0);
    world.engine.run(260);
    return ["P1", "P2"].map((to) => instants(seen, "INVITE", to).length);
  };
  // The first call is at 20 s or 40 s; P1 dies behind it, and is not dispatched to from then on.
  expect(invites(undefined, 45)).toEqual([6, 0]);
  expect(invites(30, 45)).toEqual([1, 5]);
});
