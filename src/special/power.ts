/**
 * Powers with the same last digit on every machine. What `x ** y` gives is the engine's choice: V8 has computed it by an algorithm of its
 * own up to version 12 (Node 22), and by the C library of the machine since 13.
 *
 * The algorithm is Sun's of 1993 (fdlibm 5.3, e_pow.c), with one term where V8 had it, so that results are those of Node 20 and 22, bit for
 * bit: log₂ x as a short number and a tail, times y, and 2 to that power. It errs by one unit of the last digit, and by 10⁻¹³
 * for exponents beyond 2³¹.
 */

/** 2 / (3 ln 2), 1 / ln 2 and ln 2: each also as the sum of a short number and a tail. */
const SCALE = 0.9617966939259756;
const SCALE_HIGH = 0.9617967009544373;
const SCALE_LOW = -7.028461650952758e-9;
const PER_LN2_HIGH = 1.4426950216293335;
const PER_LN2_LOW = 1.9259629911266175e-8;
const LN2_HIGH = 0.6931471824645996;
const LN2_LOW = -1.904654299957768e-9;
/** log₂ 3/2, as such a sum. */
const LOG_HIGH = 0.5849624872207642;
const LOG_LOW = 1.350039202129749e-8;
/** ln m = 2s + 2/3 s³ + s⁵ (L1 + L2 s² + …) for s = (m − 1)/(m + 1), all times 3/2. */
const L1 = 0.5999999999999946;
const L2 = 0.4285714285785502;
const L3 = 0.33333332981837743;
const L4 = 0.272728123808534;
const L5 = 0.23066074577556175;
const L6 = 0.20697501780033842;
/** z coth(z/2) = 2 + z² (P1 + P2 z² + …). */
const P1 = 0.16666666666666602;
const P2 = -0.0027777777777015593;
const P3 = 0.00006613756321437934;
const P4 = -0.0000016533902205465252;
const P5 = 4.1381367970572385e-8;
/** How far below 1024 the logarithm lies from which on powers are rounded to infinity. */
const BELOW_OVERFLOW = 8.008566259537294e-17;

const double = new Float64Array([1]);
const words = new Int32Array(double.buffer);
const HIGH = words[1] === 0 ? 0 : 1;
/** Powers of two: 2ⁿ at n + 1043, n = −1042 … 1023; zero at 0. */
const twos = Float64Array.from({ length: 2067 }, (_, i) => (i === 0 ? 0 : 2 ** (i - 1043)));

/** The upper 32 bits: sign, 11 bits of exponent (from 1023 on for 1), 20 of the fraction. */
function highWord(x: number): number {
  double[0] = x;
  return words[HIGH]!;
}

/** x without its lower 32 bits, so that products of two such numbers are exact. Nothing is left of less than 2⁻¹⁰²². */
function short(x: number): number {
  const high = highWord(x);
  const digits = ((high & 0xfffff) | 0x100000) * twos[(high >> 20) & 0x7ff]!;
  return high < 0 ? -digits : digits;
}

/** xʸ for x > 0, neither 1 nor infinite, and finite y ≠ 0. */
function powerOf(x: number, y: number): number {
  const high = highWord(x);
  if (high < 0x100000) return byLogarithm(x * 2 ** 53, highWord(x * 2 ** 53), -53, y);
  const isNearOne = high === 0x3fefffff || high === 0x3ff00000;
  return isNearOne && Math.abs(y) >= 2 ** 31 + 2 ** 11 ? nearOne(x, y) : byLogarithm(x, high, 0, y);
}

/** For huge y: the logarithm by its series up to the fourth power of x − 1, which is at most 2⁻²⁰. */
function nearOne(x: number, y: number): number {
  const t = x - 1;
  const w = t * t * (0.5 - t * (1 / 3 - t * 0.25));
  const u = PER_LN2_HIGH * t;
  const v = t * PER_LN2_LOW - w * Math.LOG2E;
  const log = short(u + v);
  return raised(y, log, v - (log - u));
}

