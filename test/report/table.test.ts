/** One table, printed four ways: what is said on one medium is said on the others. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvOf, tableFiles } from "../../src/report/table/files.ts";
import { latexTable } from "../../src/report/table/latex.ts";
import { onPage } from "../../src/report/table/on-page.ts";
import { onTerminal } from "../../src/report/table/on-terminal.ts";
import { jsonRows, tableOf } from "../../src/report/table/table.ts";

interface Server {
  readonly name: string;
  readonly down: number;
  readonly repair: number;
  readonly mean: number;
  readonly bounds: readonly [number, number] | undefined;
  readonly isBest?: boolean;
}

const servers: readonly Server[] = [
  { name: "a_1", down: 0.25, repair: 90, mean: 12.3456, bounds: [11.5, 13.25], isBest: true },
  { name: "b", down: 0.5, repair: Infinity, mean: 2, bounds: undefined, isBest: false },
];

const printed = (rows = servers) =>
  tableOf<Server>(
    "Two servers",
    [
      { field: "name", heading: "server" },
      { field: "down", heading: "down", as: "share" },
      { field: "repair", heading: "repair", as: "duration" },
      { field: "failedCalls", heading: "failedCalls", unit: "1/s", digits: 4, precision: 3, of: ({ mean }) => mean },
      { field: "bounds", heading: "95 % interval", as: "interval" },
      { field: "isBest" },
      { heading: "word", shown: ({ isBest }) => (isBest ? "best" : "other"), of: () => "" },
    ],
    rows,
    { notes: ["Made up."], total: { name: "all", down: 0.75, repair: 0, mean: 14.3456, bounds: undefined } },
  );

test("on a terminal: title, numbers in line, the total last, notes below", () => {
  expect(onTerminal(printed(), false)).toBe(
    [
      "Two servers",
      "server  down  repair    failedCalls  95 % interval  word",
      "           %                    1/s",
      "──────  ────  ────────  ───────────  ─────────────  ─────",
      "a_1       25  1.50 min        12.35  11.5 … 13.3    best",
      "b         50  –                2     –              other",
      "all       75  0 s             14.35  –              other",
      "Made up.",
      "",
    ].join("\n"),
  );
});

test("for programs: every value as it is, intervals as bounds, nothing for what there is not", () => {
  expect(csvOf(printed())).toBe(
    "name,down,repair,failedCalls,boundsLow,boundsHigh,isBest\na_1,0.25,90,12.3,11.5,13.25,true\nb,0.5,,2,,,false\n",
  );
  expect(jsonRows(printed())).toEqual([
    { name: "a_1", down: 0.25, repair: 90, failedCalls: 12.3456, boundsLow: 11.5, boundsHigh: 13.25, isBest: true },
    { name: "b", down: 0.5, repair: null, failedCalls: 2, boundsLow: null, boundsHigh: null, isBest: false },
  ]);
});

test("on paper: escaped, with a rule above the total; headings begin with capitals unless they are names", () => {
  const { "servers.tex": tex } = tableFiles("servers", printed());
  expect(tex).toContain(
    "  Server & {Down [\\%]} & Repair & {failedCalls [1/s]} & \\multicolumn{2}{c}{95 \\% interval} & Word \\\\\n  \\midrule\n",
  );
  expect(tex).toContain("  a\\_1 & 25 & 1.50 min & 12.35 & 11.5 & 13.3 & best \\\\\n");
  expect(tex).toContain("  \\midrule\n  all & 75 & 0 s & 14.35 & \\multicolumn{2}{c}{--} & other \\\\\n  \\bottomrule");
  expect(tex).toContain("\\caption{Two servers. Made up.}\n  \\label{tab:servers}");
});

test("on a page: the cells of the terminal, and the total in the foot, where sorting leaves it", () => {
  const { html } = onPage(printed());
  expect(html).toContain("<caption>Two servers</caption>");
  expect(html).toMatch(/<\/table><\/div><p>Made up\.<\/p>$/);
  expect(html).toMatch(/<tfoot><tr><th scope="row">all<\/th><td class="number">75<\/td>/);
  expect(html).toContain('<td class="number">11.5 to 13.3</td><td>best</td>');
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: 0, max: 1 }), { minLength: 1, maxLength: 5 }), (values) => {
      const table = printed(values.map((down) => ({ ...servers[1]!, down })));
      const cells = (text: string, row: RegExp, cell: RegExp) =>
        [...text.matchAll(row)].map(([line]) => [...line.matchAll(cell)].map(([, inner]) => inner));
      const onScreen = onTerminal(table, false)
        .split("\n")
        .slice(4, -3)
        .map((line) => line.split(/ {2,}/)[1]);
      const inBody = cells(
        onPage(table).html.split("<tfoot>")[0]!,
        /<tr><th scope="row".*?<\/tr>/g,
        /<td[^>]*>(.*?)<\/td>/g,
      );
      expect(inBody.map(([down]) => down)).toEqual(onScreen);
    }),
    { seed: 3, numRuns: 50 },
  );
});

test("what is positive and too small to matter is shown as less than a bound, and kept for programs", () => {
  const table = tableOf<{ readonly share: number }>(
    "Shares",
    [{ field: "share", heading: "share", as: "share", least: 1e-6 }],
    [{ share: 9.69e-10 }, { share: 1e-6 }, { share: 0 }],
  );
  expect(onTerminal(table, false)).toMatch(/< 0\.0001\n.*0\.000100\n *0\n/);
  expect(jsonRows(table)[0]).toEqual({ share: 9.69e-10 });
});

test("on paper numbers stand in columns of siunitx that are wide enough, half-widths with their values", () => {
  const cells = ["2936.6 ± 3.8", "1002 ± 14", "–", "−0.5 ± 1.25"];
  const tex = latexTable("c", "l", [
    ["A", "U"],
    ...cells.map((cell, i) => [cell, ["9.6e-5", "0.02", "< 0.0001", "1e-12"][i]!]),
  ]);
  expect(tex).toContain("{S[table-format = -4.1(2), separate-uncertainty = true]S[table-format = 1.2e-2]}");
  expect(tex).toContain("  2936.6(38) & 9.6e-5 \\\\\n  1002(14) & 0.02 \\\\\n  {--} & {\\textless{} 0.0001} \\\\");
  expect(tex).toContain("  -0.5(13) & 1e-12 \\\\");
  expect(latexTable("c", "l", [["A"], ["x"]])).toContain("% Needs \\usepackage{booktabs}.");
});

test("rows that are for programs alone are told to people by a note, and stay in the CSV file", () => {
  const table = tableOf("T", [{ field: "n", heading: "n" }], [{ n: 3 }, { n: 2 }, { n: 1 }], {
    most: { rows: () => 2, note: (left, { length }) => `${left.length} of ${length} are left out.` },
  });
  expect(onTerminal(table, false)).toBe("T\nn\n─\n3\n2\n1 of 3 are left out.\n");
  expect(onPage(table).html).toContain("<p>1 of 3 are left out.</p>");
  expect(onPage(table).html).not.toContain('<th scope="row" class="number">1</th>');
  expect(csvOf(table)).toBe("n\n3\n2\n1\n");
});
