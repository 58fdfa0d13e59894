/** CSV files, read back with another library. */
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toCsv } from "../../src/report/csv.ts";

test("columns stand in the order of the contract, whatever the order in the rows", () => {
  const columns = [{ name: "architecture" }, { name: "rate" }, { name: "failedCalls", digits: 4 }] as const;
  const text = toCsv(columns, [{ failedCalls: 130.24567, rate: 100, architecture: "iprs" }]);
  expect(text).toBe("architecture,rate,failedCalls\niprs,100,130.2\n");
});

test("any finite number and any text read back as they were", () => {
  const rows = fc.array(fc.record({ n: fc.double({ noNaN: true, noDefaultInfinity: true }), t: fc.string() }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(rows, (given) => {
      const back: Record<string, string>[] = parse(toCsv([{ name: "n" }, { name: "t" }], given), { columns: true });
      expect(back.map(({ n, t }) => ({ n: Number(n), t }))).toEqual(given.map(({ n, t }) => ({ n: n + 0, t })));
    }),
    { seed: 1 },
  );
});

test("stated digits are significant ones, for small and large", () => {
  const written = (value: number) => toCsv([{ name: "x", digits: 3 }], [{ x: value }]).split("\n")[1];
  expect([4.40068e-6, 0.000123456, 99.999, 123456, 0].map(written)).toEqual([
    "0.0000044",
    "0.000123",
    "100",
    "123000",
    "0",
  ]);
  expect(written(4.40068e-9)).toBe("4.4e-9");
});

test("nothing is no number, and NaN is refused by name", () => {
  expect(toCsv([{ name: "a" }, { name: "b" }], [{ a: null, b: true }])).toBe("a,b\n,true\n");
  expect(() => toCsv([{ name: "x" }], [{ x: 1 }, { x: Number.NaN }])).toThrow("csv: row 2, x: NaN is no finite number");
});

test("a row that does not fit the columns is refused", () => {
  const loose = [{ name: "a" }, { name: "b" }] as { name: string }[];
  expect(() => toCsv(loose, [{ a: 1 }])).toThrow("row 1 and the columns disagree about b");
  expect(() => toCsv(loose, [{ a: 1, b: 2, c: 3 }])).toThrow("row 1 and the columns disagree about c");
});
