/** Which chart suits what was asked for and what is there. */
import { didYouMean, oneOf } from "../../notation/nearest.ts";
import {
  type AnalysedService,
  frontierPlot,
  type PricedDesign,
  type Swing,
  serviceBudgetPlot,
  tornadoPlot,
} from "./availability-plots.ts";
import { causesPlot, timelinePlot } from "./fault-plots.ts";
import { barPlot, heatMapPlot, linePlot, ninesPlot, pointsPlot, readable } from "./measured-plots.ts";
import type { Measurements } from "./measurements.ts";
import type { Origin } from "./origin.ts";
import { type ChartType, NothingToPlot, type Plot } from "./plot.ts";
import { ecdfPlot, effectsPlot, paretoPlot } from "./sample-plots.ts";
import { type Asked, levelIn, rowsWhere, select, thinned, varying } from "./selection.ts";

/** Everything a result can be drawn from. */
export interface Plottable {
  readonly origin: Origin;
  /** Means with intervals, or the columns of a plain table. */
  readonly measurements: Measurements | null;
  /** Single replications, where they were written. */
  readonly replications: Measurements | null;
  readonly service: (AnalysedService & { readonly swings: readonly Swing[] }) | null;
  readonly search: {
    readonly title: string;
    readonly designs: readonly PricedDesign[];
    readonly target: number;
  } | null;
}

/** What the user said; the rest is chosen. */
export interface PlotRequest {
  readonly type?: ChartType | undefined;
  readonly metrics: readonly string[];
  readonly by?: string | undefined;
  readonly series?: string | undefined;
  readonly where: Asked["where"];
  /** Levels that are drawn at most, where a page must stay small; evenly picked. */
  readonly levelsMax?: number | undefined;
}

/** More levels of a number are better drawn as a line with a band. */
const POINTS_MAX = 8;
/** More series than this are better drawn as a field. */
const LINES_MAX = 6;

/** @throws NothingToPlot for what is not there, with what is */
export function plotFor(data: Plottable, request: PlotRequest): Plot {
  const { measurements } = data;
  if (measurements === null) return analysed(data, request);
  if (data.service || data.search) throw new RangeError("a result is either measured or analysed");
  for (const [factor, level] of request.where) checkLevel(measurements, factor, level);
  for (const name of [request.by, request.series])
    if (name !== undefined) checkFactor(measurements, name, name === request.by ? "by" : "series");
  for (const name of request.metrics) checkMetric(measurements, name);
  const { type } = request;
  switch (type) {
    case "timeline":
      return timelinePlot(measurements, request.where, data.origin);
    case "waterfall":
      return causesPlot(measurements, askedOf(measurements, request, "failedCalls"), data.origin);
    case "tornado":
      return effectsPlot(measurements, askedOf(measurements, request), data.origin);
    case "pareto":
      return paretoPlot(measurements, pairOf(request.metrics), request.where, data.origin);
    default:
      return byFactor(data, measurements, request, type);
  }
}

function pairOf(metrics: readonly string[]): [string, string] {
  const [first, second] = metrics;
  if (first === undefined || second === undefined || metrics.length > 2)
    throw new NothingToPlot(
      "metric",
      `${metrics.length} of them`,
      "two metrics for a Pareto front: --metric A --metric B",
    );
  return [first, second];
}

/** The result of an analysis or of a search has charts of its own. */
function analysed({ service, search }: Plottable, { type }: PlotRequest): Plot {
  if (search !== null) {
    if (type === undefined || type === "pareto") return frontierPlot(search.title, search.designs, search.target);
    throw new NothingToPlot("type", type, "pareto for a search of designs");
  }
  if (service === null) throw new NothingToPlot("", "no measurements", "a directory of results, or a CSV file");
  if (type === "tornado" || (type === undefined && service.budget.length === 0)) {
    if (service.swings.length > 0) return tornadoPlot(service, service.swings);
    throw new NothingToPlot("type", "no sensitivities", "an analysis made with --sensitivity for a tornado");
  }
  if (type !== undefined && type !== "waterfall")
    throw new NothingToPlot("type", type, "waterfall or tornado for an analysis");
  const budget = serviceBudgetPlot(service);
  if (budget) return budget;
  throw new NothingToPlot("type", "no downtime budget", "a service that was solved as a chain, and that fails");
}

