/** Every JSON document that this program prints or writes, by the name of its schema: `schema/NAME.schema.json`. */

import type { Written } from "../../notation/json-shape.ts";
import * as availability from "./availability.ts";
import * as capacity from "./capacity.ts";
import * as designs from "./designs.ts";
import * as measurements from "./measurements.ts";
import * as models from "./models.ts";
import * as plans from "./plans.ts";
import * as requests from "./requests.ts";
import * as runs from "./runs.ts";
import * as studies from "./studies.ts";
import * as thesis from "./thesis.ts";

export const DOCUMENTS = {
  refused: requests.REFUSED,
  failed: requests.FAILED,
  list: requests.LIST,
  validate: requests.VALIDATE,
  migrate: requests.MIGRATE,
  run: runs.RUN,
  "run-file": runs.RUN_FILE,
  "warm-up": runs.WARM_UP,
  capacity: capacity.CAPACITY_PRINTED,
  "capacity-file": capacity.CAPACITY_FILE,
  plan: plans.PLAN,
  laboratory: runs.LABORATORY,
  trace: runs.TRACE,
  "fuzz-worlds": runs.FUZZ_WORLDS,
  "fuzz-faults": runs.FUZZ_FAULTS,
  "fuzz-as-written": runs.FUZZ_AS_WRITTEN,
  "fuzz-agreement": designs.FUZZ_AGREEMENT,
  availability: availability.AVAILABILITY,
  "availability-chain": models.AVAILABILITY_CHAIN,
  "availability-tree": models.AVAILABILITY_TREE,
  "availability-tree-order": models.AVAILABILITY_TREE_ORDER,
  "availability-servers": models.AVAILABILITY_SERVERS,
  optimize: designs.OPTIMIZE,
  "optimize-file": designs.OPTIMIZE_FILE,
  export: requests.EXPORT,
  sweep: studies.SWEEP,
  "sweep-dry-run": studies.SWEEP_DRY_RUN,
  "sweep-shard": studies.SWEEP_SHARD,
  study: studies.STUDY,
  status: studies.STATUS,
  manifest: requests.MANIFEST,
  chart: requests.CHART,
  report: requests.REPORT,
  play: requests.PLAY,
  "play-list": requests.PLAY_LIST,
  compare: measurements.COMPARE,
  "calibrate-service": measurements.CALIBRATE_SERVICE,
  "calibrate-detector": measurements.CALIBRATE_DETECTOR,
  "calibrate-capacity": measurements.CALIBRATE_CAPACITY,
  "calibrate-lifetimes": measurements.CALIBRATE_LIFETIMES,
  "calibrate-calls": measurements.CALIBRATE_CALLS,
  import: requests.IMPORT,
  check: requests.CHECK,
  "check-against": requests.CHECK_AGAINST,
  "sipp-import": requests.SIPP_IMPORT,
  "sipp-export": requests.SIPP_EXPORT,
  reproduce: thesis.REPRODUCE,
  "reproduce-calibrate": thesis.REPRODUCE_CALIBRATE,
  table1: thesis.TABLE1,
} as const;

export type DocumentName = keyof typeof DOCUMENTS;
/** What a document says, without the version that wrote it. */
export type Said<N extends DocumentName> = N extends DocumentName
  ? Omit<Written<(typeof DOCUMENTS)[N]["shape"]>, "version">
  : never;
