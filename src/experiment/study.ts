import type { AnyMetric } from "../metrics/catalogue.ts";
import { extended, withOwn } from "../metrics/own-metric.ts";
import type { Problem } from "../notation/problem.ts";
import type { Warning } from "../notation/warning.ts";
import { eventsOf } from "../scenario/amount-of-work.ts";
import type { DifferenceExpectation } from "../scenario/expectation.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Assignment, Design } from "./design/design.ts";
import { pointKey } from "./point-key.ts";
import { firstTarget, look } from "./precision.ts";
import type { Range, ResultStore } from "./store/result-store.ts";
import { type ReadPlan, readPlan, type StudyPlan, scenarioAt } from "./study-plan.ts";

/** A point of a study, ready to be run. */
export interface Point {
  readonly index: number;
  readonly values: readonly Assignment[];
  readonly scenario: Scenario;
  /** Address of its results. */
  readonly key: string;
  /** Replications that are kept as one unit; a unit begins at a multiple of it unless an earlier one ended elsewhere. */
  readonly block: number;
}

/** Work to be kept or lost together [events], about a second. */
const UNIT_EVENTS = 2e6;
const BLOCKS = [1000, 100, 10, 5, 1];

/** A described study: its points, each with its scenario and the replications it asks for. */
export class Study {
  readonly plan: StudyPlan;
  readonly design: Design;
  /** Digest of everything in the program that can change a number. */
  readonly model: string;
  /** What the first file expects of differences between points. */
  readonly expectedDifferences: readonly DifferenceExpectation[];
  /** Those of the catalogue, then those that the files make by formulas. */
  readonly metrics: readonly AnyMetric[];
  /** Replications behind each independent value, by the first file. */
  readonly stratify: number;
  readonly #read: ReadPlan;

  /**
   * Reads a plan.
   *
   * @returns the study, or all that is wrong with its scenarios as they stand in their files
   * @throws UnitError for a design that cannot be read or does not fit together
   */
  static read(plan: StudyPlan, model: string): { readonly study: Study } | { readonly problems: readonly Problem[] } {
    const read = readPlan(plan);
    return "problems" in read ? read : { study: new Study(plan, model, read) };
  }

  private constructor(plan: StudyPlan, model: string, read: ReadPlan) {
    this.plan = plan;
    this.model = model;
    this.design = read.design;
    this.metrics = read.metrics;
    this.expectedDifferences = read.base.sweep?.expect ?? [];
    this.stratify = read.base.run.stratify;
    this.#read = read;
  }

  get size(): number {
    return this.design.size;
  }

  /** A point, counted from 0, with its scenario; or what is wrong with that. */
  pointOrProblems(
    index: number,
  ): { readonly point: Point; readonly warnings: readonly Warning[] } | { readonly problems: readonly Problem[] } {
    const { values, scenario, warnings, problems } = scenarioAt(this.#read, index);
    if (problems) return { problems };
    const events = Math.max(1, eventsOf(scenario));
    const block = BLOCKS.find((size) => size * events <= UNIT_EVENTS) ?? 1;
    const key = pointKey(scenario, this.plan.engine, this.model);
    return { point: { index, values, scenario, key, block }, warnings };
  }

  /** @throws RangeError for a point whose scenario cannot be read */
  point(index: number): Point {
    const read = this.pointOrProblems(index);
    if ("point" in read) return read.point;
    throw new RangeError(`point ${index + 1} has no sound scenario: ${read.problems[0]?.found}`);
  }

  /** Replications that a point needs before anything can be said about how many it needs in all. */
  firstTarget({ scenario }: Point): number {
    const { precision, replications } = this.plan;
    return precision ? firstTarget(precision, scenario.run.stratify) : (replications ?? scenario.run.replications);
  }

  /**
   * How far a point has come: the replications it asks for, as far as is known, and which of them are missing. With a precision
   * asked for, the looks are taken again one after the other, so that the answer is the same whoever computed what and when.
   */
  progress(point: Point, store: ResultStore): Progress {
    const { precision } = this.plan;
    let target = this.firstTarget(point);
    for (;;) {
      const missing = store.missing(point.key, target);
      if (missing.length > 0 || !precision) return { target, missing, met: missing.length === 0 };
      const { metrics: own, run } = point.scenario;
      const seen = look(extended(store.figures(point.key, target), own), precision, run.stratify, withOwn(own));
      if (seen.done) return { target, missing, met: seen.met };
      target = seen.next;
    }
  }
}

export interface Progress {
  /** Replications that count, if none is missing. */
  readonly target: number;
  readonly missing: readonly Range[];
  /** Whether the precision that was asked for has been reached, or all replications are there. */
  readonly met: boolean;
}

/** Missing replications in units that begin at multiples of the block. */
export function unitsOf({ block }: Point, missing: readonly Range[]): Range[] {
  const units: Range[] = [];
  for (const { first, end } of missing)
    for (let at = first; at < end; ) {
      const next = Math.min(end, (Math.floor(at / block) + 1) * block);
      units.push({ first: at, end: next });
      at = next;
    }
  return units;
}
