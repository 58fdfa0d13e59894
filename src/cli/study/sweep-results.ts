import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { best, differences, effects, type Sample } from "../../experiment/comparison.ts";
import { judgedDifferences } from "../../experiment/difference-expectation.ts";
import { writeDurably } from "../../experiment/store/durable-file.ts";
import type { ResultStore } from "../../experiment/store/result-store.ts";
import type { Point, Study } from "../../experiment/study.ts";
import { blockMeans, type PointSummary, summaries } from "../../experiment/study-summary.ts";
import { withOwn } from "../../metrics/own-metric.ts";
import { type CsvValue, csvChunks } from "../../report/csv.ts";
import type { JudgedCase } from "../junit.ts";
import { RAW_FORMATS, rawChunks, rawTables } from "./raw-results.ts";
import type { StudyOutput } from "./study-file.ts";

/** What the results of a study come to, beside its files. */
export interface SweepResults {
  readonly points: number;
  readonly pointsComplete: number;
  /** Points that reached the maximum of replications before the precision that was asked for. */
  readonly imprecise: number;
  readonly replications: number;
  /** Replications that are there and that nobody asks for any more. */
  readonly unused: number;
  /** Replications that are there of the point with the most of them. */
  readonly most: number;
  readonly judgements: readonly JudgedCase[];
  readonly files: readonly string[];
  /** The first points, for the terminal. */
  readonly head: readonly PointSummary[];
}

/** Points that are kept for the terminal and for `--json`. */
const HEAD_MAX = 1000;
/** Judgements that are kept: beyond so many nobody reads them. */
const JUDGEMENTS_MAX = 10_000;

const finite = (value: number | null): CsvValue => (value === null || !Number.isFinite(value) ? null : value);

/** Columns that would be called like ours get a mark. */
const columnOf = (name: string): string => (OWN.has(name) ? `${name} (varied)` : name);
const OWN = new Set(["point", "replications", "complete", "metric", "unit", "mean", "ci95Low", "ci95High", "values"]);

/**
 * Writes what a study's results say, as files of its directory that do not depend on how they were computed: summary.csv with every
 * metric at every point; where asked for, replications and calls, differences.csv and best.csv; effects.csv for designs of two levels;
 * expectations.csv where the scenario expects something. Files of an earlier, other request are taken away.
 */
export function writeResults(study: Study, store: ResultStore, output: StudyOutput): SweepResults {
  const { directory } = store;
  const { design } = study;
  const parameters = design.parameters.map(({ name }) => columnOf(name));
  const metrics = new Set(output.metrics.length > 0 ? output.metrics : study.metrics.map(({ name }) => name));
  const compared = comparedMetrics(study, output);
  const samples = new Map<string, number[][]>(compared.map((metric) => [metric, []]));
  const head: PointSummary[] = [];
  const judgements: JudgedCase[] = [];
  const totals = { points: study.size, pointsComplete: 0, imprecise: 0, replications: 0, unused: 0, most: 0 };

  const rows = function* (): Generator<PointSummary> {
    for (const summary of summaries(study, store)) {
      const { point, figures, complete, met } = summary;
      totals.replications += figures.length;
      totals.unused += summary.unused;
      totals.most = Math.max(totals.most, figures.length + summary.unused);
      if (complete) totals.pointsComplete++;
      if (complete && !met) totals.imprecise++;
      if (head.length < HEAD_MAX) head.push(summary);
      for (const judgement of summary.judgements)
        if (figures.length > 0 && judgements.length < JUDGEMENTS_MAX)
          judgements.push({ ...judgement, point: pointName(point) });
      for (const [metric, sample] of samples)
        sample.push(blockMeans(figures, metric, point.scenario.run.stratify, withOwn(point.scenario.metrics)));
      yield summary;
    }
  };
  const summaryRows = function* (): Generator<CsvValue[]> {
    for (const { point, figures, complete, rows: measured } of rows())
      for (const { metric, interval } of measured)
        if (metrics.has(metric.name))
          yield [
            point.index + 1,
            ...point.values.map(({ value }) => value),
            figures.length,
            complete,
            metric.name,
            metric.unit,
            interval.mean,
            finite(interval.low),
            finite(interval.high),
            interval.n,
          ];
  };

  const files: string[] = [];
  const write = (name: string, chunks: Iterable<string | Uint8Array> | null) => {
    const path = join(directory, name);
    if (chunks === null) {
      if (existsSync(path)) rmSync(path);
      return;
    }
    writeDurably(path, chunks);
    files.push(path);
  };
  write("summary.csv", csvChunks(["point", ...parameters, ...[...OWN].slice(1)], summaryRows()));
  for (const table of rawTables(study, store, parameters))
    for (const format of RAW_FORMATS)
      write(`${table.name}.${format}`, output.raw === format ? rawChunks(table, format) : null);
  write("differences.csv", output.compare === null ? null : differencesText(study, samples, output.compare));
  write("effects.csv", effectsText(study, samples));
  write("best.csv", bestText(study, samples, output));
  judgements.push(...judgedDifferences(study.expectedDifferences, design, samples, study.stratify));
  write("expectations.csv", judgements.length === 0 ? null : expectationsText(judgements));
  return { ...totals, judgements, files, head };
}

