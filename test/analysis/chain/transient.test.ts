import { describe, expect, test } from "vitest";
import { chainOf } from "../../../src/analysis/chain/chain.ts";
import { occupancyByDoubling } from "../../../src/analysis/chain/doubling.ts";
import {
  firstFailure,
  firstFailureProbability,
  meanTimeToFirstFailure,
} from "../../../src/analysis/chain/first-failure.ts";
import { transientUnavailability } from "../../../src/analysis/chain/measures.ts";
import { poissonWeights } from "../../../src/analysis/chain/poisson.ts";
import { steadyState } from "../../../src/analysis/chain/steady-state.ts";
import { byUniformisation, occupancy } from "../../../src/analysis/chain/transient.ts";
import { birthDeathPassage, machineRepair } from "../../../src/analysis/closed-form/birth-death.ts";
import { relativeDifference } from "../relative.ts";
import { clusterChain } from "./cluster-chain.ts";
import { randomChain } from "./random-chain.ts";

const node = (failure: number, repair: number) =>
  chainOf(
    ["up", "down"],
    [
      { from: 0, to: 1, rate: failure },
      { from: 1, to: 0, rate: repair },
    ],
  );
const firstIsUp = (state: number) => state === 0;

/** One node: U(t) = λ/(λ+μ) (1 − e^−(λ+μ)t), and its average over [0, t]. */
function nodeUnavailability(failure: number, repair: number, t: number): { instantaneous: number; interval: number } {
  const sum = failure + repair;
  const limit = failure / sum;
  const decayed = -Math.expm1(-sum * t);
  return { instantaneous: limit * decayed, interval: limit * (1 - decayed / (sum * t)) };
}

describe("Poisson weights", () => {
  test("add up to 1, have the mean and the variance, at any mean", () => {
    for (const mean of [1e-9, 0.3, 1, 17.5, 1e3, 1e6]) {
      const { left, weights } = poissonWeights(mean, 1e-16);
      let total = 0;
      let first = 0;
      let second = 0;
      weights.forEach((weight, index) => {
        total += weight;
        first += weight * (left + index);
        second += weight * (left + index - mean) ** 2;
      });
      expect(total).toBeCloseTo(1, 13);
      expect(relativeDifference(first, mean)).toBeLessThan(1e-12);
      expect(relativeDifference(second, mean)).toBeLessThan(1e-10);
    }
  });

  test("against e^−m mᵏ / k! where that can be computed", () => {
    const { left, weights } = poissonWeights(4, 1e-16);
    expect(left).toBe(0);
    let term = Math.exp(-4);
    for (let k = 0; k < 20; k++) {
      expect(relativeDifference(weights[k]!, term)).toBeLessThan(1e-13);
      term *= 4 / (k + 1);
    }
  });
});

describe("transient", () => {
  test("one node, at a minute and at a century, slow and stiff: 1e-9 relative", () => {
    for (const [failure, repair] of [
      [1 / 1500, 1 / 72],
      [1e-8, 10],
      [3, 0.01],
    ] as const) {
      for (const t of [1e-3, 1, 60, 5000, 3e9]) {
        const expected = nodeUnavailability(failure, repair, t);
        const found = transientUnavailability(node(failure, repair), firstIsUp, t);
        expect(relativeDifference(found.instantaneous, expected.instantaneous)).toBeLessThan(1e-9);
        if ((failure + repair) * t > 1e-3) {
          expect(relativeDifference(found.interval, expected.interval)).toBeLessThan(1e-9);
        }
      }
    }
  });

  test("two independent nodes: the square of one", () => {
    const [failure, repair, t] = [0.02, 0.5, 3] as const;
    const chain = chainOf(
      ["0", "1", "2"],
      [
        { from: 0, to: 1, rate: 2 * failure },
        { from: 1, to: 2, rate: failure },
        { from: 1, to: 0, rate: repair },
        { from: 2, to: 1, rate: 2 * repair },
      ],
    );
    const found = occupancy(chain, t).probability[2]!;
    expect(relativeDifference(found, nodeUnavailability(failure, repair, t).instantaneous ** 2)).toBeLessThan(1e-12);
  });

  test("doubling agrees with uniformisation, state by state, probabilities and times", () => {
    for (const seed of [1, 2, 3]) {
      const chain = randomChain(25, seed, 6);
      const jumpwise = byUniformisation(chain, 7);
      const doubled = occupancyByDoubling(chain, 7);
      for (let state = 0; state < 25; state++) {
        expect(relativeDifference(doubled.probability[state]!, jumpwise.probability[state]!)).toBeLessThan(1e-11);
        expect(relativeDifference(doubled.time[state]!, jumpwise.time[state]!)).toBeLessThan(1e-11);
      }
    }
  });

  test("after long enough the steady state; at time 0 the initial state", () => {
    const chain = randomChain(30, 11);
    const { probability: steady } = steadyState(chain);
    const late = occupancy(chain, 1e7);
    expect(late.method).toBe("doubling");
    late.probability.forEach((p, state) => {
      expect(relativeDifference(p, steady[state]!)).toBeLessThan(1e-10);
    });
    expect(occupancy(chain, 0).probability[0]).toBe(1);
  });

  test("times in all states add up to the time", () => {
    const chain = randomChain(30, 12);
    for (const t of [0.1, 10, 1e6]) {
      expect(
        relativeDifference(
          occupancy(chain, t).time.reduce((a, b) => a + b),
          t,
        ),
      ).toBeLessThan(1e-12);
    }
  });

  test("a long time on a large chain is refused with what would help", () => {
    const { chain } = clusterChain(16);
    expect(() => occupancy(chain, 1e9)).toThrow(/too many to follow\. Ask for a shorter time/);
  });
});

