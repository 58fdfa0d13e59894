/** Times to failure with a memory: in the chain by stages, drawn as given by the simulation of components, and formulas that know neither. */
import { describe, expect, test } from "vitest";
import { modelOfArchitecture } from "../../src/analysis/architecture-model.ts";
import { faultStructure } from "../../src/analysis/fault-structure.ts";
import { distanceOf, firstOf, phasesOf, variationOf } from "../../src/analysis/phases.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { simulateAvailability } from "../../src/availability/simulated-availability.ts";
import { type Distribution, deterministic, exponential } from "../../src/distributions/description.ts";
import { momentsOf } from "../../src/distributions/law.ts";
import type { FailureClass, Failures } from "../../src/faults/classes.ts";
import { standbyGroup } from "../architecture/fixture.ts";

const weibull = (shape: number, mean: number): Distribution => ({ kind: "weibull", shape, mean });
const erlang = (stages: number, mean: number): Distribution => ({ kind: "erlang", stages, mean });

const classOf = (name: string, strikes: readonly string[], life: Distribution, repair: number): FailureClass => ({
  ...{ name, strikes, together: [], kind: "process", timeToFailure: life },
  recovery: [{ does: "repair", takes: exponential(repair), succeeds: 1, crew: "crew" }],
});
const crew = (size: number) => [{ name: "crew", size, priorities: [], preemptive: false, pick: undefined }];
const model = (nodes: number, failures: Omit<Failures, "standby" | "commonCause">) =>
  modelOfArchitecture(standbyGroup(nodes, 0, {}), { failures: { standby: 1, commonCause: 0, ...failures } });
const outage = (of: ReturnType<typeof model>) => serviceAvailability(of);

describe("stages", () => {
  test.each<[string, Distribution]>([
    ["Weibull, wearing out", weibull(2, 10)],
    ["lognormal, of more variation than exponential", { kind: "lognormal", mean: 10, cv: 2 }],
    ["gamma", { kind: "gamma", shape: 2.5, mean: 10 }],
    ["uniform", { kind: "uniform", low: 2, high: 18 }],
  ])("%s: mean and variation as given", (_, law) => {
    const phases = phasesOf([law], 8);
    const { mean, variance } = momentsOf(law);
    const found = phases.start.reduce((sum, p, i) => {
      const end = phases.stages.findIndex(({ ends }, j) => ends && j >= i);
      return sum + (p * (end - i + 1)) / phases.stages[i]!.rate;
    }, 0);
    expect(found).toBeCloseTo(mean, 9);
    expect(variationOf(phases)).toBeCloseTo(Math.sqrt(variance) / mean, 9);
    expect(distanceOf(phases, [law])).toBeLessThan(0.1);
  });

  test("Erlang and hyperexponential laws are exact", () => {
    expect(distanceOf(phasesOf([erlang(5, 10)], 8), [erlang(5, 10)])).toBeLessThan(1e-9);
    const branches = [
      { probability: 0.3, mean: 1 },
      { probability: 0.7, mean: 20 },
    ];
    expect(
      distanceOf(phasesOf([{ kind: "hyperexponential", branches }], 8), [{ kind: "hyperexponential", branches }]),
    ).toBeLessThan(1e-9);
  });

  test("one stage for a constant is off by 1 − 1/e, at the constant", () => {
    expect(distanceOf(phasesOf([deterministic(10)], 1), [deterministic(10)])).toBeCloseTo(1 - Math.exp(-1), 3);
  });

  test("the first of two exponential times: 1 / (a + b), each first as often as it is quick", () => {
    const { mean, variation, shares } = firstOf([exponential(10), exponential(40)]);
    expect(mean).toBeCloseTo(8, 2);
    expect(variation).toBeCloseTo(1, 2);
    expect(shares[0]).toBeCloseTo(0.8, 4);
  });
});