/** (x·2ᵏ)ʸ, where x has this high word. x = 2ⁿm with m between √¾ and √3, and s = (m − c)/(m + c) with c = 1 or 3/2. */
function byLogarithm(x: number, high: number, k: number, y: number): number {
  const fraction = high & 0xfffff;
  const isAbove = fraction > 0x3988e && fraction < 0xbb67a;
  const c = isAbove ? 1.5 : 1;
  const n = (high >> 20) - 1023 + (fraction < 0xbb67a ? 0 : 1);
  const m = x * twos[1043 - n]!;
  // s, and what it lacks: m + c as a short number and the rest
  const difference = m - c;
  const inverse = 1 / (m + c);
  const s = difference * inverse;
  const sHigh = short(s);
  const sumHigh = c + (1 + (fraction & 0xffffe) * 2 ** -20) * (fraction < 0xbb67a ? 1 : 0.5);
  const sLow = inverse * (difference - sHigh * sumHigh - sHigh * (m - (sumHigh - c)));
  // 3 + s² + …, by which s is multiplied
  const q = s * s;
  const series = q * q * (L1 + q * (L2 + q * (L3 + q * (L4 + q * (L5 + q * L6))))) + sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const factor = short(3 + square + series);
  const u = sHigh * factor;
  const v = sLow * factor + (series - (factor - 3 - square)) * s;
  // 3/2 ln m, and log₂ x
  const product = short(u + v);
  const whole = n + k;
  const above = SCALE_HIGH * product;
  const below = SCALE_LOW * product + (v - (product - u)) * SCALE + (isAbove ? LOG_LOW : 0);
  const logC = isAbove ? LOG_HIGH : 0;
  const log = short(above + below + logC + whole);
  return raised(y, log, below - (log - whole - logC - above));
}

/** 2 to the power of y times a logarithm, which is a short number and a tail. */
function raised(y: number, log: number, tail: number): number {
  const yHigh = short(y);
  const low = (y - yHigh) * log + y * tail;
  const high = yHigh * log;
  const exponent = low + high;
  if (exponent >= 1024 && (exponent > 1024 || low + BELOW_OVERFLOW > exponent - high)) return Infinity;
  if (exponent <= -1075 && (exponent < -1075 || low <= exponent - high)) return 0;
  const n = Math.abs(exponent) >= 0.5 + 2 ** -21 ? Math.trunc(exponent + (exponent < 0 ? -0.5 : 0.5)) : 0;
  const rest = high - n;
  const t = short(low + rest);
  const u = t * LN2_HIGH;
  const v = (low - (t - rest)) * Math.LN2 + t * LN2_LOW;
  const z = u + v;
  const w = v - (z - u);
  const q = z * z;
  const r = z - q * (P1 + q * (P2 + q * (P3 + q * (P4 + q * P5))));
  // By the book, w + z·w stands outside of the quotient.
  const value = 1 - ((z * r) / (r - 2 - (w + z * w)) - z);
  return n > -1000 ? value * twos[n + 1042]! * 2 : value * twos[n + 1143]! * 2 ** -100;
}

/**
 * xʸ: infinities, zeros and NaN as in ECMAScript (§6.1.6.1.3). Needless for what is the same everywhere: `x ** 2`, and powers of 2 with whole
 * exponents.
 */
export function power(x: number, y: number): number {
  if (y === 2) return x * x;
  if (y === 0) return 1;
  if (y === 1) return x;
  if (y === -1) return 1 / x;
  if (x > 0 && x !== 1 && x !== Infinity && Number.isFinite(y)) return y === 0.5 ? Math.sqrt(x) : powerOf(x, y);
  return unusual(x, y);
}

/** What is left: NaN, infinite exponents, and powers of 0, 1, ∞ and of negative numbers. */
function unusual(x: number, y: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x) || Number.isNaN(y) || (size === 1 && !Number.isFinite(y))) return Number.NaN;
  if (!Number.isFinite(y)) return size > 1 === y > 0 ? Infinity : 0;
  const isPlain = size !== 0 && size !== Infinity;
  if (isPlain && x < 0 && !Number.isInteger(y)) return Number.NaN;
  const value = size === 1 ? 1 : isPlain ? powerOf(size, y) : y > 0 ? size : 1 / size;
  return (x < 0 || Object.is(x, -0)) && Math.abs(y % 2) === 1 ? -value : value;
}
