import { describe, expect, test } from "vitest";
import { hash128 } from "../../src/random/hash.ts";
import { Xoshiro } from "../../src/random/xoshiro.ts";
import { fillExponential } from "../../src/random/ziggurat.ts";

function seeded(...state: [number, number, number, number]): Xoshiro {
  const generator = new Xoshiro();
  generator.state.set(state.map((word) => word | 0));
  return generator;
}

describe("xoshiro128** gives the numbers of its authors' program", () => {
  test("after the state 1, 2, 3, 4 (reference 1.1, quoted by rand_xoshiro in rust-random/rngs)", () => {
    const generator = seeded(1, 2, 3, 4);
    const reference = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ];
    expect(reference.map(() => generator.next() >>> 0)).toEqual(reference);
  });

  test("after a random state, with the states in between (reference in C, quoted by edorfaus/xoshiro-6502)", () => {
    const generator = seeded(0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0);
    const states = [
      [0x72410269, 0xef382c52, 0x2e43bec7, 0x62432f20],
      [0xff3a011b, 0xb33a90fc, 0x2c5a18ae, 0xd81b946b],
      [0x941b058c, 0x605a8949, 0xa641e1b5, 0x0824bb59],
    ];
    for (const [i, output] of [0xf1391922, 0x6fe53806, 0xa5be2840].entries()) {
      expect(generator.next() >>> 0).toBe(output);
      expect([...generator.state].map((word) => word >>> 0)).toEqual(states[i]);
    }
  });

  test("a uniform number takes 26 bits of each of two steps and lies in the middle of its cell", () => {
    const bits = seeded(5, 6, 7, 8);
    const uniforms = seeded(5, 6, 7, 8);
    for (let i = 0; i < 100; i++) {
      const cell = (BigInt(bits.next() >>> 6) << 26n) + BigInt(bits.next() >>> 6);
      expect(uniforms.uniform()).toBe(Number(2n * cell + 1n) / 2 ** 53);
    }
  });
});

describe("MurmurHash3 x86 128 gives the hashes of PeterScott/murmur3 test.c", () => {
  test.each([
    [123, "Hello, world!", "61c9129e5a1aacd7a41621629e37c886"],
    [321, "Hello, world!", "d5fbdcb3c26c4193045880c5a7170f0f"],
    [123, "xxxxxxxxxxxxxxxxxxxxxxxxxxxx", "5e40bab278825a164cf929d31fec6047"],
    [123, "", "fedc524526f3e79926f3e79926f3e799"],
  ])("seed %d, %j", (seed, text, hex) => {
    const words = hash128(new TextEncoder().encode(text), seed);
    expect([...words].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("")).toBe(hex);
  });
});

describe("exponential blocks", () => {
  test("do not depend on how the sequence is cut", () => {
    const whole = new Float64Array(5000);
    fillExponential(seeded(9, 8, 7, 6), whole, 5000);
    const generator = seeded(9, 8, 7, 6);
    const piece = new Float64Array(700);
    const joined: number[] = [];
    for (let size = 1; joined.length < 5000; size = Math.min(700, size + 13)) {
      fillExponential(generator, piece, Math.min(size, 5000 - joined.length));
      joined.push(...piece.subarray(0, Math.min(size, 5000 - joined.length)));
    }
    expect(joined).toEqual([...whole]);
  });

  test("reach into the tail, beyond 7.697, as often as they should", () => {
    const block = new Float64Array(2_000_000);
    fillExponential(seeded(1, 1, 2, 3), block, block.length);
    const beyond = block.filter((x) => x > 7.69711747013105);
    const expected = block.length * Math.exp(-7.69711747013105); // about 908
    expect(Math.abs(beyond.length - expected)).toBeLessThan(3.3 * Math.sqrt(expected));
    const excess = beyond.reduce((sum, x) => sum + x - 7.69711747013105, 0) / beyond.length;
    expect(Math.abs(excess - 1)).toBeLessThan(3.3 / Math.sqrt(beyond.length)); // memoryless
    expect(Math.min(...block.subarray(0, 100_000))).toBeGreaterThan(0);
  });
});