describe("the chain", () => {
  test("two servers and one repairman: the law does not matter, only its mean (a station of delays in a closed network, Baskett et al. 1975)", () => {
    const r = 10 / 50;
    for (const law of [weibull(3, 50), erlang(3, 50), { kind: "lognormal", mean: 50, cv: 2 } as const]) {
      const { unavailability } = outage(
        model(2, { crews: crew(1), classes: [classOf("leak", ["A", "B"], law, 10)] }),
      ).outage;
      expect(unavailability).toBeCloseTo((2 * r * r) / (1 + 2 * r + 2 * r * r), 10);
    }
  });

  test("the time to the first failure of 1-of-2 does: Erlang in two stages, one step after the other", () => {
    const [nu, mu] = [2 / 50, 1 / 10];
    const solved = outage(model(2, { crews: crew(1), classes: [classOf("leak", ["A", "B"], erlang(2, 50), 10)] }));
    // By ages (0 or 1) of both, or of the one that lives: h00 = 1/2ν + h01, h01 = 1/2ν + (h11 + h0d)/2, h11 = 1/2ν + h1d, …
    const h = { h00: 0, h01: 0, h11: 0, h0d: 0, h1d: 0 };
    for (let i = 0; i < 20_000; i++) {
      h.h00 = 1 / (2 * nu) + h.h01;
      h.h01 = 1 / (2 * nu) + (h.h11 + h.h0d) / 2;
      h.h11 = 1 / (2 * nu) + h.h1d;
      h.h0d = (1 + nu * h.h1d + mu * h.h00) / (nu + mu);
      h.h1d = (1 + mu * h.h01) / (nu + mu);
    }
    expect(solved.meanTimeToFirstFailure / h.h00).toBeCloseTo(1, 9);
  });

  test("a leak and a preventive restart every T: ∫S / (∫S + F(T)·r + S(T)·p), age replacement (Barlow and Proschan 1965)", () => {
    const [shape, mean, T, r, p] = [3, 100, 60, 20, 1];
    const classes = [
      classOf("leak", ["A"], weibull(shape, mean), r),
      {
        ...classOf("restart", ["A"], deterministic(T), p),
        recovery: [{ does: "restart", takes: exponential(p), succeeds: 1 }] as const,
      },
    ];
    // Γ(1 + 1/3) = 0.89297951156925 (tables).
    const scale = mean / 0.89297951156925;
    const survives = (t: number) => Math.exp(-((t / scale) ** shape));
    const steps = 1000;
    let up = 0;
    for (let i = 0; i < steps; i++) {
      const [a, b] = [(i * T) / steps, ((i + 1) * T) / steps];
      up += ((b - a) * (survives(a) + 4 * survives((a + b) / 2) + survives(b))) / 6;
    }
    const down = (1 - survives(T)) * r + survives(T) * p;
    const service = model(1, { crews: crew(5), classes });
    expect(outage(service).outage.unavailability / (down / (up + down))).toBeCloseTo(1, 3);
    // Taken as exponential with their means each they would be down half as long again.
    expect(1 - 1 / (1 + r / mean + p / T)).toBeGreaterThan(1.4 * (down / (up + down)));
  });
});

describe("the simulation of components, which draws laws as they are", () => {
  const simulated = (of: ReturnType<typeof model>) =>
    simulateAvailability(of, faultStructure(of.needs, { A: { mttf: 50, mttr: 10 }, B: { mttf: 50, mttr: 10 } }), {
      ...{ seed: 3, relativeErrorMax: 0.015, stepsMax: 1e6 },
    });

  test("agrees with the closed network for a Weibull law", () => {
    const r = 10 / 50;
    const found = simulated(model(2, { crews: crew(1), classes: [classOf("leak", ["A", "B"], weibull(3, 50), 10)] }));
    expect(found.method).toBe("batch means");
    const exact = (2 * r * r) / (1 + 2 * r + 2 * r * r);
    expect(found.unavailability!.low).toBeLessThan(exact);
    expect(found.unavailability!.high).toBeGreaterThan(exact);
  });

  test("agrees with the chain where the law matters: nine lives in ten are short, and one crew repairs", () => {
    const branches = [
      { probability: 0.9, mean: 10 },
      { probability: 0.1, mean: 410 },
    ];
    const classes = [
      classOf("leak", ["A", "B"], { kind: "hyperexponential", branches }, 5),
      classOf("host", ["A", "B"], exponential(100), 40),
    ];
    const service = model(2, { crews: crew(1), classes });
    const chain = outage(service).outage.unavailability;
    const found = simulated(service);
    expect(found.unavailability!.low).toBeLessThan(chain);
    expect(found.unavailability!.high).toBeGreaterThan(chain);
    const memoryless = model(2, {
      crews: crew(1),
      classes: [{ ...classes[0]!, timeToFailure: exponential(50) }, classes[1]!],
    });
    expect(Math.abs(outage(memoryless).outage.unavailability / chain - 1)).toBeGreaterThan(0.02);
  });
});
