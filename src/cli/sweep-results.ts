import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { best, differences, effects, type Sample } from "../experiment/comparison.ts";
import type { JudgedExpectation } from "../experiment/expectation.ts";
import { writeDurably } from "../experiment/store/durable-file.ts";
import type { ResultStore } from "../experiment/store/result-store.ts";
import type { Study } from "../experiment/study.ts";
import { blockMeans, METRIC_NAMES, type PointSummary, summaries } from "../experiment/study-summary.ts";
import { type Cell, toCsv } from "../report/csv.ts";
import type { StudyOutput } from "./study-file.ts";

/** An expectation at one point and what the results say of it. */
export type PointJudgement = JudgedExpectation & { readonly point: string };

/** What the results of a study come to, beside its files. */
export interface SweepResults {
  readonly points: number;
  readonly pointsComplete: number;
  /** Points that reached the maximum of replications before the precision that was asked for. */
  readonly imprecise: number;
  readonly replications: number;
  readonly judgements: readonly PointJudgement[];
  readonly files: readonly string[];
  /** The first points, for the terminal. */
  readonly head: readonly PointSummary[];
}

/** Points that are kept for the terminal and for `--json`. */
const HEAD_MAX = 1000;
/** Judgements that are kept: beyond so many nobody reads them. */
const JUDGEMENTS_MAX = 10_000;
/** Rows of a table that are written at once. */
const CHUNK = 2000;

const finite = (value: number | null): Cell => (value === null || !Number.isFinite(value) ? null : value);

/** A table in pieces: the head with the first. */
class Table {
  readonly #names: readonly string[];
  #rows: Record<string, Cell>[] = [];
  #isFirst = true;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  add(...cells: readonly Cell[]): string {
    this.#rows.push(Object.fromEntries(this.#names.map((name, i) => [name, cells[i]!])));
    return this.#rows.length < CHUNK ? "" : this.flush();
  }

  flush(): string {
    const text = toCsv(
      this.#names.map((name) => ({ name })),
      this.#rows,
    );
    const [isFirst, rows] = [this.#isFirst, this.#rows];
    this.#rows = [];
    this.#isFirst = false;
    if (isFirst) return text;
    return rows.length === 0 ? "" : text.slice(text.indexOf("\n") + 1);
  }
}

/** Columns that would be called like ours get a mark. */
const columnOf = (name: string): string => (OWN.has(name) ? `${name} (varied)` : name);
const OWN = new Set(["point", "replications", "complete", "metric", "unit", "mean", "ci95Low", "ci95High", "values"]);

/**
 * Writes what a study's results say, as files of its directory that do not depend on how they were computed: summary.csv with every
 * metric at every point; where asked for, replications.csv, differences.csv and best.csv; effects.csv for designs of two levels;
 * expectations.csv where the scenario expects something. Files of an earlier, other request are taken away.
 */
export function writeResults(study: Study, store: ResultStore, output: StudyOutput): SweepResults {
  const { directory } = store;
  const { design } = study;
  const parameters = design.parameters.map(({ name }) => columnOf(name));
  const metrics = output.metrics.length > 0 ? output.metrics : METRIC_NAMES;
  const compared = comparedMetrics(study, output);
  const samples = new Map<string, number[][]>(compared.map((metric) => [metric, []]));
  const head: PointSummary[] = [];
  const judgements: PointJudgement[] = [];
  const totals = { points: study.size, pointsComplete: 0, imprecise: 0, replications: 0 };

  const rows = function* (): Generator<PointSummary> {
    for (const summary of summaries(study, store)) {
      const { point, figures, complete, met } = summary;
      totals.replications += figures.length;
      if (complete) totals.pointsComplete++;
      if (complete && !met) totals.imprecise++;
      if (head.length < HEAD_MAX) head.push(summary);
      for (const judgement of summary.judgements)
        if (figures.length > 0 && judgements.length < JUDGEMENTS_MAX)
          judgements.push({ ...judgement, point: pointName(summary) });
      for (const [metric, sample] of samples) sample.push(blockMeans(figures, metric, point.scenario.run.stratify));
      yield summary;
    }
  };
  const summaryText = function* (): Generator<string> {
    const table = new Table(["point", ...parameters, ...[...OWN].slice(1)]);
    for (const { point, figures, complete, rows: measured } of rows())
      for (const { metric, interval } of measured)
        if (metrics.includes(metric.name))
          yield table.add(
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
          );
    yield table.flush();
  };

  const files: string[] = [];
  const write = (name: string, chunks: Iterable<string> | null) => {
    const path = join(directory, name);
    if (chunks === null) {
      if (existsSync(path)) rmSync(path);
      return;
    }
    writeDurably(path, chunks);
    files.push(path);
  };
  write("summary.csv", summaryText());
  write("replications.csv", output.raw ? rawText(study, store, parameters) : null);
  write("differences.csv", output.compare === null ? null : differencesText(study, samples, output.compare));
  write("effects.csv", effectsText(study, samples));
  write("best.csv", bestText(study, samples, output));
  write("expectations.csv", judgements.length === 0 ? null : expectationsText(judgements));
  return { ...totals, judgements, files, head };
}

