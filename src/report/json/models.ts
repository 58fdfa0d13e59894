/** What the analyzer says of chains, fault trees and equal servers. */
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
  pair,
  record,
  text,
  word,
} from "../../notation/json-shape.ts";
import { IMPORTANCE, OUTAGE, TRANSIENT } from "./availability.ts";
import { document } from "./document.ts";

export const AVAILABILITY_CHAIN = document("What `sipnines availability --chain FILE --json` prints", {
  ...OUTAGE,
  chain: object({
    states: count,
    transitions: count,
    refused: optional(text),
    residual: optional(number),
    method: optional(text),
  }),
  downStates: optional(count),
  transient: TRANSIENT,
  reach: optional(
    object({
      refused: optional(text),
      probability: optional(number),
      meanTimeHours: optional(figure),
      within: optional(
        object({
          timeHours: number,
          refused: optional(text),
          probability: optional(number),
          errorBound: optional(number),
        }),
      ),
    }),
  ),
  steadyState: meaning("By the names of states; empty for chains of more than 200.", record(number)),
});

export const AVAILABILITY_TREE = document("What `sipnines availability --tree FILE --json` prints", {
  top: text,
  notes: list(text),
  basicEvents: count,
  gates: count,
  probability: number,
  unavailability: number,
  rareEventSum: figure,
  minimalCutSetCount: number,
  minimalCutSetsBySize: list(number),
  singlePointsOfFailure: list(object({ component: text })),
  minimalCutSets: list(list(text)),
  importance: IMPORTANCE,
});

export const AVAILABILITY_TREE_ORDER = document("What `sipnines availability --tree FILE --order K --json` prints", {
  top: text,
  notes: list(text),
  basicEvents: count,
  gates: count,
  order: count,
  probabilityBounds: pair(number),
  truncationError: number,
  minimalCutSetCount: number,
  minimalCutSetsBySize: list(number),
  minimalCutSets: list(list(text)),
});

export const AVAILABILITY_SERVERS = document("What `sipnines availability --servers … --json` prints", {
  servers: optional(count),
  required: count,
  mttfHours: optional(number),
  mttrHours: optional(number),
  target: optional(object({ unavailability: number, nines: number })),
  ...OUTAGE,
  method: optional(word("closed form", "chain")),
  chain: optional(nullable(object({ states: count, transitions: count, residual: number }))),
  transient: TRANSIENT,
  serversNeeded: optional(count),
  tolerableMttfHours: optional(figure),
  tolerableMttrHours: optional(figure),
  meetsTarget: optional(flag),
});
