/** Documents of commands that simulate a scenario. */
import { engineShape, replicationsShape } from "../../experiment/plan-shape.ts";
import * as json from "../../notation/json-shape.ts";
import { document } from "./document.ts";
import { WARNING } from "./remarks.ts";
import { IDENTITY } from "./requests.ts";

export const VERDICT = json.word("holds", "fails", "undecided");
/** Of a metric over replications; null where it was not measured, or where an interval would not cover. */
export const METRICS = json.record(json.object({ unit: json.text, mean: json.figure, ci95: json.pair(json.figure) }));

export const EXPECTATION = {
  metric: json.text,
  atLeast: json.figure,
  atMost: json.figure,
  because: json.nullable(json.text),
  mean: json.figure,
  verdict: VERDICT,
} as const;

const result = {
  scenario: json.told(json.text),
  engine: engineShape,
  seed: json.number,
  replications: replicationsShape,
  metrics: json.told(METRICS),
  betweenReplications: json.told(
    json.record(
      json.object({
        ...{
          unit: json.text,
          median: json.figure,
          medianCi95: json.pair(json.figure),
          p95: json.figure,
          p95Ci95: json.pair(json.figure),
        },
      }),
    ),
  ),
  batchMeans: json.told(
    json.record(
      json.object({
        batches: json.count,
        lagOne: json.figure,
        independent: json.flag,
        longer: json.meaning("By which factor the run should be longer.", json.figure),
      }),
    ),
  ),
  expectations: json.list(
    json.object({
      ...EXPECTATION,
      moreReplications: json.told(
        json.meaning("That would decide; null where it is decided, or where none would.", json.figure),
      ),
    }),
  ),
  warnings: json.told(json.list(WARNING)),
} as const;

export const RUN = document("What `sipnines run --json` prints", result);

export const RUN_FILE = document("run.json of `sipnines run --out`", {
  sipnines: IDENTITY,
  result: json.object(result),
  scenario: json.internal(
    'The scenario with all its defaults, as the program holds it: seconds; "unlimited" for no limit.',
    {
      title: json.text,
      run: json.internal("How it is run.", { seed: json.number, stratify: replicationsShape }),
    },
  ),
});

export const WARM_UP = document("What `sipnines warm-up --json` prints", {
  scenario: json.text,
  metric: json.text,
  replications: json.count,
  warmUp: json.meaning("[s]", json.number),
  reached: json.flag,
  meanOfAll: json.meaning("[s]", json.figure),
  meanAfter: json.meaning("[s]", json.figure),
});

export const LABORATORY = document("What `sipnines laboratory --json` prints: times in seconds, rates per day", {
  wanted: json.object({ within: json.number, apart: json.number }),
  detectors: json.list(
    json.table({
      loss: json.share,
      detector: json.text,
      kind: json.text,
      isBest: json.flag,
      deaths: json.count,
      heldDeadBefore: json.count,
      detectionMean: json.figure,
      detectionP95: json.figure,
      detectionMax: json.figure,
      detectionMeanTheory: json.figure,
      detectionP95Theory: json.figure,
      detectionMaxTheory: json.figure,
      fitPValue: json.figure,
      observedTime: json.figure,
      falseFailovers: json.figure,
      falsePerDay: json.figure,
      falsePerDayLow: json.figure,
      falsePerDayHigh: json.figure,
      falsePerDayTheory: json.figure,
      messagesPerSecond: json.figure,
      settings: json.internal("The detector as the program holds it.", {}),
      doesWhatIsWanted: json.flag,
    }),
  ),
});

const MARK = json.object({ at: json.number, kind: json.text, text: json.text });
const LADDER = json.object({
  call: json.count,
  title: json.text,
  explanation: json.text,
  lanes: json.list(json.object({ name: json.text, part: json.text })),
  steps: json.list(
    json.object({
      kind: json.word("message", "remark"),
      at: json.number,
      text: json.text,
      from: json.optional(json.count),
      to: json.optional(json.count),
      isResponse: json.optional(json.flag),
      copy: json.optional(json.count),
      lost: json.optional(json.nullable(json.text)),
      lane: json.optional(json.nullable(json.count)),
      grave: json.optional(json.flag),
    }),
  ),
  begunAt: json.number,
});
const TIMELINE = json.object({
  from: json.number,
  until: json.number,
  fault: json.nullable(json.number),
  rows: json.list(
    json.object({
      name: json.text,
      kind: json.word("node", "address"),
      stretches: json.list(
        json.object({
          from: json.number,
          until: json.number,
          value: json.optional(json.text),
          text: json.text,
          sound: json.flag,
        }),
      ),
      marks: json.list(MARK),
    }),
  ),
  failedCalls: json.list(json.object({ call: json.count, begunAt: json.number, cause: json.text })),
  entries: json.list(MARK),
  leftOut: json.count,
});

export const TRACE = document("What `sipnines trace --json` prints: times in seconds", {
  scenario: json.text,
  engine: engineShape,
  seed: json.number,
  replication: json.count,
  fingerprint: json.text,
  calls: json.object({ created: json.count, successful: json.count, failed: json.count }),
  ladder: json.nullable(LADDER),
  timeline: TIMELINE,
  written: json.optional(
    json.object({
      fingerprint: json.text,
      events: json.count,
      packets: json.count,
      messages: json.record(json.count),
      again: json.count,
    }),
  ),
});

const VIOLATIONS = json.list(json.object({ law: json.text, how: json.text }));
const ANOMALIES = json.list(json.object({ where: json.text, reason: json.text, owners: json.list(json.text) }));
const counts = { events: json.count, calls: json.count, failovers: json.count } as const;

export const FUZZ_WORLDS = document("What `sipnines fuzz --json` prints", {
  seed: json.number,
  worlds: json.count,
  ...counts,
  mended: json.count,
  unserved: json.count,
  broken: json.list(json.object({ world: json.count, violations: VIOLATIONS, file: json.text, command: json.text })),
});

const FOUND = {
  lines: json.list(json.internal("A line of a fault script.", {})),
  anomalies: ANOMALIES,
  command: json.text,
} as const;

export const FUZZ_FAULTS = document("What `sipnines fuzz FILE --json` prints", {
  scripts: json.count,
  within: json.meaning("[s]", json.positive),
  unprovoked: ANOMALIES,
  counterexamples: json.list(json.object({ ...FOUND, times: json.count })),
  lasting: json.object({ tried: json.count, unsurvived: json.list(json.object(FOUND)) }),
  broken: json.list(json.object({ violations: VIOLATIONS, command: json.text })),
});

export const FUZZ_AS_WRITTEN = document("What `sipnines fuzz FILE --as-written --json` prints", {
  violations: VIOLATIONS,
  anomalies: ANOMALIES,
  ...counts,
});
