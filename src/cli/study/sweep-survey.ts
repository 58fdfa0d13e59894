import { engineNamed, Replicator } from "../../experiment/replication.ts";
import type { ResultStore } from "../../experiment/store/result-store.ts";
import type { Progress, Study } from "../../experiment/study.ts";
import type { Problem } from "../../notation/problem.ts";
import { type Warning, warningJson } from "../../notation/warning.ts";
import { eventsOf } from "../../scenario/amount-of-work.ts";
import { Refusal } from "../refusal.ts";
import { distinct } from "../warnings.ts";

/** How much a study is, and how much of it is still to be done. */
export interface Survey {
  readonly points: number;
  readonly pointsComplete: number;
  /** As far as is known: with a precision asked for, more may turn out to be needed. */
  readonly replications: number;
  readonly replicationsMissing: number;
  /** Work that is missing [events], roughly. */
  readonly eventsMissing: number;
  /** Units in the directory that belong to none of the points. */
  readonly unitsBeside: number;
  /** Of all points, each once. */
  readonly warnings: readonly Warning[];
}

/** The same mistake at another point. */
const isSame = (one: Problem, other: Problem): boolean =>
  one.path === other.path && one.found === other.found && one.expected === other.expected;

/** Problems of points that are shown. */
const PROBLEMS_SHOWN = 10;

/**
 * Reads the scenario of every point, before anything is computed.
 *
 * @throws Refusal if some of them cannot be read
 */
export function survey(study: Study, store: ResultStore | null): Survey {
  const problems: Problem[] = [];
  let warnings: readonly Warning[] = [];
  const keys = new Set<string>();
  let pointsComplete = 0;
  let replications = 0;
  let replicationsMissing = 0;
  let eventsMissing = 0;
  for (let index = 0; index < study.size; index++) {
    const read = study.pointOrProblems(index);
    if ("problems" in read) {
      problems.push(...read.problems.filter((one) => !problems.some((other) => isSame(one, other))));
      if (problems.length >= PROBLEMS_SHOWN) break;
      continue;
    }
    const { point } = read;
    warnings = distinct([...warnings, ...read.warnings]);
    const first = study.firstTarget(point);
    const { target, missing }: Pick<Progress, "target" | "missing"> = store
      ? study.progress(point, store)
      : { target: first, missing: [{ first: 0, end: first }] };
    const lacking = missing.reduce((sum, range) => sum + range.end - range.first, 0);
    if (lacking === 0) pointsComplete++;
    replications += target;
    replicationsMissing += lacking;
    eventsMissing += lacking * Math.max(1, eventsOf(point.scenario));
    if (store) keys.add(point.key);
  }
  if (problems.length > 0) throw new Refusal(problems.slice(0, PROBLEMS_SHOWN));
  return {
    points: study.size,
    pointsComplete,
    replications,
    replicationsMissing,
    eventsMissing,
    unitsBeside: store?.unitsBeside(keys) ?? 0,
    warnings,
  };
}

/** Points that are tried to see how fast this machine is. */
const TRIALS = 3;
/** Time that a trial may take [ms]; one replication is run in any case. */
const TRIAL_TIME = 300;

/** Seconds that some work takes on one core of this machine: measured on a few of the points. */
export function secondsFor(study: Study, { eventsMissing, replicationsMissing }: Survey): number {
  if (replicationsMissing === 0) return 0;
  let events = 0;
  let seconds = 0;
  for (let trial = 0; trial < Math.min(TRIALS, study.size); trial++) {
    const { scenario } = study.point(Math.floor(((trial + 0.5) * study.size) / Math.min(TRIALS, study.size)));
    const startedAt = performance.now();
    const replicator = new Replicator(scenario, engineNamed(study.plan.engine));
    for (let replication = 0; ; replication++) {
      replicator.run(replication);
      events += Math.max(1, eventsOf(scenario));
      if (performance.now() - startedAt > TRIAL_TIME) break;
    }
    seconds += (performance.now() - startedAt) / 1000;
  }
  return (eventsMissing / events) * seconds;
}

/** A survey as documents have it. */
export const surveyJson = ({ warnings, ...survey }: Survey) => ({
  points: survey.points,
  pointsComplete: survey.pointsComplete,
  replications: survey.replications,
  replicationsMissing: survey.replicationsMissing,
  eventsMissing: survey.eventsMissing,
  unitsBeside: survey.unitsBeside,
  warnings: warnings.map(warningJson),
});
