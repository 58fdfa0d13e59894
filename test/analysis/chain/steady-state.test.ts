import { all, create, type Matrix } from "mathjs";
import { describe, expect, test } from "vitest";
import {
  type Chain,
  ChainBuilder,
  chainOf,
  transitionCount,
  transitionsOf,
} from "../../../src/analysis/chain/chain.ts";
import { steadyStateByElimination } from "../../../src/analysis/chain/elimination.ts";
import { steadyStateByIteration } from "../../../src/analysis/chain/iteration.ts";
import { chainOutages, probabilityOfStates } from "../../../src/analysis/chain/measures.ts";
import { imbalance, steadyState } from "../../../src/analysis/chain/steady-state.ts";
import { mmck } from "../../../src/analysis/closed-form/queueing.ts";
import { SILENT } from "../../../src/structure/told.ts";
import { isLong } from "../../long.ts";
import { birthDeathSteadyState } from "../birth-death-steady-state.ts";
import { relativeDifference } from "../relative.ts";
import { clusterChain } from "./cluster-chain.ts";
import { randomChain } from "./random-chain.ts";

const math = create(all!, { number: "BigNumber", precision: 64 });

/** πQ = 0, π1 = 1 by LU decomposition in 64 decimal digits: another method and another arithmetic. */
function byLinearAlgebra(chain: Chain): number[] {
  const n = chain.states;
  const big = (x: number) => math.bignumber(x);
  const system = Array.from({ length: n }, () => Array.from({ length: n }, () => big(0)));
  for (const { from, to, rate } of transitionsOf(chain)) {
    system[to]![from] = math.add(system[to]![from]!, big(rate));
    system[from]![from] = math.subtract(system[from]![from]!, big(rate));
  }
  system[n - 1] = system[n - 1]!.map(() => big(1));
  const right = Array.from({ length: n }, (_, i) => [big(i === n - 1 ? 1 : 0)]);
  const solution = math.lusolve(math.matrix(system) as Matrix, math.matrix(right) as Matrix) as Matrix;
  return (solution.toArray() as unknown as { toNumber(): number }[][]).map((row) => row[0]!.toNumber());
}

const worst = (found: ArrayLike<number>, expected: ArrayLike<number>): number =>
  Math.max(...Array.from(expected, (value, index) => relativeDifference(found[index]!, value)));

/** A ladder of 41 states with wells at both ends and a barrier of 1e-60 in its middle, and states that hang on the first. */
function twoWells(hanging: number): Chain {
  const builder = new ChainBuilder();
  for (let i = 0; i < 40; i++) {
    builder.add(i, i + 1, i < 20 ? 1 : 1000);
    builder.add(i + 1, i, i < 20 ? 1000 : 1);
  }
  for (let state = 41; state < 41 + hanging; state++) {
    builder.add(0, state, 0.001);
    builder.add(state, 0, 1);
  }
  return builder.build(41 + hanging, 0, String);
}

/** The share of the second well: a well is 1 + 1e-3 + …, and each hanging state adds a thousandth of the first state. */
const wellsByProductForm = (hanging: number): number => {
  const well = 1 / (1 - 1e-3);
  return well / (2 * well + hanging / 1000);
};

