import { describe, expect, test } from "vitest";
import { Stream, Streams } from "../../src/random/stream.ts";
import { gammaUpper } from "../../src/special/gamma-function.ts";

/** 99.95 % of a standard normal variable lie within this bound on either side. */
const bound = 3.5;

const take = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);

function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((value, i) => {
    xy += (value - mx) * (y[i]! - my);
    xx += (value - mx) ** 2;
    yy += (y[i]! - my) ** 2;
  });
  return xy / Math.sqrt(xx * yy);
}

describe("a stream depends on seed, replication and name", () => {
  const first = (name: string, seed: number, replication: number) => new Stream(name, seed, replication).uniform();

  test("and on nothing else", () => {
    expect(first("node a", 7, 3)).toBe(first("node a", 7, 3));
  });

  test("each of them changes it, the high bits of a large seed too", () => {
    const drawn = new Set([
      first("node a", 7, 3),
      first("node b", 7, 3),
      first("node a", 8, 3),
      first("node a", 7, 4),
      first("node a", 3, 7),
      first("node a", 7 + 2 ** 32, 3),
      first("node a", Number.MAX_SAFE_INTEGER, 3),
      first("", 7, 3),
      first("nœud a", 7, 3),
    ]);
    expect(drawn.size).toBe(9);
  });

  test("100 000 replications begin at as many places", () => {
    const stream = new Stream("x", 1);
    const starts = new Set<number>();
    for (let replication = 0; replication < 100_000; replication++) {
      stream.reset(1, replication);
      starts.add(stream.uniform() * 2 ** 53);
    }
    expect(starts.size).toBe(100_000);
  });

  test("a stream that is reset is as good as a new one", () => {
    const stream = new Stream("x", 1, 0);
    for (let i = 0; i < 100; i++) stream.exponential();
    stream.uniform();
    stream.reset(5, 2);
    const fresh = new Stream("x", 5, 2);
    expect(take(50, () => stream.exponential())).toEqual(take(50, () => fresh.exponential()));
    expect(take(50, () => stream.uniform())).toEqual(take(50, () => fresh.uniform()));
  });

  test.each([-1, 0.5, 2 ** 53, Number.NaN])("a seed of %d is refused", (seed) => {
    expect(() => new Stream("x", seed)).toThrow(/found the seed/);
  });

  test.each([-1, 0.5, 2 ** 32, Number.NaN])("a replication of %d is refused", (replication) => {
    expect(() => new Stream("x", 1, replication)).toThrow(/found the replication/);
  });
});

describe("streams", () => {
  test("are found by name and restarted together", () => {
    const streams = new Streams(42);
    const a = streams.stream("a");
    expect(streams.stream("a")).toBe(a);
    streams.startReplication(9);
    expect(a.uniform()).toBe(new Stream("a", 42, 9).uniform());
    expect(streams.stream("late").uniform()).toBe(new Stream("late", 42, 9).uniform());
  });
});

describe("the kinds of draw do not disturb each other", () => {
  test("the n-th exponential variate is the same whatever was drawn in between, and the other way round", () => {
    const apart = new Stream("x", 1);
    const exponentials = take(3000, () => apart.exponential());
    const uniforms = take(3000, () => apart.uniform());
    const mixed = new Stream("x", 1);
    for (let i = 0; i < 3000; i++) {
      if (i % 3 === 0) expect(mixed.uniform()).toBe(uniforms[i / 3]);
      expect(mixed.exponential()).toBe(exponentials[i]);
    }
  });
});

describe("uniform numbers", () => {
  test("lie strictly between 0 and 1 and have the moments of the uniform law", () => {
    const stream = new Stream("x", 11);
    const n = 200_000;
    const drawn = take(n, () => stream.uniform());
    expect(Math.min(...drawn.slice(0, 50_000))).toBeGreaterThan(0);
    const power = (k: number) => drawn.reduce((sum, u) => sum + u ** k, 0) / n;
    for (const k of [1, 2, 3, 4]) {
      const sigma = Math.sqrt((1 / (2 * k + 1) - 1 / (k + 1) ** 2) / n);
      expect(Math.abs(power(k) - 1 / (k + 1)) / sigma).toBeLessThan(bound);
    }
  });

  test("fill a 32 × 32 grid of successive pairs evenly (χ²)", () => {
    const stream = new Stream("x", 12);
    const cells = new Float64Array(1024);
    const n = 200_000;
    for (let i = 0; i < n; i++) cells[Math.floor(stream.uniform() * 32) * 32 + Math.floor(stream.uniform() * 32)]!++;
    const chi = cells.reduce((sum, count) => sum + (count - n / 1024) ** 2 / (n / 1024), 0);
    expect(gammaUpper(1023 / 2, chi / 2)).toBeGreaterThan(0.001);
  });
});

