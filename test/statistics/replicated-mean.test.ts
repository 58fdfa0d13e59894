import { describe, expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { areAlike, replicatedMean, replicatedProportion } from "../../src/statistics/replicated-mean.ts";
import { type MeanInterval, studentInterval } from "../../src/statistics/student-interval.ts";
import { clopperPearson } from "./clopper-pearson.ts";

const ofCounts = (values: readonly number[]) => replicatedMean(values, { least: 0 });

test("values well above 0 have Student's interval, longer to the side of the longer tail and shorter to the other", () => {
  const values = [98, 101, 100, 103, 97, 102, 99, 105];
  const [{ low, high }, student] = [ofCounts(values), studentInterval(values)];
  // Skewness 0.2957639 (G₁), t = 2.3646243: roots of Hall's cubic for ±t, by Brent's method.
  expect((high! - 100.625) / student.halfWidth!).toBeCloseTo(1.0960302, 6);
  expect((100.625 - low!) / student.halfWidth!).toBeCloseTo(0.9273184, 6);
  const mirrored = replicatedMean(
    values.map((value) => -value),
    { least: -Infinity },
  );
  expect([mirrored.low, mirrored.high]).toEqual([-high!, -low!]);
});

test("of five counts three agree by chance: what lies beyond them may come, too", () => {
  const { low, high } = ofCounts([0, 0, 1, 1, 1]);
  expect(low).toBe(0);
  expect(high).toBeGreaterThan(1);
  expect(ofCounts([1, 1, 1, 2, 2]).low).toBeLessThan(1);
});

test("four values have no interval, and neither have equal ones", () => {
  expect(ofCounts([1, 2, 3, 4])).toMatchObject({ mean: 2.5, low: null, high: null, halfWidth: null });
  expect(ofCounts(new Array(40).fill(0.1))).toMatchObject({ low: null, high: null });
  expect(areAlike([0.3, 0.1 + 0.2])).toBe(true);
  expect(areAlike([0, 1e-300])).toBe(false);
});

test("one of two outcomes: nearly the exact binomial interval of the rarer one, whichever it is", () => {
  const exact = clopperPearson(6, 40);
  const rare = Array.from({ length: 40 }, (_, i) => (i < 6 ? 300 : 0));
  const { low, high } = ofCounts(rare);
  expect(Math.abs(low! / 300 / exact.low! - 1)).toBeLessThan(0.08);
  expect(Math.abs(high! / 300 / exact.high! - 1)).toBeLessThan(0.08);
  const usual = ofCounts(rare.map((value) => 300 - value));
  expect([300 - usual.high!, 300 - usual.low!].map((one) => one.toFixed(9))).toEqual(
    [low, high].map((one) => one!.toFixed(9)),
  );
});

test("ten zeros and one 300 say little: Student's interval would end at 87", () => {
  const { low, high } = ofCounts([...new Array(10).fill(0), 300]);
  expect(low).toBe(0);
  expect(high).toBeGreaterThan(300);
});

test("a proportion stays between 0 and 1, and the fates of whole clusters count, not their calls", () => {
  const clusters = Array.from({ length: 30 }, (_, i) => ({ successes: i < 7 ? 400 : 500, trials: 500 }));
  const { low, high } = replicatedProportion(clusters);
  const exact = clopperPearson(7, 30);
  expect(Math.abs((1 - high!) / 0.2 / exact.low! - 1)).toBeLessThan(0.08);
  expect(Math.abs((1 - low!) / 0.2 / exact.high! - 1)).toBeLessThan(0.08);
  const certain = replicatedProportion(Array.from({ length: 30 }, () => ({ successes: 500, trials: 500 })));
  expect(certain).toMatchObject({ mean: 1, low: null, high: null });
});

/** Share of intervals that cover, of those that are given, and their median width over that of Student's interval. */
function coverage(name: string, truth: number, draw: (random: Stream) => number[], least = 0) {
  const random = new Stream(name, 1);
  const [widths, usual]: [number[], number[]] = [[], []];
  let covered = 0;
  for (let i = 0; i < 1000; i++) {
    const values = draw(random);
    const { low, high }: MeanInterval = replicatedMean(values, { least });
    usual.push(2 * (studentInterval(values).halfWidth ?? 0));
    if (low === null || high === null) continue;
    widths.push(high - low);
    if (low <= truth && truth <= high) covered++;
  }
  const median = (all: number[]) => all.sort((x, y) => x - y)[Math.floor(all.length / 2)]!;
  return { given: widths.length, covered: covered / widths.length, growth: median(widths) / median(usual) };
}

const many = (n: number, draw: () => number) => Array.from({ length: n }, draw);

describe("coverage at 95 % where few replications see anything", () => {
  const sizes: Record<string, (random: Stream) => number> = {
    equal: () => 1,
    uniform: (random) => 2 * random.uniform(),
    exponential: (random) => random.exponential(),
  };
  test.each(
    Object.keys(sizes).flatMap((size) =>
      (
        [
          [10, 0.01],
          [10, 0.3],
          [40, 0.03],
          [100, 0.01],
          [100, 0.05],
          [100, 0.2],
        ] as const
      ).map(([n, share]) => [size, n, share] as const),
    ),
  )("losses of %s size in each of %d replications with probability %d", (size, n, share) => {
    const result = coverage(`rare ${size} ${n} ${share}`, share, (random) =>
      many(n, () => (random.uniform() < share ? sizes[size]!(random) : 0)),
    );
    expect(result.given).toBeGreaterThan(50);
    expect(result.covered).toBeGreaterThanOrEqual(0.92);
  });

  test("and differences of two designs, to either side", () => {
    const result = coverage(
      "differences",
      -0.1,
      (random) =>
        many(
          40,
          () =>
            (random.uniform() < 0.2 ? random.exponential() : 0) - (random.uniform() < 0.3 ? random.exponential() : 0),
        ),
      -Infinity,
    );
    expect(result.covered).toBeGreaterThanOrEqual(0.92);
  });
});

describe("where Student's interval covers, it grows by a tenth at most", () => {
  test.each([
    ["normal, a tenth of the mean", 5, 1, (random: Stream) => 1 + random.normal() / 10],
    ["normal, a tenth of the mean", 7, 1, (random: Stream) => 1 + random.normal() / 10],
    ["normal, 0.3 of the mean", 5, 1, (random: Stream) => 1 + 0.3 * random.normal()],
    ["normal, 0.3 of the mean", 8, 1, (random: Stream) => 1 + 0.3 * random.normal()],
    ["normal, half of the mean", 10, 1, (random: Stream) => 1 + random.normal() / 2],
    ["uniform", 10, 1, (random: Stream) => 2 * random.uniform()],
    ["exponential", 40, 1, (random: Stream) => random.exponential()],
    ["an even chance", 20, 0.5, (random: Stream) => (random.uniform() < 0.5 ? 1 : 0)],
  ] as const)("%s, %i values", (name, n, truth, draw) => {
    const { covered, growth } = coverage(`${name} ${n}`, truth, (random) => many(n, () => Math.max(0, draw(random))));
    expect(covered).toBeGreaterThanOrEqual(0.92);
    // The median of a thousand differs from that of all by one part in 150 or so.
    expect(growth).toBeLessThanOrEqual(1.11);
  });
});

const lognormal = (random: Stream) => Math.exp(Math.sqrt(Math.log(2)) * random.normal() - Math.log(2) / 2);

// Of 10 000 and more: 92.2, 92.2, 93.0; 92.0, 92.9; 93.4 %. Student's: 85.8, 86.4, 89.3; 87.3, 89.3; 89.7 %.
test.each([
  ["log-normal, cv 1", 5, 0, (random: Stream) => lognormal(random)],
  ["log-normal, cv 1", 8, 0, (random: Stream) => lognormal(random)],
  ["log-normal, cv 1", 20, 0, (random: Stream) => lognormal(random)],
  ["log-normal, cv 1, well above 0", 10, 0, (random: Stream) => (1 + lognormal(random)) / 2],
  ["log-normal, cv 1, well above 0", 20, 0, (random: Stream) => (1 + lognormal(random)) / 2],
  ["exponential differences", 8, -Infinity, (random: Stream) => random.exponential()],
] as const)(
  "%s: %i values cover in 92 of 100 cases, where Student's interval does in 90 and fewer",
  (name, n, least, draw) => {
    const { covered, growth } = coverage(name, 1, (random) => many(n, () => draw(random)), least);
    expect(covered).toBeGreaterThanOrEqual(0.92 - 2 * Math.sqrt((0.92 * 0.08) / 1000));
    expect(growth).toBeLessThanOrEqual(1.45);
  },
);

test("shares of calls that are lost in all runs alike by a law with a long tail cover as well", () => {
  const random = new Stream("lost shares", 1);
  let covered = 0;
  for (let i = 0; i < 1000; i++) {
    const clusters = many(8, () => lognormal(random)).map((share) => ({
      successes: 1000 - Math.min(1000, Math.round(50 * share)),
      trials: 1000,
    }));
    const { low, high } = replicatedProportion(clusters);
    if (low! <= 0.95 && 0.95 <= high!) covered++;
  }
  // Of 4000: 92.7 %, and 91.2 % by Korn and Graubard's interval alone.
  expect(covered / 1000).toBeGreaterThanOrEqual(0.92 - 2 * Math.sqrt((0.92 * 0.08) / 1000));
});
