/** Documents that say what there is, what was read and what was written. */
import {
  count,
  either,
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
  text,
  word,
} from "../../notation/json-shape.ts";
import { document } from "./document.ts";
import { PROBLEM, WARNING } from "./remarks.ts";

export const REFUSED = document("What any command prints with --json in the place of its answer when it refuses", {
  problems: list(PROBLEM, 1),
});

export const LIST = document("What `sipnines list --json` prints", {
  presets: list(
    object({
      name: text,
      title: text,
      about: text,
      parameters: record(object({ meaning: text, min: number, max: number, default: number })),
      architecture: internal("What a scenario would say in the place of the preset, as the program holds it.", {}),
    }),
  ),
  metrics: list(
    object({
      name: text,
      unit: text,
      meaning: text,
      source: text,
      isDetail: optional(flag),
      trials: optional(
        meaning("Of a proportion: the metrics that count its trials, the first less the second.", pair(text)),
      ),
      least: optional(number),
    }),
  ),
  scenarios: list(object({ file: text, title: text })),
  distributions: list(text),
  detectors: list(object({ name: text, meaning: text })),
});

export const VALIDATE = document("What `sipnines validate --json` prints", {
  problems: meaning("Of all files, as where any command refuses; empty if all are valid.", list(PROBLEM)),
  files: list(
    object({
      file: text,
      title: meaning("Null where the file cannot be read.", nullable(text)),
      valid: flag,
      problems: list(PROBLEM),
      warnings: list(WARNING),
    }),
  ),
});

export const MIGRATE = document("What `sipnines migrate --json` prints", {
  format: count,
  files: list(object({ file: text, renamed: list(object({ from: text, to: text })), changed: flag })),
});

export const EXPORT = document("What `sipnines export --json` prints", {
  format: word("prism", "open-psa"),
  files: meaning("Their texts by name; with --out their names.", either(record(text), list(text))),
});

export const SIPP_IMPORT = document("What `sipnines sipp import --json` prints", {
  files: list(
    object({
      file: text,
      role: word("caller", "callee", "registrant", "requester", "subscriber"),
      name: text,
      steps: count,
      expires: meaning("[s]", nullable(number)),
      retransmits: flag,
      notes: list(object({ line: count, text })),
    }),
  ),
  scenario: meaning("Its text; with --out its file.", text),
});

export const SIPP_EXPORT = document("What `sipnines sipp export --json` prints", {
  directory: text,
  files: list(text),
});

const millimetres = object({ mm: positive });

export const CHART = document("What `sipnines chart --json` prints", {
  files: list(text),
  type: text,
  width: millimetres,
  height: millimetres,
  caption: text,
  alt: text,
});

export const REPORT = document("What `sipnines report --json` prints", { file: text, kind: text, bytes: count });

export const IDENTITY = object({ version: text, model: meaning("Digest of all that can change a number.", text) });

export const MANIFEST = document("manifest.json beside a result", {
  sipnines: IDENTITY,
  command: text,
  scenario: meaning("The copy beside it; null where there is none.", nullable(text)),
  settings: list(text),
});