describe("elimination and iteration", () => {
  test("against LU decomposition in 64 digits, rates over twelve powers of ten", () => {
    for (const seed of [1, 2, 3]) {
      const chain = randomChain(12, seed, 12);
      const expected = byLinearAlgebra(chain);
      expect(worst(steadyStateByElimination(chain)!, expected)).toBeLessThan(1e-13);
      expect(worst(steadyState(chain).probability, expected)).toBeLessThan(1e-13);
    }
  });

  test("a birth–death ladder down to 1e-60, state by state", () => {
    const births = Array.from({ length: 30 }, (_, i) => (30 - i) * 1e-3);
    const deaths = births.map((_, i) => 0.1 * (i + 1));
    const names = ["0", ...births.map((_, i) => `${i + 1}`)];
    const chain = chainOf(names, [
      ...births.map((rate, i) => ({ from: i, to: i + 1, rate })),
      ...deaths.map((rate, i) => ({ from: i + 1, to: i, rate })),
    ]);
    const expected = birthDeathSteadyState({ births, deaths });
    expect(expected[30]).toBeLessThan(1e-59);
    expect(worst(steadyStateByElimination(chain)!, expected)).toBeLessThan(1e-13);
    const iteration = steadyStateByIteration(chain);
    expect(iteration.settled).toBe(true);
    expect(worst(iteration.probability, expected)).toBeLessThan(1e-12);
  });

  test("M/M/4/12 as a chain against its formulas", () => {
    const transitions = Array.from({ length: 12 }, (_, n) => [
      { from: n, to: n + 1, rate: 3.5 },
      { from: n + 1, to: n, rate: Math.min(n + 1, 4) },
    ]).flat();
    const names = Array.from({ length: 13 }, (_, n) => `${n}`);
    const { probability } = steadyState(chainOf(names, transitions));
    const queue = mmck(3.5, 1, 4, 12);
    expect(relativeDifference(probability[12]!, queue.lossProbability)).toBeLessThan(1e-12);
    expect(
      relativeDifference(
        probability.reduce((sum, p, n) => sum + n * p, 0),
        queue.numberMean,
      ),
    ).toBeLessThan(1e-12);
  });

  test("both methods agree on every state of a cluster of 2 × 8", () => {
    const { chain } = clusterChain(8);
    const iteration = steadyStateByIteration(chain);
    expect(iteration.settled).toBe(true);
    expect(worst(iteration.probability, steadyStateByElimination(chain)!)).toBeLessThan(1e-12);
  });

  test("the residual is that of the result, and grows when the result is wrong", () => {
    const chain = randomChain(40, 7);
    const { probability, residual } = steadyState(chain);
    expect(residual).toBeLessThan(1e-13);
    const wrong = probability.slice();
    wrong[3]! *= 1.001;
    expect(imbalance(chain, wrong)).toBeGreaterThan(1e-5);
  });

  test("what has not settled is said to have not, and is not given out", () => {
    expect(steadyStateByIteration(randomChain(200, 5, 8), SILENT, 2).settled).toBe(false);
    const parted = chainOf(
      ["a", "b", "c", "d"],
      [
        { from: 0, to: 1, rate: 1 },
        { from: 1, to: 0, rate: 1 },
        { from: 2, to: 3, rate: 1 },
        { from: 3, to: 2, rate: 1 },
        { from: 1, to: 2, rate: 1e-289 },
        { from: 2, to: 1, rate: 3e-289 },
      ],
    );
    expect(steadyStateByIteration(parted).settled).toBe(false);
    expect(worst(steadyStateByElimination(parted)!, [0.375, 0.375, 0.125, 0.125])).toBeLessThan(1e-14);
  });

  test("two wells with a barrier of 1e-60 between them, by their product form", () => {
    for (const [hanging, unavailability] of [
      [859, 0.349877770201],
      [1000, 0.33344448149383127],
      [4100, wellsByProductForm(4100)],
    ] as const) {
      const { probability, residual } = steadyState(twoWells(hanging));
      expect(
        relativeDifference(
          probabilityOfStates(probability, (n) => n > 20 && n <= 40),
          unavailability,
        ),
      ).toBeLessThan(1e-11);
      expect(residual).toBeLessThan(1e-12);
    }
  });

  test.runIf(isLong)("a line too slow to settle, of 6 000 states with a drift of a millionth: geometric", () => {
    const builder = new ChainBuilder();
    for (let i = 0; i < 5999; i++) {
      builder.add(i, i + 1, 1);
      builder.add(i + 1, i, 1 + 1e-6);
    }
    const { probability, method } = steadyState(builder.build(6000, 0, String));
    expect(method).toBe("elimination");
    expect(relativeDifference(probability[5999]! / probability[0]!, (1 + 1e-6) ** -5999)).toBeLessThan(1e-11);
  });

  test("a ladder over more orders of magnitude than numbers have, both wells at its ends", () => {
    const builder = new ChainBuilder();
    for (let i = 0; i < 400; i++) {
      builder.add(i, i + 1, i < 200 ? 1 : 1000);
      builder.add(i + 1, i, i < 200 ? 1000 : 1);
    }
    const { probability } = steadyState(builder.build(401, 0, String));
    expect(probability[200]).toBe(0); // 1e-600
    expect(relativeDifference(probability[400]!, 0.4995)).toBeLessThan(1e-12);
  });

  test("parts that hardly ever meet: balanced against each other, not each by itself", () => {
    const [size, parts] = [400, 3];
    for (const bridge of [1e-2, 1e-6, 1e-13]) {
      const builder = new ChainBuilder();
      for (let part = 0; part < parts; part++) {
        for (const { from, to, rate } of transitionsOf(randomChain(size, part + 1, 2))) {
          builder.add(part * size + from, part * size + to, rate);
        }
      }
      builder.add(5, size + 7, bridge);
      builder.add(size + 9, 2 * size + 3, 3 * bridge);
      builder.add(2 * size + 11, 17, bridge / 5);
      builder.add(size + 44, 3, 2 * bridge);
      const chain = builder.build(parts * size, 0, String);
      const found = steadyState(chain);
      expect(found.method).toBe("Gauss–Seidel");
      expect(worst(found.probability, steadyStateByElimination(chain)!)).toBeLessThan(1e-11);
    }
  });

  test("the residual sees parts out of balance that every state hides", () => {
    const chain = chainOf(
      ["a", "b", "c", "d"],
      [
        { from: 0, to: 1, rate: 1 },
        { from: 1, to: 0, rate: 1 },
        { from: 2, to: 3, rate: 1 },
        { from: 3, to: 2, rate: 1 },
        { from: 1, to: 2, rate: 1e-13 },
        { from: 2, to: 1, rate: 3e-13 },
      ],
    );
    expect(imbalance(chain, Float64Array.of(0.25, 0.25, 0.25, 0.25))).toBeGreaterThan(0.5);
    expect(imbalance(chain, Float64Array.of(0.375, 0.375, 0.125, 0.125))).toBeLessThan(1e-12);
  });
});

