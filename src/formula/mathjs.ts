/** What formulas need of mathjs: its parser and its units, over plain numbers. It takes long to load: see `late.ts`. */

import { createUnitClass } from "mathjs";
import { create, parseDependencies } from "mathjs/number";
import { power } from "../special/power.ts";

/** A node of the tree that mathjs makes of a text, as far as it is looked at. */
export interface MathNode {
  readonly type: string;
  readonly fn?: string | MathNode;
  readonly args?: readonly MathNode[];
  readonly content?: MathNode;
  readonly value?: unknown;
  toString(): string;
}

/** An amount with a unit; a number where all units cancel out. */
export interface MathUnit {
  readonly units: readonly { readonly unit: { readonly name: string }; readonly power: number }[];
  equalBase(other: MathUnit): boolean;
  multiply(other: MathUnit): MathUnit | number;
  divide(other: MathUnit): MathUnit | number;
  pow(power: number): MathUnit | number;
}

export interface UnitClass {
  readonly UNITS: Readonly<Record<string, unknown>>;
  new (amount: number, name: string): MathUnit;
  createUnitSingle(name: string): void;
}

declare module "mathjs" {
  /** Of which mathjs says nothing in its types. */
  export function createUnitClass(scope: Readonly<Record<string, unknown>>): UnitClass;
}

/** The parser. It knows the language alone: nothing that it reads is evaluated by it. */
export const parse = create({ parseDependencies: parseDependencies! }).parse as unknown as (text: string) => MathNode;

/** Units whose amounts are plain numbers. */
export const Unit = createUnitClass({
  config: { number: "number", predictable: false },
  addScalar: (x: number, y: number) => x + y,
  subtractScalar: (x: number, y: number) => x - y,
  multiplyScalar: (x: number, y: number) => x * y,
  divideScalar: (x: number, y: number) => x / y,
  pow: power,
  equal: (x: number, y: number) => x === y,
  abs: Math.abs,
  fix: Math.trunc,
  round: Math.round,
  isNumeric: (x: unknown) => typeof x === "number",
  format: String,
  number: Number,
  Complex: class {},
  BigNumber: class {},
  Fraction: class {},
});
