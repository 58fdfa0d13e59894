import { metricNamed } from "../metrics/catalogue.ts";
import { OWN_NAME } from "../metrics/own-metric.ts";
import { POINTS_MAX } from "../scenario/sampling.ts";
import type { DesignPlan } from "./design/design.ts";
import type { PrecisionPlan } from "./precision.ts";
import {
  list,
  type Misfit,
  nullable,
  object,
  optional,
  positive,
  record,
  type Shape,
  share,
  text,
  whole,
  word,
} from "./store/shape.ts";
import type { PlannedFile, StudyPlan } from "./study-plan.ts";

/** No point of a study gets more replications. */
export const REPLICATIONS_MAX = 1_000_000;

/** A name of a metric; whether the study has it is seen when its files have been read. */
export const metricShape: Shape = (value, at): Misfit | null =>
  text(value, at) ??
  (metricNamed(value as string) || OWN_NAME.test(value as string)
    ? null
    : { at, found: JSON.stringify(value), expected: "the name of a metric" });
export const replicationsShape = whole(1, REPLICATIONS_MAX);
export const engineShape = word("native", "simjs");

const goal = object({ metric: metricShape, relative: optional(share), absolute: optional(positive) });

/** A precision with a width above 0, of one kind or both. */
const goalShape: Shape = (value, at): Misfit | null => {
  const misfit = goal(value, at);
  if (misfit !== null) return misfit;
  const { relative, absolute } = value as { relative?: number; absolute?: number };
  const isWide = relative === undefined ? absolute !== undefined : relative > 0 && relative < 1;
  return isWide
    ? null
    : { at, found: `the width ${relative ?? "nothing"}`, expected: "a share between 0 and 1, or an absolute width" };
};

/** The plan of a study, as files and queues hold it. */
export const PLAN_SHAPE = object<StudyPlan>({
  files: list(object<PlannedFile>({ name: text, text, companions: optional(record(text)) }), 1),
  settings: list(text),
  design: object<DesignPlan>({
    vary: list(text),
    zip: list(list(text)),
    where: list(text),
    sampling: nullable(
      object<NonNullable<DesignPlan["sampling"]>>({
        method: word("latin-hypercube", "sobol"),
        size: whole(1, POINTS_MAX),
      }),
    ),
    table: nullable(text),
  }),
  replications: nullable(replicationsShape),
  precision: nullable(
    object<PrecisionPlan>({
      goals: list(goalShape, 1),
      minimum: replicationsShape,
      maximum: replicationsShape,
    }),
  ),
  engine: engineShape,
});