/** The values of a point in words, such as "rate=100 architecture=iprs". */
export const pointName = ({ values, index }: Pick<Point, "values" | "index">): string =>
  values.length === 0 ? `point ${index + 1}` : values.map(({ name, value }) => `${name}=${value}`).join(" ");

/** Comparisons look at the metrics that were named, or at failed calls. */
function comparedMetrics(
  { design, expectedDifferences }: Study,
  { metrics, compare, best: wanted }: StudyOutput,
): string[] {
  const isTwoLevel = design.parameters.length > 0 && design.size === 2 ** design.parameters.length;
  const looked: readonly string[] =
    compare !== null || isTwoLevel ? (metrics.length > 0 ? metrics : ["failedCalls"]) : [];
  const expected = expectedDifferences.map(({ metric }) => metric);
  return [...new Set([...looked, ...(wanted ? [wanted.metric] : []), ...expected])];
}

type Samples = ReadonlyMap<string, Sample>;

function differencesText({ design }: Study, samples: Samples, parameter: string): Iterable<string> {
  const others = design.parameters.filter(({ name }) => name !== parameter).map(({ name }) => name);
  const columns = [
    ...others.map(columnOf),
    "first",
    "second",
    "metric",
    "difference",
    "ci95Low",
    "ci95High",
    "pairs",
    "correlation",
    "varianceRatio",
  ];
  const rows = function* (): Generator<CsvValue[]> {
    for (const [metric, sample] of samples)
      for (const { first, second, interval, correlation, varianceRatio } of differences(design, sample, parameter)) {
        const values = new Map(design.point(first).map(({ name, value }) => [name, value]));
        yield [
          ...others.map((name) => values.get(name)!),
          values.get(parameter)!,
          design.point(second).find(({ name }) => name === parameter)!.value,
          metric,
          interval.mean,
          finite(interval.low),
          finite(interval.high),
          interval.n,
          finite(correlation),
          finite(varianceRatio),
        ];
      }
  };
  return csvChunks(columns, rows());
}

function effectsText({ design }: Study, samples: Samples): Iterable<string> | null {
  const rows: CsvValue[][] = [];
  for (const [metric, sample] of samples)
    for (const { factors, interval } of effects(design, sample) ?? [])
      rows.push([metric, factors.join(" x "), interval.mean, finite(interval.low), finite(interval.high), interval.n]);
  return rows.length === 0 ? null : csvChunks(["metric", "effect", "mean", "ci95Low", "ci95High", "values"], rows);
}

function bestText({ design }: Study, samples: Samples, { best: wanted }: StudyOutput): Iterable<string> | null {
  if (wanted === null) return null;
  const found = best(samples.get(wanted.metric)!, wanted.better);
  if (found === null) return null;
  const parameters = design.parameters.map(({ name }) => columnOf(name));
  return csvChunks(
    ["point", ...parameters, "metric", "mean", "aboveBestLow", "aboveBestHigh", "verdict"],
    found.designs.map(({ mean, low, high, verdict }, index) => [
      index + 1,
      ...design.point(index).map(({ value }) => value),
      wanted.metric,
      mean,
      finite(low),
      finite(high),
      verdict,
    ]),
  );
}

const expectationsText = (judgements: readonly JudgedCase[]): Iterable<string> =>
  csvChunks(
    ["point", "metric", "atLeast", "atMost", "mean", "verdict", "moreReplications", "because"],
    judgements.map(({ point, expectation, mean, verdict, more }) => [
      point,
      expectation.metric,
      expectation.atLeast ?? null,
      expectation.atMost ?? null,
      finite(mean),
      verdict,
      more,
      expectation.because ?? null,
    ]),
  );
