/**
 * Exponential variates by the ziggurat method: 256 layers of equal area cover the density e⁻ˣ; a point is drawn in a layer,
 * and in 99 of 100 cases it lies under the curve for sure, so that two table reads and a multiplication are enough.
 * Source: G. Marsaglia, W. W. Tsang, The ziggurat method for generating random variables, J. Stat. Software 5(8), 2000.
 */
import type { Xoshiro } from "./xoshiro.ts";

/** Where the tail begins, and the area of each layer; both from the paper. */
const TAIL_START = 7.69711747013105;
const LAYER_AREA = 0.003949659822581557;

/** Right edge of layer i; layer 0 is the bottom one with the tail, stretched to the area of the others. */
const edge = new Float64Array(257);
/** The same edge divided by 2⁵², for points drawn as whole numbers. */
const step = new Float64Array(257);
/** Height of the density at that edge. */
const height = new Float64Array(257);

edge[0] = LAYER_AREA * Math.exp(TAIL_START);
edge[1] = TAIL_START;
for (let i = 2; i < 256; i++) edge[i] = -Math.log(Math.exp(-edge[i - 1]!) + LAYER_AREA / edge[i - 1]!);
for (let i = 0; i <= 256; i++) {
  step[i] = edge[i]! * 2 ** -52;
  height[i] = Math.exp(-edge[i]!);
}

/**
 * Fills the first `count` places of `block` with independent exponential variates of mean 1. The sequence does not depend
 * on how it is cut into blocks. The generator's state lives in locals meanwhile: that is what makes it fast.
 */
export function fillExponential(generator: Xoshiro, block: Float64Array, count: number): void {
  const state = generator.state;
  let s0 = state[0]!;
  let s1 = state[1]!;
  let s2 = state[2]!;
  let s3 = state[3]!;
  for (let k = 0; k < count; ) {
    // two steps of xoshiro128**, as in Xoshiro.next
    let high = Math.imul(s1, 5);
    high = Math.imul((high << 7) | (high >>> 25), 9);
    let shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    let low = Math.imul(s1, 5);
    low = Math.imul((low << 7) | (low >>> 25), 9);
    shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);

    // 8 bits choose the layer, 52 others the place in it: an odd multiple of 2⁻⁵³, never 0
    const layer = high & 255;
    const x = ((high >>> 8) * 0x10000000 + (low >>> 4) + 0.5) * step[layer]!;
    if (x < edge[layer + 1]!) {
      block[k++] = x;
      continue;
    }
    state[0] = s0;
    state[1] = s1;
    state[2] = s2;
    state[3] = s3;
    const variate = atTheEdge(generator, layer, x);
    if (variate > 0) block[k++] = variate;
    s0 = state[0]!;
    s1 = state[1]!;
    s2 = state[2]!;
    s3 = state[3]!;
  }
  state[0] = s0;
  state[1] = s1;
  state[2] = s2;
  state[3] = s3;
}

/** A point right of the part of its layer that is surely under the curve: a variate, or 0 if it is above the curve. */
function atTheEdge(generator: Xoshiro, layer: number, x: number): number {
  const u = generator.uniform();
  if (layer === 0) return TAIL_START - Math.log(u); // memoryless: beyond the start of the tail it begins anew
  const y = height[layer]! + u * (height[layer + 1]! - height[layer]!);
  return y < Math.exp(-x) ? x : 0;
}
