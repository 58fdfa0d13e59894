/** One call in an empty system: every instant of its ladder can be computed by hand. */
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Architecture } from "../../src/service/description.ts";
import {
  behindDirectors,
  calls,
  figure,
  paced,
  scenario,
  single,
  withDatabase,
  worldOf,
} from "../architecture/fixture.ts";
import { wiretap } from "./wire.ts";

const ms = (time: number) => deterministic(time * 1e-3);

/** Each kind of message has a service time of its own, so that none can be taken for another [ms]. */
const service = {
  each: ms(99),
  byMethod: { INVITE: ms(1), "180": ms(0.3), "200 INVITE": ms(0.4), ACK: ms(0.5), BYE: ms(0.6), "200 BYE": ms(0.7) },
  lookup: 0.1e-3,
};
const hop = 0.25;
const oneCall = { network: { delay: hop * 1e-3 }, traffic: { calls: calls(paced(0.5, { count: 1 })) } };

/** What goes over the wire, in milliseconds after the first INVITE. */
function ladder(architecture: Architecture, story = oneCall): [string, string, number][] {
  const described = scenario(architecture, story);
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(10);
  expect(world.calls.successful).toBe(1);
  const calling = seen.filter(({ what }) => !/beat|probe/.test(what));
  return calling.map(({ what, to, at }) => [what, to, Math.round((at - calling[0]!.at) * 1e7) / 1e4]);
}

const rounded = (steps: [string, string, number][]) =>
  steps.map(([what, to, at]): [string, string, number] => [what, to, Math.round(at * 1e4) / 1e4]);

test("SIPp's default call through one proxy", () => {
  const invited = hop + 1.1; // INVITE at the proxy: its service and the lookup
  const answered = invited + hop; // 180 and 200 leave the callee together and queue behind each other
  const rung = answered + hop + 0.3;
  const setUp = rung + 0.4 + hop; // the 200 reaches the caller, who sends ACK and BYE at once
  const acknowledged = setUp + hop + 0.5 + 0.1;
  const hungUp = acknowledged + 0.6 + 0.1;
  expect(ladder(single({ service }))).toEqual(
    rounded([
      ["INVITE", "SAP-A", 0],
      ["INVITE", "callees", invited],
      ["180", "SAP-A", answered],
      ["200 INVITE", "SAP-A", answered],
      ["180", "callers", rung],
      ["200 INVITE", "callers", rung + 0.4],
      ["ACK", "SAP-A", setUp],
      ["BYE", "SAP-A", setUp],
      ["ACK", "callees", acknowledged],
      ["BYE", "callees", hungUp],
      ["200 BYE", "SAP-A", hungUp + hop],
      ["200 BYE", "callers", hungUp + 2 * hop + 0.7],
    ]),
  );
});

test("the figures of that call: processing time, call set-up time, sojourn time", () => {
  const figures = new Replicator(scenario(single({ service }), oneCall), engineNamed("native")).run(0);
  expect(figure(figures, "processingTime") * 1e3).toBeCloseTo(1.1, 9);
  expect(figure(figures, "callSetupTime") * 1e3).toBeCloseTo(4 * hop + 1.1 + 0.3 + 0.4, 9);
  // INVITE 1.1, 180 0.3, 200 0.3 + 0.4, ACK 0.6, BYE 0.6 + 0.7, 200 0.7
  expect(figure(figures, "sojournTime") * 1e3).toBeCloseTo((1.1 + 0.3 + 0.7 + 0.6 + 1.3 + 0.7) / 6, 9);
});

test("at two thirds of the speed the work takes half as long again, the hops do not", () => {
  const slow = scenario(single({ service, speed: { A: 2 / 3 } }), oneCall);
  const figures = new Replicator(slow, engineNamed("native")).run(0);
  expect(figure(figures, "callSetupTime") * 1e3).toBeCloseTo(4 * hop + 1.5 * (1.1 + 0.3 + 0.4), 9);
});

test("ring and hold are added where they belong", () => {
  const story = { ...oneCall, traffic: { calls: calls(paced(0.5, { count: 1 }), { ring: ms(2000), hold: ms(3000) }) } };
  const steps = ladder(single({ service }), story);
  const at = (what: string, to: string) => steps.find((step) => step[0] === what && step[1] === to)![2];
  expect(at("200 INVITE", "SAP-A") - at("180", "SAP-A")).toBeCloseTo(2000, 3);
  expect(at("BYE", "SAP-A") - at("ACK", "SAP-A")).toBeCloseTo(3000, 3);
});

const database = { service: { each: ms(2), byMethod: {}, lookup: 0 } };

test("with a database every request asks it once: two hops and a query more, and no lookup in memory", () => {
  const steps = ladder(withDatabase(0, { proxies: { service }, database }));
  const asked = hop + 1;
  expect(steps.slice(0, 4)).toEqual(
    rounded([
      ["INVITE", "SAP-A", 0],
      ["query", "DB", asked],
      ["answer", "A", asked + hop + 2],
      ["INVITE", "callees", asked + 2 * hop + 2],
    ]),
  );
  expect(steps.filter(([what]) => what === "query")).toHaveLength(3); // INVITE, ACK and BYE
  expect(steps.filter(([, to]) => to === "SAP-A")).toHaveLength(6); // the messages a call relays
});

test("with Record-Route only the INVITE is looked up; with a cache nothing is", () => {
  const queries = (architecture: Architecture, recordRoute: boolean) =>
    ladder(architecture, { ...oneCall, traffic: { ...oneCall.traffic, ...{ recordRoute } } }).filter(
      ([what]) => what === "query",
    ).length;
  expect(queries(withDatabase(0, { proxies: { service }, database }), true)).toBe(1);
  expect(queries(withDatabase(0, { proxies: { service }, database, cache: true }), false)).toBe(0);
});

test("behind directors answers of callees pass the director again, answers to callers go past it", () => {
  const steps = ladder(behindDirectors(1, { proxies: { service }, database }));
  const invited = 2 * hop + 1 + 2 * hop + 2;
  const answered = invited + hop;
  expect(steps.filter(([what]) => /INVITE|180/.test(what))).toEqual(
    rounded([
      ["INVITE", "VIP", 0],
      ["INVITE", "P1", hop],
      ["INVITE", "callees", invited],
      ["180", "VIP", answered],
      ["200 INVITE", "VIP", answered],
      ["180", "P1", answered + hop],
      ["200 INVITE", "P1", answered + hop],
      ["180", "callers", answered + 2 * hop + 0.3],
      ["200 INVITE", "callers", answered + 2 * hop + 0.7],
    ]),
  );
});
