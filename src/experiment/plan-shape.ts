import { metricNamed } from "../metrics/catalogue.ts";
import { OWN_NAME } from "../metrics/own-metric.ts";
import {
  checked,
  list,
  nullable,
  object,
  optional,
  positive,
  record,
  share,
  text,
  whole,
  word,
} from "../notation/json-shape.ts";
import { POINTS_MAX } from "../scenario/sampling.ts";

/** No point of a study gets more replications. */
export const REPLICATIONS_MAX = 1_000_000;

/** A name of a metric; whether the study has it is seen when its files have been read. */
export const metricShape = checked(text, (name, at) =>
  metricNamed(name) || OWN_NAME.test(name)
    ? null
    : { at, found: JSON.stringify(name), expected: "the name of a metric" },
);
export const replicationsShape = whole(1, REPLICATIONS_MAX);
export const engineShape = word("native", "simjs");

/** A precision with a width above 0, of one kind or both. */
const goalShape = checked(
  object({ metric: metricShape, relative: optional(share), absolute: optional(positive) }),
  ({ relative, absolute }, at) =>
    (relative === undefined ? absolute !== undefined : relative > 0 && relative < 1)
      ? null
      : { at, found: `the width ${relative ?? "nothing"}`, expected: "a share between 0 and 1, or an absolute width" },
);

/** The plan of a study, as files and queues hold it. */
export const PLAN_SHAPE = object({
  files: list(object({ name: text, text, companions: optional(record(text)) }), 1),
  settings: list(text),
  design: object({
    vary: list(text),
    zip: list(list(text)),
    where: list(text),
    sampling: nullable(object({ method: word("latin-hypercube", "sobol"), size: whole(1, POINTS_MAX) })),
    table: nullable(text),
  }),
  replications: nullable(replicationsShape),
  precision: nullable(object({ goals: list(goalShape, 1), minimum: replicationsShape, maximum: replicationsShape })),
  engine: engineShape,
});