/** The values of a point in words, such as "rate=100 architecture=iprs". */
const pointName = ({ point: { values, index } }: Pick<PointSummary, "point">): string =>
  values.length === 0 ? `point ${index + 1}` : values.map(({ name, value }) => `${name}=${value}`).join(" ");

/** Comparisons look at the metrics that were named, or at failed calls. */
function comparedMetrics({ design }: Study, { metrics, compare, best: wanted }: StudyOutput): string[] {
  const isTwoLevel = design.parameters.length > 0 && design.size === 2 ** design.parameters.length;
  const looked = compare !== null || isTwoLevel ? (metrics.length > 0 ? metrics : ["failedCalls"]) : [];
  return [...new Set([...looked, ...(wanted ? [wanted.metric] : [])])];
}

function* rawText(study: Study, store: ResultStore, parameters: readonly string[]): Generator<string> {
  const table = new Table(["point", ...parameters, "replication", ...METRIC_NAMES]);
  for (const { point, figures } of summaries(study, store))
    for (const [replication, values] of figures.entries())
      yield table.add(
        point.index + 1,
        ...point.values.map(({ value }) => value),
        replication,
        ...Array.from(values, finite),
      );
  yield table.flush();
}

type Samples = ReadonlyMap<string, Sample>;

function* differencesText({ design }: Study, samples: Samples, parameter: string): Generator<string> {
  const others = design.parameters.filter(({ name }) => name !== parameter).map(({ name }) => name);
  const table = new Table([
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
  ]);
  for (const [metric, sample] of samples)
    for (const { first, second, interval, correlation, varianceRatio } of differences(design, sample, parameter)) {
      const values = new Map(design.point(first).map(({ name, value }) => [name, value]));
      yield table.add(
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
      );
    }
  yield table.flush();
}

function effectsText({ design }: Study, samples: Samples): string[] | null {
  const table = new Table(["metric", "effect", "mean", "ci95Low", "ci95High", "values"]);
  const lines: string[] = [];
  for (const [metric, sample] of samples)
    for (const { factors, interval } of effects(design, sample) ?? [])
      lines.push(
        table.add(metric, factors.join(" x "), interval.mean, finite(interval.low), finite(interval.high), interval.n),
      );
  return lines.length === 0 ? null : [...lines, table.flush()];
}

function bestText({ design }: Study, samples: Samples, { best: wanted }: StudyOutput): string[] | null {
  if (wanted === null) return null;
  const found = best(samples.get(wanted.metric)!, wanted.better);
  if (found === null) return null;
  const parameters = design.parameters.map(({ name }) => columnOf(name));
  const table = new Table(["point", ...parameters, "metric", "mean", "aboveBestLow", "aboveBestHigh", "verdict"]);
  const lines = found.designs.map(({ mean, low, high, verdict }, index) =>
    table.add(
      index + 1,
      ...design.point(index).map(({ value }) => value),
      wanted.metric,
      mean,
      finite(low),
      finite(high),
      verdict,
    ),
  );
  return [...lines, table.flush()];
}

function expectationsText(judgements: readonly PointJudgement[]): string[] {
  const table = new Table(["point", "metric", "atLeast", "atMost", "mean", "verdict", "moreReplications", "because"]);
  const lines = judgements.map(({ point, expectation, mean, verdict, more }) =>
    table.add(
      point,
      expectation.metric,
      expectation.atLeast ?? null,
      expectation.atMost ?? null,
      finite(mean),
      verdict,
      more,
      expectation.because ?? null,
    ),
  );
  return [...lines, table.flush()];
}
