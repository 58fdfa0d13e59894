/** Results as charts see them: metrics measured at levels of factors, whatever file they come from. */
import { csvRecords } from "../../experiment/design/point-table.ts";
import { metricNamed } from "../../metrics/catalogue.ts";
import { UnitError } from "../../units/unit-error.ts";

/** A metric at one combination of levels. Bounds are null where no interval is known. */
export interface Measured {
  /** One level for each factor, as the file writes it. */
  readonly levels: readonly string[];
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface MeasuredMetric {
  readonly name: string;
  /** Empty for a pure number or where the file does not say. */
  readonly unit: string;
}

/** A file of results. */
export interface Measurements {
  readonly factors: readonly string[];
  readonly metrics: readonly MeasuredMetric[];
  /** Whether rows are single observations, so that rows at the same levels are a sample. */
  readonly areSingle: boolean;
  /** The rows of a metric in the order of the file; those without a value are left out. */
  rowsOf(metric: string): readonly Measured[];
  /** The cells of a column, row by row, NaN where it is empty; undefined for a table of means. */
  cellsOf(metric: string): readonly number[] | undefined;
}

/** Columns of our own files that are neither a factor nor a metric. */
const BESIDE = new Set(["point", "replications", "complete", "values", "pairs"]);
/** Quantiles between replications, which stand beside the mean. */
const QUANTILE = /^(?:median|p95)(?:Ci95(?:Low|High))?$/;
const LONG = ["metric", "unit", "mean", "ci95Low", "ci95High"];

/** Beyond this an axis from one value to another has no length that a computer could hold. */
const LARGEST = 1e150;

/** @throws UnitError for a number that no axis could bear */
function numberOf(cell: string | undefined): number {
  if (cell === undefined || cell === "") return Number.NaN;
  const value = Number(cell.replace("−", "-"));
  if (Number.isFinite(value) && Math.abs(value) > LARGEST)
    throw new UnitError(`the value ${cell.slice(0, 30)}`, "numbers up to 1e150, which an axis can bear");
  return value;
}
const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * Reads a table of results: rows of metric and mean (`summary.csv`), rows of replications (`replications.csv`), or any CSV file with a
 * head, in which every column of numbers can be metric or factor, and ci95Low and ci95High bound the metric that lies between them.
 *
 * @throws UnitError for a text that is no CSV, and for numbers too large to be drawn
 */
export function measurementsOf(text: string): Measurements {
  const [head = [], ...rows] = csvRecords(text.replace(/^\ufeff/, ""));
  if (head.includes("metric") && head.includes("mean")) return fromMeans(head, rows);
  return fromColumns(head, rows);
}

function fromMeans(head: readonly string[], rows: readonly (readonly string[])[]): Measurements {
  const at = (name: string) => head.indexOf(name);
  const [metric, unit, mean, low, high] = LONG.map(at) as [number, number, number, number, number];
  const factors = head.filter((name) => !BESIDE.has(name) && !LONG.includes(name) && !QUANTILE.test(name));
  const places = factors.map(at);
  const byMetric = new Map<string, { unit: string; rows: Measured[] }>();
  for (const row of rows) {
    const name = row[metric]!;
    const kept = byMetric.get(name) ?? { unit: row[unit] ?? "", rows: [] };
    byMetric.set(name, kept);
    const value = numberOf(row[mean]);
    if (Number.isFinite(value))
      kept.rows.push({
        levels: places.map((place) => row[place] ?? ""),
        value,
        low: orNull(numberOf(row[low])),
        high: orNull(numberOf(row[high])),
      });
  }
  return {
    factors,
    metrics: [...byMetric].map(([name, { unit: written }]) => ({ name, unit: unitOf(name, written) })),
    areSingle: false,
    rowsOf: (name) => byMetric.get(name)?.rows ?? [],
    cellsOf: () => undefined,
  };
}

function fromColumns(head: readonly string[], rows: readonly (readonly string[])[]): Measurements {
  const replication = head.indexOf("replication");
  const bounds = [head.indexOf("ci95Low"), head.indexOf("ci95High")] as const;
  const open = head.filter((name, i) => !BESIDE.has(name) && !bounds.includes(i) && name !== "replication");
  const isNumeric = (name: string): boolean => {
    const column = head.indexOf(name);
    return rows.some((row) => row[column] !== "") && rows.every((row) => !Number.isNaN(numberOf(row[column] || "0")));
  };
  const metrics = (replication < 0 ? open : open.filter((name) => head.indexOf(name) > replication)).filter(isNumeric);
  const factors = replication < 0 ? open : open.filter((name) => head.indexOf(name) < replication);
  const places = factors.map((name) => head.indexOf(name));
  return {
    factors,
    metrics: metrics.map((name) => ({ name, unit: unitOf(name, "") })),
    areSingle: true,
    cellsOf: (name) => rows.map((row) => numberOf(row[head.indexOf(name)])),
    rowsOf(name) {
      const column = head.indexOf(name);
      const isBounded =
        bounds[0] >= 0 &&
        bounds[1] >= 0 &&
        rows.every((row) => {
          const [low, value, high] = [bounds[0], column, bounds[1]].map((place) => numberOf(row[place]));
          return !(value! < low! - 1e-9 * Math.abs(low!) || value! > high! + 1e-9 * Math.abs(high!));
        });
      return rows.flatMap((row) => {
        const value = numberOf(row[column]);
        if (!Number.isFinite(value)) return [];
        const [low, high] = bounds.map((place) => (isBounded ? orNull(numberOf(row[place])) : null));
        return [{ levels: places.map((place) => row[place] ?? ""), value, low: low!, high: high! }];
      });
    },
  };
}

/** Units that names of plain tables end in. */
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/(?<=[a-z])Ms$/, "ms"],
  [/(?<=[a-z])Hours$/, "h"],
  [/(?<=[a-z])Percent$/, "%"],
  [/(?<=[a-z])Minutes$/, "min"],
  [/(?<=[a-z])MinutesPerYear$/, "min/year"],
  [/(?<=[a-z])Seconds$/, "s"],
];

const unitOf = (name: string, written: string): string => {
  const unit = written || (metricNamed(name)?.unit ?? "");
  if (unit !== "") return unit === "ratio" || unit === "1" ? "" : unit;
  return ENDINGS.find(([ending]) => ending.test(name))?.[1] ?? "";
};

/** A name as an axis bears it: "callSetupTime.p95" is "Call setup time, p95", "mttfHours" is "MTTF". */
export function titleOf(name: string): string {
  const ending = ENDINGS.find(([pattern]) => pattern.test(name))?.[0];
  const bare = ending === undefined ? name : name.replace(ending, "");
  const [stem = "", ...rest] = /^[a-z][A-Za-z]*(?:\.[A-Za-z0-9]+)?$/.test(bare) ? bare.split(".") : [bare];
  if (/^(?:mttf|mttr|mtbf|ser|dpm)$/i.test(stem)) return stem.toUpperCase();
  const words = stem.replace(/([a-z0-9])([A-Z])/g, "$1 $2");
  const plain = words === stem ? stem : words.toLowerCase();
  return [
    `${plain.charAt(0).toUpperCase()}${plain.slice(1)}`,
    ...rest.map((part) => part.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()),
  ].join(", ");
}

/** The place in a scenario that a factor names, in a few words: its last steps. */
export function factorTitle(name: string): string {
  if (name === "rate") return "Call rate";
  const steps = name.split(".");
  return titleOf(steps.length > 2 ? steps.slice(-2).join(" ") : steps.at(-1)!);
}
