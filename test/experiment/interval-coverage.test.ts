/**
 * How often the intervals that the program prints cover what they are about. `npm test` watches the quick ones with 100 intervals each;
 * `npm run test:coverage` measures all with 1000 and writes the table of docs/coverage.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { INTERVAL_CASES } from "./interval-cases.ts";

const isWhole = process.env["SIPNINES_COVERAGE"] !== undefined;
const count = isWhole ? 1000 : 100;
/** Nominally 95 %; what the page promises, less three standard errors of the measurement in the quick ones. */
const least = isWhole ? 0.92 : 0.92 - 3 * Math.sqrt((0.92 * 0.08) / count);

const page = new URL("../../docs/coverage.md", import.meta.url);
const [BEGIN, END] = ["<!-- measured -->\n", "<!-- end -->\n"];
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const lines = new Map<string, string>();

test.each(
  INTERVAL_CASES.filter(({ isQuick }) => isWhole || isQuick).map(
    (one) => [`${one.kind}, ${one.circumstance}`, one] as const,
  ),
)(
  "%s",
  (name, { kind, circumstance, because, truth, intervals }) => {
    const found = intervals(count).filter((interval) => interval !== null);
    const covered = found.filter(([low, high]) => low <= truth && truth <= high).length / found.length;
    const widths = found.map(([low, high]) => high - low).sort((x, y) => x - y);
    const width =
      widths.length === 0 ? "–" : Number((widths[Math.floor(widths.length / 2)]! / Math.abs(truth)).toPrecision(2));
    lines.set(
      name,
      `| ${kind} | ${circumstance} | ${percent(found.length / count)} | ${found.length === 0 ? "–" : percent(covered)} | ${width} | ${because} |`,
    );
    if (found.length > 0) expect(covered).toBeGreaterThanOrEqual(found.length < 100 ? 0.8 : least);
  },
  600_000,
);

afterAll(() => {
  if (!isWhole || lines.size < INTERVAL_CASES.length) return;
  const text = readFileSync(page, "utf8");
  const [before, after] = [text.slice(0, text.indexOf(BEGIN) + BEGIN.length), text.slice(text.indexOf(END))];
  const head =
    "| interval of | circumstance | given | covers | median width / truth | truth by |\n|---|---|---|---|---|---|\n";
  writeFileSync(page, `${before}\n${head}${[...lines.values()].map((line) => `${line}\n`).join("")}\n${after}`);
});