describe("the workstation cluster", () => {
  test("2 × 2: 276 states, 1120 transitions, availability as Storm's tests have it", () => {
    const { chain, connected } = clusterChain(2);
    expect(chain.states).toBe(276);
    expect(transitionCount(chain)).toBe(1120);
    const { probability } = steadyState(chain);
    // Storm's published value, 0.99999766034263426, is right to its precision of 1e-6.
    expect(probabilityOfStates(probability, connected(1))).toBeCloseTo(0.99999766, 6);
  });

  test.runIf(isLong)("2 × 32: 38 676 states, every one in balance", () => {
    const { chain, connected } = clusterChain(32);
    expect(chain.states).toBe(38_676);
    const { probability, residual, method } = steadyState(chain);
    expect(method).toBe("Gauss–Seidel");
    expect(residual).toBeLessThan(1e-13);
    const { unavailability, failureFrequency } = chainOutages(chain, probability, connected(24));
    // Flow up to the quorum equals flow down: the frequency of recoveries, counted apart.
    let recoveries = 0;
    for (const { from, to, rate } of transitionsOf(chain)) {
      if (!connected(24)(from) && connected(24)(to)) recoveries += probability[from]! * rate;
    }
    expect(relativeDifference(recoveries, failureFrequency)).toBeLessThan(1e-11);
    expect(unavailability).toBeGreaterThan(1e-6);
    expect(unavailability).toBeLessThan(1e-5);
  });
});

describe("chains without a steady state", () => {
  const names = ["up", "degraded", "down", "scrapped"];
  const up = { from: 0, to: 1, rate: 1 };
  const back = { from: 1, to: 0, rate: 2 };

  test("an absorbing state is named, with a remedy", () => {
    const chain = chainOf(names.slice(0, 3), [up, back, { from: 1, to: 2, rate: 1 }]);
    expect(() => steadyState(chain)).toThrow('State "down" cannot be left, so the chain ends there. Add the repair');
  });

  test("a state that cannot be reached is named", () => {
    const chain = chainOf(names.slice(0, 3), [up, back, { from: 2, to: 0, rate: 1 }]);
    expect(() => steadyState(chain)).toThrow('State "down" cannot be reached from up');
  });

  test("two parts that exclude each other are named", () => {
    const chain = chainOf(
      ["start", "a", "a2", "b", "b2"],
      [
        { from: 0, to: 1, rate: 1 },
        { from: 0, to: 3, rate: 1 },
        { from: 1, to: 2, rate: 1 },
        { from: 2, to: 1, rate: 1 },
        { from: 3, to: 4, rate: 1 },
        { from: 4, to: 3, rate: 1 },
      ],
    );
    expect(() => steadyState(chain)).toThrow("cannot reach each other");
  });

  test("states left for good have probability 0", () => {
    const chain = chainOf(
      ["burn-in", "up", "down"],
      [
        { from: 0, to: 1, rate: 1 },
        { from: 1, to: 2, rate: 1 },
        { from: 2, to: 1, rate: 3 },
      ],
    );
    expect([...steadyState(chain).probability]).toEqual([0, 0.75, 0.25]);
  });

  test("a negative rate is refused", () => {
    expect(() => chainOf(names, [{ from: 0, to: 1, rate: -1 }])).toThrow("found -1; expected a finite rate ≥ 0");
  });
});
