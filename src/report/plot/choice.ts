/** Which chart suits what was asked for and what is there. */
import { didYouMean, oneOf } from "../../notation/nearest.ts";
import { RAMP } from "../theme.ts";
import {
  type AnalysedService,
  frontierPlot,
  type PricedDesign,
  type Swing,
  serviceBudgetPlot,
  tornadoPlot,
} from "./availability-plots.ts";
import { heldText, LINES_MAX, placed, placedTogether, type Wanted } from "./factors.ts";
import { causesPlot, timelinePlot } from "./fault-plots.ts";
import { barPlot, heatMapPlot, linePlot, ninesPlot, pointsPlot, readable } from "./measured-plots.ts";
import type { Measurements } from "./measurements.ts";
import type { Origin } from "./origin.ts";
import { type ChartType, NothingToPlot, type Plot } from "./plot.ts";
import { ecdfPlot, effectsPlot, paretoPlot, SAMPLES_MAX } from "./sample-plots.ts";
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
  /** Factors over whose levels means are taken. */
  readonly average?: readonly string[] | undefined;
  /** Whether factors without an axis are held at a level, where nobody can be asked. */
  readonly isHeld?: boolean | undefined;
  /** Levels that are drawn at most, where a page must stay small; evenly picked. */
  readonly levelsMax?: number | undefined;
}

/** More levels of a number are better drawn as a line with a band. */
const POINTS_MAX = 8;

/** @throws NothingToPlot for what is not there, with what is */
export function plotFor(data: Plottable, request: PlotRequest): Plot {
  const { measurements } = data;
  if (measurements === null) return analysed(data, request);
  if (data.service || data.search) throw new RangeError("a result is either measured or analysed");
  for (const name of request.average ?? []) checkFactor(measurements, name, "average");
  for (const [factor, level] of request.where) checkLevel(measurements, factor, level);
  for (const name of [request.by, request.series])
    if (name !== undefined) checkFactor(measurements, name, name === request.by ? "by" : "series");
  for (const name of request.metrics) checkMetric(measurements, name);
  const { type } = request;
  switch (type) {
    case "timeline":
      return timelinePlot(measurements, request.where, data.origin);
    case "waterfall":
      return apart(measurements, metricOf(measurements, request, "failedCalls"), request, (shown, asked) =>
        causesPlot(shown, asked, data.origin),
      );
    case "tornado":
      return effectsPlot(
        measurements,
        { metric: metricOf(measurements, request), by: "", series: "", where: request.where },
        data.origin,
      );
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

/** The metric that is asked for, of which something was measured. */
function metricOf(measurements: Measurements, request: PlotRequest, fallback?: string): string {
  const [metric = fallback ?? preferred(measurements)] = request.metrics;
  if (request.metrics.length > 1)
    throw new NothingToPlot("metric", `${request.metrics.length} of them`, "one metric, or --type pareto for two");
  if (rowsWhere(measurements, metric, request.where).length === 0)
    throw new NothingToPlot(
      "metric",
      `${metric}, which was never measured${request.where.length > 0 ? " there" : ""}`,
      oneOf(
        namesOf(measurements).filter((name) => measurements.rowsOf(name).length > 0),
        40,
      ),
    );
  return metric;
}

const wantedIn = ({ by, series, where, average = [], isHeld = false }: PlotRequest): Wanted => ({
  by,
  series,
  where,
  average,
  isHeld,
});

const titled = (plot: Plot, held: Asked["where"]): Plot =>
  held.length === 0 ? plot : { ...plot, frame: { ...plot.frame, title: `${plot.frame.title}${heldText(held)}` } };

/** A chart with one design or sample for each combination of levels. */
function apart(
  data: Measurements,
  metric: string,
  request: PlotRequest,
  draw: (measurements: Measurements, asked: Asked) => Plot,
): Plot {
  const { measurements, by, held } = placedTogether(data, metric, wantedIn(request), SAMPLES_MAX);
  return titled(draw(measurements, { metric, by, series: "", where: [] }), held);
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
  const metric = metricOf(measurements, request);
  const single = data.replications ?? (measurements.areSingle ? measurements : null);
  const rows = rowsWhere(measurements, metric, request.where);
  const hasFactors = request.by !== undefined || varying(measurements, rows).length > 0;
  if (type === "ecdf" || (type === undefined && !hasFactors && single !== null)) {
    if (single === null)
      throw new NothingToPlot("type", "no replications.csv", "single replications for an ecdf: sweep with --raw");
    return apart(single, metric, request, (shown, asked) => ecdfPlot(shown, asked, origin));
  }
  const { held, ...places } = placed(measurements, metric, wantedIn(request), type === "heatmap");
  const whole = readable(select(places.measurements, { metric, by: places.by, series: places.series, where: [] }));
  const most = request.levelsMax;
  const selection = most === undefined ? whole : thinned(whole, most, Math.max(2, Math.floor(most / 4)));
  return titled(BY_FACTOR[type ?? suited(selection)](selection, origin), held);
}

function suited({ metric, byLevels, seriesLevels }: ReturnType<typeof select>): keyof typeof BY_FACTOR {
  const isNumeric = byLevels.numbers !== null && byLevels.names.length > 1;
  // Curves of nines are an ordered family, of which more can be told apart.
  if (isNumeric && /unavailability/i.test(metric) && seriesLevels.names.length <= RAMP.length) return "availability";
  if (seriesLevels.names.length > LINES_MAX && byLevels.names.length > 1) return "heatmap";
  if (!isNumeric) return "bar";
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
