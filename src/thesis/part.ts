import { type Figures, type Job, type MetricName, metricIndex, type Scenario } from "../library/simulation.ts";

/** Where the reproduction gets its scenarios from: a file below `scenarios/` with settings of the form path=value. */
export type Shelf = (file: string, settings?: readonly string[]) => Scenario;

/**
 * One part of the reproduction: runs to be made and what follows from their figures. All runs of all parts are made together, so
 * that every worker is busy to the end.
 */
export interface ThesisPart<Result> {
  readonly jobs: readonly Job[];
  /** @param figures[job][replication] */
  evaluate(figures: readonly (readonly Figures[])[]): Result;
}

/** How thoroughly to simulate: `full` is what is published, `quick` a subset for a first look and for tests. */
export type Depth = "full" | "quick";

/** A job that runs the scenario as often as its file says. */
export const job = (scenario: Scenario): Job => ({ scenario, replications: scenario.run.replications });

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean of a metric over the replications. */
export const meanOf = (figures: readonly Figures[], metric: MetricName): number =>
  mean(figures.map((replication) => replication[metricIndex(metric)]!));
