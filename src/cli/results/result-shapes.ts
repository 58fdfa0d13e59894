/** What the files of a directory of results must look like to be read again. */
import { engineShape, metricShape, PLAN_SHAPE, replicationsShape } from "../../experiment/plan-shape.ts";
import {
  figure,
  flag,
  list,
  nullable,
  number,
  object,
  optional,
  pair,
  record,
  share,
  text,
  word,
} from "../../experiment/store/shape.ts";
import type { Comparison, Side } from "../../measurement/comparison.ts";
import type { AvailabilityFile } from "../../report/document/availability-document.ts";
import type { ComparisonFile } from "../../report/document/comparison-document.ts";
import type { ManifestFile } from "../manifest-files.ts";
import type { StudyFile } from "../study/study-file.ts";

const identity = object<ManifestFile["sipnines"]>({ version: text, model: text });

export const MANIFEST_SHAPE = object<ManifestFile>({
  sipnines: identity,
  command: text,
  scenario: nullable(text),
  settings: list(text),
});

export const STUDY_SHAPE = object<StudyFile>({
  sipnines: identity,
  plan: PLAN_SHAPE,
  output: object<StudyFile["output"]>({
    metrics: list(metricShape),
    compare: nullable(text),
    best: nullable(
      object<NonNullable<StudyFile["output"]["best"]>>({ metric: metricShape, better: word("lower", "higher") }),
    ),
    raw: nullable(word("csv", "parquet")),
  }),
});

export const RUN_SHAPE = object({
  sipnines: identity,
  scenario: object({ title: text, run: object({ seed: number, stratify: replicationsShape }) }),
  result: object({
    engine: engineShape,
    seed: number,
    replications: replicationsShape,
    expectations: list(
      object({
        metric: text,
        atLeast: figure,
        atMost: figure,
        because: nullable(text),
        mean: figure,
        verdict: text,
      }),
    ),
  }),
});

type Part<K extends keyof AvailabilityFile> = NonNullable<AvailabilityFile[K]>;
const simulation = nullable(
  object<Pick<Part<"simulation">, "method" | "because" | "sentence">>({ method: text, because: text, sentence: text }),
);

export const AVAILABILITY_SHAPE = object<AvailabilityFile>({
  title: text,
  assumed: list(text),
  unavailability: share,
  budget: list(
    object<Part<"budget">[number]>({ cause: text, group: text, unavailability: number, outagesPerYear: number }),
  ),
  failuresPerYear: optional(figure),
  meanDownTimeHours: optional(figure),
  target: optional(share),
  meetsTarget: optional(flag),
  singlePointsOfFailure: list(
    object<Pick<Part<"singlePointsOfFailure">[number], "component" | "sentence">>({ component: text, sentence: text }),
  ),
  minimalCutSetCount: number,
  minimalCutSets: list(list(text)),
  importance: record(
    object<Part<"importance">[string]>({
      birnbaum: figure,
      criticality: figure,
      fussellVesely: figure,
      diagnostic: figure,
      riskAchievementWorth: figure,
      riskReductionWorth: figure,
    }),
  ),
  chain: object<Part<"chain">>({
    states: figure,
    residual: figure,
    method: optional(text),
    because: optional(text),
  }),
  call: optional(
    nullable(
      object<Part<"call">>({
        unavailability: share,
        defectsPerMillion: number,
        ci95: pair(number),
        causes: list(object<Part<"call">["causes"][number]>({ cause: text, group: text, perMillion: number })),
        bounds: list(text),
        assumed: list(text),
      }),
    ),
  ),
  dpm: nullable(
    object<Pick<Part<"dpm">, "lines" | "perMillion" | "withRetransmission" | "withRedial" | "sentence">>({
      lines: list(
        object<Part<"dpm">["lines"][number]>({
          cause: text,
          group: text,
          perMillion: number,
          withRetransmission: number,
          withRedial: number,
        }),
      ),
      perMillion: number,
      withRetransmission: number,
      withRedial: number,
      sentence: text,
    }),
  ),
  agreement: list(
    object<Omit<Part<"agreement">[number], "isIntended" | "defectsPerMillion" | "ci95" | "deviation">>({
      method: text,
      unavailability: number,
      against: optional(text),
      relativeDifference: optional(figure),
      interval: optional(pair(number)),
      sentence: text,
    }),
  ),
  simulation,
  sensitivity: optional(
    object<Part<"sensitivity">>({
      tornado: list(object<Part<"sensitivity">["tornado"][number]>({ parameter: text, atLow: share, atHigh: share })),
      uncertainty: object<Omit<Part<"sensitivity">["uncertainty"], "samples" | "p50" | "worthMeasuring">>({
        target: share,
        probabilityMet: share,
        probabilityMetInterval: pair(share),
        p05: share,
        p95: share,
        isAssumed: flag,
        sentence: text,
      }),
    }),
  ),
});

const choice = record((value, at) => (typeof value === "number" ? null : text(value, at)));
const design = { choice, cost: number, unavailability: share, isOnFrontier: flag };

export const OPTIMIZE_SHAPE = object({
  title: optional(text),
  target: share,
  winner: nullable(object(design)),
  designs: list(object(design)),
  rejected: list(object({ choice, because: text })),
  confirmation: simulation,
});

const side = object<Side>({ n: number, mean: number, low: figure, high: figure });
const compared = object<ComparisonFile["first"]>({
  name: text,
  title: text,
  kind: word("measured", "simulated"),
  warnings: list(text),
});

export const COMPARISON_SHAPE = object<ComparisonFile>({
  sipnines: identity,
  first: compared,
  second: compared,
  answer: text,
  method: text,
  comparisons: list(
    object<Comparison>({
      at: record(text),
      metric: text,
      unit: text,
      first: side,
      second: side,
      difference: number,
      low: figure,
      high: figure,
      by: text,
      verdict: text,
      margin: figure,
      base: word("second", "1 - second"),
      prediction: nullable(
        object<NonNullable<Comparison["prediction"]>>({
          low: number,
          high: number,
          by: word("student", "order statistics"),
          side: word("first", "second"),
          inside: figure,
          measured: figure,
        }),
      ),
    }),
  ),
  identical: list(text),
  onlyFirst: list(text),
  onlySecond: list(text),
});
