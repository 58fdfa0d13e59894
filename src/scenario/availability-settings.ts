import type { Distribution } from "../distributions/description.ts";
import type { CrewSettings, coverageShape } from "../faults/by-chance.ts";
import type { Read } from "../notation/shape.ts";
import type { Structure } from "../structure/expression.ts";
import type { Lifetimes } from "../tiers/description.ts";
import type { Expectation } from "./expectation.ts";

/** What a file says of a service's availability beside its architecture. All times are seconds. */
export interface AvailabilitySettings {
  /** Largest unavailability allowed; null where none is asked for. */
  readonly target: number | null;
  /** Lifetimes of the tiers that have none of their own. */
  readonly lifetimes?: Lifetimes | undefined;
  readonly crew?: CrewSettings | undefined;
  /** Failure rate of a standby relative to a node that serves: 1 hot, 0 cold. */
  readonly standby: number;
  readonly coverage?: CoverageSettings | undefined;
  /** Share β of failures that take down all nodes of a tier at once. */
  readonly commonCause: number;
  readonly maintenance?: { readonly every: number; readonly duration: number } | undefined;
  /** How many nodes stand in for each node of a tier, itself included: replicas of a database, say. */
  readonly replicas: readonly (readonly [tier: string, count: number])[];
  /** Stages of detection and of takeover: 1 exponential, more for nearly constant times. */
  readonly failoverStages: number;
  readonly costs: Costs;
  /** What is not known exactly: distributions of the mean times of tiers or components. */
  readonly uncertain: readonly (readonly [name: string, uncertainty: Uncertainty])[];
  readonly calls: UserBehaviour;
  /** What a design search may change: paths of the file, each with the values to try. */
  readonly search: readonly (readonly [path: string, values: readonly (string | number)[]])[];
  /** What must hold of the results. */
  readonly expect: readonly Expectation[];
}

/** How likely a failure is handled as designed, and what happens when it is not; manual recovery is unused where it fails the group. */
export type CoverageSettings = Read<typeof coverageShape>;

/** Prices, in one currency; those of nodes and crew for any one span of time. */
export interface Costs {
  /** Of one node of a tier, or one component. */
  readonly nodes: readonly (readonly [name: string, price: number])[];
  /** Of one repairman. */
  readonly crew: number;
  /** Of a minute in which the service is down, beside what its failed calls cost; undefined where nothing is said of it. */
  readonly minuteDown?: number | undefined;
  /** Of a call that fails. */
  readonly failedCall?: number | undefined;
  /** As the file writes it. */
  readonly currency?: string | undefined;
}

/** Distributions of lifetimes that are not known for sure. */
export interface Uncertainty {
  readonly mttf?: Distribution | undefined;
  readonly mttr?: Distribution | undefined;
}

/** What users do while the service is down, for defects per million calls. */
export interface UserBehaviour {
  /** Callers retransmit for so long before they give up [s]: 64·T1 of RFC 3261; 0 without retransmission. */
  readonly patience: number;
  /** How often a caller whose call failed tries again, and after how long [s]. */
  readonly redials: number;
  readonly redialAfter: number;
}

/** A service of components, without SIP. */
export interface ComponentService {
  readonly title: string;
  readonly about: string;
  /** By name; those that come in numbers are spelt out, name-1, name-2, … */
  readonly components: Readonly<Record<string, ComponentDescription>>;
  readonly needs: Structure;
  readonly availability: AvailabilitySettings;
}

/** What is known of one component: how likely it is down, or its mean times to failure and to repair [s]. */
export type ComponentDescription = { readonly probability: number } | { readonly mttf: number; readonly mttr: number };
