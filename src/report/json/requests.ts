/** Documents that say what there is, what was read and what was written. */
import * as json from "../../notation/json-shape.ts";
import { document } from "./document.ts";
import { PROBLEM, WARNING } from "./remarks.ts";

export const REFUSED = document("What any command prints with --json in the place of its answer when it refuses", {
  problems: json.list(PROBLEM, 1),
});

export const FAILED = document("What any command prints with --json in the place of its answer when it fails", {
  error: json.object({
    kind: json.meaning(
      "A fault of sipnines (exit code 3), of a system that gives no more file descriptors (3), or of a disk that cannot be written to (130).",
      json.word("internal", "system", "disk"),
    ),
    message: json.text,
    command: json.meaning("That makes it happen again; of a disk, that goes on where this one ended.", json.text),
  }),
});

export const LIST = document("What `sipnines list --json` prints", {
  presets: json.list(
    json.object({
      name: json.text,
      title: json.text,
      about: json.text,
      parameters: json.record(
        json.object({ meaning: json.text, min: json.number, max: json.number, default: json.number }),
      ),
      architecture: json.internal("What a scenario would say in the place of the preset, as the program holds it.", {}),
    }),
  ),
  metrics: json.list(
    json.object({
      name: json.text,
      unit: json.text,
      meaning: json.text,
      source: json.text,
      isDetail: json.optional(json.flag),
      trials: json.optional(
        json.meaning(
          "Of a proportion: the metrics that count its trials, the first less the second.",
          json.pair(json.text),
        ),
      ),
      least: json.optional(json.number),
    }),
  ),
  scenarios: json.list(json.object({ file: json.text, title: json.text })),
  distributions: json.list(json.text),
  detectors: json.list(json.object({ name: json.text, meaning: json.text })),
});

export const VALIDATE = document("What `sipnines validate --json` prints", {
  problems: json.meaning("Of all files, as where any command refuses; empty if all are valid.", json.list(PROBLEM)),
  files: json.list(
    json.object({
      file: json.text,
      title: json.meaning("Null where the file cannot be read.", json.nullable(json.text)),
      valid: json.flag,
      problems: json.list(PROBLEM),
      warnings: json.list(WARNING),
    }),
  ),
});

export const MIGRATE = document("What `sipnines migrate --json` prints", {
  format: json.count,
  files: json.list(
    json.object({
      file: json.text,
      renamed: json.list(json.object({ from: json.text, to: json.text })),
      changed: json.flag,
    }),
  ),
});

export const EXPORT = document("What `sipnines export --json` prints", {
  format: json.word("prism", "open-psa"),
  files: json.meaning(
    "Their texts by name; with --out their names.",
    json.either(json.record(json.text), json.list(json.text)),
  ),
});

export const SIPP_IMPORT = document("What `sipnines sipp import --json` prints", {
  files: json.list(
    json.object({
      file: json.text,
      role: json.word("caller", "callee", "registrant", "requester", "subscriber"),
      name: json.text,
      steps: json.count,
      expires: json.meaning("[s]", json.nullable(json.number)),
      retransmits: json.flag,
      notes: json.list(json.object({ line: json.count, text: json.text })),
    }),
  ),
  scenario: json.meaning("Its text; with --out its file.", json.text),
});

const REMARKS = json.list(json.object({ file: json.text, line: json.count, text: json.text }));

export const IMPORT = document("What `sipnines import --json` prints", {
  files: json.list(
    json.object({
      file: json.text,
      kind: json.word(
        ...["keepalived", "corosync", "pacemaker", "kamailio", "opensips", "dispatcher-list", "haproxy", "zone"],
        "mariadb",
      ),
      host: json.text,
      problems: json.meaning("What the daemon would complain of, or does not find.", REMARKS),
      unknown: json.meaning("What is not understood.", REMARKS),
    }),
  ),
  scenario: json.meaning("Its text; with --out its file.", json.text),
  questions: json.meaning("What no configuration answers.", json.list(json.text)),
  leftOut: json.meaning("What was read and has no place in the scenario.", json.list(json.text)),
});

