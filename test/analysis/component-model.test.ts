import { describe, expect, test } from "vitest";
import { machineRepair } from "../../src/analysis/closed-form/birth-death.ts";
import { kOfNOutage } from "../../src/analysis/closed-form/outage.ts";
import { modelOfComponents } from "../../src/analysis/component-model.ts";
import { modelOfServers } from "../../src/analysis/server-model.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { allOf, anyOf, atLeast } from "../../src/structure/expression.ts";
import { birthDeathSteadyState } from "./birth-death-steady-state.ts";
import { clusterModel, crewOf, separate } from "./generator/models.ts";
import { relativeDifference } from "./relative.ts";

describe("components known by their times", () => {
  test("the workstation cluster lumps itself: 2772 states for 2 × 8, as written in groups", () => {
    const written = clusterModel(8, 6);
    const given = Object.fromEntries(
      written.groups.flatMap(({ nodes, mttf, repair }) => nodes.map((name) => [name, { mttf, mttr: repair.mean }])),
    );
    const found = modelOfComponents(written.needs, given, crewOf(1, { pick: 0.1 }));
    expect(found.groups.map((group) => group.name).sort()).toEqual([
      "backbone",
      "left-switch",
      "left1 … left8",
      "right-switch",
      "right1 … right8",
    ]);
    const [lumped, expected] = [found, written].map((model) => serviceAvailability(model));
    expect(lumped!.states).toBe(2772);
    expect(relativeDifference(lumped!.outage.unavailability, expected!.outage.unavailability)).toBeLessThan(1e-12);
  });

  test("equal times but unlike parts are kept apart; counting changes nothing", () => {
    const needs = allOf("a", anyOf("b", "c"), atLeast(2, "d", "e", "f"));
    const times = { mttf: 100, mttr: 10 };
    const given = { a: times, b: times, c: times, d: times, e: times, f: times };
    const crew = crewOf(2, { preemptive: true });
    const model = modelOfComponents(needs, given, crew);
    expect(model.groups.map((group) => group.nodes)).toEqual([["a"], ["b", "c"], ["d", "e", "f"]]);
    const [counted, apart] = [model, separate(needs, given, crew)].map((each) => serviceAvailability(each));
    expect([counted!.states, apart!.states]).toEqual([24, 64]);
    expect(relativeDifference(counted!.outage.unavailability, apart!.outage.unavailability)).toBeLessThan(1e-12);
  });

  test("a probability is not enough for a chain", () => {
    expect(() => modelOfComponents("a", { a: { probability: 0.1 } })).toThrow("components.a: found a probability");
    expect(() => modelOfComponents("a", {})).toThrow("components.a: found nothing");
  });
});

describe("a farm of equal servers", () => {
  const times = { mttf: 1500, mttr: 72 };

  test("without crews or standby: the closed form", () => {
    const { outage } = serviceAvailability(modelOfServers({ servers: 4, required: 2, ...times }));
    const expected = kOfNOutage(2, 4, 1500, 72);
    expect(relativeDifference(outage.unavailability, expected.unavailability)).toBeLessThan(1e-12);
  });

  test("hot, warm and cold standby with one repairman: birth and death", () => {
    for (const factor of [0, 0.25, 1]) {
      const model = modelOfServers({ servers: 4, required: 2, ...times, crews: 1, standbyFailureFactor: factor });
      const failing = (down: number) => Math.min(2, 4 - down) + factor * Math.max(0, 2 - down);
      const expected = birthDeathSteadyState(machineRepair(4, 1500, 72, 1, failing)).slice(3);
      const { outage } = serviceAvailability(model);
      expect(relativeDifference(outage.unavailability, expected[0]! + expected[1]!)).toBeLessThan(1e-12);
    }
  });

  test("all are required: nothing stands by, whatever was asked", () => {
    const model = modelOfServers({ servers: 2, required: 2, ...times, standbyFailureFactor: 0 });
    expect(model.groups[0]!.standby).toBeUndefined();
  });

  test("counts that contradict each other are refused", () => {
    expect(() => modelOfServers({ servers: 2, required: 3, ...times })).toThrow(
      "required: found 3; expected a whole number from 1 to 2",
    );
    const failover = [{ name: "takeover" as const, time: { mean: 1, stages: 1 } }];
    expect(() => modelOfServers({ servers: 2, ...times, failover })).toThrow("none where no server stands by");
  });
});
