import type { Failures } from "../faults/classes.ts";
import type { Fault } from "../faults/description.ts";
import type { OwnMetric } from "../metrics/own-metric.ts";
import type { NetworkOptions } from "../network/network-options.ts";
import type { Architecture } from "../service/description.ts";
import type { Traffic } from "../sip/traffic.ts";
import type { AvailabilitySettings } from "./availability-settings.ts";
import type { Expectation } from "./expectation.ts";
import type { Plan } from "./plan.ts";
import type { SweepBlock } from "./sweep-shape.ts";

/** What a scenario file says, with every default filled in. */
export interface Scenario {
  readonly title: string;
  readonly about: string;
  readonly architecture: Architecture;
  readonly network: NetworkOptions;
  readonly traffic: Traffic;
  /** What breaks, after it the lines of the plan, and those that classes of failures amount to. */
  readonly faults: readonly Fault[];
  /** Planned work; left out where there is none. */
  readonly plan?: Plan;
  /** How nodes fail by chance, for runs and for the analyzer; left out where the file has no such section. */
  readonly failures?: Failures | undefined;
  readonly run: RunOptions;
  /** Metrics that it makes by formulas; left out where it makes none. */
  readonly metrics?: readonly OwnMetric[];
  /** What a study of it varies. */
  readonly sweep?: SweepBlock | undefined;
  readonly expect: readonly Expectation[];
  /** What the analyzer is told beside the architecture; left out where the file says nothing. */
  readonly availability?: AvailabilitySettings | undefined;
}

/** How often and for how long a scenario is run. */
export interface RunOptions {
  readonly seed: number;
  readonly replications: number;
  /** The run stops here [s]; null: when all calls have ended, at the latest `drain` after the last arrival. */
  readonly horizon: number | null;
  readonly drain: number;
  /**
   * Replications per block in which the phases of unsynchronised clocks are spread evenly (Latin hypercube sampling); 1: drawn
   * independently. Intervals are computed from block means.
   */
  readonly stratify: number;
  /** Durations are counted from here on [s]. */
  readonly warmUp: number;
}
