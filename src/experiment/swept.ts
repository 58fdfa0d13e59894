import { metricAmong } from "../metrics/catalogue.ts";
import { type Problem, renderProblem } from "../notation/problem.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Assignment, DesignPlan } from "./design/design.ts";
import type { PrecisionPlan } from "./precision.ts";
import { type RunResult, resultOf } from "./run.ts";
import { type SimulateOptions, simulate } from "./simulate.ts";
import { simulateToPrecision } from "./simulate-to-precision.ts";
import { type PlannedFile, readPlan, scenarioAt } from "./study-plan.ts";

/** Which scenarios to run at which values of what is varied. */
export interface SweepPlan {
  /** Scenario files with their texts. With several, which of them is the first parameter. */
  readonly files: readonly PlannedFile[];
  /** `path=value`, for all points. */
  readonly settings?: readonly string[];
  /** What is varied, and how the values are combined; left out: every combination. */
  readonly design: Partial<DesignPlan>;
  /** Of each point; left out: as the scenario says. */
  readonly replications?: number;
  /** Replicates each point until it is met; stands before `replications`. */
  readonly precision?: PrecisionPlan;
}

/** One point of a sweep, run. */
export interface SweptPoint extends RunResult {
  /** From 0, in the order of the design: the last parameter changes fastest. */
  readonly index: number;
  readonly values: readonly Assignment[];
  readonly scenario: Scenario;
  /** Whether the precision asked for was reached; without one, the same as `complete`. */
  readonly met: boolean;
}

/**
 * Runs every point of a design, one after the other, and keeps nothing on disk. The figures are those of `sipnines sweep`: all points
 * rest on the same chances, so that their replications can be compared pair by pair.
 *
 * @throws Error with the problems of the files, or of a point, as a user would see them; UnitError for a design that cannot be read;
 *   RangeError for a precision of an unknown metric
 */
export async function* sweepScenarios(plan: SweepPlan, options: SimulateOptions): AsyncGenerator<SweptPoint> {
  const { files, settings = [], precision } = plan;
  const design = { vary: [], zip: [], where: [], sampling: null, table: null, ...plan.design };
  const read = readPlan({ files, settings, design });
  if ("problems" in read) throw unsound(read.problems);
  const unknown = precision?.goals.find(({ metric }) => metricAmong(metric, read.metrics) === undefined);
  if (unknown)
    throw new RangeError(
      `precision: found the metric ${unknown.metric}; expected one of the catalogue, or of the files.`,
    );
  for (let index = 0; index < read.design.size && !options.signal?.aborted; index++) {
    const { values, scenario, problems } = scenarioAt(read, index);
    if (problems) throw unsound(problems);
    if (precision) {
      const { figures, met, interrupted } = await simulateToPrecision(scenario, precision, options);
      yield { index, values, scenario, ...resultOf(scenario, figures, !interrupted), met };
      continue;
    }
    const { replications = scenario.run.replications } = plan;
    const [figures = []] = await simulate([{ scenario, replications }], options);
    const complete = figures.length === replications;
    yield { index, values, scenario, ...resultOf(scenario, figures, complete), met: complete };
  }
}

const unsound = (problems: readonly Problem[]): Error =>
  new Error(problems.map((problem) => renderProblem(problem)).join("\n"));