const preferred = ({ metrics }: Measurements): string =>
  metrics.find(({ name }) => name === "failedCalls")?.name ?? metrics.at(-1)?.name ?? "";

/** The metric, and the factors that vary, the one with more levels first. */
function askedOf(measurements: Measurements, request: PlotRequest, fallback?: string): Asked {
  const [metric = fallback ?? preferred(measurements)] = request.metrics;
  if (request.metrics.length > 1)
    throw new NothingToPlot("metric", `${request.metrics.length} of them`, "one metric, or --type pareto for two");
  const rows = rowsWhere(measurements, metric, request.where);
  if (rows.length === 0)
    throw new NothingToPlot(
      "metric",
      `${metric}, which was never measured${request.where.length > 0 ? " there" : ""}`,
      oneOf(
        namesOf(measurements).filter((name) => measurements.rowsOf(name).length > 0),
        40,
      ),
    );
  const free = varying(measurements, rows).filter((name) => name !== request.by && name !== request.series);
  const levels = (name: string) => new Set(rows.map(levelIn(measurements, name))).size;
  const sorted = [...free].sort((a, b) => levels(b) - levels(a));
  const by = request.by ?? sorted.shift() ?? "";
  const next = sorted.find((name) => levels(name) <= LINES_MAX || request.type === "heatmap");
  return {
    metric,
    by,
    series: request.series ?? (request.by === undefined || request.type === "heatmap" ? (next ?? "") : ""),
    where: request.where,
  };
}

/** Charts of a metric against factors. */
const BY_FACTOR = { points: pointsPlot, line: linePlot, bar: barPlot, heatmap: heatMapPlot, availability: ninesPlot };

function byFactor(
  data: Plottable,
  measurements: Measurements,
  request: PlotRequest,
  type: keyof typeof BY_FACTOR | "ecdf" | undefined,
): Plot {
  const { origin } = data;
  const asked = askedOf(measurements, request);
  const single = data.replications ?? (measurements.areSingle ? measurements : null);
  if (type === "ecdf" || (type === undefined && asked.by === "" && single !== null)) {
    if (single === null)
      throw new NothingToPlot("type", "no replications.csv", "single replications for an ecdf: sweep with --raw");
    return ecdfPlot(
      single,
      request.by === undefined && request.series === undefined
        ? asked
        : { ...asked, series: request.series ?? request.by! },
      origin,
    );
  }
  const whole = readable(select(measurements, asked));
  const most = request.levelsMax;
  const selection = most === undefined ? whole : thinned(whole, most, Math.max(2, Math.floor(most / 4)));
  return BY_FACTOR[type ?? suited(selection)](selection, origin);
}

function suited({ metric, byLevels, seriesLevels }: ReturnType<typeof select>): keyof typeof BY_FACTOR {
  if (byLevels.numbers === null || byLevels.names.length < 2) return "bar";
  if (/unavailability/i.test(metric)) return "availability";
  if (seriesLevels.names.length > LINES_MAX) return "heatmap";
  return byLevels.names.length > POINTS_MAX ? "line" : "points";
}

const namesOf = ({ metrics }: Measurements): string[] => metrics.map(({ name }) => name);

function checkMetric(measurements: Measurements, name: string): void {
  const known = namesOf(measurements);
  if (!known.includes(name))
    throw new NothingToPlot("metric", JSON.stringify(name), oneOf(known, 60), didYouMean(name, known));
}

function checkFactor({ factors }: Measurements, name: string, option: string): void {
  if (factors.includes(name)) return;
  const expected = factors.length === 0 ? "no factor: nothing was varied" : oneOf(factors, 40);
  throw new NothingToPlot(option, JSON.stringify(name), expected, didYouMean(name, factors));
}

function checkLevel(measurements: Measurements, factor: string, level: string): void {
  checkFactor(measurements, factor, "where");
  const rows = measurements.metrics.flatMap(({ name }) => measurements.rowsOf(name));
  const levels = [...new Set(rows.map(levelIn(measurements, factor)))];
  if (!levels.includes(level))
    throw new NothingToPlot(
      "where",
      `${factor}=${level}`,
      `${factor} at ${oneOf(levels, 20)}`,
      didYouMean(level, levels),
    );
}
