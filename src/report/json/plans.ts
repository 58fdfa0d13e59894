/** What a plan of maintenance says. */
import * as json from "../../notation/json-shape.ts";
import { STEP_VERBS } from "../../scenario/plan.ts";
import { document } from "./document.ts";
import { WARNING } from "./remarks.ts";
import { EXPECTATION } from "./runs.ts";

const CALLS = json.object({ mean: json.number, ci95: json.pair(json.figure) });

const WAY = json.object({
  failedCalls: CALLS,
  withoutSpareSeconds: json.number,
  lastsSeconds: json.number,
});

const STEP = json.object({
  step: json.meaning("counted from 1", json.count),
  does: json.word(...STEP_VERBS),
  node: json.text,
  fromSeconds: json.meaning("from the beginning of the first step", json.number),
  lastsSeconds: json.number,
  failedCalls: json.meaning("lost, of the calls made during the step", CALLS),
  delayedCalls: CALLS,
  withoutSpareSeconds: json.number,
  secondFailure: json.meaning(
    "another node of the tier dies in the middle of the step; null where none is in service",
    json.nullable(
      json.object({
        node: json.meaning("whose death costs most", json.text),
        failedCalls: json.meaning("lost from its death on", CALLS),
        probability: json.meaning("that any of them dies during the step; null without lifetimes", json.figure),
        expectedFailedCalls: json.meaning("lost by that on average; null without lifetimes", json.figure),
      }),
    ),
  ),
  badVersion: json.meaning(
    "null where no new version may be bad",
    json.nullable(
      json.object({
        probability: json.share,
        failedCalls: json.meaning(
          "lost until all is rolled back; null where that is not possible",
          json.nullable(CALLS),
        ),
      }),
    ),
  ),
  rollBack: json.meaning("when the step is over; null where that is not possible", json.nullable(WAY)),
  goOn: json.meaning("when the step is over, to the end of the plan", WAY),
  rollBackCostsMore: json.meaning("why; null where it does not", json.nullable(json.text)),
  expectations: json.list(json.object(EXPECTATION)),
  verdict: json.word("go on", "undecided", "stop"),
});

export const PLAN = document("What `sipnines plan --json` prints, and plan.json of `sipnines plan --out`", {
  scenario: json.text,
  seed: json.number,
  replications: json.count,
  order: json.list(json.text),
  orders: json.meaning(
    "orders that were tried, the best first; null where the file says the order",
    json.nullable(
      json.object({
        method: json.word("every order", "greedy"),
        tried: json.list(json.object({ order: json.list(json.text), failedCalls: CALLS, delayedCalls: CALLS })),
      }),
    ),
  ),
  delayedAfterSeconds: json.meaning("set-up times above this are delays", json.number),
  steps: json.list(STEP),
  before: json.meaning("calls made before the first step", json.object({ failedCalls: CALLS, delayedCalls: CALLS })),
  afterwards: json.meaning("calls made after the last step", json.object({ failedCalls: CALLS, delayedCalls: CALLS })),
  total: json.meaning("from the first step on", json.object({ failedCalls: CALLS, delayedCalls: CALLS })),
  withoutSpareSeconds: json.number,
  pointOfNoReturn: json.meaning(
    "the step after which rolling back costs more than going on, or is not possible",
    json.object({ step: json.count, because: json.nullable(json.text) }),
  ),
  warnings: json.list(WARNING),
});
