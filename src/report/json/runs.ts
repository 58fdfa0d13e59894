/** Documents of commands that simulate a scenario. */
import { engineShape, replicationsShape } from "../../experiment/plan-shape.ts";
import {
  count,
  figure,
  flag,
  internal,
  list,
  meaning,
  nullable,
  number,
  object,
  optional,
  pair,
  positive,
  record,
  share,
  table,
  text,
  told,
  word,
} from "../../notation/json-shape.ts";
import { document } from "./document.ts";
import { WARNING } from "./remarks.ts";
import { IDENTITY } from "./requests.ts";

export const VERDICT = word("holds", "fails", "undecided");
/** Of a metric over replications; null where it was not measured, or where an interval would not cover. */
export const METRICS = record(object({ unit: text, mean: figure, ci95: pair(figure) }));

const EXPECTATION = {
  metric: text,
  atLeast: figure,
  atMost: figure,
  because: nullable(text),
  mean: figure,
  verdict: VERDICT,
} as const;

const result = {
  scenario: told(text),
  engine: engineShape,
  seed: number,
  replications: replicationsShape,
  metrics: told(METRICS),
  betweenReplications: told(
    record(
      object({
        ...{ unit: text, median: figure, medianCi95: pair(figure), p95: figure, p95Ci95: pair(figure) },
      }),
    ),
  ),
  batchMeans: told(
    record(
      object({
        batches: count,
        lagOne: figure,
        independent: flag,
        longer: meaning("By which factor the run should be longer.", figure),
      }),
    ),
  ),
  expectations: list(
    object({
      ...EXPECTATION,
      moreReplications: told(meaning("That would decide; null where it is decided, or where none would.", figure)),
    }),
  ),
  warnings: told(list(WARNING)),
} as const;

export const RUN = document("What `sipnines run --json` prints", result);

export const RUN_FILE = document("run.json of `sipnines run --out`", {
  sipnines: IDENTITY,
  result: object(result),
  scenario: internal(
    'The scenario with all its defaults, as the program holds it: seconds; "unlimited" for no limit.',
    {
      title: text,
      run: internal("How it is run.", { seed: number, stratify: replicationsShape }),
    },
  ),
});

export const WARM_UP = document("What `sipnines warm-up --json` prints", {
  scenario: text,
  metric: text,
  replications: count,
  warmUp: meaning("[s]", number),
  reached: flag,
  meanOfAll: meaning("[s]", figure),
  meanAfter: meaning("[s]", figure),
});

export const LABORATORY = document("What `sipnines laboratory --json` prints: times in seconds, rates per day", {
  wanted: object({ within: number, apart: number }),
  detectors: list(
    table({
      loss: share,
      detector: text,
      kind: text,
      isBest: flag,
      deaths: count,
      heldDeadBefore: count,
      detectionMean: figure,
      detectionP95: figure,
      detectionMax: figure,
      detectionMeanTheory: figure,
      detectionP95Theory: figure,
      detectionMaxTheory: figure,
      fitPValue: figure,
      observedTime: figure,
      falseFailovers: figure,
      falsePerDay: figure,
      falsePerDayLow: figure,
      falsePerDayHigh: figure,
      falsePerDayTheory: figure,
      messagesPerSecond: figure,
      settings: internal("The detector as the program holds it.", {}),
      doesWhatIsWanted: flag,
    }),
  ),
});

const MARK = object({ at: number, kind: text, text });
const LADDER = object({
  call: count,
  title: text,
  explanation: text,
  lanes: list(object({ name: text, part: text })),
  steps: list(
    object({
      kind: word("message", "remark"),
      at: number,
      text,
      from: optional(count),
      to: optional(count),
      isResponse: optional(flag),
      copy: optional(count),
      lost: optional(nullable(text)),
      lane: optional(nullable(count)),
      grave: optional(flag),
    }),
  ),
  begunAt: number,
});
const TIMELINE = object({
  from: number,
  until: number,
  fault: nullable(number),
  rows: list(
    object({
      name: text,
      kind: word("node", "address"),
      stretches: list(object({ from: number, until: number, value: optional(text), text, sound: flag })),
      marks: list(MARK),
    }),
  ),
  failedCalls: list(object({ call: count, begunAt: number, cause: text })),
  entries: list(MARK),
  leftOut: count,
});

export const TRACE = document("What `sipnines trace --json` prints: times in seconds", {
  scenario: text,
  engine: engineShape,
  seed: number,
  replication: count,
  fingerprint: text,
  calls: object({ created: count, successful: count, failed: count }),
  ladder: nullable(LADDER),
  timeline: TIMELINE,
  written: optional(
    object({ fingerprint: text, events: count, packets: count, messages: record(count), again: count }),
  ),
});

const VIOLATIONS = list(object({ law: text, how: text }));
const ANOMALIES = list(object({ where: text, reason: text, owners: list(text) }));
const counts = { events: count, calls: count, failovers: count } as const;

export const FUZZ_WORLDS = document("What `sipnines fuzz --json` prints", {
  seed: number,
  worlds: count,
  ...counts,
  mended: count,
  unserved: count,
  broken: list(object({ world: count, violations: VIOLATIONS, file: text, command: text })),
});

const FOUND = { lines: list(internal("A line of a fault script.", {})), anomalies: ANOMALIES, command: text } as const;

export const FUZZ_FAULTS = document("What `sipnines fuzz FILE --json` prints", {
  scripts: count,
  within: meaning("[s]", positive),
  unprovoked: ANOMALIES,
  counterexamples: list(object({ ...FOUND, times: count })),
  lasting: object({ tried: count, unsurvived: list(object(FOUND)) }),
  broken: list(object({ violations: VIOLATIONS, command: text })),
});

export const FUZZ_AS_WRITTEN = document("What `sipnines fuzz FILE --as-written --json` prints", {
  violations: VIOLATIONS,
  anomalies: ANOMALIES,
  ...counts,
});
