/** What a formula may do: a value from values, and where the result lies when its operands lie somewhere. */

import { power } from "../special/power.ts";

/** Bounds of a value. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

const ANYWHERE: Range = { least: -Infinity, most: Infinity };

interface Operation {
  readonly value: (...operands: readonly number[]) => number;
  readonly range: (...operands: readonly Range[]) => Range;
}

/** The range of values, if all are known. */
const spanning = (...values: readonly number[]): Range =>
  values.some(Number.isNaN) ? ANYWHERE : { least: Math.min(...values), most: Math.max(...values) };

/** Of what is never reached: no bound of a product or a quotient is indefinite. */
const times = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);
const over = (x: number, y: number): number => (x === 0 || y === Infinity ? 0 : x / (y + 0));
/** The range of what all ends of two ranges make together. */
const ofEnds = (value: (x: number, y: number) => number, x: Range, y: Range): Range =>
  spanning(...[x.least, x.most].flatMap((one) => [value(one, y.least), value(one, y.most)]));

const opposite = ({ least, most }: Range): Range => ({ least: -most, most: -least });
const rising = (value: (x: number) => number): Operation => ({
  value: (x) => value(x!),
  range: (x) => spanning(value(x!.least), value(x!.most)),
});

/** Operators and functions, by their names. No others exist. */
export const OPERATIONS = {
  "+": {
    value: (x, y) => x! + y!,
    range: (x, y) => ({ least: x!.least + y!.least, most: x!.most + y!.most }),
  },
  "-": {
    value: (x, y) => x! - y!,
    range: (x, y) => ({ least: x!.least - y!.most, most: x!.most - y!.least }),
  },
  "*": { value: (x, y) => x! * y!, range: (x, y) => ofEnds(times, x!, y!) },
  "/": {
    value: (x, y) => x! / y!,
    range: (x, y) => (y!.least < 0 || y!.most === 0 ? ANYWHERE : ofEnds(over, x!, y!)),
  },
  "^": {
    value: (x, y) => power(x!, y!),
    range: (x, y) => (x!.least < 0 ? ANYWHERE : ofEnds(power, x!, y!)),
  },
  negative: { value: (x) => -x!, range: (x) => opposite(x!) },
  abs: {
    value: (x) => Math.abs(x!),
    range: (x) => {
      const ends = [Math.abs(x!.least), Math.abs(x!.most)] as const;
      return { least: x!.least <= 0 && x!.most >= 0 ? 0 : Math.min(...ends), most: Math.max(...ends) };
    },
  },
  min: {
    value: (...x) => Math.min(...x),
    range: (...x) => ({
      least: Math.min(...x.map(({ least }) => least)),
      most: Math.min(...x.map(({ most }) => most)),
    }),
  },
  max: {
    value: (...x) => Math.max(...x),
    range: (...x) => ({
      least: Math.max(...x.map(({ least }) => least)),
      most: Math.max(...x.map(({ most }) => most)),
    }),
  },
  sqrt: rising(Math.sqrt),
  exp: rising(Math.exp),
  log: rising(Math.log),
  log10: rising(Math.log10),
} as const satisfies Readonly<Record<string, Operation>>;
/** An operator or a function of a formula. */
export type OperationName = keyof typeof OPERATIONS;

/** Functions that a formula may call, and how many values each takes. */
export const FUNCTIONS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  abs: [1, 1],
  min: [2, 10],
  max: [2, 10],
  sqrt: [1, 1],
  exp: [1, 1],
  log: [1, 1],
  log10: [1, 1],
};
