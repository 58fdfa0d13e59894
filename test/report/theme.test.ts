/** The inks of the theme, by the standards for sight: CIE lightness, colour blindness, contrast. */
import { expect, test } from "vitest";
import { INKS, MUTED, RAMP, REFERENCE, TEXT } from "../../src/report/theme.ts";

type Triple = readonly [number, number, number];

const linear = (hex: string): Triple => {
  const channel = (at: number) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
};
const times = (matrix: readonly Triple[], [a, b, c]: Triple): Triple =>
  matrix.map(([x, y, z]) => x * a + y * b + z * c) as unknown as Triple;

/** Relative luminance (WCAG 2). */
const luminance = (hex: string): number => {
  const [r, g, b] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrastOnWhite = (hex: string): number => 1.05 / (luminance(hex) + 0.05);

/** CIE 1976 L*a*b* under D65. */
function lab(rgb: Triple): Triple {
  const xyz = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    rgb,
  );
  const f = (t: number) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const [x, y, z] = [f(xyz[0] / 0.9505), f(xyz[1]), f(xyz[2] / 1.089)];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const lightness = (hex: string): number => lab(linear(hex))[0];

/** Machado, Oliveira, Fernandes 2009, table 1, severity 1. */
const BLINDNESS: Readonly<Record<string, readonly Triple[]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const strokes = [...INKS, REFERENCE].map(({ stroke }) => stroke);
const pairs = (colours: readonly string[]) =>
  colours.flatMap((a, index) => colours.slice(index + 1).map((b) => [a, b] as const));

test("in grey print the first two inks are far apart, and any two differ", () => {
  expect(Math.abs(lightness(strokes[0]!) - lightness(strokes[1]!))).toBeGreaterThan(35);
  for (const [a, b] of pairs(INKS.map(({ stroke }) => stroke))) {
    expect(Math.abs(lightness(a) - lightness(b)), `${a} ${b}`).toBeGreaterThan(8);
  }
});

test.each(Object.entries(BLINDNESS))("with %s any two inks differ by ΔE 15 or more", (_, matrix) => {
  for (const [a, b] of pairs(strokes)) {
    const [p, q] = [lab(times(matrix, linear(a))), lab(times(matrix, linear(b)))];
    expect(Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]), `${a} ${b}`).toBeGreaterThan(15);
  }
});

test("words have a contrast of 4.5 : 1 on white", () => {
  expect(contrastOnWhite("#767676")).toBeCloseTo(4.54, 2);
  for (const colour of [...INKS.map(({ text }) => text), REFERENCE.text, TEXT, MUTED]) {
    expect(contrastOnWhite(colour), colour).toBeGreaterThan(4.5);
  }
});

test("the ramp grows lighter step by step", () => {
  const steps = RAMP.slice(1).map((colour, index) => lightness(colour) - lightness(RAMP[index]!));
  for (const step of steps) expect(step).toBeGreaterThan(4);
});
