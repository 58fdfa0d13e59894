import { downtimePerYear, nines } from "../library/analysis.ts";
import { toCsv } from "../library/charts.ts";
import type { MeanInterval } from "../library/statistics.ts";
import type { Claim } from "./claim.ts";
import type { ThesisFindings } from "./claims.ts";
import type { TimePoint } from "./set-up.ts";
import { type Column, PRINTED } from "./table1.ts";
import type { VariantPoint } from "./variants.ts";

/** Simulated figures are written with six significant digits: more than their intervals warrant, few enough to read. */
const DIGITS = 6;

/** What is said of the availability at one MTTF. */
const AVAILABILITY = [
  { name: "mttfHours" },
  { name: "mttrHours" },
  { name: "availability" },
  { name: "unavailability" },
  { name: "nines" },
  { name: "downtimeMinutesPerYear" },
] as const;

const bounds = ({ low, high }: MeanInterval) => ({ ci95Low: low, ci95High: high });

/** The CSV files of the reproduction, by name; their columns are a contract. */
export function csvFiles(
  findings: ThesisFindings,
  variants: readonly VariantPoint[],
  claims: readonly Claim[],
): Map<string, string> {
  const { failedCalls, setUp, availability, table1 } = findings;
  return new Map([
    [
      "fig9.csv",
      toCsv(
        [
          { name: "architecture" },
          { name: "rate" },
          { name: "replications" },
          { name: "failedCalls", digits: DIGITS },
          { name: "ci95Low", digits: DIGITS },
          { name: "ci95High", digits: DIGITS },
        ],
        failedCalls.points.map(({ architecture, rate, replications, failedCalls: interval }) => ({
          architecture,
          rate,
          replications,
          failedCalls: interval.mean,
          ...bounds(interval),
        })),
      ),
    ],
    [
      "fig9-reduction.csv",
      toCsv(
        [
          { name: "rate" },
          { name: "reductionPercent", digits: DIGITS },
          { name: "ci95Low", digits: DIGITS },
          { name: "ci95High", digits: DIGITS },
          { name: "thesisPercent" },
        ],
        failedCalls.reductions.map(({ rate, percent, publishedPercent }) => ({
          rate,
          reductionPercent: percent.mean,
          ...bounds(percent),
          thesisPercent: publishedPercent,
        })),
      ),
    ],
    ["fig9-variants.csv", variantsCsv(variants)],
    ["fig10.csv", timesCsv(setUp.processing)],
    ["fig11.csv", timesCsv(setUp.setUp)],
    [
      "fig12.csv",
      toCsv(
        [{ name: "servers" }, ...AVAILABILITY],
        availability.grid.map((point) => ({ ...point, ...measures(point.unavailability) })),
      ),
    ],
    [
      "fig12-beyond.csv",
      toCsv(
        [{ name: "design" }, ...AVAILABILITY],
        availability.beyond.map((point) => ({ ...point, ...measures(point.unavailability) })),
      ),
    ],
    ["table1.csv", table1Csv(table1)],
    [
      "claims.csv",
      toCsv(
        [
          { name: "id" },
          { name: "figure" },
          { name: "statement" },
          { name: "status" },
          { name: "expected" },
          { name: "obtained" },
        ],
        claims.map((claim) => ({ ...claim })),
      ),
    ],
  ]);
}

const measures = (unavailability: number) => ({
  availability: 1 - unavailability,
  nines: nines(unavailability),
  downtimeMinutesPerYear: downtimePerYear(unavailability) / 60,
});

function timesCsv(points: readonly TimePoint[]): string {
  return toCsv(
    [
      { name: "architecture" },
      { name: "rate" },
      { name: "meanMs", digits: DIGITS },
      { name: "p95Ms", digits: DIGITS },
      { name: "ci95Low", digits: DIGITS },
      { name: "ci95High", digits: DIGITS },
      { name: "theoryMs", digits: DIGITS },
    ],
    points.map(({ architecture, rate, mean, p95, theory }) => ({
      architecture,
      rate,
      meanMs: mean.mean * 1e3,
      p95Ms: p95 * 1e3,
      ci95Low: mean.low! * 1e3,
      ci95High: mean.high! * 1e3,
      theoryMs: theory * 1e3,
    })),
  );
}

function variantsCsv(variants: readonly VariantPoint[]): string {
  return toCsv(
    [
      { name: "experiment" },
      { name: "rate" },
      { name: "iprsFailedCalls", digits: DIGITS },
      { name: "ppdrFailedCalls", digits: DIGITS },
      { name: "reductionPercent", digits: DIGITS },
      { name: "ci95Low", digits: DIGITS },
      { name: "ci95High", digits: DIGITS },
    ],
    variants.map(({ name, rate, iprs, ppdr, percent }) => ({
      experiment: name,
      rate,
      iprsFailedCalls: iprs.mean,
      ppdrFailedCalls: ppdr.mean,
      reductionPercent: percent?.mean ?? null,
      ci95Low: percent?.low ?? null,
      ci95High: percent?.high ?? null,
    })),
  );
}

/** One row per row of the printed table, one column per scheme, and the thesis's own cell beside each. */
function table1Csv(columns: readonly Column[]): string {
  const rows = Object.keys(PRINTED[columns[0]!.scheme]!) as (keyof Column)[];
  const names = columns.flatMap(({ scheme }) => [scheme, `${scheme} (thesis)`]);
  const extra = {
    row: "singlePointsOfFailure",
    cells: columns.flatMap((column) => [column.singlePointsOfFailure.join(", ") || "none", ""]),
  };
  const lines = rows.map((row) => ({
    row: String(row),
    cells: columns.flatMap((column) => [String(column[row]), PRINTED[column.scheme]![row]!]),
  }));
  return toCsv(
    [{ name: "row" }, ...names.map((name) => ({ name }))],
    [...lines, extra].map(({ row, cells }) => ({
      row,
      ...Object.fromEntries(names.map((name, i) => [name, cells[i]!])),
    })),
  );
}
