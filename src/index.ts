/**
 * The library: what a researcher needs in a script or a notebook, and nothing that only the command line needs.
 *
 *     import { readScenario, runScenario } from "sipnines";
 *
 *     const scenario = readScenario(bytes, "fig9-ppdr.yaml", ["traffic.calls.rate=300/s"]);
 *     const { summary } = await runScenario(scenario, { engine: "native", workers: 0 });
 *
 * Times are seconds and rates per second everywhere; unavailability is given as such, never as 1 − A. Each name is
 * documented where it is defined. What is not exported here may change without notice. Room by room:
 *
 * - analysis: closed forms, their inverses, and the Markov chain of a farm of servers
 * - experiment, metrics: replications of a scenario, what they say together, and one of them message by message; `workers: 0` needs no threads
 * - measurement: tables of measurements, beside results, and timers fitted to them
 * - report: tables, charts, and what happened in a run as ladders and timelines. A chart is a Vega-Lite spec until it is rendered, which needs no browser
 * - scenario: a service read from text
 * - sip: kinds of message, by which a trace tells them apart
 * - statistics: intervals of means and of ratios, distributions fitted to samples
 * - structure: what a service needs, and the sets of failures that stop it
 * - units: durations, nines and numbers, in words
 */

export { serversNeeded, tolerableMttf, tolerableMttr } from "./analysis/closed-form/inverse.ts";
export { nodeAvailability, nodeUnavailability } from "./analysis/closed-form/node.ts";
export { kOfNOutage, type OutageMeasures } from "./analysis/closed-form/outage.ts";
export { erlangB, erlangC, mg1, mm1, mm1k, mmc, mmck, type QueueMeasures } from "./analysis/closed-form/queueing.ts";
export {
  kOfNUnavailability,
  kOfUnequalUnavailability,
  parallelUnavailability,
  redundantUnavailability,
  seriesUnavailability,
} from "./analysis/closed-form/redundancy.ts";
export type { BudgetLine, Cause as DowntimeCause } from "./analysis/downtime-budget.ts";
export type { AvailabilityModel, Coverage, Crew, FailoverPhase, NodeGroup, Standby } from "./analysis/model.ts";
export { farmServersNeeded, farmTolerableMttf, farmTolerableMttr } from "./analysis/server-farm-inverse.ts";
export { modelOfServers, type Servers } from "./analysis/server-model.ts";
export { type ServiceAvailability, serviceAvailability } from "./analysis/service-availability.ts";
export { type DetectorTimers, detectionLaw, falseSuspicionRate } from "./detectors/analysed.ts";
export type { LawName } from "./detectors/estimated.ts";
export type { DetectionLaw } from "./detectors/law.ts";
export { type RunResult, runScenario } from "./experiment/run.ts";
export { type Job, type SimulateOptions, simulate } from "./experiment/simulate.ts";
export { independentValues, type SummaryRow, summarise } from "./experiment/summary.ts";
export { type CompareOptions, type Comparison, type Overlay, overlay } from "./measurement/comparison.ts";
export { type FittedDetection, fitDetection } from "./measurement/detection-law.ts";
export { type Evidence, type Quantity, quantityOf } from "./measurement/evidence.ts";
export { type FitOptions, type FittedDistribution, fitDistributions } from "./measurement/fitted-distribution.ts";
export { type MeasurementReading, readMeasurement } from "./measurement/read-measurement.ts";
export { CATALOGUE, type Metric, type MetricName, metricIndex, metricNamed } from "./metrics/catalogue.ts";
export type { Figures } from "./metrics/collector.ts";
export { type Problem, renderProblem } from "./notation/problem.ts";
export { readSetting, type Setting } from "./notation/settings.ts";
export { type Companions, Source } from "./notation/source.ts";
export {
  type Band,
  type Estimate,
  type Line,
  lineWithBands,
  type Point,
  type Points,
  pointsWithIntervals,
  type Series,
} from "./report/charts/curves.ts";
export { type FrontierPoint, frontier } from "./report/charts/frontier.ts";
export { type NinesCurve, type NinesMark, ninesAxis } from "./report/charts/nines.ts";
export { type WaterfallDesign, waterfall } from "./report/charts/waterfall.ts";
export { type Cell, type CsvColumn, toCsv } from "./report/csv.ts";
export { type HtmlColumn, table as htmlTable } from "./report/html/table.ts";
export { type TerminalTable, terminalTable } from "./report/terminal.ts";
export type { Ladder, LadderStep } from "./report/trace/ladder.ts";
export { ladderMermaid } from "./report/trace/ladder-mermaid.ts";
export { ladderSvg } from "./report/trace/ladder-svg.ts";
export { ladderText } from "./report/trace/ladder-text.ts";
export type { Timeline } from "./report/trace/timeline.ts";
export { timelineSvg } from "./report/trace/timeline-svg.ts";
export { timelineText } from "./report/trace/timeline-text.ts";
export { type Happening, whatHappened } from "./report/trace/what-happened.ts";
export { renderPng, renderSvg } from "./report/vega.ts";
export { type ParseResult, parseScenario } from "./scenario/parse.ts";
export type { Scenario } from "./scenario/scenario.ts";
export { shippedScenario as readScenario } from "./scenario/shipped.ts";
export { isSip, Kind } from "./sip/message.ts";
export { ratioInterval } from "./statistics/ratio-interval.ts";
export { meanTrialsToRun } from "./statistics/runs.ts";
export { type MeanInterval, studentInterval } from "./statistics/student-interval.ts";
export { minimalCutSets, minimalPathSets } from "./structure/cut-sets.ts";
export { components, isUp } from "./structure/evaluation.ts";
export { allOf, anyOf, atLeast, type Structure } from "./structure/expression.ts";
export type { Packet, TraceEvent } from "./trace/event.ts";
export type { Participants } from "./trace/participants.ts";
export type { Traced } from "./trace/trace.ts";
export { type ScenarioTraceOptions, traceScenario } from "./trace/trace-scenario.ts";
export { day, formatDuration, hour, minute, parseDuration, year } from "./units/duration.ts";
export { downtimePerYear, formatAvailability, nines } from "./units/nines.ts";
export { formatEstimate, formatNumber } from "./units/number.ts";
