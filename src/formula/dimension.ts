import { language } from "./late.ts";
import type { MathUnit } from "./mathjs.ts";

/** The unit of a value, without an amount: seconds, calls, or what they make together; 1 for a pure number. */
export type Dimension = MathUnit | 1;

/** The unit of a metric or of a value of the scenario, by the name that it bears there. */
export function dimensionOf(name: string): Dimension {
  if (name === "ratio" || name === "1") return 1;
  if (name === "1/s") return power(dimensionOf("s"), -1);
  const { Unit } = language();
  if (!Object.hasOwn(Unit.UNITS, name)) Unit.createUnitSingle(name);
  return new Unit(1, name);
}

const reduced = (unit: MathUnit | number): Dimension => (typeof unit === "number" ? 1 : unit);

export const isSame = (x: Dimension, y: Dimension): boolean => (x === 1 || y === 1 ? x === y : x.equalBase(y));

export function product(x: Dimension, y: Dimension): Dimension {
  if (x === 1) return y;
  return y === 1 ? x : reduced(x.multiply(y));
}

export const quotient = (x: Dimension, y: Dimension): Dimension => product(x, power(y, -1));

export const power = (x: Dimension, exponent: number): Dimension =>
  x === 1 || exponent === 0 ? 1 : reduced(x.pow(exponent));

/** A unit as tables show it: "s", "calls/s", "1/s", "s^2"; "1" for a pure number. */
export function unitText(unit: Dimension): string {
  if (unit === 1) return "1";
  const powers = new Map<string, number>();
  for (const { unit: base, power: exponent } of unit.units)
    powers.set(base.name, (powers.get(base.name) ?? 0) + exponent);
  const side = (sign: 1 | -1): string =>
    [...powers]
      .filter(([, exponent]) => exponent * sign > 0)
      .map(([name, exponent]) => (exponent * sign === 1 ? name : `${name}^${Number((exponent * sign).toPrecision(6))}`))
      .sort()
      .join("*");
  const [above, below] = [side(1), side(-1)];
  if (below === "") return above;
  return `${above || "1"}/${below.includes("*") ? `(${below})` : below}`;
}
