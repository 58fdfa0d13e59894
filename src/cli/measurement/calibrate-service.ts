import { type Distribution, formatDistribution, rounded } from "../../distributions/description.ts";
import { columnNamed } from "../../measurement/column.ts";
import { columnIndex, columnValues, quantileColumns } from "../../measurement/column-values.ts";
import { TableProblem, type TextTable } from "../../measurement/delimited-text.ts";
import { batchShare, constancyOf, neighbourCorrelation, samenessOf, tickOf } from "../../measurement/doubts.ts";
import { type FittedDistribution, fitDistributions } from "../../measurement/fitted-distribution.ts";
import { type FittedQuantiles, fitQuantiles } from "../../measurement/fitted-quantiles.ts";
import { tableOf } from "../../report/table/table.ts";
import { checkDurations } from "../../statistics/fit/sample.ts";
import { Moments } from "../../statistics/moments.ts";
import { formatDuration } from "../../units/duration.ts";
import { counted, formatNumber } from "../../units/number.ts";
import { refusing } from "../option-values.ts";
import { Progress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import type { Calibration, CalibrationInput } from "./calibration.ts";
import { flow, intervalText } from "./laws-text.ts";

type ServiceTimeFit = FittedDistribution | FittedQuantiles;

/** Quantiles this close to each other are those of a constant. */
const NARROW = 1.02;
/** Below this probability a family is said not to fit. */
const LEVEL = 0.05;
/** Quantiles that stand for a sample no family fits. */
const EMPIRICAL_VALUES = 100;

/** Service times: families of distributions, best first. */
export function calibrateService(input: CalibrationInput): Calibration {
  const { table, options, line, file } = input;
  const { bootstrap, seed } = options;
  const span = options.column === undefined ? line.word(file) : line.option("--column");
  const quantiles = quantileColumns(table);
  if (options.column === undefined && quantiles.length >= 3) {
    const summary = summaryOf(table, quantiles);
    const known = summary.quantiles.map(({ x }) => x);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    if (low > 0 && high <= NARROW * low)
      return constant(input, `${known.length} quantiles of ${summary.n} values that differ by less than 2 %`, low);
    const fits = refusing(span, "FILE", () => fitQuantiles(summary));
    return found(input, fits, `${summary.n} values, of which ${quantiles.length} quantiles are known`, [], null);
  }
  const column = options.column ?? onlyTimes(table);
  const values = columnValues(table, column);
  const mean = Moments.of(values).mean;
  const unfit = (what: string, expected: string): Refusal =>
    Refusal.at(span, "FILE", what, expected, "A distribution cannot be told from these data.");
  const tick = tickOf(values);
  if (tick !== null && tick > mean / 5)
    throw unfit(
      `values in steps of ${formatDuration(tick, 3)} with a mean of ${formatDuration(mean, 3)}`,
      "times from a clock that is finer than what it measures, such as from a capture on the wire",
    );
  refusing(span, "FILE", () => checkDurations(values));
  const constancy = constancyOf(values);
  if (values.length < 3) throw unfit(counted(values.length, "value"), "at least three values");
  if (constancy !== null) return constant(input, `${constancy} of ${column}`, mean);
  const sameness = samenessOf(values);
  if (sameness !== null) throw unfit(sameness, "times of which more than half differ from each other");
  const progress = new Progress("fits", options.quiet);
  const fits = refusing(span, "FILE", () => fitDistributions(values, { bootstrap, seed, onProgress: progress.at }));
  progress.done();
  const sorted = Float64Array.from(values).sort();
  const about = `${values.length} values of ${column}, mean ${formatDuration(mean, 4)}`;
  return found(input, fits, about, doubtsAbout(table, values, options.arrivals), sorted);
}

/** Times that are as good as constant need no law. */
function constant({ options }: CalibrationInput, about: string, mean: number): Calibration {
  const each = formatDuration(Number(mean.toPrecision(4)));
  const verdict = `No distribution is needed, the times being as good as constant: ${each}.`;
  return {
    about,
    said: [verdict],
    json: { what: "service", about, verdict, constant: mean, fits: [] },
    yaml: [`# ${about}.`, ...serviceLines(options, each), ""].join("\n"),
    warnings: ["a clock or a column of few digits makes equal what is not."],
  };
}

/** A service time of a tier, as a scenario has it. */
const serviceLines = ({ tier = "proxies", message }: CalibrationInput["options"], value: string): string[] => [
  "architecture:",
  "  tiers:",
  `    ${tier}:`,
  "      service:",
  `        ${message}: ${value}`,
];

/** @throws TableProblem where several rows or no number of values are there */
function summaryOf(table: TextTable, quantiles: readonly { column: string; p: number }[]) {
  if (table.rows.length > 1)
    throw new TableProblem(table.lines[1]!, `${table.rows.length} summaries`, "one: choose it by --only column=value");
  return {
    n: columnValues(table, "n")[0]!,
    quantiles: quantiles.map(({ column, p }) => ({ p, x: columnValues(table, column)[0]! })),
  };
}

/** The only column of times. @throws TableProblem if there are several or none */
function onlyTimes({ names }: TextTable): string {
  const times = names.filter((name) => columnNamed(name).unit === "s");
  const [one] = times;
  if (times.length === 1 && one !== undefined) return one;
  throw new TableProblem(1, `${times.length} columns of times`, `the name of one, by --column (${names.join(", ")})`);
}

function doubtsAbout(table: TextTable, values: readonly number[], arrivals: string | undefined): string[] {
  const correlation = neighbourCorrelation(values);
  const share =
    arrivals === undefined ? null : batchShare(columnValues(table, table.names[columnIndex(table, arrivals)]!));
  return [
    ...(correlation > 0.1
      ? [
          `neighbouring values are correlated (${formatNumber(correlation, 2)}): there are fewer independent values than it seems, and intervals should be wider by a factor of about ${formatNumber(Math.sqrt((1 + correlation) / (1 - correlation)), 2)}.`,
        ]
      : []),
    ...(share === null
      ? []
      : [
          `arrivals come in batches: ${formatNumber(share * 100, 2)} % follow the one before at once. What was measured then holds waiting as well as service.`,
        ]),
  ];
}

const pOf = (fit: ServiceTimeFit): number | null => ("p" in fit && fit.p ? fit.p.andersonDarling : null);

function found(
  { options }: CalibrationInput,
  fits: readonly ServiceTimeFit[],
  about: string,
  warnings: readonly string[],
  sorted: Float64Array | null,
): Calibration {
  const best = fits[0]!;
  const table = tableOf(
    "Families of distributions, best first",
    [
      { heading: "family", field: "family" },
      { heading: "ΔAIC", field: "aicAboveBest", of: ({ aic }) => aic - best.aic },
      { heading: "largest distance", unit: "%", field: "distance", as: "share", digits: 2 },
      { heading: "p (A²)", field: "p", of: pOf, digits: 2 },
      { heading: "parameters with 95 % intervals", of: ({ intervals }) => intervals.map(intervalText).join(", ") },
    ],
    fits,
  );
  const verdict = findingOf(fits, sorted !== null);
  const unbounded = best.intervals.filter(({ low, high }) => low === null || high === null);
  const identifiability = unbounded.map(
    ({ parameter }) =>
      `${parameter} of the ${best.family} family cannot be told from these data: more values are needed.`,
  );
  const where = options.message;
  const parameters = best.intervals.map(intervalText).join(", ");
  const quantiles = sorted && empirical(sorted);
  const yaml = [
    `# ${about}. 95 % intervals: ${parameters}.`,
    `# ${verdict}`,
    ...serviceLines(options, flow(formatDistribution(rounded(best.distribution)))),
    ...(quantiles ? [`        # or, as measured: ${where}: ${flow(formatDistribution(quantiles))}`] : []),
    "",
  ].join("\n");
  return {
    about,
    table,
    said: [verdict, ...identifiability],
    json: { what: "service", about, verdict, fits },
    yaml,
    warnings,
  };
}

function findingOf(fits: readonly ServiceTimeFit[], isTested: boolean): string {
  const best = fits[0]!;
  const p = pOf(best);
  const rivals = fits.slice(1).filter(({ aic }) => aic - best.aic < 2);
  const beside =
    rivals.length > 0
      ? ` ${rivals
          .map(({ family }) => family)
          .join(", ")
          .replace(/, (?=[^,]*$)/, " and ")} can hardly be told from it.`
      : "";
  const off = `its distribution function is nowhere off by more than ${formatNumber(best.distance * 100, 2)} %`;
  if (!isTested) return `Best by AIC: ${best.family}; at the quantiles ${off}.${beside}`;
  if (p === null) return `Best by AIC: ${best.family}; ${off}; not tested.${beside}`;
  if (p >= LEVEL)
    return `Best by AIC: ${best.family}, which the data do not contradict (p = ${formatNumber(p, 2)}).${beside}`;
  return `Best by AIC: ${best.family}, but no sample of it looks like this one (p = ${formatNumber(p, 2)}); ${off}.${beside}`;
}

/** Evenly spread quantiles of a sample. */
const empirical = (sorted: Float64Array): Distribution => ({
  kind: "empirical",
  values: Array.from({ length: EMPIRICAL_VALUES }, (_, i) =>
    Number(sorted[Math.floor(((i + 0.5) / EMPIRICAL_VALUES) * sorted.length)]!.toPrecision(3)),
  ),
});
