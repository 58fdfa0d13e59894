import { describe, expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { compareWithBest } from "../../src/statistics/best-of-several.ts";
import { dunnettCdf, dunnettQuantile } from "../../src/statistics/dunnett.ts";
import { factorialEffects } from "../../src/statistics/factorial-effects.ts";
import { pairedDifference } from "../../src/statistics/paired-difference.ts";
import { studentQuantile } from "../../src/statistics/student.ts";
import { studentInterval } from "../../src/statistics/student-interval.ts";
import { studentCdf } from "./student-cdf.ts";

describe("paired differences", () => {
  test("textbook: the sleep data of Student (1908), t = −4.0621 with 9 degrees of freedom", () => {
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const { interval } = pairedDifference(first, second);
    expect(interval.mean).toBeCloseTo(-1.58, 12);
    expect(interval.low).toBeCloseTo(-2.4598858, 7);
    expect(interval.high).toBeCloseTo(-0.7001142, 7);
  });

  test("common random numbers make the interval as much narrower as their correlation says", () => {
    const stream = new Stream("x", 61);
    const rho = 0.9;
    const n = 2000;
    const first: number[] = [];
    const second: number[] = [];
    for (let i = 0; i < n; i++) {
      const common = Math.sqrt(rho) * stream.normal();
      first.push(common + Math.sqrt(1 - rho) * stream.normal());
      second.push(0.05 + common + Math.sqrt(1 - rho) * stream.normal());
    }
    const paired = pairedDifference(first, second);
    expect(paired.correlation).toBeCloseTo(rho, 1);
    expect(paired.varianceRatio).toBeGreaterThan(0.9 * (1 - rho));
    expect(paired.varianceRatio).toBeLessThan(1.1 * (1 - rho));
    expect(paired.interval.high).toBeLessThan(0); // surely different, though each alone is ± 0.044
    expect(studentInterval(first).halfWidth).toBeGreaterThan(0.04);
  });

  test("of a design with itself is 0, and pairs must be pairs", () => {
    expect(pairedDifference([1, 2, 3], [1, 2, 3]).interval).toMatchObject({ low: 0, high: 0 });
    expect(() => pairedDifference([1], [1, 2])).toThrow(/found 1 and 2 replications; expected pairs/);
  });
});

describe("Dunnett's critical value", () => {
  test.each<[number, number[]]>([
    // C. W. Dunnett, JASA 50 (1955) 1096–1121, table 1a: one-sided, 95 %, 1 to 5 rivals
    [5, [2.02, 2.44, 2.68, 2.85, 2.98]],
    [10, [1.81, 2.15, 2.34, 2.47, 2.56]],
    [20, [1.72, 2.03, 2.19, 2.3, 2.39]],
    [Infinity, [1.64, 1.92, 2.06, 2.16, 2.23]],
  ])("the published table for %d degrees of freedom", (degrees, row) => {
    const computed = row.map((_, i) => dunnettQuantile(0.95, i + 1, degrees));
    expect(computed.map((value) => Number(value.toFixed(2)))).toEqual(row);
  });

  test("with one rival is Student's", () => {
    for (const degrees of [1, 3, 50, 2000, 1e5]) {
      expect(dunnettQuantile(0.95, 1, degrees)).toBeCloseTo(studentQuantile(0.95, degrees), 7);
      expect(dunnettCdf(1.3, 1, degrees)).toBeCloseTo(studentCdf(1.3, degrees), 9);
    }
  });

  test.each([
    [0.3, 1, 5],
    [1, 1, 5],
    [0.9, 0, 5],
    [0.9, 1, 0],
  ])("p = %d, %d rivals, %d degrees of freedom are refused", (p, rivals, degrees) => {
    expect(() => dunnettQuantile(p, rivals, degrees)).toThrow(RangeError);
  });
});

/** n replications of designs with the given means that share half of their noise. */
function designs(stream: Stream, means: readonly number[], n: number): number[][] {
  const results: number[][] = means.map(() => []);
  for (let j = 0; j < n; j++) {
    const common = 5 * stream.normal();
    means.forEach((mean, i) => {
      results[i]!.push(mean + common + stream.normal());
    });
  }
  return results;
}

describe("the best of several", () => {
  test("every interval holds its true distance from the best at once, in 95 % of the comparisons", () => {
    const stream = new Stream("x", 62);
    const means = [1, 1.2, 2, 1];
    const truth = [0, 0.2, 1, 0];
    const runs = 1500;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const { designs: compared } = compareWithBest(designs(stream, means, 6));
      if (compared.every(({ low, high }, i) => low <= truth[i]! + 1e-12 && truth[i]! <= high)) covered++;
    }
    const error = Math.sqrt((0.95 * 0.05) / runs);
    expect(covered / runs).toBeGreaterThan(0.95 - 3.3 * error);
  });

  test("is found, and the beaten are told from the open", () => {
    const stream = new Stream("x", 63);
    const { designs: lower, margin } = compareWithBest(designs(stream, [1, 5, 1.01], 200));
    expect(lower.map(({ verdict }) => verdict)).toEqual(["open", "beaten", "open"]);
    expect(margin).toBeCloseTo(1.92 * Math.sqrt(2 / 200), 1); // the shared noise is gone
    const { designs: higher } = compareWithBest(designs(stream, [1, 5, 1.01], 200), "higher");
    expect(higher.map(({ verdict }) => verdict)).toEqual(["beaten", "best", "beaten"]);
    expect(higher[1]).toMatchObject({ low: 0 });
    expect(higher[0]!.low).toBeLessThan(-3.8);
    expect(higher[0]!.high).toBe(0);
  });

  test("turning all signs and the direction gives the same verdicts", () => {
    const results = designs(new Stream("x", 64), [1, 1.5, 3], 20);
    const lower = compareWithBest(results, "lower");
    const higher = compareWithBest(
      results.map((design) => design.map((value) => 0 - value)),
      "higher",
    );
    lower.designs.forEach((design, i) => {
      const turned = higher.designs[i]!;
      expect(turned.verdict).toBe(design.verdict);
      expect(turned.low).toBeCloseTo(0 - design.high, 12);
      expect(turned.high).toBeCloseTo(0 - design.low, 12);
    });
  });

  test.each<[number[][], RegExp]>([
    [[[1, 2]], /found 1 designs/],
    [[[1], [2]], /found 1, 1 replications/],
    [[[1, 2], [2]], /found 2, 1 replications/],
  ])("%j is refused", (results, message) => {
    expect(() => compareWithBest(results)).toThrow(message);
  });
});

