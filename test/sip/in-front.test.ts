/** A pair of SBCs in front of a pair of registrars: two hops, each with an address that moves by itself. */
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { Architecture } from "../../src/service/description.ts";
import { calls, figure, kill, paced, poisson, type Story, scenario, worldOf } from "../architecture/fixture.ts";
import { sbcPair } from "./back-to-back.ts";
import { wiretap } from "./wire.ts";

function ladder(architecture: Architecture, told: NonNullable<Story["traffic"]>) {
  const described = scenario(architecture, { traffic: told });
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(60);
  return {
    said: seen.filter(({ what }) => !/beat|dialog|checkpoint/.test(what)).map(({ what, to }) => `${what} ${to}`),
    world,
  };
}

const one = (differs: Parameters<typeof calls>[1] = {}) =>
  calls(paced(0.5, { count: 1 }), { ring: deterministic(1), hold: deterministic(5), ...differs });

test("a call goes by both; what is said within the dialog passes the registrar only if it has recorded the route", () => {
  const setUp = [
    ...["INVITE OUT", "100 callers", "INVITE REG", "INVITE callees"],
    ...["180 REG", "180 IN", "180 callers", "200 INVITE REG", "200 INVITE IN", "200 INVITE callers"],
  ];
  const plain = ladder(sbcPair(), { calls: one(), retransmission: true });
  expect(plain.said).toEqual([
    ...[...setUp, "ACK OUT", "ACK callees"],
    ...["BYE OUT", "BYE callees", "200 BYE IN", "200 BYE callers"],
  ]);
  const routed = ladder(sbcPair(), { calls: one(), retransmission: true, recordRoute: true });
  expect(routed.said).toEqual([
    ...[...setUp, "ACK OUT", "ACK REG", "ACK callees"],
    ...["BYE OUT", "BYE REG", "BYE callees", "200 BYE REG", "200 BYE IN", "200 BYE callers"],
  ]);
  for (const { world } of [plain, routed]) expect(world.calls.successful).toBe(1);
});

test("nothing of it is taken for lost, the 100 of a stateful registrar neither", () => {
  const lost: number[] = [];
  const described = scenario(sbcPair(true), { traffic: { calls: one(), retransmission: true } });
  const world = worldOf(described, new Kernel(), { lost: (cause) => lost.push(cause) });
  world.start(0);
  world.engine.run(60);
  expect(world.calls.successful).toBe(1);
  expect(lost).toEqual([]);
});

test("stateful registrars behind: each hop has its 100, its ACK of a refusal and its CANCEL", () => {
  expect(ladder(sbcPair(true), { calls: one({ busy: 1 }), retransmission: true }).said).toEqual([
    ...["INVITE OUT", "100 callers", "INVITE REG", "100 IN", "INVITE callees", "486 REG"],
    ...["ACK failure callees", "486 IN", "ACK failure REG", "486 callers", "ACK failure OUT"],
  ]);
  const hungUp = ladder(sbcPair(true), {
    calls: one({ ring: deterministic(20), patience: deterministic(5) }),
    retransmission: true,
  });
  expect(hungUp.said.slice(8)).toEqual([
    ...["CANCEL OUT", "CANCEL REG", "200 CANCEL callers", "CANCEL callees", "200 CANCEL IN"],
    ...[
      "200 CANCEL REG",
      "487 REG",
      "ACK failure callees",
      "487 IN",
      "ACK failure REG",
      "487 callers",
      "ACK failure OUT",
    ],
  ]);
});

test("callers know the outer address only, and users register at the registrars", () => {
  const { world } = ladder(sbcPair(), { calls: one() });
  const { hosts } = world.network;
  expect(world.registrations.addresses).toEqual([hosts + 2]);
  expect(world.calls.target[0]).toBe(hosts);
});

const RATE = 20;
const story = (victim: string): Story => ({
  traffic: {
    calls: calls(poisson(RATE, { duration: 40 }), { ring: deterministic(2), hold: deterministic(10) }),
    retransmission: true,
  },
  faults: [kill(victim, 20, "process")],
  run: { horizon: 120 },
});

test("each hop fails over by itself: an SBC loses what is being set up, a stateless registrar nothing", () => {
  const failed = (victim: string) => {
    const replicator = new Replicator(scenario(sbcPair(), story(victim)), engineNamed("native"));
    const runs = Array.from({ length: 6 }, (_, i) => replicator.run(i));
    return { of: (name: Parameters<typeof figure>[1]) => runs.reduce((sum, run) => sum + figure(run, name), 0) / 6 };
  };
  const sbc = failed("S1");
  expect(sbc.of("droppedCalls")).toBe(0);
  expect(Math.abs(sbc.of("failedCalls") - RATE * 2)).toBeLessThan(3.5 * Math.sqrt((RATE * 2) / 6));
  expect(failed("R1").of("failedCalls")).toBe(0);
});

test.each([false, true])(
  "a registrar that does not know the callee answers 404 through the SBC (stateful: %s)",
  (isStateful) => {
    const { said } = ladder(sbcPair(isStateful), {
      calls: one(),
      retransmission: true,
      registration: { within: 1000 },
    });
    expect(said.filter((line) => !/REGISTER/.test(line))).toEqual([
      ...[
        "INVITE OUT",
        "100 callers",
        "INVITE REG",
        ...(isStateful ? ["100 IN"] : []),
        "404 IN",
        "ACK failure REG",
        "404 callers",
        "ACK failure OUT",
      ],
    ]);
  },
);
