/** Formulas: what they come to, in which unit, and what is not let in. Expected values are reckoned by hand. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { dimensionOf, unitText } from "../../src/formula/dimension.ts";
import { type Expression, evaluate } from "../../src/formula/expression.ts";
import { OPERATIONS, type OperationName, type Range } from "../../src/formula/operations.ts";
import { type Quantity, readFormula } from "../../src/formula/read.ts";
import { FormulaProblem } from "../../src/formula/tokens.ts";

const VALUES: Readonly<Record<string, readonly [number, string]>> = {
  calls: [1, "calls"],
  s: [1, "s"],
  min: [60, "s"],
  year: [31_536_000, "s"],
  failed: [12, "calls"],
  created: [48, "calls"],
  outage: [1.5, "s"],
  "setup.p95": [0.25, "s"],
  share: [0.2, "ratio"],
  rate: [400, "1/s"],
  mttf: [3_600_000, "s"],
  mttr: [14_400, "s"],
};
const vocabulary = {
  names: Object.keys(VALUES),
  expected: "a name",
  find(name: string): Quantity | undefined {
    const known = Object.hasOwn(VALUES, name) ? VALUES[name] : undefined;
    if (known === undefined) return undefined;
    const most = known[1] === "ratio" ? 1 : Infinity;
    const isUnit = ["calls", "s", "min", "year"].includes(name);
    const range = isUnit ? { least: known[0], most: known[0] } : { least: 0, most };
    return {
      expression: isUnit ? { number: known[0] } : { metric: name },
      dimension: dimensionOf(known[1]),
      range,
    };
  },
};
const read = (text: string) => readFormula(text, vocabulary);
const amountOf = (text: string): number => evaluate(read(text).expression, (name) => VALUES[name]![0]);
const unitOf = (text: string): string => unitText(read(text).dimension);
function problemOf(text: string): FormulaProblem {
  try {
    read(text);
  } catch (error) {
    if (error instanceof FormulaProblem) return error;
    throw error;
  }
  throw new Error(`${text} was let in`);
}

test.each([
  ["failed / 3", 4, "calls"],
  ["1 + 2 * 3 - 4 / 2", 5, "1"],
  ["2 ^ 3 ^ 2", 512, "1"],
  ["-2 ^ 2", -4, "1"],
  ["-(2 - 5) * +2", 6, "1"],
  ["2 ^ -1", 0.5, "1"],
  ["(1 - mttf / (mttf + mttr)) * 1 year", 125_641.434_262_948, "s"], // 4 h in 1004 h, of 8760 h
  ["setup.p95 + 2 s", 2.25, "s"],
  ["90 s / 1 min", 1.5, "1"],
  ["failed / outage", 8, "calls/s"],
  ["failed / outage / 1 calls", 8, "1/s"],
  ["rate * outage", 600, "1"],
  ["outage * outage", 2.25, "s^2"],
  ["sqrt(outage * outage) + 1 s", 2.5, "s"],
  ["failed / (outage * outage)", 16 / 3, "calls/s^2"],
  ["created / failed / outage", 8 / 3, "1/s"],
  ["failed * outage / rate", 0.045, "calls*s^2"],
  ["failed / created", 0.25, "1"],
  ["min(outage, setup.p95, 1 min)", 0.25, "s"],
  ["max(outage, 1 min)", 60, "s"],
  ["abs(setup.p95 - outage)", 1.25, "s"],
  ["-log10(1 - 0.999)", 3, "1"],
  ["log(exp(2))", 2, "1"],
  [".5e1 + 1e-1", 5.1, "1"],
  ["failed ^ 0 + 1", 2, "1"],
])("%s is %d %s", (text, value, unit) => {
  expect(amountOf(text)).toBeCloseTo(value, 9);
  expect(unitOf(text)).toBe(unit);
});

test("what has no finite value is not defined", () => {
  for (const text of ["1 / 0", "0 / 0", "log(0)", "sqrt(-1)", "10 ^ 400", "failed / (outage - 1.5 s)"])
    expect(amountOf(text), text).toBeNaN();
});

test.each([
  ["failed + outage", 0, 15, "calls beside s"],
  ["1 + (failed - 2)", 5, 15, "calls beside a number without a unit"],
  ["3 * (outage + 1)", 5, 15, "s beside a number without a unit"],
  ["2 ^ outage", 4, 10, "an exponent in s"],
  ["outage ^ share", 9, 14, "a value in s to a power that varies"],
  ["log(outage)", 4, 10, "log of a value in s"],
  ["max(outage, failed)", 4, 18, "s beside calls"],
  ["failed / 3 + fialed", 13, 19, 'the unknown name "fialed"'],
  ["cos(3)", 0, 3, 'the unknown function "cos"'],
  ["3 + sqrt", 4, 8, "the function sqrt without its brackets"],
  ["failed(3)", 0, 6, "failed, which is no function"],
  ["sqrt(2, 3)", 0, 4, "sqrt of 2 values"],
  ["min(2)", 0, 3, "min of one value"],
  ["abs()", 0, 3, "abs of nothing"],
  ["(failed", 7, 8, "the end of the formula"],
  ["failed )", 7, 8, '")"'],
  ["1.2.3", 3, 4, '".3"'],
  ["1e999", 0, 5, "1e999"],
  [" ", 0, 1, "an empty formula"],
])("%s is refused from %d to %d: %s", (text, start, end, found) => {
  expect(problemOf(text)).toMatchObject({ start, end, found });
});

test("a slip is told what was probably meant", () => {
  expect(problemOf("fialed / 3").hint).toBe("Did you mean failed?");
  expect(problemOf("sqr(3)").hint).toBe("Did you mean sqrt?");
});

/** What mathjs would do, and a formula must not. */
const ATTACKS = [
  "import({ a: 1 }, { override: true })",
  'cos.constructor("return process")()',
  "constructor",
  "constructor.constructor",
  "__proto__",
  "failed.constructor",
  "(failed).outage",
  "sqrt(4).failed",
  "failed().failed",
  "toString()",
  "hasOwnProperty",
  'evaluate("1")',
  'parse("1")',
  'createUnit("knoten")',
  "createUnit(failed)",
  "a = 3",
  "f(x) = x ^ 2",
  "f(x) = f(x - 1)",
  "1:1e9",
  "sum(1:1000000000)",
  "range(0, 1e9)",
  "[1, 2, 3]",
  "zeros(10000, 10000)",
  "{ a: 1 }",
  '"text"',
  "'text'",
  "failed[1]",
  'failed["constructor"]',
  "failed?.constructor",
  "true ? 1 : 2",
  "failed > 3",
  "failed == 3",
  "true",
  "null",
  "Infinity",
  "NaN",
  "i",
  "end",
  "failed mod 3",
  "failed to s",
  "not failed",
  "failed % 5",
  "5 !",
  "failed'",
  "failed .^ 2",
  "failed .* 2",
  "1; 2",
  "1 # 2",
  "0x10",
  "1n",
  "random()",
  "map(failed, sqrt)",
  "gamma(1e9)",
  "factorial(1000000)",
  "console.log(1)",
  "process.exit(1)",
  "globalThis",
  "\u202efailed",
  "failed\u0000",
];
test.each(ATTACKS)("%j is refused", (text) => void problemOf(text));

