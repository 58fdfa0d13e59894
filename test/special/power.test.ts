import { expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { power } from "../../src/special/power.ts";

const random = new Stream("power", 1, 0);
const between = (low: number, high: number): number => low + (high - low) * random.uniform();
/** Of any size, sign and precision. */
const bits = new Uint32Array(2);
const anything = (): number => {
  bits[0] = random.integer(2 ** 32);
  bits[1] = random.integer(2 ** 32);
  return new Float64Array(bits.buffer)[0]!;
};
const size = (): number => Math.exp(between(-40, 40));

/** A number as a whole one times 2ᵏ. */
function whole(x: number): [digits: bigint, k: number] {
  const k = Math.max(Math.floor(Math.log2(x)), -1022) - 53;
  return [BigInt((x / 2 ** (k + 30)) * 2 ** 30), k];
}

/** How many units of its last digit r is away from the n-th root of xᵏ, exactly. */
function error(x: number, k: number, n: number, r: number): number {
  const [base, baseScale] = whole(x);
  const [found, scale] = whole(r);
  const shift = BigInt(n * scale - k * baseScale);
  const exact = base ** BigInt(k);
  const difference = ((found ** BigInt(n)) << (shift > 0n ? shift : 0n)) - (exact << (shift < 0n ? -shift : 0n));
  const unit = BigInt(n) * found ** BigInt(n - 1) * 2n; // the number has one bit more than a double
  return Number((difference * 1000n) / (unit << (shift > 0n ? shift : 0n))) / 1000;
}

test("roots of whole powers are right to one unit of the last digit, by whole numbers", () => {
  let worst = 0;
  for (let i = 0; i < 20_000; i++) {
    const x = between(0.5, 4);
    const k = 1 + random.integer(40);
    const n = [1, 1, 2, 4, 8][random.integer(5)]!;
    worst = Math.max(worst, Math.abs(error(x, k, n, power(x, k / n))));
  }
  expect(worst).toBeLessThan(1.02);
  expect(worst).toBeGreaterThan(0.4);
  // The oracle sees one unit.
  expect(error(3, 2, 1, 9)).toBe(0);
  expect(error(3, 2, 1, 9 + 2 ** -49)).toBe(1);
});

test("whole powers that are numbers are exact", () => {
  for (let x = 2; x < 30; x++)
    for (let k = 1; x ** 2 < 2 ** 53 && BigInt(x) ** BigInt(k) <= 2n ** 53n; k++)
      expect(power(x, k), `${x}^${k}`).toBe(Number(BigInt(x) ** BigInt(k)));
  for (let k = -1074; k < 1024; k++) expect(power(2, k)).toBe(Number(k < 0 ? 2 ** k : 2n ** BigInt(k)));
  expect(power(2, 1024)).toBe(Infinity);
  expect(power(2, -1075)).toBe(0);
});

const EDGES = [
  0,
  5e-324,
  1e-310,
  0.5,
  1 - 2 ** -53,
  1,
  1 + 2 ** -52,
  1.5,
  2,
  3,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  1e300,
  Infinity,
];

test("infinities, zeros, NaN and signs are those of ECMAScript", () => {
  const edges = [...EDGES, ...EDGES.map((x) => -x), Number.NaN];
  const kind = (x: number) => (Number.isFinite(x) && x !== 0 ? Math.sign(x) : x);
  for (const x of edges) for (const y of edges) expect(kind(power(x, y)), `${x}^${y}`).toBe(kind(x ** y));
});

test("to the bit what V8 gave up to version 12, and nearly what the C library gives", () => {
  const isOlder = Number(process.versions.v8.split(".")[0]) <= 12;
  const different: string[] = [];
  const compare = (x: number, y: number) => {
    const [ours, theirs] = [power(x, y), x ** y];
    if (Object.is(ours, theirs)) return;
    const allowed = Math.abs(y) < 2 ** 31 ? 2 ** -51 : 1e-12;
    const isNear = Math.abs(ours - theirs) <= allowed * Math.abs(theirs) + 5e-324;
    if (isOlder || !isNear) different.push(`${x} ** ${y} = ${ours}, not ${theirs}`);
  };
  for (let i = 0; i < 100_000; i++) {
    compare(anything(), anything());
    compare(size(), between(-20, 20));
    compare(random.uniform(), random.integer(300));
    compare(between(0.999, 1.001), between(-1e6, 1e6));
    compare(1 + between(-1, 1) * 2 ** -20, between(-1, 1) * 2 ** (31 + random.integer(15)));
    compare(-size(), random.integer(200) - 100);
    compare(10, random.integer(700) - 350);
    const base = size();
    compare(base, ([1024, -1022, -1075][i % 3]! / Math.log2(base)) * (1 + between(-4, 4) * 2 ** -52));
  }
  expect(different.slice(0, 5)).toEqual([]);
});

test("the digits of V8 12, also where they are not the nearest ones", () => {
  expect([power(10, -5), power(10, -29), power(10, 26)]).toEqual([
    9.999999999999999e-6, 1.0000000000000001e-29, 9.999999999999999e25,
  ]);
});
