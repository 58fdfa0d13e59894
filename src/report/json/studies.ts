/** Documents of studies. */
import { metricShape, PLAN_SHAPE } from "../../experiment/plan-shape.ts";
import * as json from "../../notation/json-shape.ts";
import { document } from "./document.ts";
import { WARNING } from "./remarks.ts";
import { IDENTITY } from "./requests.ts";
import { METRICS, VERDICT } from "./runs.ts";

export const STUDY = document("study.json of `sipnines sweep`: all that the study can be made of again", {
  sipnines: IDENTITY,
  plan: PLAN_SHAPE,
  output: json.object({
    metrics: json.list(metricShape),
    compare: json.nullable(json.text),
    best: json.nullable(json.object({ metric: metricShape, better: json.word("lower", "higher") })),
    raw: json.nullable(json.word("csv", "parquet")),
  }),
});

export const SWEEP = document("What `sipnines sweep --json` and `sipnines merge --json` print", {
  points: json.count,
  pointsComplete: json.count,
  imprecise: json.count,
  replications: json.count,
  unused: json.count,
  most: json.count,
  parameters: json.list(json.object({ name: json.text, path: json.text })),
  results: json.list(
    json.object({
      point: json.count,
      values: json.record(json.text),
      replications: json.count,
      complete: json.flag,
      met: json.flag,
      metrics: METRICS,
    }),
  ),
  expectations: json.list(
    json.object({
      point: json.text,
      metric: json.text,
      atLeast: json.optional(json.number),
      atMost: json.optional(json.number),
      because: json.optional(json.text),
      mean: json.figure,
      verdict: VERDICT,
      moreReplications: json.figure,
    }),
  ),
  files: json.list(json.text),
});

const SURVEY = {
  points: json.count,
  pointsComplete: json.count,
  replications: json.count,
  replicationsMissing: json.count,
  eventsMissing: json.number,
  unitsBeside: json.count,
  warnings: json.list(WARNING),
} as const;

export const SWEEP_DRY_RUN = document("What `sipnines sweep --dry-run --json` prints", {
  ...SURVEY,
  seconds: json.number,
  workers: json.count,
  designPoints: json.list(json.record(json.text)),
});

export const SWEEP_SHARD = document("What `sipnines sweep --shard --json` prints", {
  shard: json.count,
  of: json.count,
  directory: json.text,
});

export const STATUS = document("What `sipnines status --json` prints", {
  directories: json.meaning(
    "The directory, then those of its shards.",
    json.list(
      json.object({
        directory: json.text,
        ...SURVEY,
        damaged: json.list(json.text),
        atWork: json.meaning("Process and machine; null for nobody.", json.nullable(json.text)),
        sameModel: json.flag,
      }),
    ),
  ),
});