test("long, wide and deep formulas are refused before they are parsed, quickly", () => {
  const began = process.cpuUsage();
  expect(problemOf("1".repeat(1e6)).found).toBe("a formula of 1000000 characters");
  expect(problemOf(`${"(".repeat(400)}1${")".repeat(400)}`).found).toBe("brackets nested too deep");
  expect(problemOf(Array.from({ length: 400 }, () => "1").join("+")).found).toBe("400 numbers and names");
  expect(problemOf(`1${"-".repeat(900)}1`).found).toBe("900 operators");
  expect(process.cpuUsage(began).user).toBeLessThan(5e6); // microseconds of its own, whoever else is at work
  expect(amountOf(`${"(".repeat(20)}1${")".repeat(20)}`)).toBe(1);
  expect(amountOf(Array.from({ length: 100 }, () => "1").join("^"))).toBe(1);
  expect(amountOf(`1 ${"-".repeat(200)} 1`)).toBe(2);
});

test("whatever the text, it is read or refused with a place in it", () => {
  const piece = fc.constantFrom(
    "failed",
    "outage",
    "min",
    "sqrt",
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    "/",
    "^",
    "2",
    "1e3",
    ".",
    " ",
    "=",
    "year",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const text = pieces.join("");
      try {
        const { expression } = read(text);
        expect(typeof evaluate(expression, (name) => VALUES[name]![0])).toBe("number");
        expect(JSON.parse(JSON.stringify(expression))).toEqual(expression);
      } catch (error) {
        if (!(error instanceof FormulaProblem)) throw error;
        expect(error.start).toBeLessThanOrEqual(Math.max(1, text.length));
        expect(error.end).toBeGreaterThan(error.start);
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
});

test("values lie where their ranges say", () => {
  const names = Object.keys(OPERATIONS) as OperationName[];
  const operand = fc.tuple(
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.double({ min: 0, max: 3, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...names), operand, operand, (name, x, y) => {
      const { value, range } = OPERATIONS[name] as {
        value: (...x: number[]) => number;
        range: (...x: Range[]) => Range;
      };
      const ranges = [x, y].map(([least, width]) => ({ least, most: least + width }));
      const found = value(...[x, y].map(([least, width, at]) => least + width * at));
      const { least, most } = range(...ranges);
      const slack = 1e-9 * Math.max(1, Math.abs(found));
      if (Number.isFinite(found)) {
        expect(found).toBeGreaterThanOrEqual(least - slack);
        expect(found).toBeLessThanOrEqual(most + slack);
      }
    }),
    { numRuns: 5000, seed: 1 },
  );
});

test("ranges tell a share from other quotients", () => {
  expect(read("1 - share").range).toEqual({ least: 0, most: 1 });
  expect(read("failed / created").range).toEqual({ least: 0, most: Infinity });
  expect(read("outage - setup.p95").range).toEqual({ least: -Infinity, most: Infinity });
});

test("an expression takes the values that it is given at its paths", () => {
  const expression: Expression = { apply: "/", to: [{ number: 6, path: "parameters.a" }, { number: 2 }] };
  expect(evaluate(expression, () => Number.NaN)).toBe(3);
  expect(
    evaluate(
      expression,
      () => Number.NaN,
      (path) => (path === "parameters.a" ? 8 : undefined),
    ),
  ).toBe(4);
});
