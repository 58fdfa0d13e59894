import { describe, expect, test } from "vitest";
import { Phases } from "../../src/random/phases.ts";
import { Moments } from "../../src/statistics/moments.ts";
import { misfit, uniformBetween } from "../experiment/goodness-of-fit.ts";

/** Phases of one clock over many replications. */
function phasesOf(clock: string, strata: number, replications: number, seed = 1): number[] {
  const phases = new Phases(seed, strata);
  const phase = phases.clock(clock);
  return Array.from({ length: replications }, (_, replication) => {
    phases.startReplication(replication);
    return phase(0);
  });
}

const correlation = (x: readonly number[], y: readonly number[]): number => {
  const [mx, my] = [Moments.of(x), Moments.of(y)];
  const products = x.reduce((sum, value, i) => sum + (value - mx.mean) * (y[i]! - my.mean), 0);
  return products / x.length / Math.sqrt(mx.variance * my.variance);
};

describe.each([1, 2, 10, 25])("in blocks of %d", (strata) => {
  const blocks = 2000;
  const phases = phasesOf("detector/0", strata, blocks * strata);
  const inBlock = (block: number) => phases.slice(block * strata, (block + 1) * strata);

  test("every phase is uniform on (0, 1), at each place in the block", () => {
    for (const place of new Set([0, Math.floor(strata / 2), strata - 1]))
      expect(
        misfit(
          phases.filter((_, replication) => replication % strata === place),
          uniformBetween(0, 1),
        ),
      ).toBeLessThan(1);
    expect(Math.min(...phases)).toBeGreaterThan(0);
    expect(Math.max(...phases)).toBeLessThan(1);
  });

  test("each block fills each stratum exactly once", () => {
    const full = Array.from({ length: strata }, (_, stratum) => stratum);
    for (let block = 0; block < blocks; block++)
      expect(
        inBlock(block)
          .map((phase) => Math.floor(phase * strata))
          .sort((x, y) => x - y),
      ).toEqual(full);
  });

  test("the variance of a block's mean is 1/(12 n³), where independent phases have 1/(12 n)", () => {
    const { variance } = Moments.of(Array.from({ length: blocks }, (_, block) => Moments.of(inBlock(block)).mean));
    // The relative error of a variance from 2000 nearly normal values is √(2/2000) = 3 %.
    expect(Math.abs(variance * 12 * strata ** 3 - 1)).toBeLessThan(0.12);
  });

  test("clocks, blocks and replications of one block at a distance do not know of each other", () => {
    const other = phasesOf("detector/1", strata, blocks * strata);
    expect(Math.abs(correlation(phases, other)) * Math.sqrt(phases.length)).toBeLessThan(4);
    const means = Array.from({ length: blocks }, (_, block) => inBlock(block)[0]!);
    expect(Math.abs(correlation(means.slice(1), means.slice(0, -1))) * Math.sqrt(blocks)).toBeLessThan(4);
  });
});

test("within a block two phases repel each other by just as much as exclusive strata do", () => {
  // Corr = −1/(n − 1) of the strata's ranks, times the share (n² − 1)/n² of the variance that lies between strata.
  const n = 4;
  const phases = phasesOf("detector/0", n, 40_000);
  const first = phases.filter((_, i) => i % n === 1);
  const second = phases.filter((_, i) => i % n === 3);
  expect(correlation(first, second)).toBeCloseTo((-1 / (n - 1)) * ((n ** 2 - 1) / n ** 2), 1);
});

test("a phase depends on seed, replication, clock and number, not on what was asked before", () => {
  const phases = new Phases(3, 10);
  const ask = (replication: number, clock: string, n: number) => {
    phases.startReplication(replication);
    return phases.clock(clock)(n);
  };
  const late = ask(57, "a", 0);
  const values = [ask(3, "a", 0), ask(58, "a", 0), ask(57, "b", 0), ask(57, "a", 1), ask(57, "a", 0)];
  expect(values.at(-1)).toBe(late);
  expect(new Set(values).size).toBe(5);
  const fresh = new Phases(3, 10);
  fresh.startReplication(57);
  expect(fresh.clock("a")(0)).toBe(late);
  const otherSeed = new Phases(4, 10);
  otherSeed.startReplication(57);
  expect(otherSeed.clock("a")(0)).not.toBe(late);
});

test("strata begin where a clock ticks as the fault strikes, on its period or off it", () => {
  const [strata, period] = [8, 0.1];
  const inBlocks = (strike: number) => {
    const phases = new Phases(5, strata, strike);
    const phase = phases.clock("detector/0");
    return Array.from({ length: 50 }, (_, block) =>
      Array.from({ length: strata }, (_, i) => {
        phases.startReplication(block * strata + i);
        const sinceTick = strike / period - phase(0, period); // in periods
        return sinceTick - Math.floor(sinceTick);
      }),
    );
  };
  for (const strike of [2, 2.0382, 2.05, 1.999]) {
    const blocks = inBlocks(strike);
    for (const block of blocks)
      expect(
        block.map((wait) => Math.floor(wait * strata)).sort((x, y) => x - y),
        `${strike}`,
      ).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    // The mean wait of a block varies as that of a smooth function, 1/(12 n³), wherever the fault falls.
    const { variance } = Moments.of(blocks.map((block) => Moments.of(block).mean));
    expect(variance * 12 * strata ** 3).toBeLessThan(2);
  }
});
