/** Tables on the terminal. */
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { styled, terminalTable } from "../../src/report/terminal.ts";

const example = {
  columns: [
    { title: "architecture" },
    { title: "rate", unit: "calls/s" },
    { title: "failed calls" },
    { title: "thesis", unit: "%" },
  ],
  rows: [
    ["iprs", "100", "130.25", "29"],
    ["ppdr", "400", "1164.5", "–"],
    ["ppdr, cached", "50", "−3", "56"],
  ],
};

test("words stand left, numbers right with their points in line, units under the titles", () => {
  expect(terminalTable(example, false)).toBe(
    [
      "architecture     rate  failed calls  thesis",
      "              calls/s                     %",
      "────────────  ───────  ────────────  ──────",
      "iprs              100        130.25      29",
      "ppdr              400       1164.5        –",
      "ppdr, cached       50         −3         56",
      "",
    ].join("\n"),
  );
});

test("colour changes no letter, and without it there is no escape sequence", () => {
  const plain = terminalTable(example, false);
  expect(plain).not.toContain("\u001b");
  expect(terminalTable(example, true)).toContain("\u001b[1m");
  expect(stripVTControlCharacters(terminalTable(example, true))).toBe(plain);
  expect(styled("failed", "red", false)).toBe("failed");
});

test("points of a column of numbers stand below each other, and no line ends in spaces", () => {
  const numbers = fc.array(fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 1, max: 5 })), {
    minLength: 1,
  });
  fc.assert(
    fc.property(numbers, (values) => {
      const rows = values.map(([value, decimals]) => [(value / 100).toFixed(decimals), "x"]);
      const lines = terminalTable({ columns: [{ title: "n" }, { title: "word" }], rows }, false).split("\n");
      expect(new Set(lines.slice(2, -1).map((line) => line.indexOf("."))).size).toBe(1);
      for (const line of lines) expect(line).toBe(line.trimEnd());
    }),
    { seed: 4 },
  );
});

test("a row of another length is refused", () => {
  expect(() => terminalTable({ columns: [{ title: "a" }], rows: [["1"], ["1", "2"]] }, false)).toThrow(
    "row 2 has 2 cells",
  );
});
