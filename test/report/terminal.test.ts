/** Tables on the terminal. */
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { barText, histogramText, styled, terminalTable } from "../../src/report/terminal.ts";

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

test("a cell in a style leaves what stands beside it in line", () => {
  const table = (style: (text: string) => string) => ({
    columns: [{ title: "verdict" }, { title: "n" }],
    rows: [
      [style("agrees"), "1"],
      ["cannot tell", "22"],
    ],
  });
  const coloured = terminalTable(
    table((text) => styled(text, "green", true)),
    true,
  );
  expect(stripVTControlCharacters(coloured)).toBe(
    terminalTable(
      table((text) => text),
      false,
    ),
  );
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

test("bars are as long as their amounts, to an eighth of a cell", () => {
  expect(barText(1, 2, 8)).toBe("████");
  expect(barText(9, 64, 8)).toBe("█▏"); // 9/8 of a cell
  expect(barText(1e-9, 1, 8)).toBe("▏");
  expect(barText(5, 1, 3)).toBe("███");
  expect([barText(0, 1), barText(Number.NaN, 1), barText(1, 0)]).toEqual(["", "", ""]);
});

test("a histogram counts each value once, in the part of the range where it lies", () => {
  expect(histogramText([0, 0, 0, 0, 1, 1, 4], 4)).toBe("█▄ ▂"); // 4, 2, 0 and 1 of 4
  expect(histogramText([3, 3, 3])).toBe("");
});
