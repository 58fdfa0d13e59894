/** The phi accrual detector: what a watcher has learnt, by hand; its law against messages that get lost. */
import { describe, expect, test } from "vitest";
import { detectionLaw, falseSuspicionRate } from "../../src/detectors/analysed.ts";
import type { Detector } from "../../src/detectors/description.ts";
import { BeatIntervals } from "../../src/detectors/phi/core.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { figure, kill, scenario, standbyGroup } from "../architecture/fixture.ts";
import { misfit, uniformBetween } from "../experiment/goodness-of-fit.ts";
import { less, some } from "../long.ts";

type Phi = Extract<Detector, { kind: "phi" }>;
const phi = (differs: Partial<Phi> = {}): Phi => ({
  ...{ kind: "phi", interval: 0.1, threshold: 3, samples: 100, deviation: 0.005, pause: 0 },
  ...differs,
});

/** Φ⁻¹(0.999) and Φ⁻¹(0.99), from tables. */
const Z3 = 3.090232306167813;
const Z2 = 2.3263478740408408;

describe("what a watcher has learnt of one node", () => {
  test("before it has heard anything: the expected interval, a quarter of it as deviation", () => {
    const learnt = new BeatIntervals(phi({ samples: 10, interval: 1, deviation: 0.001, pause: 0.5 }));
    expect(learnt.patience).toBeCloseTo(1 + 0.5 + Z3 * 0.25, 9);
  });

  test("mean and deviation of the last intervals, and of no others", () => {
    const learnt = new BeatIntervals(phi({ samples: 3, interval: 1, deviation: 0.001, threshold: 2 }));
    for (const now of [10, 11, 13, 16, 20]) learnt.heard(now);
    // The last three of 1, 2, 3, 4: mean 3, deviation √(2/3).
    expect(learnt.patience).toBeCloseTo(3 + Z2 * Math.sqrt(2 / 3), 9);
  });

  test("a clock without jitter is given the least deviation", () => {
    const learnt = new BeatIntervals(phi({ samples: 4, interval: 1, deviation: 0.1, threshold: 2 }));
    for (let beat = 0; beat < 10; beat++) learnt.heard(beat);
    expect(learnt.patience).toBeCloseTo(1 + Z2 * 0.1, 9);
  });

  test("the silence in which the node was considered down is no sample", () => {
    const learnt = new BeatIntervals(phi({ samples: 2, interval: 1, deviation: 0.1, threshold: 2 }));
    for (const now of [0, 1, 2]) learnt.heard(now);
    expect([learnt.overdue(), learnt.overdue(), learnt.opinion]).toEqual([true, false, "dead"]);
    expect([learnt.heard(100), learnt.heard(101), learnt.opinion]).toEqual([true, false, "alive"]);
    expect(learnt.patience).toBeCloseTo(1 + Z2 * 0.1, 9);
  });
});

describe("its law", () => {
  test("without loss: U(T − h, T), T = h + pause + z·deviation", () => {
    const law = detectionLaw(phi({ pause: 0.2 }));
    const T = 0.1 + 0.2 + Z3 * 0.005;
    expect(law.min).toBeCloseTo(T - 0.1, 9);
    expect(law.max).toBeCloseTo(T, 9);
    expect(law.mean).toBeCloseTo(T - 0.05, 9);
  });

  test("every threshold more waits longer, and is wrong less often", () => {
    const laws = [1, 3, 5, 8].map((threshold) => detectionLaw(phi({ threshold }), { loss: 0.1 }).max);
    const rates = [1, 3, 5, 8].map((threshold) => falseSuspicionRate(phi({ threshold }), 0.1));
    expect(laws).toEqual([...laws].sort((x, y) => x - y));
    expect(rates).toEqual([...rates].sort((x, y) => y - x));
  });

  const REPLICATIONS = less(150, 400);
  const at = 30 + Math.SQRT2 / 10;
  const deaths = (detector: Phi, loss: number): number[] => {
    const story = { network: { loss }, faults: [kill("A", at, "host")], run: { horizon: at + 2, seed: 7 } };
    const replicator = new Replicator(scenario(standbyGroup(1, 1, { detector }), story), engineNamed("native"));
    return Array.from({ length: REPLICATIONS }, (_, r) => figure(replicator.run(r), "detectionTime"));
  };

  test("messages notice a death as it says, when none is lost", () => {
    const T = 0.1 + 0.2 + Z3 * 0.005;
    expect(misfit(deaths(phi({ pause: 0.2 }), 0), uniformBetween(T - 0.1, T))).toBeLessThan(1);
  });

  test("losses teach the watcher patience: detection under 20 % of loss takes as long as its law says", () => {
    const detector = phi({ threshold: 8, pause: 0.3 });
    const times = deaths(detector, 0.2).filter((time) => !Number.isNaN(time));
    const law = detectionLaw(detector, { loss: 0.2 });
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    expect(times.length).toBeGreaterThan(0.875 * REPLICATIONS);
    expect(Math.abs(mean / law.mean - 1)).toBeLessThan(0.05);
    expect(law.mean / detectionLaw(detector).mean).toBeGreaterThan(1.5);
  });

  const losses: [number, Phi, number][] = [
    [0.05, phi({ pause: 0.05 }), 40],
    [0.2, phi({ threshold: 2 }), 40],
  ];
  test.each(some(losses, [1]))(
    "living nodes under loss %f are considered down about as often as it says",
    (loss, detector, replications) => {
      const story = { network: { loss }, run: { horizon: 300, seed: 11 } };
      const replicator = new Replicator(scenario(standbyGroup(1, 1, { detector }), story), engineNamed("native"));
      let verdicts = 0;
      for (let r = 0; r < replications; r++) verdicts += figure(replicator.run(r), "falseFailovers");
      const expected = falseSuspicionRate(detector, loss) * 300 * replications;
      expect(expected).toBeGreaterThan(100);
      expect(verdicts / expected).toBeGreaterThan(0.8);
      expect(verdicts / expected).toBeLessThan(1.25);
    },
  );
});
