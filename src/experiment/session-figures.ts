import type { World } from "../architecture/world.ts";
import type { MetricName } from "../metrics/catalogue.ts";
import { type Cause, causeIndex } from "../sip/calls.ts";

/** Causes that a caller sees as 500, 503 or no answer at all. */
const INEFFECTIVE: readonly Cause[] = [
  "nodeDown",
  "nodeCrash",
  "linkLoss",
  "partition",
  "queueOverflow",
  "databaseFailure",
  "noProxy",
  "overload",
  "throttled",
  "timeout",
  "flowMissing",
];

/** What RFC 6076 wants to know of a run, read from the ledgers at its end; NaN where there was nothing to measure. */
export function sessionFigures({
  calls,
  registrations,
  population,
}: World): readonly (readonly [MetricName, number])[] {
  const { answeredCount, successful, unansweredBy } = calls;
  const invites = calls.created - calls.unfinishedUnanswered;
  const ineffective = INEFFECTIVE.reduce((sum, cause) => sum + unansweredBy[causeIndex(cause)]!, 0);
  const decided = registrations.begun - registrations.undecided;
  const success = (method: "OPTIONS" | "SUBSCRIBE") => {
    const requests = population.requests(method);
    return requests === undefined ? Number.NaN : requests.answered / (requests.created - requests.undecided);
  };
  return [
    ["ser", answeredCount / invites],
    ["seer", (answeredCount + unansweredBy[causeIndex("busy")]!) / invites],
    ["isa", ineffective / invites],
    ["scr", successful / (calls.created - calls.unfinished)],
    ["ira", (decided - registrations.answered) / decided],
    ["optionsSuccessRatio", success("OPTIONS")],
    ["subscribeSuccessRatio", success("SUBSCRIBE")],
  ];
}
