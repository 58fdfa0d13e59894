/**
 * How often the intervals that the program prints cover what they are about, and how often expectations are judged falsely. `npm test` watches the quick ones with 40 intervals each, the long tests with 100;
 * `npm run test:coverage` measures all with 1000 and writes the table of docs/coverage.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { less } from "../long.ts";
import { AVAILABILITY_CASES } from "./intervals/availability.ts";
import { falselyJudged } from "./intervals/case.ts";
import { tableOfMeans } from "./intervals/means.ts";
import { MEASUREMENT_CASES } from "./intervals/measurements.ts";
import { RUN_CASES } from "./intervals/runs.ts";

const INTERVAL_CASES = [...RUN_CASES, ...AVAILABILITY_CASES, ...MEASUREMENT_CASES];

const isWhole = process.env["SIPNINES_COVERAGE"] !== undefined;
const count = isWhole ? 1000 : less(40, 100);
/** Three standard errors of a measured share, which the thousand of the laboratory do without. */
const doubt = (share: number, n: number) => (isWhole ? 0 : 3 * Math.sqrt((share * (1 - share)) / n));
/** Nominally 95 %; what the page promises. */
const LEAST = 0.92;
/** One-sided, nominally 2.5 %. */
const FALSE_MOST = 0.05;

const page = new URL("../../docs/coverage.md", import.meta.url);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const lines: string[] = [];

test.each(
  INTERVAL_CASES.filter(({ isQuick }) => isWhole || isQuick).map(
    (one) => [`${one.kind}, ${one.circumstance}`, one] as const,
  ),
)(
  "%s",
  async (_, { kind, circumstance, because, truth, fallsTo = LEAST, intervals, verdicts }) => {
    const all = await intervals(count);
    const found = all.filter((interval) => interval !== null);
    const covered = found.filter(([low, high, about = truth]) => low <= about && about <= high).length / found.length;
    const widths = found.map(([low, high]) => high - low).sort((x, y) => x - y);
    const width =
      widths.length === 0 ? "–" : Number((widths[Math.floor(widths.length / 2)]! / Math.abs(truth)).toPrecision(2));
    const wrong = verdicts && falselyJudged(verdicts(count));
    lines.push(
      `| ${kind} | ${circumstance} | ${percent(found.length / all.length)} | ${found.length === 0 ? "–" : percent(covered)} | ${width} | ${wrong === undefined ? "" : percent(wrong)} | ${because} |`,
    );
    if (found.length > 0) expect(covered).toBeGreaterThanOrEqual(fallsTo - doubt(fallsTo, found.length));
    if (wrong !== undefined) expect(wrong).toBeLessThanOrEqual(FALSE_MOST + doubt(FALSE_MOST, count));
  },
  1_800_000,
);

test.runIf(isWhole)("means, law by law", () => written("means", tableOfMeans(10_000)), 1_800_000);

const keyOf = (line: string): string => line.split(" | ", 2).join(" | ");

/** Puts what was measured between two marks of the page, in the place of what stood there. */
function written(mark: string, table: string): void {
  const text = readFileSync(page, "utf8");
  const begin = text.indexOf(`<!-- ${mark} -->\n`) + `<!-- ${mark} -->\n`.length;
  writeFileSync(page, `${text.slice(0, begin)}\n${table}\n${text.slice(text.indexOf("<!-- end -->\n", begin))}`);
}

/** What was measured takes the place of what the page said; a run of some cases (`-t`) leaves the others as they are. */
afterAll(() => {
  if (!isWhole) return;
  const text = readFileSync(page, "utf8");
  const known = new Map([...text.split("\n"), ...lines].map((line) => [keyOf(line), line]));
  const rows = INTERVAL_CASES.flatMap((one) => known.get(keyOf(`| ${one.kind} | ${one.circumstance} | `)) ?? []);
  const head =
    "| interval of | circumstance | given | covers | median width / truth | false ✓ or ✗ | truth by |\n|---|---|---|---|---|---|---|\n";
  written("measured", head + rows.map((line) => `${line}\n`).join(""));
});