describe("the workstation cluster 2 × 2, against values published with Storm's tests", () => {
  const { chain, connected } = clusterChain(2);
  const minimum = connected(1);

  test("P(below minimum at 100 h) and P(below minimum within 100 h)", () => {
    const at = transientUnavailability(chain, minimum, 100);
    expect(relativeDifference(at.instantaneous, 2.3397873548343415e-6)).toBeLessThan(1e-6);
    const within = firstFailureProbability(chain, minimum, 100);
    expect(relativeDifference(within.probability, 5.5461254704419085e-5)).toBeLessThan(1e-6);
  });

  test("repairs expected in 100 h: 0.8602815", () => {
    const { time } = occupancy(chain, 100);
    const repairRates = [2, 2, 0.25, 0.125, 0.25];
    const repairs = time.reduce((sum, spent, state) => {
      const repaired = Number(chain.nameOf(state).split(",")[5]);
      return sum + (repaired < 0 ? 0 : spent * repairRates[repaired]!);
    }, 0);
    expect(relativeDifference(repairs, 0.8602815057967503)).toBeLessThan(1e-6);
  });
});

describe("reaching a set of states", () => {
  test("gambler's ruin: from 3 of 10, up with 0.6 and down with 0.4, by its formula", () => {
    const names = Array.from({ length: 11 }, (_, i) => `${i}`);
    const steps = names.slice(1, 10).flatMap((_, i) => [
      { from: i + 1, to: i + 2, rate: 0.6 },
      { from: i + 1, to: i, rate: 0.4 },
    ]);
    const chain = chainOf(names, steps, 3);
    const ratio = 0.4 / 0.6;
    const ruin = 1 - (1 - ratio ** 3) / (1 - ratio ** 10);
    const found = firstFailure(chain, (state) => state !== 0);
    expect(relativeDifference(found.probability, ruin)).toBeLessThan(1e-13);
    expect(found.meanTime).toBe(Infinity);
    // Mean number of steps until either end: (n p_win − k) / (p − q), one step a second.
    const either = firstFailure(chain, (state) => state !== 0 && state !== 10);
    expect(either.probability).toBe(1);
    expect(relativeDifference(either.meanTime, (10 * (1 - ruin) - 3) / 0.2)).toBeLessThan(1e-13);
  });

  test("a hypoexponential passage: mean, and P(reached by t) by partial fractions", () => {
    const rates = [2, 0.5, 0.1];
    const chain = chainOf(
      ["0", "1", "2", "done"],
      rates.map((rate, i) => ({ from: i, to: i + 1, rate })),
    );
    const isUp = (state: number) => state < 3;
    expect(relativeDifference(firstFailure(chain, isUp).meanTime, 0.5 + 2 + 10)).toBeLessThan(1e-14);
    const t = 7;
    const survival = rates.reduce(
      (sum, rate) =>
        sum + rates.filter((r) => r !== rate).reduce((product, r) => (product * r) / (r - rate), Math.exp(-rate * t)),
      0,
    );
    expect(relativeDifference(firstFailureProbability(chain, isUp, t).probability, 1 - survival)).toBeLessThan(1e-12);
  });

  test("what cannot be reached is reached with probability 0", () => {
    const chain = chainOf(
      ["a", "b", "c"],
      [
        { from: 0, to: 1, rate: 1 },
        { from: 1, to: 0, rate: 1 },
        { from: 2, to: 0, rate: 1 },
      ],
    );
    expect(firstFailure(chain, (state) => state !== 2)).toEqual({ probability: 0, meanTime: Infinity });
  });
});

describe("first failure", () => {
  test("of 1+1 with one crew against the birth–death passage, and of one node: its MTTF", () => {
    const { births, deaths } = machineRepair(2, 1500, 72, 1);
    const chain = chainOf(
      ["0", "1", "2"],
      [
        { from: 0, to: 1, rate: births[0]! },
        { from: 1, to: 2, rate: births[1]! },
        { from: 1, to: 0, rate: deaths[0]! },
        { from: 2, to: 1, rate: deaths[1]! },
      ],
    );
    const found = meanTimeToFirstFailure(chain, (state) => state < 2);
    expect(relativeDifference(found, birthDeathPassage({ births, deaths }, 0, 2))).toBeLessThan(1e-13);
    expect(relativeDifference(meanTimeToFirstFailure(node(1 / 1500, 1), firstIsUp), 1500)).toBeLessThan(1e-14);
  });

  test("agrees with the transient: for a rare failure, P(fails by t) ≈ 1 − e^(−t / mean)", () => {
    const { chain, connected } = clusterChain(2);
    const mean = meanTimeToFirstFailure(chain, connected(1));
    const t = mean / 100;
    const { probability } = firstFailureProbability(chain, connected(1), t);
    expect(relativeDifference(probability, -Math.expm1(-t / mean))).toBeLessThan(1e-3);
  });

  test("never failing is Infinity, starting down is 0, a part without failures is Infinity", () => {
    expect(meanTimeToFirstFailure(node(1, 1), () => true)).toBe(Infinity);
    expect(meanTimeToFirstFailure(node(1, 1), () => false)).toBe(0);
    const lucky = chainOf(
      ["start", "safe", "failed"],
      [
        { from: 0, to: 1, rate: 1 },
        { from: 0, to: 2, rate: 1 },
      ],
    );
    expect(meanTimeToFirstFailure(lucky, (state) => state < 2)).toBe(Infinity);
    expect(firstFailureProbability(lucky, (state) => state < 2, 1e6).probability).toBeCloseTo(0.5, 12);
  });
});
