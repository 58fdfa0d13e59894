/**
 * What can be said of a service without simulating it: closed forms and their inverses, Markov chains and their questions, sets of failures that
 * stop it, laws of detection times, and the assessment that puts them together. Times are seconds, rates per second; unavailability
 * is given as such, never as 1 − A.
 */

export { type Assumptions as ModelAssumptions, modelOfArchitecture } from "../analysis/architecture-model.ts";
export { type Chain, chainOf, type Transition, transitionsOf } from "../analysis/chain/chain.ts";
export {
  type FirstFailure,
  firstFailure,
  firstFailureProbability,
  type IsUp,
  meanTimeToFirstFailure,
} from "../analysis/chain/first-failure.ts";
export { chainOutages, type TransientUnavailability, transientUnavailability } from "../analysis/chain/measures.ts";
export { NotConverged, type SteadyState, steadyState } from "../analysis/chain/steady-state.ts";
export { serversNeeded, tolerableMttf, tolerableMttr } from "../analysis/closed-form/inverse.ts";
export { nodeAvailability, nodeUnavailability } from "../analysis/closed-form/node.ts";
export { kOfNOutage, type OutageMeasures } from "../analysis/closed-form/outage.ts";
export { erlangB, erlangC, mg1, mm1, mm1k, mmc, mmck, type QueueMeasures } from "../analysis/closed-form/queueing.ts";
export {
  kOfNUnavailability,
  kOfUnequalUnavailability,
  parallelUnavailability,
  redundantUnavailability,
  seriesUnavailability,
} from "../analysis/closed-form/redundancy.ts";
export type { CommonCauseGroup } from "../analysis/common-cause.ts";
export type { Component, Components } from "../analysis/component.ts";
export type { BudgetLine, DowntimeCause } from "../analysis/downtime-budget.ts";
export {
  type ChainImportOptions,
  chainOfDocument,
  type ImportedChain,
  readChainRows,
} from "../analysis/exchange/chain-import.ts";
export { type LocatedProblem, UnreadableText } from "../analysis/exchange/located.ts";
export { readStateLabels } from "../analysis/exchange/state-labels.ts";
export type { FaultStructure } from "../analysis/fault-structure.ts";
export { ModelTooLarge, type ServiceChain } from "../analysis/generator/generate.ts";
export type {
  AgesLayout,
  ElectionLayout,
  FailoverStage,
  GroupLayout,
  StateVector,
  VotesLayout,
  WayLayout,
} from "../analysis/generator/layout.ts";
export type { Importance } from "../analysis/importance.ts";
export type {
  Attempt,
  AvailabilityModel,
  Coverage,
  Crew,
  FailoverPhase,
  FailureWay,
  GroupVotes,
  InPlace,
  Life,
  Maintenance,
  NodeGroup,
  Shock,
  StagedTime,
  Standby,
} from "../analysis/model.ts";
export type { Phases } from "../analysis/phases.ts";
export { farmServersNeeded, farmTolerableMttf, farmTolerableMttr } from "../analysis/server-farm-inverse.ts";
export { modelOfServers, type Servers } from "../analysis/server-model.ts";
export { type ServiceAvailability, serviceAvailability, unavailabilityAt } from "../analysis/service-availability.ts";
export type { SinglePointOfFailure } from "../analysis/single-points.ts";
export { type Assessment, assess } from "../availability/assessment.ts";
export { type StudiedService, studiedComponents, studiedScenario } from "../availability/studied-service.ts";
export {
  type DetectorTimers,
  detectionLaw,
  falseSuspicionRate,
  processDeathLaw,
  type TimersByKind,
} from "../detectors/analysed.ts";
export type { Detector, DetectorName, DetectorSettings } from "../detectors/description.ts";
export type { LawName } from "../detectors/estimated.ts";
export type { DetectionLaw, LossyWay } from "../detectors/law.ts";
export {
  type Distribution,
  type DistributionData,
  type DistributionName,
  deterministic,
  exponential,
} from "../distributions/description.ts";
export type { Duration } from "../distributions/duration.ts";
export { meanOf } from "../distributions/law.ts";
export { minimalCutSets, minimalPathSets } from "../structure/cut-sets.ts";
export { StructureTooLarge } from "../structure/decision-diagram.ts";
export { components, isUp } from "../structure/evaluation.ts";
export { allOf, anyOf, atLeast, type Structure } from "../structure/expression.ts";
export type { SetFamily } from "../structure/set-family.ts";
export type { ProgressListener } from "../structure/told.ts";
export {
  DAY as day,
  formatDuration,
  HOUR as hour,
  MINUTE as minute,
  parseDuration,
  YEAR as year,
} from "../units/duration.ts";
export { downtimePerYear, formatAvailability, nines } from "../units/nines.ts";
export { formatEstimate, formatNumber } from "../units/number.ts";
export { type Complaint, NoAnswer, Refused } from "../units/refused.ts";
export { UnitError } from "../units/unit-error.ts";