describe("streams of different names, replications or seeds are uncorrelated, also one step apart", () => {
  const reference = new Stream("node a", 1, 0);
  const n = 40_000;
  const x = take(n, () => reference.uniform());
  const e = take(n, () => reference.exponential());
  test.each<[string, number, number]>([
    ["node b", 1, 0],
    ["node a", 1, 1],
    ["node a", 2, 0],
    ["node a", 1 + 2 ** 32, 0],
    ["node a2", 1, 2],
  ])("%s, seed %d, replication %d", (name, seed, replication) => {
    const other = new Stream(name, seed, replication);
    const y = take(n, () => other.uniform());
    const f = take(n, () => other.exponential());
    expect(Math.abs(correlation(x, y)) * Math.sqrt(n)).toBeLessThan(bound);
    expect(Math.abs(correlation(x.slice(1), y.slice(0, -1))) * Math.sqrt(n)).toBeLessThan(bound);
    expect(Math.abs(correlation(e, f)) * Math.sqrt(n)).toBeLessThan(bound);
  });

  test("and so are the two generators of one stream, at its beginning too", () => {
    expect(Math.abs(correlation(x, e)) * Math.sqrt(n)).toBeLessThan(bound);
    const stream = new Stream("x", 2);
    const pairs = Array.from({ length: n }, (_, replication) => {
      stream.reset(2, replication);
      return [stream.uniform(), stream.exponential()] as const;
    });
    const begun = correlation(
      pairs.map(([u]) => u),
      pairs.map(([, v]) => v),
    );
    expect(Math.abs(begun) * Math.sqrt(n)).toBeLessThan(bound);
  });

  test("the first numbers of successive replications are uniform and uncorrelated", () => {
    const stream = new Stream("x", 1);
    const starts = Array.from({ length: n }, (_, replication) => {
      stream.reset(1, replication);
      return stream.uniform();
    });
    expect(Math.abs(correlation(starts.slice(1), starts.slice(0, -1))) * Math.sqrt(n)).toBeLessThan(bound);
    const mean = starts.reduce((sum, u) => sum + u, 0) / n;
    expect(Math.abs(mean - 0.5) * Math.sqrt(12 * n)).toBeLessThan(bound);
  });
});

describe("derived draws", () => {
  test.each([2, 3, 7, 10, 1000])("whole numbers below %d are equally likely (χ²)", (n) => {
    const stream = new Stream("x", 13);
    const counts = new Float64Array(n);
    const draws = 100_000;
    for (let i = 0; i < draws; i++) counts[stream.integer(n)]!++;
    const chi = counts.reduce((sum, count) => sum + (count - draws / n) ** 2 / (draws / n), 0);
    expect(gammaUpper((n - 1) / 2, chi / 2)).toBeGreaterThan(0.001);
  });

  test("there is one whole number below 1", () => {
    const stream = new Stream("x", 13);
    expect(take(5, () => stream.integer(1))).toEqual([0, 0, 0, 0, 0]);
  });

  test("whole numbers below 3·2³⁰ have no modulo bias, which would favour the lower third twofold", () => {
    const stream = new Stream("x", 14);
    const n = 3 * 2 ** 30;
    const draws = 30_000;
    let lower = 0;
    for (let i = 0; i < draws; i++) if (stream.integer(n) < n / 3) lower++;
    expect(Math.abs(lower / draws - 1 / 3) / Math.sqrt(2 / 9 / draws)).toBeLessThan(bound);
    expect(stream.integer(2 ** 32)).toBeLessThan(2 ** 32);
  });

  test("a trial succeeds with its probability; 0 never, 1 always", () => {
    const stream = new Stream("x", 15);
    const n = 100_000;
    const count = (p: number) => take(n, () => stream.bernoulli(p)).filter(Boolean).length;
    const successes = count(0.03);
    expect(count(0)).toBe(0);
    expect(count(1)).toBe(n);
    expect(Math.abs(successes / n - 0.03) / Math.sqrt((0.03 * 0.97) / n)).toBeLessThan(bound);
  });

  test("normal variates have moments 0, 1, 0, 3", () => {
    const stream = new Stream("x", 16);
    const n = 200_000;
    const drawn = take(n, () => stream.normal());
    const power = (k: number) => drawn.reduce((sum, z) => sum + z ** k, 0) / n;
    const moments: [number, number, number][] = [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ];
    for (const [k, truth, variance] of moments) {
      expect(Math.abs(power(k) - truth) / Math.sqrt(variance / n)).toBeLessThan(bound);
    }
  });
});

test("golden: these numbers say only that nothing has changed", () => {
  const stream = new Stream("golden", 2008, 6);
  expect(take(3, () => stream.uniform())).toMatchInlineSnapshot(`
    [
      0.5133552972709222,
      0.5957786570661842,
      0.3086186554753857,
    ]
  `);
  expect(take(3, () => Math.round(stream.exponential() * 1e6))).toMatchInlineSnapshot(`
    [
      53448,
      727536,
      4842676,
    ]
  `);
});