describe("factorial effects", () => {
  test("a polynomial in ± 1 gives back twice its coefficients", () => {
    const level = (point: number, bit: number) => ((point >> bit) & 1 ? 1 : -1);
    const results = Array.from({ length: 8 }, (_, point) => {
      const [a, b, c] = [level(point, 0), level(point, 1), level(point, 2)] as [number, number, number];
      return [0, 1].map((shift) => 10 + shift + 3 * a - 2 * b + 0.5 * a * c + 0.25 * a * b * c);
    });
    const effects = factorialEffects(["rate", "misses", "spares"], results);
    expect(effects.map(({ factors, interval }) => [factors.join("·"), interval.mean])).toEqual([
      ["rate", 6],
      ["misses", -4],
      ["rate·misses", 0],
      ["spares", 0],
      ["rate·spares", 1],
      ["misses·spares", 0],
      ["rate·misses·spares", 0.5],
    ]);
    expect(effects.every(({ interval }) => interval.halfWidth === 0)).toBe(true);
  });

  test("published: yield of a chemical process, 2² with three replicates", () => {
    // D. C. Montgomery, Design and Analysis of Experiments, section 6.2: A = 8.33, B = −5.00, AB = 1.67
    const results = [
      [28, 25, 27],
      [36, 32, 32],
      [18, 19, 23],
      [31, 30, 29],
    ];
    const [a, b, ab] = factorialEffects(["concentration", "catalyst"], results);
    expect(a!.interval.mean).toBeCloseTo(8.33, 2);
    expect(b!.interval.mean).toBeCloseTo(-5, 12);
    expect(ab!.interval.mean).toBeCloseTo(1.67, 2);
    expect(a!.factors).toEqual(["concentration"]);
  });

  test("refuses designs that are not full", () => {
    expect(() => factorialEffects(["a", "b"], [[1], [2], [3]])).toThrow(/found 3 points for 2 factors/);
    expect(() => factorialEffects([], [[1]])).toThrow(RangeError);
    expect(() => factorialEffects(["a"], [[1], [2, 3]])).toThrow(/unequal numbers of replications/);
  });
});
