/** Documents of studies. */
import { metricShape, PLAN_SHAPE } from "../../experiment/plan-shape.ts";
import {
  count,
  figure,
  flag,
  list,
  meaning,
  nullable,
  number,
  object,
  optional,
  record,
  text,
  word,
} from "../../notation/json-shape.ts";
import { document } from "./document.ts";
import { WARNING } from "./remarks.ts";
import { IDENTITY } from "./requests.ts";
import { METRICS, VERDICT } from "./runs.ts";

export const STUDY = document("study.json of `sipnines sweep`: all that the study can be made of again", {
  sipnines: IDENTITY,
  plan: PLAN_SHAPE,
  output: object({
    metrics: list(metricShape),
    compare: nullable(text),
    best: nullable(object({ metric: metricShape, better: word("lower", "higher") })),
    raw: nullable(word("csv", "parquet")),
  }),
});

export const SWEEP = document("What `sipnines sweep --json` and `sipnines merge --json` print", {
  points: count,
  pointsComplete: count,
  imprecise: count,
  replications: count,
  unused: count,
  most: count,
  parameters: list(object({ name: text, path: text })),
  results: list(
    object({ point: count, values: record(text), replications: count, complete: flag, met: flag, metrics: METRICS }),
  ),
  expectations: list(
    object({
      point: text,
      metric: text,
      atLeast: optional(number),
      atMost: optional(number),
      because: optional(text),
      mean: figure,
      verdict: VERDICT,
      moreReplications: figure,
    }),
  ),
  files: list(text),
});

const SURVEY = {
  points: count,
  pointsComplete: count,
  replications: count,
  replicationsMissing: count,
  eventsMissing: number,
  unitsBeside: count,
  warnings: list(WARNING),
} as const;

export const SWEEP_DRY_RUN = document("What `sipnines sweep --dry-run --json` prints", {
  ...SURVEY,
  seconds: number,
  workers: count,
  designPoints: list(record(text)),
});

export const SWEEP_SHARD = document("What `sipnines sweep --shard --json` prints", {
  shard: count,
  of: count,
  directory: text,
});

export const STATUS = document("What `sipnines status --json` prints", {
  directories: meaning(
    "The directory, then those of its shards.",
    list(
      object({
        directory: text,
        ...SURVEY,
        damaged: list(text),
        atWork: meaning("Process and machine; null for nobody.", nullable(text)),
        sameModel: flag,
      }),
    ),
  ),
});
