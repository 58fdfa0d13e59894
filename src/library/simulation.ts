/**
 * A service read from text, run as often as it takes, swept over parameters, and watched message by message. The figures depend on
 * scenario, seed and replication number alone, not on the number of workers; `workers: 0` needs no threads.
 */

export { PRESET_NAMES } from "../architecture/presets.ts";
export { type Bindings, type BindingsName, type BindingsSettings, bindingsAsked } from "../bindings/description.ts";
export type { BindingsAsked } from "../bindings/kind.ts";
export {
  type Consequence,
  type ConsequenceName,
  type ConsequenceSettings,
  isAnycast,
} from "../consequences/description.ts";
export type { Assignment, DesignPlan } from "../experiment/design/design.ts";
export type { PrecisionPlan } from "../experiment/precision.ts";
export { type RunResult, runScenario } from "../experiment/run.ts";
export { type Job, type SimulateOptions, simulate } from "../experiment/simulate.ts";
export type { PlannedFile } from "../experiment/study-plan.ts";
export { independentValues, type SummaryRow, summarise } from "../experiment/summary.ts";
export { type SweepPlan, type SweptPoint, sweepScenarios } from "../experiment/swept.ts";
export type { CrewSettings, FailureCoverage, RecoveryAttempt, RepairCrew } from "../faults/by-chance.ts";
export type { FailureClass, Failures } from "../faults/classes.ts";
export type { Fault, FaultLines, VerbName } from "../faults/description.ts";
export type { Duty, RecoveryStep, Spares } from "../faults/recovery.ts";
export type { DrawnTime, Timed } from "../faults/scene.ts";
export type { Expression as Formula } from "../formula/expression.ts";
export type { OperationName } from "../formula/operations.ts";
export type { FencingStage } from "../ha/fencing.ts";
export type { EngineName } from "../kernel/engine.ts";
export {
  type AnyMetric,
  CATALOGUE,
  type Metric,
  type MetricDescription as DescribedMetric,
  type MetricName,
  type MetricUnit,
  metricIndex,
  metricNamed,
} from "../metrics/catalogue.ts";
export type { Figures } from "../metrics/collector.ts";
export type { OwnMetric } from "../metrics/own-metric.ts";
export type { Impairment } from "../network/links.ts";
export type {
  Delay,
  HopCost as NetworkWay,
  LinkDescription,
  NetworkOptions,
  SiteDescription,
} from "../network/network-options.ts";
export type { ConnectionEnds, Segment } from "../network/tap.ts";
export { type Problem, renderProblem, type Spot } from "../notation/problem.ts";
export { readSetting, type Setting } from "../notation/settings.ts";
export { type Companions, type Path, Source, type Span } from "../notation/source.ts";
export type { Warning } from "../notation/warning.ts";
export { Stream as RandomStream } from "../random/stream.ts";
export type {
  AvailabilitySettings,
  ComponentDescription,
  ComponentService,
  Costs,
  CoverageSettings,
  Uncertainty,
  UserBehaviour,
} from "../scenario/availability-settings.ts";
export type { Parameter as VariedParameter } from "../scenario/axis.ts";
export type { DifferenceExpectation, Expectation } from "../scenario/expectation.ts";
export { parseScenario, parseService } from "../scenario/parse.ts";
export type { Plan, PlanOrder, PlanStep, StepVerb } from "../scenario/plan.ts";
export type { PrecisionGoal } from "../scenario/precision-goal.ts";
export type { Sampling } from "../scenario/sampling.ts";
export type { RunOptions, Scenario } from "../scenario/scenario.ts";
export type { ParseResult, ServiceResult, Warned } from "../scenario/scenario-text.ts";
export { shippedScenario as readScenario } from "../scenario/shipped.ts";
export type { SweepBlock } from "../scenario/sweep-shape.ts";
export type { Architecture, DirectorPolicy, Watch } from "../service/description.ts";
export type { Directors } from "../service/directors.ts";
export type { BackOff } from "../sip/back-off.ts";
export type { Cause as FailureCause } from "../sip/calls.ts";
export type { Transport, UserTransport } from "../sip/connections/transport.ts";
export { isSip, Kind } from "../sip/message.ts";
export type { Flow, FlowMessage, Method, Onward, Step } from "../sip/sipp/flow.ts";
export { type SrvRecord, srvShares } from "../sip/srv.ts";
export type { BaseTimers } from "../sip/timers.ts";
export type {
  Access,
  Arrivals,
  BurstState,
  Contact,
  RatePoint,
  RequestTraffic,
  Traffic,
} from "../sip/traffic.ts";
export type { Concern } from "../sip/wire-form.ts";
export type {
  AddressDescription,
  Authentication,
  Connecting,
  Deployment,
  DialogKeeping,
  HostDescription,
  Lifetimes,
  MessageKind,
  NodeDescription,
  OverloadDefence,
  Promotion,
  Replication,
  Role,
  ServerTransport,
  ServiceTimes,
  Tier,
  TransactionKeeping,
} from "../tiers/description.ts";
export type { FailureKind, FaultKind } from "../tiers/fault-kind.ts";
export type { Judgement, NodeState, Packet, TakeoverStage, TraceEvent } from "../trace/event.ts";
export type { CallChoice, CallSearch } from "../trace/find-call.ts";
export type { Part as TracedPart, Participants } from "../trace/participants.ts";
export type { Traced, TraceOptions } from "../trace/trace.ts";
export { type ScenarioTraceOptions, traceScenario } from "../trace/trace-scenario.ts";
export { wordsFor } from "../trace/words.ts";