const FINDINGS = json.list(
  json.object({
    code: json.meaning("`sipnines check --explain CODE` says more.", json.text),
    severity: json.word("error", "warning", "note"),
    file: json.text,
    line: json.count,
    message: json.text,
    consequence: json.meaning("What will happen.", json.text),
  }),
);

export const CHECK = document("What `sipnines check --json` prints", { findings: FINDINGS });

const WRITTEN_VALUE = json.nullable(
  json.object({
    value: json.text,
    file: json.optional(json.meaning("With `line`: where it is written.", json.text)),
    line: json.optional(json.count),
    origin: json.optional(json.meaning("Where it is not written in a file: a default, or a guess.", json.text)),
  }),
);
const LOST = json.meaning(
  "In the mean of the runs. Null: there is no such server. A text: why it cannot be told.",
  json.nullable(
    json.either(json.text, json.object({ created: json.number, failed: json.number, delayed: json.number })),
  ),
);
const REACHED = json.meaning(
  "A text: why it cannot be told.",
  json.either(json.text, json.object({ unavailability: json.share, nines: json.figure })),
);
const DIFFERENCE = json.object({ mean: json.number, low: json.number, high: json.number });
const BOTH = json.object({ before: REACHED, after: REACHED });

export const CHECK_AGAINST = document(
  "What `sipnines check OLD NEW --json` and `check NEW --against OLD --json` print",
  {
    old: json.text,
    new: json.text,
    takenSo: json.meaning("Why they are taken as an old and a new state.", json.text),
    isWorse: json.meaning("Whether the exit code is 1.", json.flag),
    findings: json.object({
      new: FINDINGS,
      gone: FINDINGS,
      kept: json.meaning("How many are as before, by their severity.", json.record(json.count)),
    }),
    values: json.meaning(
      "What differs between the two scenarios; null: not written.",
      json.list(json.object({ path: json.text, before: WRITTEN_VALUE, after: WRITTEN_VALUE })),
    ),
    crashes: json.list(
      json.object({
        node: json.text,
        kind: json.word("process", "host"),
        before: LOST,
        after: LOST,
        more: json.meaning(
          "What is lost more: means and 95 % intervals of the differences of runs with the same random numbers. Null: not both are told.",
          json.nullable(json.object({ failed: DIFFERENCE, delayed: DIFFERENCE })),
        ),
      }),
    ),
    runs: json.object({
      seconds: json.meaning("Calls are made for so long [s].", json.number),
      at: json.meaning("When the crash comes [s].", json.number),
      replications: json.count,
      notRun: json.meaning("Why runs were left out, as sentences.", json.list(json.text)),
    }),
    service: BOTH,
    calls: json.meaning("Of calls, as `sipnines availability` tells it without simulation.", BOTH),
  },
);

export const SIPP_EXPORT = document("What `sipnines sipp export --json` prints", {
  directory: json.text,
  files: json.list(json.text),
});

const millimetres = json.object({ mm: json.positive });

export const CHART = document("What `sipnines chart --json` prints", {
  files: json.list(json.text),
  type: json.text,
  width: millimetres,
  height: millimetres,
  caption: json.text,
  alt: json.text,
});

export const REPORT = document("What `sipnines report --json` prints", {
  file: json.text,
  kind: json.text,
  bytes: json.count,
});

export const PLAY = document("What `sipnines play --json` prints", {
  file: json.text,
  bytes: json.count,
});

export const PLAY_LIST = document("What `sipnines play --list --json` prints", {
  stories: json.list(
    json.object({
      name: json.text,
      title: json.text,
      line: json.meaning("What it is about, in one line.", json.text),
      scenario: json.meaning("Its file.", json.text),
      steps: json.count,
    }),
  ),
});

export const IDENTITY = json.object({
  version: json.text,
  model: json.meaning("Digest of all that can change a number.", json.text),
});

export const MANIFEST = document("manifest.json beside a result", {
  sipnines: IDENTITY,
  command: json.text,
  scenario: json.meaning("The copy beside it; null where there is none.", json.nullable(json.text)),
  settings: json.list(json.text),
});
