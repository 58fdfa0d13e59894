/** What the analyzer says of chains, fault trees and equal servers. */
import * as json from "../../notation/json-shape.ts";
import { IMPORTANCE, OUTAGE, TRANSIENT } from "./availability.ts";
import { document } from "./document.ts";

export const AVAILABILITY_CHAIN = document("What `sipnines availability --chain FILE --json` prints", {
  ...OUTAGE,
  chain: json.object({
    states: json.count,
    transitions: json.count,
    refused: json.optional(json.text),
    residual: json.optional(json.number),
    method: json.optional(json.text),
  }),
  downStates: json.optional(json.count),
  transient: TRANSIENT,
  reach: json.optional(
    json.object({
      refused: json.optional(json.text),
      probability: json.optional(json.number),
      meanTimeHours: json.optional(json.figure),
      within: json.optional(
        json.object({
          timeHours: json.number,
          refused: json.optional(json.text),
          probability: json.optional(json.number),
          errorBound: json.optional(json.number),
        }),
      ),
    }),
  ),
  steadyState: json.meaning("By the names of states; empty for chains of more than 200.", json.record(json.number)),
});

export const AVAILABILITY_TREE = document("What `sipnines availability --tree FILE --json` prints", {
  top: json.text,
  notes: json.list(json.text),
  basicEvents: json.count,
  gates: json.count,
  probability: json.number,
  unavailability: json.number,
  rareEventSum: json.figure,
  minimalCutSetCount: json.number,
  minimalCutSetsBySize: json.list(json.number),
  singlePointsOfFailure: json.list(json.object({ component: json.text })),
  minimalCutSets: json.list(json.list(json.text)),
  importance: IMPORTANCE,
});

export const AVAILABILITY_TREE_ORDER = document("What `sipnines availability --tree FILE --order K --json` prints", {
  top: json.text,
  notes: json.list(json.text),
  basicEvents: json.count,
  gates: json.count,
  order: json.count,
  probabilityBounds: json.pair(json.number),
  truncationError: json.number,
  minimalCutSetCount: json.number,
  minimalCutSetsBySize: json.list(json.number),
  minimalCutSets: json.list(json.list(json.text)),
});

export const AVAILABILITY_SERVERS = document("What `sipnines availability --servers … --json` prints", {
  servers: json.optional(json.count),
  required: json.count,
  mttfHours: json.optional(json.number),
  mttrHours: json.optional(json.number),
  target: json.optional(json.object({ unavailability: json.number, nines: json.number })),
  ...OUTAGE,
  method: json.optional(json.word("closed form", "chain")),
  chain: json.optional(
    json.nullable(json.object({ states: json.count, transitions: json.count, residual: json.number })),
  ),
  transient: TRANSIENT,
  serversNeeded: json.optional(json.count),
  tolerableMttfHours: json.optional(json.figure),
  tolerableMttrHours: json.optional(json.figure),
  meetsTarget: json.optional(json.flag),
});
