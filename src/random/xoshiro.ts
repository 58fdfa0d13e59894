/**
 * The generator xoshiro128** 1.1 of Blackman and Vigna: 128 bits of state, period 2¹²⁸ − 1, 32 bits a step, made of
 * operations that JavaScript does on integers at full speed.
 * Source: D. Blackman, S. Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47 (2021), and their
 * xoshiro128starstar.c.
 */
export class Xoshiro {
  /** Four words, not all zero. Block generators copy them into locals and put them back. */
  readonly state = new Int32Array(4);

  /** The next 32 bits, as a signed integer. */
  next(): number {
    const s = this.state;
    const s1 = s[1]!;
    const scrambled = Math.imul(s1, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const s2 = s[2]! ^ s[0]!;
    const s3 = s[3]! ^ s1;
    s[1] = s1 ^ s2;
    s[0]! ^= s3;
    s[2] = s2 ^ (s1 << 9);
    s[3] = (s3 << 11) | (s3 >>> 21);
    return result;
  }

  /**
   * The next number strictly between 0 and 1, from two steps: one of the 2⁵² odd multiples of 2⁻⁵³, all equally likely.
   * Neither 0 nor 1 can occur, u and 1 − u are equally likely, and the mean is exactly 1/2.
   */
  uniform(): number {
    const high = this.next() >>> 6;
    const low = this.next() >>> 6;
    return (high * 0x4000000 + low + 0.5) * 2 ** -52;
  }
}
