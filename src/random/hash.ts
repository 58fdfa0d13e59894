/**
 * MurmurHash3, x86, 128 bit, by Austin Appleby: it turns (seed, replication, name) into the state of a generator. Each of
 * its blocks and its finish can be undone, so two different blocks after the same beginning never give the same hash.
 * Source: MurmurHash3.cpp of the public domain SMHasher; the vectors in the tests are those of PeterScott/murmur3.
 */

const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;

const rotl = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** Mixes four words into the running hash `h`, in place. */
export function mixBlock(h: Int32Array, k1: number, k2: number, k3: number, k4: number): void {
  let h1 = h[0]!;
  let h2 = h[1]!;
  let h3 = h[2]!;
  let h4 = h[3]!;
  h1 ^= Math.imul(rotl(Math.imul(k1, C1), 15), C2);
  h1 = (Math.imul((rotl(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
  h2 ^= Math.imul(rotl(Math.imul(k2, C2), 16), C3);
  h2 = (Math.imul((rotl(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
  h3 ^= Math.imul(rotl(Math.imul(k3, C3), 17), C4);
  h3 = (Math.imul((rotl(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
  h4 ^= Math.imul(rotl(Math.imul(k4, C4), 18), C1);
  h4 = (Math.imul((rotl(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  h[0] = h1;
  h[1] = h2;
  h[2] = h3;
  h[3] = h4;
}

/** Finishes the running hash `h` of a message of so many bytes, in place. */
export function finish(h: Int32Array, bytes: number): void {
  for (let i = 0; i < 4; i++) h[i]! ^= bytes;
  spread(h);
  for (let i = 0; i < 4; i++) h[i] = avalanche(h[i]!);
  spread(h);
}

/** Adds the words to one another, so that each depends on all. */
function spread(h: Int32Array): void {
  h[0] = h[0]! + h[1]! + h[2]! + h[3]!;
  for (let i = 1; i < 4; i++) h[i] = h[i]! + h[0]!;
}

/** Every bit of the result depends on every bit of the argument (Murmur's fmix32). */
function avalanche(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** The 128-bit hash of some bytes, as four 32-bit words. */
export function hash128(message: Uint8Array, seed = 0): Int32Array {
  const h = new Int32Array(4).fill(seed);
  const words = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const whole = message.length - (message.length % 16);
  for (let at = 0; at < whole; at += 16) {
    const word = (offset: number) => words.getInt32(at + offset, true);
    mixBlock(h, word(0), word(4), word(8), word(12));
  }
  mixTail(h, message.subarray(whole));
  finish(h, message.length);
  return h;
}

/** The last 0 … 15 bytes: mixed in like a block filled up with zeros, but without turning the hash over. */
function mixTail(h: Int32Array, tail: Uint8Array): void {
  const k = new Int32Array(4);
  tail.forEach((byte, i) => {
    k[i >> 2]! |= byte << (8 * (i & 3));
  });
  h[0]! ^= Math.imul(rotl(Math.imul(k[0]!, C1), 15), C2);
  h[1]! ^= Math.imul(rotl(Math.imul(k[1]!, C2), 16), C3);
  h[2]! ^= Math.imul(rotl(Math.imul(k[2]!, C3), 17), C4);
  h[3]! ^= Math.imul(rotl(Math.imul(k[3]!, C4), 18), C1);
}
